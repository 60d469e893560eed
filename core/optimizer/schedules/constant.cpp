// A smaller rate for the first steps, then the optimizer's. PyTorch's ConstantLR.
#include "core/optimizer/schedule.h"

namespace tani::schedule_entries {

namespace {

struct At {
    enum : std::size_t { factor, total_iters };
};

double rate(std::span<const double> s, const ScheduleMoment& now) {
    return static_cast<double>(now.step) < s[At::total_iters] ? now.base * s[At::factor] : now.base;
}

}  // namespace

ScheduleEntry constant() {
    return {.id = "constant",
            .order = 10,
            .name = {"Constant factor", "はじめだけ定数倍"},
            .help = {"The rate is multiplied by a factor for the first steps, and then is the "
                     "optimizer's own.",
                     "はじめの数ステップだけ学習率を定数倍し、その後は元の学習率に戻す。"},
            .source = "PyTorch's ConstantLR",
            .pytorch = "torch.optim.lr_scheduler.ConstantLR",
            .formula = "η(k) = c·η (k < T), η (k ≥ T)",
            .parameters = {describe::share("factor", "c", {"factor", "倍率"},
                                           {"What the rate is multiplied by at first.",
                                            "はじめに学習率に掛ける数。"},
                                           1.0 / 3),
                           describe::step_count("total_iters", "T", {"for", "期間"},
                                                {"Steps until the factor is lifted.",
                                                 "倍率をやめるまでのステップ数。"},
                                                5, 0)},
            .rate = rate};
}

}  // namespace tani::schedule_entries
