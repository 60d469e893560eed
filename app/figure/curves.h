// Curves over the steps: loss, distance to the nearest minimum, gradient norm.
#pragma once
#include <string>
#include <vector>

#include "app/figure/drawing.h"

namespace tani::figure {

/// One panel and what is kept of it. The axis is made from rows inside the domain of runs before they diverge.
class CurvePanel {
  public:
    void draw(const Drawing& d, const std::string& name, Rect rect);

  private:
    struct Column {
        float low, high, first, last;  ///< pixels from the box's upper edge
    };
    /// A run reduced to what a column of pixels can show.
    struct Curve {
        int run = 0;
        std::vector<ImVec2> points;
    };
    void prepare(const Drawing& d, const std::string& name, Rect rect);
    void gather_range(const Drawing& d);
    std::vector<ImVec2> reduced(const Drawing& d, int run) const;
    double value(const Drawing& d, int run, int row) const;
    /// The value with a place on the axis: clamped, never non-finite on a logarithmic axis.
    ImVec2 pixel(double step, double at) const;
    void draw_curve(const Drawing& d, const Curve& curve) const;
    bool shows_averages(const Drawing& d, int run) const;
    void draw_average_curve(const Drawing& d, int index) const;
    void draw_heads(const Drawing& d) const;

    std::uint64_t key_ = 0;
    std::string name_;
    double offset_ = 0;  ///< subtracted from losses on a logarithmic axis whose minimum is not 0
    double low_ = 0, high_ = 1;
    bool log_ = false;
    Mapping mapping_;
    AxesTicks ticks_;
    std::vector<Curve> curves_;
};

}  // namespace tani::figure
