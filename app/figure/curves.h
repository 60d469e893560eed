// Curves of loss, distance to the nearest minimum and gradient norm, over the steps, the evaluations or the learning rate.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/figure/drawing.h"
#include "app/figure/rate_marks.h"

namespace tani::figure {

/// One panel and what is kept of it. The axis is made from rows inside the domain of runs before they diverge.
class CurvePanel {
  public:
    void draw(const Drawing& d, const std::string& name, Rect rect);

  private:
    struct RowAt {
        ImVec2 at;
        int row = 0;
    };
    /// A run reduced to what a column of pixels can show.
    struct Curve {
        int run = 0;
        std::vector<RowAt> points;
    };
    void prepare(const Drawing& d, const std::string& name, Rect rect);
    void gather_range(const Drawing& d);
    Axis axis_across(const Drawing& d) const;
    std::vector<RowAt> reduced(const Drawing& d, int run) const;
    double value(const Drawing& d, int run, int row) const;
    /// Where a row stands on the x-axis: each run has its own evaluations and rates.
    double place(const Drawing& d, int run, int row) const;
    /// The value with a place on the axis: clamped, never non-finite on a logarithmic axis.
    ImVec2 pixel(double across, double at) const;
    ImVec2 pixel_of(const Drawing& d, int run, int row) const { return pixel(place(d, run, row), value(d, run, row)); }
    /// Between the rows around the playhead; not finite where the curve has a gap.
    ImVec2 head(const Drawing& d, int run) const;
    void draw_title(const Drawing& d, Rect rect) const;
    void draw_playhead(const Drawing& d) const;
    void draw_curve(const Drawing& d, const Curve& curve) const;
    bool shows_averages(const Drawing& d, int run) const;
    void draw_average_curve(const Drawing& d, int index) const;
    void draw_heads(const Drawing& d) const;
    void draw_hovered(const Drawing& d) const;

    std::uint64_t key_ = 0;
    std::string name_;
    CurveAxis over_ = CurveAxis::steps;
    double offset_ = 0;  ///< subtracted from losses on a logarithmic axis whose minimum is not 0
    double low_ = 0, high_ = 1;
    bool log_ = false;
    bool labelled_below_ = false;  ///< the x-axis has its name below
    Mapping mapping_;
    AxesTicks ticks_;
    std::vector<Curve> curves_;
    RateMarks marks_;
};

}  // namespace tani::figure
