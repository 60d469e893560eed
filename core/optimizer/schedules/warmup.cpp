// The rate grows linearly over the first steps. Goyal et al. 2017, Accurate, Large Minibatch SGD;
// PyTorch's LinearLR in its closed form.
#include <algorithm>

#include "core/optimizer/schedule.h"

namespace tani::schedule_entries {

namespace {

struct At {
    enum : std::size_t { start_factor, end_factor, total_iters };
};

double rate(std::span<const double> s, const ScheduleMoment& now) {
    const double done = std::min(s[At::total_iters], static_cast<double>(now.step));
    return now.base * (s[At::start_factor] +
                       (s[At::end_factor] - s[At::start_factor]) * done / s[At::total_iters]);
}

}  // namespace

ScheduleEntry warmup() {
    Parameter start = describe::share(
        "start_factor", "a", {"first factor", "最初の倍率"},
        {"What the rate is multiplied by at step 0.", "ステップ0で学習率に掛ける数。"}, 1.0 / 3);
    start.bounds.least_open = true;
    start.slider_from = 0.01;
    return {.id = "warmup",
            .order = 50,
            .name = {"Linear warmup", "線形ウォームアップ"},
            .help = {"The rate grows linearly over the first steps, while gradients are large and "
                     "averages are young, and then stays.",
                     "勾配が大きく移動平均もまだ若い最初の数ステップで、学習率を直線的に上げ、その"
                     "後は一定にする。"},
            .source = "Goyal et al. 2017, Accurate, Large Minibatch SGD",
            .pytorch = "torch.optim.lr_scheduler.LinearLR",
            .formula = "η(k) = η·(a + (b − a)·min(k, T)/T)",
            .parameters = {std::move(start),
                           describe::share("end_factor", "b", {"last factor", "最後の倍率"},
                                           {"What it is multiplied by from step T on.",
                                            "ステップT以後に学習率に掛ける数。"},
                                           1),
                           describe::step_count("total_iters", "T", {"for", "期間"},
                                                {"Steps until the last factor.",
                                                 "最後の倍率になるまでのステップ数。"},
                                                5, 1)},
            .rate = rate};
}

}  // namespace tani::schedule_entries
