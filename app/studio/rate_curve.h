// The learning rate of a run over its steps, as the strip under the scrub bar draws it.
#pragma once
#include <functional>
#include <vector>

#include "core/recording/recording.h"

namespace tani::studio {

/// The rates of a recorded run, of whichever lab. Lives no longer than the recording.
struct RunRates {
    RunRates(const RunRecording& run);
    RunRates(const TrainingRecording& run);
    const RunPlan& plan;
    int steps;                      ///< recorded so far
    std::function<double(int)> at;  ///< the rate of the update step → step + 1
};

/// Whether a run has a schedule, or changes its rate on the way: whether there is a curve to draw.
bool rate_varies(const RunRates& run);

/// The rates between two places of the strip.
struct RateColumn {
    double least = 0, most = 0;
};

/// `columns` of equal width over the steps 0 … last, the first ones that the run reaches. A column
/// of many steps is looked at in a few places.
std::vector<RateColumn> rate_columns(const RunRates& run, int last, int columns);

/// From a rate to a height, 0 … 1.
struct RateScale {
    double least = 0, most = 0;
    bool log = false;
    double height(double rate) const;
};

/// Logarithmic for a rate that grows or falls evenly over more than a factor of 30: where the
/// largest is more than √30 medians. The smallest does not decide: a cosine's last steps, close to
/// 0, would flatten all that came before.
RateScale rate_scale(const std::vector<RateColumn>& columns);

}  // namespace tani::studio
