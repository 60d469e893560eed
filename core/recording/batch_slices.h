// Planes over the mini-batches of a run's updates: the surface that moves with every batch.
#pragma once
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/landscape/objective.h"
#include "core/recording/landscape.h"
#include "core/recording/training.h"

namespace tani {

/// The samples of the mini-batches at a run's path, point by point.
std::vector<std::vector<int>> batches_on_path(const TrainingRecording& training);

/// What holds the samples of one mini-batch together.
struct BatchMemory {
    AlignedVector<float> x, y;
};
/// The objective of all data on some of them alone; refers to `memory`.
Objective on_batch(const Objective& whole, std::span<const int> rows, BatchMemory& memory);

struct BatchSurvey {
    const TrainingRecording& training;
    Objective whole;
    std::size_t most_values = 0;  ///< of all slices; with more of them every so many are left out
    const ParallelFor& parallel;
    const std::stop_token& stop;
};
/// Fills plane.batches on the grid of plane.slice, some at a time; after each lot `seen` is called.
void slice_batches(const BatchSurvey& survey, LandscapePlane& plane,
                   const std::function<void()>& seen);

}  // namespace tani
