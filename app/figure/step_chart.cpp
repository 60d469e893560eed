#include "app/figure/step_chart.h"

#include <algorithm>
#include <cmath>
#include <ranges>

namespace tani::figure {

namespace {

/// A range of more than this many decades is drawn logarithmically.
constexpr double linear_decades = 2;

Axis axis_upwards(const StepChart& chart) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const StepLine& line : chart.lines) {
        for (const StepLine::Point& p : line.points) {
            if (!std::isfinite(p.value)) continue;
            low = std::min(low, p.value);
            high = std::max(high, p.value);
        }
    }
    if (!(low <= high)) return {0, 1, false};
    const double positive = std::max(low, high * 1e-6);
    bool log = chart.scale == HeightScale::log && high > 0;
    if (chart.scale == HeightScale::automatic) {
        log = low > 0 && std::log10(high / low) > linear_decades;
    }
    if (log) return rounded_axis(positive, high, true);
    if (low > 0 && low < 0.5 * high) low = 0;
    return rounded_axis(low, high, false);
}

/// What is drawn of one line.
struct Halves {
    std::vector<ImVec2> past, ahead;
};

class Chart {
  public:
    Chart(const TrainingDrawing& d, const StepChart& chart, Rect rect) : d_(d), chart_(chart) {
        const float em = d.pen.sizes.small, title = 1.6f * em;
        look_ = d.pen.axes_look();
        if (rect.height > 12 * em) look_.x_label = d.word_of("network.steps");
        const Axis x{0, static_cast<double>(d.planned_steps()), false}, y = axis_upwards(chart);
        ticks_ = fit_ticks(x, y, rect.width, rect.height - title - 1.6f * em, look_);
        const float left = std::round(rect.x + ticks_.room.left);
        const float right = std::max(ticks_.room.right, 0.4f * em);
        mapping_ = {x,
                    y,
                    {left, std::round(rect.y + title), std::floor(rect.right() - left - right),
                     std::floor(rect.height - title - ticks_.room.bottom)}};
    }

    void draw() {
        const Rect& box = mapping_.box;
        if (box.width < 10 || box.height < 10) return;
        ImDrawList& list = d_.pen.list;
        draw_grid(list, mapping_, ticks_, look_);
        list.PushClipRect({box.x, box.y - 1}, {box.right() + 1, box.bottom() + 1}, true);
        const double now = std::clamp(d_.input.playhead, 0.0, mapping_.x.to);
        const float x = std::round(pixel(now, mapping_.y.from).x);
        list.AddRectFilled({x, box.y}, {x + d_.pen.hairline(), box.bottom()},
                           faded(d_.pen.colours.text, 0.5f));
        for (const bool selected : {false, true}) {
            for (const StepLine& line : chart_.lines) {
                if ((line.run == d_.selected) == selected) draw_line(line);
            }
        }
        list.PopClipRect();
        draw_axes(list, mapping_, ticks_, look_);
        draw_heads();
        for (const StepLine& line : chart_.lines) add_hits(line);
        draw_hovered();
    }

  private:
    ImVec2 pixel(double step, double value) const {
        const Rect& box = mapping_.box;
        double share = mapping_.y.fraction(value);
        if (std::isnan(share)) share = value <= 0 ? -0.5 : NAN;
        return {mapping_.pixel(step, mapping_.y.from).x,
                static_cast<float>(box.bottom() - std::clamp(share, -0.5, 2.0) * box.height)};
    }

    double head_of(const StepLine& line) const {
        return std::min(d_.input.playhead, static_cast<double>(line.points.back().step));
    }

    Halves halves_of(const StepLine& line) const {
        Halves halves;
        const double head = head_of(line);
        const ImVec2 at = pixel(head, value_at(line, head));
        for (const StepLine::Point& p : line.points) {
            (p.step <= head ? halves.past : halves.ahead).push_back(pixel(p.step, p.value));
        }
        if (!halves.past.empty()) halves.past.push_back(at);
        halves.ahead.insert(halves.ahead.begin(), at);
        return halves;
    }

    void draw_line(const StepLine& line) const {
        const Halves halves = halves_of(line);
        const float path = d_.pen.sizes.path, hair = d_.pen.hairline();
        const RunStyle style = d_.style(line.run);
        Stroke stroke{.colour = style.colour, .width = 0.85f * path, .dash = style.dash};
        if (line.limit) stroke = {faded(style.colour, 0.9f), std::max(0.45f * path, hair), 5};
        Stroke ahead = stroke;
        ahead.colour = faded(stroke.colour, 0.34f);
        ahead.width = std::max(0.6f * stroke.width, 1.0f);
        if (d_.input.ahead) draw_polyline(d_.pen.list, halves.ahead, ahead);
        draw_polyline(d_.pen.list, halves.past, stroke);
    }

    struct Label {
        ImVec2 at;
        std::string text;
        ImU32 colour;
        bool always;  ///< also where there is not room for all
    };

    /// Whether the limit of the same run, which is written on too, is just above a height.
    bool is_under_limit(const StepLine& line, float y) const {
        if (line.limit) return false;
        return std::ranges::any_of(chart_.lines, [&](const StepLine& other) {
            if (!other.limit || other.run != line.run || other.points.empty()) return false;
            const double head = head_of(other);
            const float above = y - pixel(head, value_at(other, head)).y;
            return above >= 0 && above < 1.7f * d_.pen.sizes.small;
        });
    }

    /// Heads, and what is written beside them, pushed apart where it would lie on itself.
    void draw_heads() const {
        const Rect& box = mapping_.box;
        const float em = d_.pen.sizes.small;
        std::vector<Label> labels;
        for (const StepLine& line : chart_.lines) {
            if (line.points.empty() || line.points.front().step > d_.input.playhead) continue;
            const double head = head_of(line);
            ImVec2 at = pixel(head, value_at(line, head));
            if (!is_finite(at)) continue;
            at.y = std::clamp(at.y, box.y, box.bottom());
            const RunStyle style = d_.style(line.run);
            if (!line.limit) {
                draw_marker(d_.pen.list, style.marker, at, 0.72f * d_.pen.sizes.head, style.colour,
                            d_.pen.colours.dark ? IM_COL32_BLACK : IM_COL32_WHITE);
            }
            if (line.head.empty()) continue;
            const bool always = line.limit || line.run == d_.selected;
            const float away = is_under_limit(line, at.y) ? 0.85f * em : -0.85f * em;
            labels.push_back({{at.x, at.y + away}, line.head, style.colour, always});
        }
        const float pitch = 1.05f * em;
        if (static_cast<float>(labels.size()) * pitch > 0.75f * box.height) {
            std::erase_if(labels, [&](const Label& label) { return !label.always; });
        }
        std::ranges::sort(labels, {}, [](const Label& label) { return label.at.y; });
        float above = box.y - em;
        for (Label& label : labels) {
            above = label.at.y = std::max({label.at.y, above + pitch, box.y + 0.6f * em});
        }
        float below = box.bottom() + 0.4f * em;
        for (Label& label : std::views::reverse(labels)) {
            below = label.at.y = std::min(label.at.y, below - pitch);
        }
        for (const Label& label : labels) {
            const float width = text_width(d_.pen.small(), label.text);
            const bool left = label.at.x + width + 0.7f * em > box.right();
            const float x = label.at.x + (left ? -0.6f * em : 0.6f * em);
            draw_text(d_.pen.list, d_.pen.small(), {x, label.at.y}, label.colour, label.text,
                      {left ? 1.0f : 0.0f, 0.5f}, d_.pen.colours.figure);
        }
    }

    void add_hits(const StepLine& line) const {
        if (line.limit) return;
        for (const StepLine::Point& p : line.points) {
            const ImVec2 at = pixel(p.step, p.value);
            const bool drawn = d_.input.ahead || p.step <= d_.input.playhead;
            if (drawn && is_finite(at)) d_.hits.add(at, line.run, p.step);
        }
    }

    void draw_hovered() const {
        if (!d_.input.hovered) return;
        const auto [run, step] = *d_.input.hovered;
        for (const StepLine& line : chart_.lines) {
            if (line.run != run || line.limit || line.points.empty()) continue;
            const double value = value_at(line, step);
            const ImVec2 at = pixel(std::min(step, line.points.back().step), value);
            if (!is_finite(at)) continue;
            d_.pen.list.AddCircle(at, 0.55f * d_.pen.sizes.head, d_.pen.colours.text, 0,
                                  std::max(0.7f * d_.pen.sizes.path, 1.5f));
            draw_reading(
                d_.pen, at, mapping_.box,
                {d_.label(run) + " · " + d_.word_of("figure.step") + " " + whole_text(step),
                 chart_.title + " " + number_text(value, 4)});
        }
    }

    const TrainingDrawing& d_;
    const StepChart& chart_;
    AxesLook look_;
    AxesTicks ticks_;
    Mapping mapping_;
};

}  // namespace

double value_at(const StepLine& line, double step) {
    const auto after = std::ranges::upper_bound(
        line.points, step, {},
        [](const StepLine::Point& p) { return static_cast<double>(p.step); });
    if (after == line.points.begin()) return NAN;
    const StepLine::Point& a = *std::prev(after);
    if (after == line.points.end() || step == a.step) return a.value;
    return a.value + (after->value - a.value) * (step - a.step) / (after->step - a.step);
}

void draw_step_chart(const TrainingDrawing& d, const StepChart& chart, Rect rect) {
    const float em = d.pen.sizes.small;
    if (rect.height < 5 * em || rect.width < 8 * em) return;
    draw_text(d.pen.list, d.pen.small(), {rect.x, rect.y}, d.pen.colours.text,
              shortened(d.pen.small(), chart.title, rect.width));
    const bool any =
        std::ranges::any_of(chart.lines, [](const StepLine& line) { return !line.points.empty(); });
    if (!any) {
        draw_empty(d, rect, chart.empty);
        return;
    }
    StepChart drawn = chart;
    std::erase_if(drawn.lines, [](const StepLine& line) { return line.points.empty(); });
    Chart(d, drawn, rect).draw();
}

}  // namespace tani::figure
