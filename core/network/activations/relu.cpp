// The rectified linear unit. Nair & Hinton 2010, Rectified linear units improve restricted
// Boltzmann machines.
#include "core/network/activation.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Relu {
    explicit Relu(std::span<const double>) {}
    T value(T x) const { return x > T(0) ? x : x <= T(0) ? T(0) : x; }
    T slope([[maybe_unused]] T x, [[maybe_unused]] T y) const { return x > T(0) ? T(1) : T(0); }
};

}  // namespace

LayerEntry relu() {
    return activation_of<Relu>({.id = "relu",
                                .order = 60,
                                .name = {"ReLU", "ReLU"},
                                .help = {"Lets what is positive pass. Gradients do not shrink "
                                         "where it is active; a unit that is never active is dead.",
                                         "正の値だけを通す。活性な所では勾配が小さくならないが、一"
                                         "度も活性にならないユニットは学習しない。"},
                                .formula = "y = max(0, x)",
                                .source = "Nair & Hinton 2010",
                                .pytorch = "torch.nn.ReLU"});
}

}  // namespace tani::activation_entries
