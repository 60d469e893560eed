// A chart of one number of each run over the steps, with the playhead.
#pragma once
#include <string>
#include <vector>

#include "app/figure/training_drawing.h"

namespace tani::figure {

struct StepLine {
    struct Point {
        int step = 0;
        double value = 0;
    };
    int run = 0;
    std::vector<Point> points;  ///< by rising step; what is not a number interrupts the line
    bool limit = false;         ///< thin and dashed, without head; else the run's line
    std::string head;           ///< beside the head, or at a limit's end
};

struct StepChart {
    std::string title;
    std::string empty;  ///< said where there is nothing to draw
    HeightScale scale = HeightScale::automatic;
    std::vector<StepLine> lines;
};

/// The value at a real-valued step, on the straight line between points; NaN before the first.
double value_at(const StepLine& line, double step);

void draw_step_chart(const TrainingDrawing& d, const StepChart& chart, Rect rect);

}  // namespace tani::figure
