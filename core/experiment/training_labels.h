// What tells two trainings of one rule apart, in words.
#pragma once
#include <vector>

#include "core/experiment/experiment.h"

namespace tani {

/// Data, layers, initial weights, penalty, mini-batch and the like; empty where there is nothing to say. Every run of the network lab has
/// the same number of them, in the order in which people look for them; those of other labs have none.
std::vector<Text> training_features(const RunPlan& run);

/// Of a run of the initializer lab: the settings of its initializer, one after another, then what its
/// hidden layers are like, then training_features. Runs with the same initializer have as many.
std::vector<Text> wall_features(const RunPlan& run);

}  // namespace tani
