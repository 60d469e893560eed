// The landscape lab: planes through the weights of trained networks, the loss over them, and the
// paths of the runs as the planes show them, with how much they hide.
#pragma once
#include <limits>
#include <array>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/experiment/experiment.h"
#include "core/landscape/plane.h"
#include "core/landscape/slice.h"

namespace tani {

struct Recording;
struct Watch;

/// A point of a run's path. What is not yet known, or not at all, is NaN.
struct PlanePoint {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    int step = 0;
    double x = 0, y = 0;          ///< of its projection, the nearest point of the plane
    double distance = 0;          ///< of the weights from there; NaN where unknown
    double loss = unknown;        ///< of the weights; the plane's height, on its data
    double plane_loss = unknown;  ///< at the projection
    /// The share of the path's variance so far, about its mean, that lies within the plane.
    double explained = unknown;
};

struct PlanePath {
    int run = 0;
    std::string label;               ///< in place of the run's
    std::vector<PlanePoint> points;  ///< by rising step; of a file at least one
    bool by_batch = false;           ///< the losses of each point are on its own mini-batch
    /// The last one at or before a step; null before the first.
    const PlanePoint* at(double step) const;
};

/// The height over a plane on the mini-batch of one update.
struct BatchSlice {
    int step = 0;  ///< of the update step → step + 1
    int samples = 0;
    std::shared_ptr<const std::vector<float>> values;  ///< on the grid of the plane's slice
};

/// One plane, or line, with what is known of it so far.
struct LandscapePlane {
    PlaneSpec spec;
    int run = 0;  ///< whose network, data and, mostly, weights it goes through
    std::vector<PlanePath> paths;
    /// Null where it was read from a file.
    std::shared_ptr<const Plane> plane;
    Slice slice;  ///< of PlaneData::batch: on all training data
    /// Of PlaneData::batch, by rising step: as the points of the path, or every so many of them.
    std::vector<BatchSlice> batches;
    bool coarse = true;  ///< the slice is a first look; a finer one follows
    double share_x = PlanePoint::unknown, share_y = PlanePoint::unknown;  ///< of principal components
    double eigenvalue_x = PlanePoint::unknown, eigenvalue_y = PlanePoint::unknown;
    double not_quasi_convex = PlanePoint::unknown;  ///< see share_not_quasi_convex
    std::array<Text, 2> axes;                       ///< what the directions are, for people
    std::vector<std::string> surfaces;  ///< that the file holds which it was read from
    Text problem;  ///< why there is no plane; then there is no slice
    /// The last one at or before a step; null where there is none.
    const BatchSlice* batch_at(double step) const;
};

struct Landscape {
    std::vector<LandscapePlane> planes;
    bool finished = false;
    /// The landscape of the recording before: trainings of this one are still going on.
    bool stale = false;
    const PlanePath* path_of(int run) const;
};

/// record() of the landscape lab.
Recording record_landscape(const Plan& plan, const ParallelFor& parallel,
                           const std::stop_token& stop, const Recording* previous,
                           const Watch* watch);

/// The planes of a recording whose trainings are over, in the order in which somebody looks at
/// them: a coarse grid, then the fine one, then the losses along the paths. What `previous` has
/// already is taken from it. Each stage is handed to `watch`.
void survey(Recording& recording, const ParallelFor& parallel, const std::stop_token& stop,
            const Recording* previous, const Watch* watch);

}  // namespace tani
