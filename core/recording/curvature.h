// Slope and curvature of a training's loss: its gradient on all data, and the largest eigenvalues of
// its Hessian.
#pragma once
#include <optional>
#include <vector>

#include "core/landscape/lanczos.h"
#include "core/network/hessian.h"
#include "core/recording/training.h"

namespace tani {

/// Of the mean loss on all training data, with penalty, in evaluation mode; batch normalization uses
/// the data's own statistics, as descent on all data does.
class Sharpness {
  public:
    /// The setup has to outlive it. The seed says where the first search begins.
    Sharpness(const TrainingSetup& setup, std::uint64_t seed);

    /// Begins where the last search ended. To one part in a thousand; NaN where the Hessian is not
    /// finite.
    double at(const TrainedState& state);

    /// The largest eigenvalues, falling, with their vectors: flat, zeros between the windows. To one
    /// part in a million.
    std::vector<Eigenpair> pairs(const TrainedState& state, std::size_t count,
                                 const ParallelFor& parallel);

  private:
    MatrixProduct product_at(const TrainedState& state, const ParallelFor& parallel);
    const TrainingSetup& setup_;
    HessianProduct hessian_;
    std::vector<double> start_;
};

/// The gradient of the same loss, flat, zeros between the windows.
AlignedVector<float> gradient_of(const TrainingSetup& setup, const TrainedState& state);

}  // namespace tani
