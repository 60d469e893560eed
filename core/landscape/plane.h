// A plane, or a line, through the space of all weights of a network.
#pragma once
#include <span>

#include "core/base/aligned.h"

namespace tani {

/// Where weights are when seen from a plane.
struct Projected {
    double x = 0, y = 0;  ///< coordinates of the nearest point of the plane
    /// Euclidean, from there to the weights; 0 where it is within their rounding to float.
    double distance = 0;
};

/// center + a·x + b·y, flat as the network's windows say; without y a line. The running statistics
/// of batch normalization go along where two networks are joined; else they stay.
struct Plane {
    AlignedVector<float> center, x, y;
    AlignedVector<float> statistics, statistics_x, statistics_y;  ///< directions may be empty

    bool is_line() const { return y.empty(); }
    /// In the arithmetic of the weights: a·x and b·y are rounded to float.
    void weights_at(double a, double b, std::span<float> out) const;
    void statistics_at(double a, double b, std::span<float> out) const;
    /// The nearest point of the plane, also where x and y are not at right angles. Directions that
    /// are all zeros or the same have the coordinate 0.
    Projected project(std::span<const float> weights) const;
};

/// Euclidean inner product and norm, summed in double.
double dot(std::span<const float> a, std::span<const float> b);
double norm(std::span<const float> a);

}  // namespace tani
