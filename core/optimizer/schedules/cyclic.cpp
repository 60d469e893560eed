// Up and down again and again. Smith 2017, Cyclical Learning Rates for Training Neural Networks,
// the triangular policy; PyTorch's CyclicLR with equal flanks. The momentum stays what it is
// (PyTorch's cycle_momentum=False).
#include <cmath>

#include "core/optimizer/schedule.h"

namespace tani::schedule_entries {

namespace {

struct At {
    enum : std::size_t { base_lr, step_size_up };
};

double rate(std::span<const double> s, const ScheduleMoment& now) {
    const double cycles = static_cast<double>(now.step) / (2 * s[At::step_size_up]);
    const double place = 1 + cycles - std::floor(1 + cycles);
    const double height = place <= 0.5 ? place / 0.5 : (place - 1) / (0.5 - 1);
    return s[At::base_lr] + (now.base - s[At::base_lr]) * height;
}

}  // namespace

ScheduleEntry cyclic() {
    return {.id = "cyclic",
            .order = 70,
            .name = {"Cyclic", "周期的"},
            .help = {"A triangle: up to the optimizer's own rate, down to base_lr, again and "
                     "again. Momentum is not cycled (PyTorch's cycle_momentum=False).",
                     "三角波：optimizerのlrまで上がりbase_lrまで下がることを繰り返す。モメンタムは"
                     "変えない（PyTorchのcycle_momentum=False）。"},
            .source = "Smith 2017, Cyclical Learning Rates for Training Neural Networks",
            .pytorch = "torch.optim.lr_scheduler.CyclicLR",
            .formula = "η(k) = m + (η − m)·Λ(k/2s)",
            // PyTorch has no default for base_lr.
            .parameters = {{.id = "base_lr",
                            .symbol = "m",
                            .name = {"least rate", "最小の学習率"},
                            .help = {"Where the triangle begins and turns up again.",
                                     "三角波の始まりと谷の値。"},
                            .standard = 0.001,
                            .bounds = {.least = 0},
                            .slider_from = 1e-5,
                            .slider_to = 1,
                            .scale = Scale::log},
                           describe::step_count("step_size_up", "s", {"flank", "片側の長さ"},
                                                {"Steps from the least rate to the largest, and as "
                                                 "many down.",
                                                 "最小から最大まで上がるステップ数。下がるのも同じ"
                                                 "長さ。"},
                                                2000, 1)},
            .rate = rate};
}

}  // namespace tani::schedule_entries
