// Planes of the landscape lab that other programs computed: nothing is trained, the slices and
// paths are read.
#pragma once
#include "core/recording/recording.h"

namespace tani {

/// record() of a plan whose planes are read from files. What `previous` has read of the same files
/// stays. Throws Error for a file that can no longer be read.
Recording read_planes(const Plan& plan, const Recording* previous);

}  // namespace tani
