// What a map does to an experiment: which map there is, and its cells loaded into a run.
#pragma once
#include <string>

#include "core/experiment/experiment.h"
#include "core/recording/run_map.h"

namespace tani::studio {

/// Loads a place of the map into its run, from the start, in numbers that a mouse can say; `exact`
/// as they are.
void load_place(Experiment& experiment, const RunMap& map, double x, double y, bool exact);

/// A map of the rate and the rule's next continuous parameter, in ranges around the selected run's.
void map_settings(Experiment& experiment, const Plan& plan);
/// A map of where each start of the domain ends.
void map_basins(Experiment& experiment, const Plan& plan);
/// Whether the selected rule has two settings to map.
bool can_map_settings(const Plan& plan);

}  // namespace tani::studio
