// The largest eigenvalue of the Hessian along training, with the limits of stability; and the
// distance of the weights from the plane.
#pragma once
#include "app/figure/step_chart.h"
#include "core/recording/landscape.h"

namespace tani::figure {

StepChart sharpness_chart(const TrainingDrawing& d);
StepChart distance_chart(const TrainingDrawing& d, const Landscape* landscape);

}  // namespace tani::figure
