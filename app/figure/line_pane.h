// Lines through the weights of networks: the loss over each, all in one chart, with the runs on
// them.
#pragma once
#include <optional>
#include <vector>

#include "app/figure/layout.h"
#include "app/figure/plane_reading.h"
#include "app/figure/training_drawing.h"

namespace tani::figure {

class LinePane {
  public:
    /// What is shown from now on; the lines live until the next call.
    void show(const std::vector<const LandscapePlane*>& lines);
    /// The lines as they are at a step, where they move with the mini-batches.
    void go_to(double step);
    bool empty() const { return lines_.empty(); }
    void draw(const TrainingDrawing& d, const PaneLayout& layout);

    struct Line {
        const LandscapePlane* plane = nullptr;
        PlaneReading reading;
    };
    const std::vector<Line>& lines() const { return lines_; }

    // Of the last draw.
    const Rect& box() const { return mapping_.box; }
    std::optional<Point> point_at(ImVec2 pixel) const;

  private:
    Axis axis_across() const;
    Axis axis_upwards(const TrainingDrawing& d) const;
    ImVec2 pixel(double x, double value) const;
    void draw_title(const TrainingDrawing& d, Rect rect) const;
    std::vector<ImVec2> curve(const HeightField& heights) const;
    void draw_curve(const TrainingDrawing& d, const Line& line) const;
    void draw_ends(const TrainingDrawing& d) const;
    void draw_heads(const TrainingDrawing& d, const Line& line) const;
    void draw_hovered(const TrainingDrawing& d) const;

    std::vector<Line> lines_;
    Mapping mapping_{};
};

}  // namespace tani::figure
