// From trained runs to the plane that an experiment asks for.
#pragma once
#include <array>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/landscape/plane.h"
#include "core/recording/recording.h"

namespace tani {

struct PlaneMade {
    Plane plane;
    std::array<Text, 2> axes;  ///< what the directions are
    double share_x = PlanePoint::unknown, share_y = PlanePoint::unknown;
    double eigenvalue_x = PlanePoint::unknown, eigenvalue_y = PlanePoint::unknown;
    Text problem;  ///< why there is none: a run that went nowhere, or not far enough
};

/// `runs` are those on the plane, the first one whose weights it goes through; their trainings are
/// over.
PlaneMade make_plane(const Recording& recording, const PlaneSpec& spec,
                     const std::vector<int>& runs, const ParallelFor& parallel);

}  // namespace tani
