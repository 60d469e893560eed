// Trains the runs of a plan side by side.
#pragma once
#include "core/recording/recording.h"

namespace tani {

/// Whether runs of networks have the same rows: all but what they are called and what is drawn of them.
bool same_training(const RunPlan& a, const RunPlan& b);

/// record() of the network lab.
Recording record_trainings(const Plan& plan, const ParallelFor& parallel, std::stop_token stop,
                           const Recording* previous, const Watch* watch);

}  // namespace tani
