// What can be chosen about a landscape.
#pragma once

namespace tani {

/// What of a network is the height of its landscape.
enum class Height {
    loss,  ///< the mean over the data, without penalty
    error  ///< the share of samples that are not classified right: the 0-1 loss
};

/// On which data the height is measured.
enum class PlaneData {
    train,
    validation,
    batch  ///< the mini-batch of the update at each step: the surface moves with it
};

/// Whose means and variances batch normalization uses.
enum class Statistics {
    kept,       ///< the running ones, as after training
    recomputed  ///< of these data at these weights, as in a training step
};

/// What of a direction is made as long as the same part of the weights (Li et al. 2018, section 4).
enum class Normalization {
    filter,  ///< the weights of one unit or output channel
    layer,   ///< of one array
    none
};

}  // namespace tani
