// Directions in the space of weights. Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the loss
// landscape of neural nets.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/aligned.h"
#include "core/landscape/choices.h"
#include "core/network/network.h"

namespace tani {

/// Normal numbers, the same for the same seed and number, whatever the weights are.
AlignedVector<float> random_direction(const Network<float>& network, std::uint64_t seed,
                                      int number);

/// Scales a direction to the weights it starts from. Biases and the scales and shifts of
/// normalizations are their own filters, or set to 0 where they are left alone. Parts without
/// length stay as they are; parts as long as weights that are all zeros become zeros.
void normalize(const Network<float>& network, std::span<const float> weights,
               Normalization normalization, bool with_biases, std::span<float> direction);

/// The two directions along which points are spread most: eigenvectors of their covariance, of
/// length 1; and their mean.
struct PrincipalComponents {
    AlignedVector<float> x, y;     ///< y is all zeros where the points are on a line
    AlignedVector<float> mean;
    double share_x = 0, share_y = 0;  ///< of the points' variance
};
/// Points are as long as each other. The sign: the last point less the first one is on the positive
/// side. Throws Error for fewer than two points, or ones that are all the same.
PrincipalComponents principal_components(const std::vector<std::span<const float>>& points);

}  // namespace tani
