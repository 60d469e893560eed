// Trains the runs of a plan side by side.
#pragma once
#include "core/recording/recording.h"

namespace tani {

/// record() of the network lab.
Recording record_trainings(const Plan& plan, const ParallelFor& parallel, std::stop_token stop,
                           const Recording* previous, const Watch* watch);

}  // namespace tani
