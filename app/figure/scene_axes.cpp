#include "app/figure/scene_axes.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/plot/strokes.h"
#include "app/plot/text.h"

namespace tani::figure {

namespace {

class AxisWriter {
  public:
    AxisWriter(const Pen& pen, Rect rect) : pen_(pen), rect_(rect) {}

    void draw(const AxisEdge& edge, const std::string& name, bool log) {
        const float em = pen_.sizes.small, reach = 0.3f * em;
        const double step =
            edge.ticks.size() > 1 ? std::abs(edge.ticks[1].value - edge.ticks[0].value) : 1.0;
        const Anchor anchor{0.5f - 0.5f * edge.outward_x, 0.5f - 0.5f * edge.outward_y};
        float widest = 0;
        for (const SceneTick& tick : edge.ticks) {
            pen_.list.AddLine(beside(edge, tick.at, 0), beside(edge, tick.at, reach),
                              pen_.colours.axis, pen_.hairline());
            const double unit = log ? std::max(std::abs(tick.value) / 100, 1e-12) : step;
            const std::string text = tick_text(tick.value, unit);
            write(beside(edge, tick.at, reach + 0.25f * em), pen_.colours.faint_text, text, anchor);
            widest = std::max(widest, text_width(pen_.small(), text));
        }
        if (!name.empty()) write_name(edge, name, widest);
    }

    /// Above the upper end of an upright edge.
    void draw_above(const AxisEdge& edge, const std::string& name) {
        if (name.empty()) return;
        const float em = pen_.sizes.small, half = text_width(pen_.small(), name) / 2;
        const float x = std::clamp(rect_.x + edge.to.x, rect_.x + half, rect_.right() - half);
        const float y = std::max(rect_.y + edge.to.y - 0.9f * em, rect_.y + em / 2);
        write({x, y}, pen_.colours.text, name, {0.5f, 0.5f});
    }

  private:
    void write_name(const AxisEdge& edge, const std::string& name, float widest) {
        const float em = pen_.sizes.small, reach = 0.3f * em;
        const ScreenPoint middle{(edge.from.x + edge.to.x) / 2, (edge.from.y + edge.to.y) / 2, 0};
        const float half = text_width(pen_.small(), name) / 2;
        const float away = reach + 0.95f * em +
                           std::abs(edge.outward_x) * (widest + std::max(half - 0.6f * em, 0.0f)) +
                           std::abs(edge.outward_y) * em * 1.1f;
        ImVec2 at = beside(edge, middle, away);
        at.y = std::min(at.y, rect_.bottom() - em / 2);
        if (half > 0.6f * em) {
            at.x = std::clamp(at.x, rect_.x + half, std::max(rect_.right() - half, rect_.x + half));
        }
        draw_text(pen_.list, pen_.small(), at, pen_.colours.text, name, {0.5f, 0.5f});
    }

    ImVec2 beside(const AxisEdge& edge, const ScreenPoint& p, float by) const {
        return {rect_.x + p.x + edge.outward_x * by, rect_.y + p.y + edge.outward_y * by};
    }

    void write(ImVec2 at, ImU32 colour, const std::string& text, Anchor anchor) {
        const float em = pen_.sizes.small, width = text_width(pen_.small(), text);
        const Rect box{at.x - anchor.x * width - 0.2f * em, at.y - (anchor.y - 0.1f) * em,
                       width + 0.4f * em, 0.85f * em};
        const auto touches = [&](const Rect& other) {
            return box.x < other.right() && other.x < box.right() && box.y < other.bottom() &&
                   other.y < box.bottom();
        };
        if (std::ranges::any_of(written_, touches)) return;
        written_.push_back(box);
        draw_text(pen_.list, pen_.small(), at, colour, text, anchor);
    }

    const Pen& pen_;
    Rect rect_;
    std::vector<Rect> written_;
};

}  // namespace

void draw_scene_axes(const Pen& pen, const SceneAxes& axes, Rect rect) {
    AxisWriter writer(pen, rect);
    writer.draw(axes.edges.x, axes.x_name, false);
    writer.draw(axes.edges.y, axes.y_name, false);
    writer.draw(axes.edges.height, "", axes.log);
    writer.draw_above(axes.edges.height, axes.height_name);
}

}  // namespace tani::figure
