// The mean absolute error.
#include "core/network/loss.h"

namespace tani::loss_entries {

namespace {

template <class T>
struct MaeRule {
    explicit MaeRule(std::span<const double>) {}
    T one(T out, T y) const { return out > y ? out - y : y - out; }
    T slope(T out, T y) const { return out > y ? T(1) : out < y ? T(-1) : out - y; }
};
template <class T>
using Mae = EachOutput<T, MaeRule<T>>;

}  // namespace

LossEntry mae() {
    return loss_of<Mae>(
        {.id = "mae",
         .order = 20,
         .name = {"Mean absolute error", "平均絶対誤差"},
         .help = {"The mean of the differences' sizes: outliers weigh no more than their distance.",
                  "差の絶対値の平均。外れ値に引きずられにくい。"},
         .formula = "L = mean |ŷ − y|",
         .source = "Boscovich 1757, least absolute deviations",
         .pytorch = "torch.nn.L1Loss",
         .suits = [](TargetKind) { return true; }});
}

}  // namespace tani::loss_entries
