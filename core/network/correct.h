// Whether a network's outputs say what the data say.
#pragma once
#include "core/dataset/dataset.h"
#include "core/network/network.h"

namespace tani {

/// Of one sample: 1 where the class is right, else 0; of several labels, or one, the share that is.
/// `out` is what the loss is given; `y` as the loss wants it.
double correct_share(const Network<float>& network, TargetKind kind, const float* out,
                     const float* y);

}  // namespace tani
