// Which samples the updates of a run were made with.
#pragma once
#include <span>
#include <vector>

#include "core/recording/batches.h"
#include "core/recording/training.h"

namespace tani {

/// Goes through a run's mini-batches from the first on. The recording outlives it.
class BatchWalk {
  public:
    explicit BatchWalk(const TrainingRecording& run);
    /// Of the update step → step + 1, valid until the next call; also of the one that would follow
    /// the last. Steps must not fall from one call to the next.
    std::span<const int> at(int step);

  private:
    std::span<const int> batch();

    const TrainingRecording& run_;
    std::size_t samples_;
    BatchOrder order_;
    int step_ = 0;
    long epoch_ = 0;
    std::size_t position_ = 0;
};

}  // namespace tani
