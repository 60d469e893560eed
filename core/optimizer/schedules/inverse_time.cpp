// The rate falls like 1/k. Robbins & Monro 1951, A Stochastic Approximation Method: the sum of the
// rates is infinite, that of their squares is not.
#include "core/optimizer/schedule.h"

namespace tani::schedule_entries {

namespace {

double rate(std::span<const double> s, const ScheduleMoment& now) {
    return now.base / (1 + s[0] * static_cast<double>(now.step));
}

}  // namespace

ScheduleEntry inverse_time() {
    return {.id = "inverse_time",
            .order = 35,
            .name = {"Inverse time decay", "反比例の減衰（1/k）"},
            .help = {"The rate falls like 1/k: slowly enough to reach any place, fast enough to "
                     "quiet the noise of the gradients.",
                     "1/kの速さで学習率を下げる。どこへでも届くだけ遅く、勾配の雑音が静まるだけ速"
                     "い。"},
            .source = "Robbins & Monro 1951, A Stochastic Approximation Method",
            .formula = "η(k) = η/(1 + δk)",
            .parameters = {{.id = "decay",
                            .symbol = "δ",
                            .name = {"decay", "減衰"},
                            .help = {"After 1/δ steps half of the rate is left.",
                                     "1/δステップで学習率は半分になる。"},
                            .standard = 0.01,
                            .bounds = {.least = 0},
                            .slider_from = 1e-4,
                            .slider_to = 10,
                            .scale = Scale::log}},
            .rate = rate};
}

}  // namespace tani::schedule_entries
