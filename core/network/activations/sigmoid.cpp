// The logistic function.
#include "core/network/activation.h"
#include "core/network/scalar.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Sigmoid {
    explicit Sigmoid(std::span<const double>) {}
    T value(T x) const { return scalar::sigmoid(x); }
    T slope([[maybe_unused]] T x, [[maybe_unused]] T y) const { return y * (T(1) - y); }
};

}  // namespace

LayerEntry sigmoid() {
    return activation_of<Sigmoid>({.id = "sigmoid",
                                   .order = 40,
                                   .name = {"Sigmoid", "シグモイド関数"},
                                   .help = {"Squeezes everything between 0 and 1. Its slope is at "
                                            "most 0.25, so gradients shrink from layer to layer.",
                                            "すべてを0と1の間に押し込む。傾きは最大でも0."
                                            "25なので、層を重ねると勾配が小さくなる。"},
                                   .formula = "y = 1/(1 + e⁻ˣ)",
                                   .source = "Rumelhart, Hinton & Williams 1986",
                                   .pytorch = "torch.nn.Sigmoid",
                                   .least = 0,
                                   .most = 1});
}

}  // namespace tani::activation_entries
