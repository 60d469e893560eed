// What planes, their axes, their heights and the paths on them are called.
#pragma once
#include <string>

#include "app/figure/training_drawing.h"
#include "core/recording/landscape.h"

namespace tani::figure {

/// The landscape was read from a file: there are no trainings.
bool is_read(const TrainingDrawing& d);
/// Not of a run that is hidden.
bool is_shown(const TrainingDrawing& d, const PlanePath& path);
/// The run's, or the path's own where it was read from a file.
std::string path_label(const TrainingDrawing& d, const PlanePath& path);
/// "Principal components of the path".
std::string plane_name(const TrainingDrawing& d, const LandscapePlane& plane);
/// "training loss".
std::string height_name(const TrainingDrawing& d, const LandscapePlane& plane);
/// "Batch of step 12: 8 samples".
std::string batch_text(const TrainingDrawing& d, const BatchSlice& batch);
/// What of its axis is known: "83 %", "λ = 12.3"; else "x" or "y".
std::string axis_number(const LandscapePlane& plane, std::size_t axis);
/// "PC 1 (83 %)".
std::string axis_name(const TrainingDrawing& d, const LandscapePlane& plane, std::size_t axis);
/// "83 %"; "–" where it is not known.
std::string percent_text(double share);
/// Name, place, losses and distance, for a reading under the mouse.
std::vector<std::string> point_lines(const TrainingDrawing& d, const LandscapePlane& plane,
                                     const PlanePath& path, const PlanePoint& point);

}  // namespace tani::figure
