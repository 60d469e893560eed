// The rate falls by the same factor at every step. PyTorch's ExponentialLR.
#include <cmath>

#include "core/optimizer/schedule.h"

namespace tani::schedule_entries {

namespace {

double rate(std::span<const double> s, const ScheduleMoment& now) {
    return now.base * std::pow(s[0], static_cast<double>(now.step));
}

}  // namespace

ScheduleEntry exponential() {
    return {.id = "exponential",
            .order = 30,
            .name = {"Exponential decay", "指数減衰"},
            .help = {"The rate is multiplied by γ at every step. All steps that are still to come "
                     "have a finite sum: the run may stop short of the minimum.",
                     "毎ステップ学習率をγ倍する。残りの学習率の総和は有限なので、最小点の手前で止"
                     "まることがある。"},
            .source = "PyTorch's ExponentialLR",
            .pytorch = "torch.optim.lr_scheduler.ExponentialLR",
            .formula = "η(k) = η·γ^k",
            // PyTorch has no default for gamma; this one leaves an eighth of the rate after 200
            // steps.
            .parameters = {{.id = "gamma",
                            .symbol = "γ",
                            .name = {"factor", "倍率"},
                            .help = {"What the rate is multiplied by at every step.",
                                     "毎ステップ学習率に掛ける数。"},
                            .standard = 0.99,
                            .bounds = {.least = 0, .least_open = true},
                            .slider_from = 0.5,
                            .slider_to = 0.9999,
                            .scale = Scale::one_minus}},
            .rate = rate};
}

}  // namespace tani::schedule_entries
