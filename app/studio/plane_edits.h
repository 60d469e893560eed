// Edits of the landscape lab: the plane of a run, and whether the curvature is measured.
#pragma once
#include <optional>

#include "core/experiment/experiment.h"

namespace tani::studio {

/// Which choices say something about the plane of a run, with its data and the other runs.
struct PlaneChoices {
    bool normalization = false;  ///< and the draw: random directions
    bool seed = false;
    bool middle = false;  ///< where it is; else the directions say it
    bool mean = false;    ///< of the paths
    bool error = false;   ///< the data have classes
    bool validation = false;
    bool batch = false;
    bool statistics = false;  ///< a layer mixes the samples of a batch
    bool between = false;     ///< there are runs to go between
};
PlaneChoices plane_choices_of(const Plan& plan, int run);

/// Other directions; what only the old ones could have goes.
void set_directions(Experiment& experiment, const Plan& plan, int run, Directions directions);
/// As far in all directions, or none: so that the paths are on it.
void set_extent(Experiment& experiment, int run, std::optional<double> extent);
/// How far a plane reaches that reaches equally far everywhere.
std::optional<double> extent_of(const PlaneSpec& plane);
/// Measures the curvature and shows it, or neither.
void set_sharpness(Experiment& experiment, const Plan& plan, int run, bool measured);

}  // namespace tani::studio
