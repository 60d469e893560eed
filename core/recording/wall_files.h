// The wall for other programs: a table of numbers, histograms, and the values themselves.
#pragma once
#include <iosfwd>

#include "core/recording/recording.h"
#include "core/recording/training_files.h"

namespace tani {

/// run,step,layer,quantity,mean,std,min,max,near_zero,saturated: a row for each quantity of each layer
/// (from 1) at each step that was measured. near_zero and saturated are shares; see wall.h. saturated
/// is nan but for activations, and 0 for those without bounds. min and max are those of the finite
/// values.
void write_wall_csv(const Recording& recording, std::ostream& out);

/// NumPy's structured array with a record for each row of the table: run, step, layer, quantity,
/// counts (50) and edges (51), equal bins from the least to the most finite value. Measures again.
void write_wall_histograms(const Recording& recording, std::ostream& out);

/// For each run, in run0/initial/layers and run0/final/layers: activation.1.npy, preactivation.1.npy,
/// gradient.1.npy, weight_gradient.1.npy and so on: of the first samples of train_x.npy, samples ×
/// units, and weights' gradients in the shape of the weights.
void write_wall_values(const Recording& recording, const FileSink& file);

}  // namespace tani
