// What tells two trainings of one rule apart, in words.
#pragma once
#include <vector>

#include "core/experiment/experiment.h"

namespace tani {

/// Data, layers, initial weights, penalty, mini-batch and the like; empty where there is nothing to say. Every run of the network lab has
/// the same number of them, in the order in which people look for them; those of other labs have none.
std::vector<Text> training_features(const RunPlan& run);

}  // namespace tani
