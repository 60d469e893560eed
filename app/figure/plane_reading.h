// What a picture reads off a plane: heights, lengths among the weights, where a path is between its
// points, and whether the plane lies about it.
#pragma once
#include <optional>
#include <vector>

#include "app/figure/surface_scene.h"
#include "core/recording/landscape.h"

namespace tani::figure {

/// How long a way on the plane is in the space of the weights.
struct PlaneMetric {
    double xx = 1, xy = 0, yy = 1;  ///< inner products of the directions
    double length(double dx, double dy) const;
};
/// Of planes that were read from files, whose directions nobody knows, as if they had length 1.
PlaneMetric metric_of(const LandscapePlane& plane);

/// The largest distance between two points of a path on the plane, in the space of the weights,
/// within half a per cent.
double diameter_of(const PlanePath& path, const PlaneMetric& metric);

/// What is worked out for a plane: once, or where it moves with the mini-batches at every one.
struct PlaneReading {
    HeightField heights;            ///< empty where there is no slice
    std::vector<double> diameters;  ///< of the paths
    /// Of a plane that moves: the mini-batch that `heights` are on, what all of them are measured
    /// with, and the heights on all data.
    const BatchSlice* batch = nullptr;
    std::optional<HeightRuler> ruler = {};
    HeightField behind = {};
    /// The drawn height of a place, as a value; NaN outside.
    double value(double x, double y) const;
};
std::vector<double> diameters_of(const LandscapePlane& plane);
PlaneReading reading_of(const LandscapePlane& plane, HeightScale scale, int points = 121);
/// Reads the plane's mini-batch at a step where it moves with them.
void go_to(PlaneReading& reading, const LandscapePlane& plane, double step, int points = 121);

/// Where a path is at a step: on the straight line between its points, at its ends before and
/// after. Losses on mini-batches stay those of the point before. The path must have points.
PlanePoint point_between(const PlanePath& path, double step);
/// The true loss there, where the picture shows the plane's as `shown`: between two points of a
/// path that are measured on mini-batches the plane stays as far off as at the first.
double true_loss(const PlanePath& path, const PlanePoint& at, double shown);

/// The weights are further from the plane than the path on it is long.
bool is_far(const PlanePoint& point, double diameter);

/// Why a picture of a path on a plane is not to be believed.
struct Lie {
    enum class Why {
        hides,   ///< less than half of the path's variance lies within the plane
        height,  ///< the true loss is off by more than a tenth of the drawn heights
        far      ///< see is_far
    };
    Why why = Why::hides;
    double size = 0;  ///< how many times what would be borne: the greater, the worse
    PlanePoint at;
};
/// The worst lie about a path at a step; none where nothing is known that speaks against the plane.
/// What the plane explains counts from a path's third point on: two are always on a line.
std::optional<Lie> lie_of(const PlanePath& path, const HeightField& heights, double diameter,
                          double step);

}  // namespace tani::figure
