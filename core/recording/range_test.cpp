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
constexpr std::size_t least_rows = 20;
constexpr double least_growth = 10;  // of the rate in a test
constexpr double regained = 0.1;     // of the fall, where the loss has turned up

double gradient_at(const SurfaceSpec& surface, Point start) {
    std::array<double, 2> gradient{};
    Surface(surface).value_and_gradient(start, gradient);
    const double norm = std::hypot(gradient[0], gradient[1]);
    return std::isfinite(norm) ? norm : 0;
}

bool is_test(const RateCurve& curve) {
    if (curve.losses.size() < least_rows) return false;
    for (std::size_t row = 2; row < curve.rates.size(); ++row) {
        if (!(curve.rates[row] > curve.rates[row - 1])) return false;
    }
    return curve.rates.back() >= least_growth * curve.rates[1];
}

std::vector<double> smoothed(const std::vector<double>& losses) {
    const int rows = static_cast<int>(losses.size());
    std::vector<double> result(losses.size());
    std::array<double, 2 * half_window + 1> window{};
    for (int row = 0; row < rows; ++row) {
        const int half = std::min({half_window, row, rows - 1 - row});
        for (int i = -half; i <= half; ++i) {
            const double loss = losses[static_cast<std::size_t>(row + i)];
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
    explicit Reader(const RateCurve& curve) : curve_(curve), losses_(smoothed(curve.losses)) {}

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
        if (diverged < rows()) result.divergence = place(diverged);
        return result;
    }

  private:
    int rows() const { return static_cast<int>(losses_.size()); }
    double rate(int row) const { return curve_.rates[static_cast<std::size_t>(row)]; }
    double loss(int row) const { return losses_[static_cast<std::size_t>(row)]; }
    RatePlace place(int row) const { return {row, rate(row)}; }

    int last_least() const {
        int least = 0;
        for (int row = 1; row < rows(); ++row) {
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
                                 std::log(rate(after) / rate(before));
            if (!(slope < steepest)) continue;
            steepest = slope;
            found = place(row);
        }
        // Steepest at once: the test began where the rate does something already.
        if (found && found->row <= half_window) found.reset();
        return found;
    }

    int first_above_for_good() const {
        int row = rows();
        while (row > 1 && !(loss(row - 1) <= loss(0))) --row;
        return row;
    }

    const RateCurve& curve_;
    std::vector<double> losses_;
};

}  // namespace

std::optional<RunPlan> range_test(const RunPlan& run, const RangeTest& test) {
    const RuleEntry* rule = find_rule(run.settings.optimizer);
    const ScheduleEntry* schedule = find_schedule("exponential_range");
    if (run.plane && run.plane->is_read()) return std::nullopt;
    if (!rule || !schedule || rate_index(*rule) < 0) return std::nullopt;
    RunPlan plan = run;
    plan.changes.clear();
    plan.hidden = false;
    plan.steps = test.steps;
    plan.settings.stop = {};
    plan.settings.optimizer.schedule = {.name = schedule->id, .settings = {test.from, test.to}};
    if (plan.training) {
        plan.training->early_stopping.reset();
        plan.training->wall.reset();
    }
    if (!plan.training && plan.settings.gradient_noise == 0) {
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

RateCurve rate_curve_of(const RunRecording& run) {
    RateCurve curve;
    for (int row = 0; row < run.rows(); ++row) {
        curve.rates.push_back(rate_before(run, row));
        curve.losses.push_back(run.loss_at(row));
    }
    return curve;
}

RateCurve rate_curve_of(const TrainingRecording& run) {
    RateCurve curve;
    for (int row = 0; row < run.rows(); ++row) {
        curve.rates.push_back(run.row(std::max(row - 1, 0)).rate);
        curve.losses.push_back(run.row(row).batch_loss);
    }
    return curve;
}

RateSuggestions suggest_rates(const RateCurve& curve) {
    return is_test(curve) ? Reader(curve).read() : RateSuggestions{};
}

}  // namespace tani
