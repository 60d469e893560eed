// The learning rate range test: one run whose rate grows from far too small to far too large, and
// what to read off it. Smith 2017, Cyclical Learning Rates for Training Neural Networks, section
// 3.3; the suggestions "steep" and "minimum / 10" are those of fast.ai's learning rate finder.
#pragma once
#include <optional>
#include <vector>

#include "core/recording/recording.h"

namespace tani {

/// The rates of a test: from … to, by the same factor at each of the steps.
struct RangeTest {
    double from = 1e-5, to = 10;
    int steps = 400;
};

/// The test of a run: its rule, surface, noise and clipping from its start; no changes, no end
/// before the last step, and the test's schedule. Where the run has no noise, the gradients get a
/// little: a hundredth of the gradient at the start. Without any, the steep direction of a
/// quadratic dies out long before its limit 2/λ and is not seen to grow again before a multiple of
/// it, while a mini-batch never lets it rest (a network's mini-batches are left as they are). None
/// where the rule has no learning rate.
std::optional<RunPlan> range_test(const RunPlan& run, const RangeTest& test = {});

/// The loss after each update of a run, and the learning rate of that update: what a test is read
/// from. Row 0 is the start, with the rate of the first update.
struct RateCurve {
    std::vector<double> rates, losses;
};
RateCurve rate_curve_of(const RunRecording& run);
/// With the losses of the mini-batches.
RateCurve rate_curve_of(const TrainingRecording& run);

/// A place on the curve of a test: a row, and the rate of the update that led there.
struct RatePlace {
    int row = 0;
    double rate = 0;
    bool operator==(const RatePlace&) const = default;
};

/// What a test says. The losses are smoothed first: each is the median of nine neighbours (fewer
/// towards the ends), which takes single spikes away and leaves falls and rises where they are.
struct RateSuggestions {
    /// The loss falls fastest here per factor of the rate. None where that is in the first rows:
    /// the test began too high to say.
    std::optional<RatePlace> steepest;
    /// The loss is least here, and afterwards regains a tenth of what it lost.
    std::optional<RatePlace> turn;
    /// From here to the end the loss is above where it began, or no longer finite.
    std::optional<RatePlace> divergence;

    /// A tenth of the rate at which the loss turns up.
    std::optional<double> tenth_of_turn() const;
    /// Half of the rate at which the run diverges.
    std::optional<double> half_of_divergence() const;
    bool empty() const { return !steepest && !turn && !divergence; }
    bool operator==(const RateSuggestions&) const = default;
};

/// The rate of the update that led to a row; the start has that of the first update. NaN where the
/// rule has none.
double rate_before(const RunRecording& run, int row);

/// Empty where the run is no test: its rate does not grow from step to step, at least tenfold, over
/// twenty steps or more.
RateSuggestions suggest_rates(const RateCurve& curve);
inline RateSuggestions suggest_rates(const RunRecording& run) { return suggest_rates(rate_curve_of(run)); }

}  // namespace tani
