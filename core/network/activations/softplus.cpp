// A smooth ReLU. Dugas et al. 2001.
#include "core/network/activation.h"
#include "core/network/scalar.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Softplus {
    explicit Softplus(std::span<const double>) {}
    T value(T x) const { return scalar::softplus(x); }
    T slope([[maybe_unused]] T x, [[maybe_unused]] T y) const { return scalar::sigmoid(x); }
};

}  // namespace

LayerEntry softplus() {
    return activation_of<Softplus>({.id = "softplus",
                                    .order = 80,
                                    .name = {"Softplus", "ソフトプラス"},
                                    .help = {"A smooth ReLU; its slope is the sigmoid.",
                                             "滑らかなReLU。傾きはシグモイド関数になる。"},
                                    .formula = "y = log(1 + eˣ)",
                                    .source = "Dugas et al. 2001",
                                    .pytorch = "torch.nn.Softplus"});
}

}  // namespace tani::activation_entries
