// Planes that other programs computed: `plane.file` in place of a network, and experiments made of
// such a file alone.
#pragma once
#include <span>

#include "core/experiment/settings.h"
#include "core/landscape/grid_file.h"

namespace tani {

/// The table `plane` of merged settings where it names a file; null otherwise.
const Table* plane_from_file(const Table& merged);

/// Reads the run's plane and the last step of its path. Files are found beside the experiment's
/// own. Throws Error for keys that say how a plane is computed, and for files that cannot be read.
void read_plane_files(const Table& plane, const Origin& origin, RunPlan& run);

/// What needs all runs: they are all read from files, or none is, and nothing is said of training
/// where nothing is trained. Throws Error.
void check_planes_from_files(std::span<const RunPlan> runs, const Experiment& experiment);

/// The grid that a plane names, with its path and whole steps. Throws Error.
GridFile load_grid(const PlaneSpec& plane);

/// An experiment that shows the file: of the landscape lab, called as the file is. Throws Error for
/// a file that cannot be read or holds no grid.
Experiment experiment_of_grid(const std::string& file);

}  // namespace tani
