// Up to the optimizer's rate and down to almost nothing, once. Smith & Topin 2019,
// Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates; PyTorch's
// OneCycleLR with two phases and cosines. The momentum stays what it is (PyTorch's
// cycle_momentum=False).
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/optimizer/schedule.h"

namespace tani::schedule_entries {

namespace {

struct At {
    enum : std::size_t { total_steps, pct_start, div_factor, final_div_factor };
};

double along_cosine(double from, double to, double done) {
    return to + (from - to) / 2 * (std::cos(std::numbers::pi * done) + 1);
}

double rate(std::span<const double> s, const ScheduleMoment& now) {
    const double total = length_in(s[At::total_steps], now), last = total - 1;
    // PyTorch refuses steps beyond the last one; here they keep its rate.
    const double step = std::min(static_cast<double>(now.step), last);
    const double turn = s[At::pct_start] * total - 1;
    const double least = now.base / s[At::div_factor];
    if (step <= turn) return along_cosine(least, now.base, turn > 0 ? step / turn : 1);
    const double done = last > turn ? (step - turn) / (last - turn) : 1;
    return along_cosine(now.base, least / s[At::final_div_factor], done);
}

Parameter divisor(std::string id, std::string symbol, Text name, Text help, double standard,
                  double most) {
    return {.id = std::move(id),
            .symbol = std::move(symbol),
            .name = std::move(name),
            .help = std::move(help),
            .standard = standard,
            .bounds = {.least = 0, .least_open = true},
            .slider_from = 1,
            .slider_to = most,
            .scale = Scale::log};
}

}  // namespace

ScheduleEntry one_cycle() {
    return {.id = "one_cycle",
            .order = 60,
            .name = {"One cycle", "1サイクル"},
            .help = {"The rate climbs to the optimizer's own, which is the largest, and then falls "
                     "to almost nothing, each along half a cosine. Momentum is not cycled "
                     "(PyTorch's cycle_momentum=False).",
                     "コサインの半周期に沿って、最大値であるoptimizerのlrまで上がり、その後ほぼ0ま"
                     "で下がる。モメンタムは変え"
                     "ない（PyTorchのcycle_momentum=False）。"},
            .source = "Smith & Topin 2019, Super-Convergence",
            .pytorch = "torch.optim.lr_scheduler.OneCycleLR",
            .formula = "η/d → η → η/(d·f)",
            .parameters = {describe::length_of_run("total_steps", {"length", "長さ"},
                                                   {"Steps of the cycle; after it the rate stays.",
                                                    "1周の長さ（ステップ数）。その後は一定。"}),
                           describe::share("pct_start", "p", {"rising share", "上昇の割合"},
                                           {"The share of the cycle in which the rate climbs.",
                                            "1周のうち学習率が上がる割合。"},
                                           0.3),
                           divisor("div_factor", "d", {"first divisor", "最初の除数"},
                                   {"The first rate is the largest divided by this.",
                                    "最初の学習率は最大値をこれで割ったもの。"},
                                   25, 1000),
                           divisor("final_div_factor", "f", {"last divisor", "最後の除数"},
                                   {"The last rate is the first divided by this.",
                                    "最後の学習率は最初の学習率をこれで割ったもの。"},
                                   1e4, 1e6)},
            .rate = rate};
}

}  // namespace tani::schedule_entries
