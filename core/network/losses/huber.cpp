// Huber's loss. Huber 1964, Robust estimation of a location parameter.
#include "core/network/loss.h"

namespace tani::loss_entries {

namespace {

template <class T>
struct HuberRule {
    T delta;
    explicit HuberRule(std::span<const double> s) : delta(static_cast<T>(s[0])) {}
    T one(T out, T y) const {
        const T e = out > y ? out - y : y - out;
        return e < delta ? T(0.5) * e * e : delta * (e - T(0.5) * delta);
    }
    T slope(T out, T y) const {
        const T e = out - y;
        return e > delta ? delta : e < -delta ? -delta : e;
    }
};
template <class T>
using Huber = EachOutput<T, HuberRule<T>>;

}  // namespace

LossEntry huber() {
    return loss_of<Huber>(
        {.id = "huber",
         .order = 30,
         .name = {"Huber loss", "Huber損失"},
         .help = {"Squared where the error is small, linear where it is large.",
                  "誤差が小さければ2乗、大きければ1次で増える。"},
         .formula = "L = mean ½e² (|e| < δ), δ(|e| − ½δ) otherwise",
         .source = "Huber 1964",
         .pytorch = "torch.nn.HuberLoss",
         .parameters = {{.id = "delta",
                         .symbol = "δ",
                         .name = {"bend", "切り替え点"},
                         .help = {"The error from which on the loss grows linearly.",
                                  "この大きさを超える誤差は1次で増える。"},
                         .standard = 1,
                         .bounds = {.least = 0, .least_open = true},
                         .slider_from = 0.1,
                         .slider_to = 10,
                         .scale = Scale::log}},
         .suits = [](TargetKind) { return true; }});
}

}  // namespace tani::loss_entries
