// The rate falls by a factor every so many steps. PyTorch's StepLR.
#include <cmath>

#include "core/optimizer/schedule.h"

namespace tani::schedule_entries {

namespace {

struct At {
    enum : std::size_t { step_size, gamma };
};

double rate(std::span<const double> s, const ScheduleMoment& now) {
    return now.base *
           std::pow(s[At::gamma], std::floor(static_cast<double>(now.step) / s[At::step_size]));
}

}  // namespace

ScheduleEntry step() {
    return {.id = "step",
            .order = 20,
            .name = {"Step decay", "階段状の減衰"},
            .help = {"Large steps first, then much smaller ones: the rate is multiplied by γ every "
                     "so many steps.",
                     "一定のステップごとに学習率をγ倍する。はじめは大きく、あとは小さく進む。"},
            .source = "PyTorch's StepLR",
            .pytorch = "torch.optim.lr_scheduler.StepLR",
            .formula = "η(k) = η·γ^⌊k/s⌋",
            // PyTorch has no default for step_size; 30 is the one of its documentation's example.
            .parameters = {describe::step_count("step_size", "s", {"every", "間隔"},
                                                {"Steps from one fall to the next.",
                                                 "学習率を下げる間隔（ステップ数）。"},
                                                30, 1),
                           {.id = "gamma",
                            .symbol = "γ",
                            .name = {"factor", "倍率"},
                            .help = {"What the rate is multiplied by at each fall.",
                                     "1回ごとに学習率に掛ける数。"},
                            .standard = 0.1,
                            .bounds = {.least = 0, .least_open = true},
                            .slider_from = 0.01,
                            .slider_to = 1}},
            .rate = rate};
}

}  // namespace tani::schedule_entries
