// What `tani run` says of planes that other programs computed, and the slices it writes.
#pragma once
#include <string>

#include "core/recording/recording.h"

namespace tani {

/// For each run what its file holds: the grid, the range, where it is lowest, the path.
void print_read_planes(const Recording& recording);

/// Throws WrongUsage for a name that ends in none of .npz, .npy and .csv.
void expect_slice_name(const std::string& path);
/// The first plane's slice; the format follows the name. Throws Error where there is no slice.
void write_slice(const Recording& recording, const std::string& path);

}  // namespace tani
