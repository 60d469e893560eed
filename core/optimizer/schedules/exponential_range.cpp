// The range test: the rate grows over the run until it is too large. Smith 2017, Cyclical Learning
// Rates for Training Neural Networks. The paper lets it grow linearly; by the same factor at every
// step, as here, all magnitudes get their share of the run.
#include <cmath>

#include "core/optimizer/schedule.h"

namespace tani::schedule_entries {

namespace {

struct At {
    enum : std::size_t { from, to };
};

double rate(std::span<const double> s, const ScheduleMoment& now) {
    if (now.steps <= 1) return s[At::from];
    const double done = static_cast<double>(now.step) / static_cast<double>(now.steps - 1);
    return s[At::from] * std::pow(s[At::to] / s[At::from], done);
}

Parameter end_of_range(std::string id, std::string symbol, Text name, Text help, double standard) {
    return {.id = std::move(id),
            .symbol = std::move(symbol),
            .name = std::move(name),
            .help = std::move(help),
            .standard = standard,
            .bounds = {.least = 0, .least_open = true},
            .slider_from = 1e-6,
            .slider_to = 100,
            .scale = Scale::log};
}

}  // namespace

ScheduleEntry exponential_range() {
    return {.id = "exponential_range",
            .order = 90,
            .name = {"Range test", "レンジテスト"},
            .help = {"The rate grows from very small to very large over the run, whatever the "
                     "optimizer's own is. Where the loss falls fastest is a good rate; where it "
                     "rises, the rate is too large.",
                     "実行を通して、とても小さい学習率からとても大きい学習率まで等比で増やす（optim"
                     "izerのlrは使わない）。損失が最も速く下がる所が良い学習率で、上がり始める所で"
                     "は大きすぎる。"},
            .source =
                "Smith 2017, Cyclical Learning Rates for Training Neural Networks (there "
                "linear in k)",
            .formula = "η(k) = a·(b/a)^(k/(N−1))",
            .parameters = {end_of_range("from", "a", {"from", "最初"},
                                        {"The rate of the first step.", "最初のステップの学習率。"},
                                        1e-5),
                           end_of_range("to", "b", {"to", "最後"},
                                        {"The rate of the last step.", "最後のステップの学習率。"},
                                        10)},
            .rate = rate};
}

}  // namespace tani::schedule_entries
