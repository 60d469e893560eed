// The tables `plane` and `curvature` of the landscape lab.
#pragma once
#include <span>

#include "core/experiment/settings.h"

namespace tani {

/// What a merged table says of a run's plane. Throws Error.
PlaneSpec read_plane(const Table* plane, const Origin& origin);
PathSpec read_path(const Table* plane, const Table* curvature);

/// What needs all runs: names of runs in `through`, and whether runs on one plane have the same
/// weights. Throws Error.
void complete_planes(std::span<RunPlan> runs, const Experiment& experiment);

}  // namespace tani
