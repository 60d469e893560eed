// A landscape for other programs: paths as CSV, planes, grids and paths as NumPy's arrays.
#pragma once
#include <iosfwd>

#include "core/landscape/grid_file.h"
#include "core/recording/recording.h"
#include "core/recording/training_files.h"

namespace tani {

/// run,step,x,y,loss,plane_loss,distance,explained,sharpness,sharpness_limit: a row for each point of
/// each run's path and each step at which the curvature was measured. x and y are of the projection on
/// the run's plane; loss is that of the weights and plane_loss the plane's at the projection, both on
/// the plane's data; explained is the share of the path's variance so far within the plane. What was
/// not measured at a step, or is not known of a path from a file, is empty.
void write_landscape_csv(const Recording& recording, std::ostream& out);

/// For each run that a plane goes through, in run0, run1, ...: `center.npy`, `direction_x.npy`,
/// `direction_y.npy` (all trained numbers one after another, each array of PyTorch's state_dict
/// flattened, as parameters_to_vector has them), `losses.npy` (rows along y), `xs.npy`, `ys.npy`; for
/// each run `path.npy` (points × numbers) and `path_steps.npy`. Of the first plane also beside the
/// folders.
void write_planes(const Recording& recording, const FileSink& file);

/// The slice as other programs read it, with the path of the first run on it.
GridFile grid_of(const LandscapePlane& plane);

/// The name of a plane's folder.
std::string plane_folder(const LandscapePlane& plane);

}  // namespace tani
