// The plan of a range test, and what its curve says.
#include "core/recording/range_test.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/optimizer/schedule.h"

namespace tani {

namespace {

constexpr double least_noise = 0.01;  // of the gradient at the start
constexpr int half_window = 4;        // rows on each side that smooth a loss
constexpr int least_rows = 20;
constexpr double least_growth = 10;  // of the rate in a test
constexpr double regained = 0.1;     // of the fall, where the loss has turned up

double gradient_at(const SurfaceSpec& surface, Point start) {
    std::array<double, 2> gradient{};
    Surface(surface).value_and_gradient(start, gradient);
    const double norm = std::hypot(gradient[0], gradient[1]);
    return std::isfinite(norm) ? norm : 0;
}

bool is_test(const RunRecording& run) {
    if (run.rows() < least_rows) return false;
    for (int row = 2; row < run.rows(); ++row) {
        if (!(rate_before(run, row) > rate_before(run, row - 1))) return false;
    }
    return rate_before(run, run.steps()) >= least_growth * rate_before(run, 1);
}

std::vector<double> smoothed_losses(const RunRecording& run) {
    const int rows = run.rows();
    std::vector<double> result(static_cast<std::size_t>(rows));
    std::array<double, 2 * half_window + 1> window{};
    for (int row = 0; row < rows; ++row) {
        const int half = std::min({half_window, row, rows - 1 - row});
        for (int i = -half; i <= half; ++i) {
            const double loss = run.loss_at(row + i);
            window[static_cast<std::size_t>(half + i)] = std::isfinite(loss) ? loss : INFINITY;
        }
        std::nth_element(window.begin(), window.begin() + half, window.begin() + 2 * half + 1);
        result[static_cast<std::size_t>(row)] = window[static_cast<std::size_t>(half)];
    }
    return result;
}

/// Reads the three places off one curve.
class Reader {
  public:
    explicit Reader(const RunRecording& run) : run_(run), losses_(smoothed_losses(run)) {}

    RateSuggestions read() const {
        RateSuggestions result;
        const int least = last_least();
        const double fall = loss(0) - loss(least);
        if (fall > 0) {
            const double highest = *std::max_element(losses_.begin() + least, losses_.end());
            if (highest > loss(least) + regained * fall) result.turn = place(least);
            result.steepest = steepest(least);
        }
        const int diverged = first_above_for_good();
        if (diverged < run_.rows()) result.divergence = place(diverged);
        return result;
    }

  private:
    double loss(int row) const { return losses_[static_cast<std::size_t>(row)]; }
    RatePlace place(int row) const { return {row, rate_before(run_, row)}; }

    int last_least() const {
        int least = 0;
        for (int row = 1; row < run_.rows(); ++row) {
            if (loss(row) <= loss(least)) least = row;
        }
        return least;
    }

    std::optional<RatePlace> steepest(int to) const {
        double steepest = 0;
        std::optional<RatePlace> found;
        for (int row = 1; row <= to; ++row) {
            const int before = std::max(row - half_window, 1);
            const int after = std::min(row + half_window, to);
            if (after <= before) continue;
            const double slope = (loss(after) - loss(before)) /
                                 std::log(rate_before(run_, after) / rate_before(run_, before));
            if (!(slope < steepest)) continue;
            steepest = slope;
            found = place(row);
        }
        // Steepest at once: the test began where the rate does something already.
        if (found && found->row <= half_window) found.reset();
        return found;
    }

    int first_above_for_good() const {
        int row = run_.rows();
        while (row > 1 && !(loss(row - 1) <= loss(0))) --row;
        return row;
    }

    const RunRecording& run_;
    std::vector<double> losses_;
};

}  // namespace

std::optional<RunPlan> range_test(const RunPlan& run, const RangeTest& test) {
    const RuleEntry* rule = find_rule(run.settings.optimizer);
    const ScheduleEntry* schedule = find_schedule("exponential_range");
    if (!rule || !schedule || rate_index(*rule) < 0) return std::nullopt;
    RunPlan plan = run;
    plan.changes.clear();
    plan.hidden = false;
    plan.steps = test.steps;
    plan.settings.stop = {};
    plan.settings.optimizer.schedule = {.name = schedule->id, .settings = {test.from, test.to}};
    if (plan.settings.gradient_noise == 0) {
        plan.settings.gradient_noise = least_noise * gradient_at(run.settings.surface, run.start);
    }
    return plan;
}

std::optional<double> RateSuggestions::tenth_of_turn() const {
    return turn ? std::optional(turn->rate / 10) : std::nullopt;
}

std::optional<double> RateSuggestions::half_of_divergence() const {
    return divergence ? std::optional(divergence->rate / 2) : std::nullopt;
}

double rate_before(const RunRecording& run, int row) { return run.rate_at(std::max(row - 1, 0)); }

RateSuggestions suggest_rates(const RunRecording& run) {
    return is_test(run) ? Reader(run).read() : RateSuggestions{};
}

}  // namespace tani
