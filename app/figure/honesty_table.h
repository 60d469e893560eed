// What the planes hide: of every run the true loss beside the plane's, how far the weights are from
// the plane and how much of their path it shows; and a sentence where a plane lies.
#pragma once
#include <vector>

#include "app/figure/plane_reading.h"
#include "app/figure/training_drawing.h"

namespace tani::figure {

/// A run's path with what its plane is read with.
struct JudgedPath {
    const LandscapePlane* plane = nullptr;
    const PlanePath* path = nullptr;
    const HeightField* heights = nullptr;
    double diameter = 0;
};

/// With all its columns.
float honesty_table_width(const TrainingDrawing& d, const std::vector<JudgedPath>& paths);
float honesty_table_height(const TrainingDrawing& d, std::size_t rows, float width);
void draw_honesty_table(const TrainingDrawing& d, const std::vector<JudgedPath>& paths, Rect rect);

}  // namespace tani::figure
