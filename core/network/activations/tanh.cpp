// The hyperbolic tangent.
#include "core/network/activation.h"
#include "core/network/scalar.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Tanh {
    explicit Tanh(std::span<const double>) {}
    T value(T x) const { return scalar::tanh(x); }
    T slope([[maybe_unused]] T x, [[maybe_unused]] T y) const { return T(1) - y * y; }
};

}  // namespace

LayerEntry tanh() {
    return activation_of<Tanh>({.id = "tanh",
                                .order = 50,
                                .name = {"Tanh", "tanh"},
                                .help = {"Between −1 and 1, with the slope 1 at 0; flat far away.",
                                         "−1と1の間の値をとり、0での傾きは1。離れると平らになる。"},
                                .formula = "y = tanh x",
                                .source = "LeCun et al. 1998, Efficient BackProp, section 4.4",
                                .pytorch = "torch.nn.Tanh",
                                .least = -1,
                                .most = 1});
}

}  // namespace tani::activation_entries
