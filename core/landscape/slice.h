// The loss over a plane: a grid of values.
#pragma once
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/parallel.h"
#include "core/landscape/objective.h"
#include "core/landscape/plane.h"

namespace tani {

/// So many points from one end to the other, both among them.
struct GridAxis {
    double from = -1, to = 1;
    int points = 51;
    double at(int i) const {
        if (points == 1) return from;
        const double share = static_cast<double>(i) / (points - 1);
        return from * (1 - share) + to * share;
    }
    bool operator==(const GridAxis&) const = default;
};

struct Slice {
    GridAxis x, y;               ///< of a line y has one point, 0
    std::vector<double> values;  ///< values[j · x.points + i] at (x.at(i), y.at(j))

    bool is_line() const { return y.points == 1; }
    double value(int i, int j) const {
        return values[static_cast<std::size_t>(j) * static_cast<std::size_t>(x.points) +
                      static_cast<std::size_t>(i)];
    }
    /// Bilinear between the grid's points; NaN outside.
    double between(double px, double py) const;
};

/// The value at every point of a grid; those that a stop leaves out are NaN. The numbers do not
/// depend on the threads.
Slice slice_of(const Objective& objective, const Plane& plane, GridAxis x, GridAxis y,
               const ParallelFor& parallel = {}, const std::stop_token& stop = {});

/// How much of a slice is not quasi-convex: the share of its points that stand higher than some
/// point on either side of them, on the grid's line along x or along y. A bowl has 0, whatever its
/// height's scale; a barrier between two valleys counts as wide as it is. Differences below a
/// millionth of the values' range do not count. Points that are not finite stand above all.
double share_not_quasi_convex(const Slice& slice);

}  // namespace tani
