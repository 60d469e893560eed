// A row of numbers for each run, at the playhead: it is the legend too.
#pragma once
#include <string>
#include <vector>

#include "app/figure/training_drawing.h"
#include "app/figure/training_series.h"

namespace tani::figure {

float metrics_table_height(const TrainingDrawing& d);
void draw_metrics_table(const TrainingDrawing& d, Rect rect,
                        const std::vector<TrainingSeries>& series);

/// Runs one after another with their markers, where there is no table.
float run_strip_height(const TrainingDrawing& d, float width);
void draw_run_strip(const TrainingDrawing& d, Rect rect);

}  // namespace tani::figure
