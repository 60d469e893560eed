// How the spread of signals and gradients goes with depth, measured and by theory.
#pragma once
#include <vector>

#include "core/recording/wall.h"

namespace tani {

/// What becomes of a spread on its way through the layers. It vanishes or explodes where its end is
/// less than a hundredth or more than a hundred times its beginning, or not finite.
enum class Trend { kept, vanishing, exploding };

/// Deviations of the activations, and of the gradients with respect to them, by stage; NaN where the
/// stage hands on nothing.
struct Spread {
    std::vector<double> forward, backward;
    /// From the first to the last stage, and from the last to the first.
    Trend forward_trend = Trend::kept, backward_trend = Trend::kept;
};
Spread spread_of(const Wall& wall);

/// What is expected of wide layers with fresh weights, where all of them are linear, ReLU or leaky
/// ReLU and nothing normalizes: per layer the second moment is multiplied by n·σ²·E[φ(z)²] for normal
/// z, with n the fan-in forwards and the fan-out backwards (He et al. 2015, §2.2). The band is one
/// standard deviation of a single draw: of log second moment, Var[φ²] / (E[φ²]²·n) for each layer
/// (Hanin & Nica 2019, Products of many large random matrices and gradients in deep neural networks).
struct SpreadTheory {
    std::vector<double> deviation;  ///< by stage; NaN where there is no theory
    std::vector<double> log_band;   ///< natural logarithm of deviation, one standard deviation
    bool empty() const { return deviation.empty(); }
};
/// From the measured inputs on.
SpreadTheory forward_theory(const TrainingSetup& setup, const Wall& wall);
/// From the measured gradient of the last stage back.
SpreadTheory backward_theory(const TrainingSetup& setup, const Wall& wall);

}  // namespace tani
