#include "app/figure/line_pane.h"

#include <algorithm>
#include <cmath>

#include "app/figure/path_strokes.h"
#include "app/figure/plane_words.h"

namespace tani::figure {

namespace {

/// A range of more than this many decades is drawn logarithmically.
constexpr double linear_decades = 2;
constexpr int curve_points = 401;

bool is_shown(const TrainingDrawing& d, const LandscapePlane& plane) {
    return plane.spec.shared || plane.paths.empty() ||
           std::ranges::any_of(plane.paths,
                               [&](const PlanePath& path) { return figure::is_shown(d, path); });
}

/// Between the points of a line that is fine already; NaN outside.
double value_on(const HeightField& heights, double x) {
    if (heights.z.empty() || !(x >= heights.x.from && x <= heights.x.to)) return NAN;
    const double at = (x - heights.x.from) / (heights.x.to - heights.x.from) * (heights.nx - 1);
    const auto i = static_cast<std::size_t>(std::min(static_cast<int>(at), heights.nx - 2));
    const double share = at - static_cast<double>(i);
    return heights.z[i] + share * (heights.z[i + 1] - heights.z[i]);
}

}  // namespace

void LinePane::show(const std::vector<const LandscapePlane*>& lines) {
    lines_.clear();
    for (const LandscapePlane* plane : lines) {
        lines_.push_back({plane, reading_of(*plane, HeightScale::linear, curve_points)});
    }
}

void LinePane::go_to(double step) {
    for (Line& line : lines_) figure::go_to(line.reading, *line.plane, step, curve_points);
}

Axis LinePane::axis_across() const {
    Axis axis{HUGE_VAL, -HUGE_VAL, false};
    for (const Line& line : lines_) {
        if (line.reading.heights.z.empty()) continue;
        axis.from = std::min(axis.from, line.reading.heights.x.from);
        axis.to = std::max(axis.to, line.reading.heights.x.to);
    }
    return axis.from < axis.to ? axis : Axis{-1, 1, false};
}

Axis LinePane::axis_upwards(const TrainingDrawing& d) const {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const Line& line : lines_) {
        if (line.reading.heights.z.empty()) continue;
        // The deepest pit of a line that moves need not be seen whole.
        const auto& ruler = line.reading.ruler;
        const double least = line.reading.heights.low;
        low = std::min(low, ruler ? std::max(least, 0.3 * ruler->scale) : least);
        high = std::max(high, line.reading.heights.high);
    }
    if (!(low <= high)) return {0, 1, false};
    const bool wide = low > 0 && std::log10(high / low) > linear_decades;
    const bool log =
        d.view.height == HeightScale::log || (d.view.height == HeightScale::automatic && wide);
    if (log && high > 0) return rounded_axis(std::max(low, 1e-8 * high), high, true);
    if (low > 0 && low < 0.5 * high) low = 0;
    return rounded_axis(low, high, false);
}

/// What is above the box or below it leaves it.
ImVec2 LinePane::pixel(double x, double value) const {
    double share = mapping_.y.fraction(value);
    if (std::isnan(share) && value <= 0) share = -0.5;
    const Rect& box = mapping_.box;
    return {mapping_.pixel(x, mapping_.y.from).x,
            static_cast<float>(box.bottom() - std::clamp(share, -0.5, 2.0) * box.height)};
}

void LinePane::draw_title(const TrainingDrawing& d, Rect rect) const {
    if (rect.empty()) return;
    const float middle = rect.y + rect.height / 2;
    // Where no table names the runs, the title does.
    if (is_read(d) && lines_.size() > 1) {
        float x = rect.x;
        for (const Line& line : lines_) {
            const auto run = static_cast<std::size_t>(line.plane->run);
            const std::string& label = d.recording.plan.runs[run].shown.in(d.input.language);
            x = draw_marked_name(d.pen, line.plane->run, label, d.pen.text(), {x, middle},
                                 rect.right() - x) +
                d.pen.sizes.text;
        }
        return;
    }
    const std::string name = plane_name(d, *lines_.front().plane);
    draw_text(d.pen.list, d.pen.text(), {rect.x, middle}, d.pen.colours.text,
              shortened(d.pen.text(), name, rect.width), {0, 0.5f});
    const BatchSlice* batch = lines_.front().reading.batch;
    if (!batch || lines_.size() > 1) return;
    const std::string text = batch_text(d, *batch);
    const float used = text_width(d.pen.text(), name) + d.pen.sizes.small;
    if (used + text_width(d.pen.small(), text) > rect.width) return;
    draw_text(d.pen.list, d.pen.small(), {rect.right(), middle}, d.pen.colours.faint_text, text,
              {1, 0.5f});
}

std::vector<ImVec2> LinePane::curve(const HeightField& heights) const {
    std::vector<ImVec2> points;
    for (int i = 0; i < heights.nx; ++i) {
        points.push_back(pixel(heights.x_at(i), heights.z[static_cast<std::size_t>(i)]));
    }
    return points;
}

void LinePane::draw_curve(const TrainingDrawing& d, const Line& line) const {
    const std::vector<ImVec2> points = curve(line.reading.heights);
    if (line.reading.ruler) {  // the loss on all data, which stays while the curve moves
        draw_polyline(
            d.pen.list, curve(line.reading.behind),
            {.colour = d.pen.colours.faint_text, .width = 1.3f * d.pen.hairline(), .dash = 4});
    }
    Stroke stroke{.colour = d.pen.colours.text, .width = 0.9f * d.pen.sizes.path, .dash = 0};
    if (!line.plane->spec.shared) {
        const RunStyle style = d.style(line.plane->run);
        stroke.colour = style.colour;
        stroke.dash = style.dash;
    } else {
        stroke.colour = mixed(d.pen.colours.text, d.pen.colours.faint_text, 0.5f);
    }
    draw_polyline(d.pen.list, points, stroke);
}

/// Of a line from one network to another: upright lines where the two are.
void LinePane::draw_ends(const TrainingDrawing& d) const {
    if (lines_.front().plane->spec.directions != Directions::between) return;
    const Rect& box = mapping_.box;
    const float em = d.pen.sizes.small;
    const auto& names = lines_.front().plane->spec.through;
    for (std::size_t k = 0; k < 2; ++k) {
        const float x = std::round(pixel(static_cast<double>(k), mapping_.y.from).x);
        if (x < box.x || x > box.right()) continue;
        const std::array<ImVec2, 2> upright{ImVec2(x, box.y), ImVec2(x, box.bottom())};
        draw_polyline(d.pen.list, upright,
                      {.colour = d.pen.colours.axis, .width = d.pen.hairline(), .dash = 4});
        if (k >= names.size()) continue;
        // Outside of the two, where there is room for it.
        const float width = text_width(d.pen.small(), names[k]) + 0.8f * em;
        const bool fits = k == 0 ? x - width >= box.x : x + width <= box.right();
        const bool left = (k == 0) == fits;
        draw_text(d.pen.list, d.pen.small(), {x + (left ? -0.4f : 0.4f) * em, box.y + 0.7f * em},
                  d.pen.colours.faint_text, names[k], {left ? 1.0f : 0.0f, 0.5f},
                  d.pen.colours.figure);
    }
}

/// Where the runs are: on the line the nearest point to the weights, over it their true loss.
void LinePane::draw_heads(const TrainingDrawing& d, const Line& line) const {
    const Rect& box = mapping_.box;
    const float width = std::max(0.4f * d.pen.sizes.path, 1.2f);
    for (const PlanePath& path : line.plane->paths) {
        if (!figure::is_shown(d, path)) continue;
        const PlanePoint at = point_between(path, d.input.playhead);
        const double value = value_on(line.reading.heights, at.x);
        ImVec2 head = pixel(std::clamp(at.x, mapping_.x.from, mapping_.x.to), value);
        if (!is_finite(head)) {
            head.y = box.bottom();
            if (is_finite(head)) draw_path_head(d.pen, path.run, head, HeadLook::outside);
            continue;
        }
        head.y = std::clamp(head.y, box.y, box.bottom());
        const ImU32 colour = d.style(path.run).colour;
        ImVec2 truth = pixel(at.x, true_loss(path, at, value));
        if (is_finite(truth)) {
            truth.y = std::clamp(truth.y, box.y, box.bottom());
            d.pen.list.AddLine(head, truth, colour, width);
            const float radius = 0.32f * d.pen.sizes.head;
            d.pen.list.AddCircleFilled(truth, radius, d.pen.colours.figure);
            d.pen.list.AddCircle(truth, radius, colour, 0, 1.4f * width);
        }
        draw_path_head(d.pen, path.run, head,
                       path.run == d.selected ? HeadLook::selected : HeadLook::other);
        for (const PlanePoint& p : path.points) {
            const ImVec2 step = pixel(p.x, value_on(line.reading.heights, p.x));
            const bool drawn = d.input.ahead || p.step <= d.input.playhead;
            if (drawn && is_finite(step)) d.hits.add(step, path.run, p.step);
        }
    }
}

void LinePane::draw_hovered(const TrainingDrawing& d) const {
    if (d.input.hovered) {
        for (const Line& line : lines_) {
            for (const PlanePath& path : line.plane->paths) {
                if (path.run != d.input.hovered->run || !figure::is_shown(d, path)) continue;
                const PlanePoint at = point_between(path, d.input.hovered->step);
                const ImVec2 place = pixel(at.x, value_on(line.reading.heights, at.x));
                if (!is_finite(place)) continue;
                draw_path_hovered(d.pen, place);
                draw_reading(d.pen, place, mapping_.box, point_lines(d, *line.plane, path, at));
                return;
            }
        }
        return;
    }
    if (!d.input.hovered_point) return;
    const double x = (*d.input.hovered_point)[0];
    if (x < mapping_.x.from || x > mapping_.x.to) return;
    std::vector<std::string> lines{number_text(x, 3)};
    ImVec2 top(0, mapping_.box.bottom());
    for (const Line& line : lines_) {
        const double value = value_on(line.reading.heights, x);
        const ImVec2 at = pixel(x, value);
        if (!is_finite(at) || !is_shown(d, *line.plane)) continue;
        d.pen.list.AddCircleFilled(at, 0.3f * d.pen.sizes.head, d.pen.colours.text);
        if (at.y < top.y) top = at;
        const bool own = !line.plane->spec.shared && line.plane->paths.size() == 1;
        const std::string name =
            own ? path_label(d, line.plane->paths.front()) : height_name(d, *line.plane);
        lines.push_back(name + " " + number_text(value, 4));
    }
    if (lines.size() > 1) draw_reading(d.pen, top, mapping_.box, lines);
}

void LinePane::draw(const TrainingDrawing& d, const PaneLayout& layout) {
    mapping_.box = {};
    if (lines_.empty()) return;
    draw_title(d, layout.title);
    const Rect rect = layout.contours;
    const auto has_values = [](const Line& line) { return !line.reading.heights.z.empty(); };
    if (std::ranges::none_of(lines_, has_values)) {
        const Text& problem = lines_.front().plane->problem;
        draw_empty(
            d, rect,
            problem.empty() ? d.word_of("landscape.computing") : problem.in(d.input.language));
        return;
    }
    const Axis x = axis_across(), y = axis_upwards(d);
    const std::string across = axis_name(d, *lines_.front().plane, 0),
                      upwards = height_name(d, *lines_.front().plane);
    AxesLook look = d.pen.axes_look();
    look.x_label = across;
    look.y_label = upwards;
    const AxesTicks ticks = fit_ticks(x, y, rect.width, rect.height, look);
    const float right = std::max(ticks.room.right, 0.4f * d.pen.sizes.small);
    mapping_ = {x,
                y,
                {std::round(rect.x + ticks.room.left), std::round(rect.y + ticks.room.top),
                 std::floor(rect.width - ticks.room.left - right),
                 std::floor(rect.height - ticks.room.top - ticks.room.bottom)}};
    const Rect& box = mapping_.box;
    if (box.width < 10 || box.height < 10) return;
    draw_grid(d.pen.list, mapping_, ticks, look);
    d.pen.list.PushClipRect({box.x, box.y - 1}, {box.right() + 1, box.bottom() + 1}, true);
    draw_ends(d);
    for (const Line& line : lines_) {
        if (is_shown(d, *line.plane) && line.plane->run != d.selected) draw_curve(d, line);
    }
    for (const Line& line : lines_) {
        if (is_shown(d, *line.plane) && line.plane->run == d.selected) draw_curve(d, line);
    }
    d.pen.list.PopClipRect();
    draw_axes(d.pen.list, mapping_, ticks, look);
    for (const Line& line : lines_) draw_heads(d, line);
    draw_hovered(d);
}

std::optional<Point> LinePane::point_at(ImVec2 pixel) const {
    if (!mapping_.box.contains(pixel)) return std::nullopt;
    const auto [x, y] = mapping_.value(pixel);
    return Point{x, y};
}

}  // namespace tani::figure
