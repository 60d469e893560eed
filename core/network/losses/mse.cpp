// The mean squared error.
#include "core/network/loss.h"

namespace tani::loss_entries {

namespace {

template <class T>
struct MseRule {
    explicit MseRule(std::span<const double>) {}
    T one(T out, T y) const { return (out - y) * (out - y); }
    T slope(T out, T y) const { return T(2) * (out - y); }
};
template <class T>
using Mse = EachOutput<T, MseRule<T>>;

}  // namespace

LossEntry mse() {
    return loss_of<Mse>({.id = "mse",
                         .order = 10,
                         .name = {"Mean squared error", "平均二乗誤差"},
                         .help = {"The mean of the squared differences: large errors weigh most.",
                                  "差の2乗の平均。大きな誤差ほど重くなる。"},
                         .formula = "L = mean (ŷ − y)²",
                         .source = "Legendre 1805, least squares",
                         .pytorch = "torch.nn.MSELoss",
                         .suits = [](TargetKind) { return true; }});
}

}  // namespace tani::loss_entries
