#include "app/figure/spread_chart.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

/// What dies or explodes leaves the picture: no more than so many decades from where most begin.
constexpr double decades_each_way = 8;
constexpr std::size_t marked_layers = 12;  // up to so many each has its marker

bool drawable(double value) { return std::isfinite(value) && value > 0; }

}  // namespace

void SpreadChart::update(const TrainingDrawing& d) {
    const std::size_t count = d.recording.trainings.size();
    theories_.resize(count);
    now_.assign(count, {});
    for (const int run : d.runs) {
        const TrainingRecording& recording = d.run(run);
        const auto i = static_cast<std::size_t>(run);
        const Wall* start = recording.wall_at(0);
        if (!start) continue;
        if (theories_[i].setup != recording.setup_shared()) {
            theories_[i] = {recording.setup_shared(), forward_theory(recording.setup(), *start),
                            backward_theory(recording.setup(), *start)};
        }
        if (const Wall* wall = recording.wall_at(d.row(run))) now_[i] = spread_of(*wall);
    }
}

const SpreadTheory& SpreadChart::theory(int run, Way way) const {
    const Theory& both = theories_[static_cast<std::size_t>(run)];
    return way == Way::forward ? both.forward : both.backward;
}

Axis SpreadChart::axis_upwards(const TrainingDrawing& d, Way way) const {
    double least = HUGE_VAL, most = 0;
    std::vector<double> begins;
    for (const int run : d.runs) {
        const Spread& spread = now_[static_cast<std::size_t>(run)];
        const std::vector<double>& values =
            way == Way::forward ? spread.forward : spread.backward;
        std::optional<double> first;
        for (const double value : values) {
            if (!drawable(value)) continue;
            least = std::min(least, value);
            most = std::max(most, value);
            if (!first || way == Way::backward) first = value;
        }
        if (first) begins.push_back(*first);
        const SpreadTheory& expected = theory(run, way);
        for (const double value : expected.deviation) {
            if (!drawable(value)) continue;
            least = std::min(least, value);
            most = std::max(most, value);
        }
    }
    if (begins.empty()) return {0.1, 10, true};
    const auto middle = begins.begin() + static_cast<std::ptrdiff_t>(begins.size() / 2);
    std::ranges::nth_element(begins, middle);
    const double reach = std::pow(10, decades_each_way);
    const double low = std::max(least, *middle / reach), high = std::min(most, *middle * reach);
    // Less than a decade would make noise look like a trend.
    return rounded_axis(std::min(low, high / 10), std::max(high, low * 10), true);
}

void SpreadChart::draw_band(const TrainingDrawing& d, const Mapping& mapping, int run,
                            Way way) const {
    const SpreadTheory& expected = theory(run, way);
    const ImU32 colour = d.style(run).colour;
    std::vector<ImVec2> line;
    for (std::size_t i = 0; i < expected.deviation.size(); ++i) {
        const double value = expected.deviation[i];
        if (!drawable(value)) continue;
        line.push_back(mapping.pixel(static_cast<double>(i + 1), value));
        if (run != d.selected || i + 1 >= expected.deviation.size()) continue;
        const double next = expected.deviation[i + 1];
        if (!drawable(next)) continue;
        const auto at = [&](std::size_t k, double v, double side) {
            return mapping.pixel(static_cast<double>(k + 1),
                                 v * std::exp(side * expected.log_band[k]));
        };
        const ImVec2 a = at(i, value, 1), b = at(i + 1, next, 1), c = at(i + 1, next, -1),
                     e = at(i, value, -1);
        d.pen.list.AddQuadFilled(a, b, c, e, faded(colour, 0.16f));
    }
    draw_polyline(d.pen.list, line,
                  {.colour = faded(colour, 0.75f), .width = d.pen.hairline() * 1.5f, .dash = 3});
}

void SpreadChart::draw_run(const TrainingDrawing& d, const Mapping& mapping, int run,
                           Way way) const {
    const Spread& spread = now_[static_cast<std::size_t>(run)];
    const std::vector<double>& values = way == Way::forward ? spread.forward : spread.backward;
    const RunStyle style = d.style(run);
    std::vector<ImVec2> points;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) continue;
        // What is 0 leaves the picture downwards.
        const double value = std::clamp(values[i], mapping.y.from * 1e-3, mapping.y.to * 1e3);
        points.push_back(mapping.pixel(static_cast<double>(i + 1), value));
    }
    draw_polyline(d.pen.list, points,
                  {.colour = style.colour, .width = d.pen.sizes.path, .dash = style.dash});
    const std::size_t every =
        points.size() <= marked_layers ? 1 : (points.size() + marked_layers - 1) / marked_layers;
    for (std::size_t i = 0; i < points.size(); i += every) {
        draw_marker(d.pen.list, style.marker, points[i], 0.8f * d.pen.sizes.marker, style.colour,
                    d.pen.colours.halo);
    }
}

void SpreadChart::draw_one(const TrainingDrawing& d, Way way, Rect rect) const {
    const float em = d.pen.sizes.small, title = 1.6f * em;
    std::size_t layers = 2;
    for (const int run : d.runs) {
        const std::vector<double>& values = now_[static_cast<std::size_t>(run)].forward;
        const Wall* wall = d.run(run).wall_at(0);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (wall->stages[i].find(Quantity::activation)) layers = std::max(layers, i + 1);
        }
    }
    const Axis x{0.7, static_cast<double>(layers) + 0.3, false};
    const Axis y = axis_upwards(d, way);
    AxesLook look = d.pen.axes_look();
    look.minor = false;
    AxesTicks ticks = fit_ticks(x, y, rect.width, rect.height - title - 1.6f * em, look);
    std::erase_if(ticks.x, [](const Tick& tick) {
        return tick.value < 1 || std::abs(tick.value - std::round(tick.value)) > 1e-9;
    });
    const float left = std::round(rect.x + ticks.room.left);
    const Mapping mapping{x,
                          y,
                          {left, std::round(rect.y + title),
                           std::floor(rect.right() - left - std::max(ticks.room.right, 0.4f * em)),
                           std::floor(rect.height - title - ticks.room.bottom)}};
    draw_text(d.pen.list, d.pen.small(), {rect.x, rect.y}, d.pen.colours.text,
              shortened(d.pen.small(),
                        d.word_of(way == Way::forward ? "wall.forward" : "wall.backward"),
                        rect.width));
    const Rect& box = mapping.box;
    if (box.width < 10 || box.height < 10) return;
    draw_grid(d.pen.list, mapping, ticks, look);
    d.pen.list.PushClipRect({box.x, box.y - 1}, {box.right() + 1, box.bottom() + 1}, true);
    for (const int run : d.runs) draw_band(d, mapping, run, way);
    for (const int run : d.runs) draw_run(d, mapping, run, way);
    d.pen.list.PopClipRect();
    draw_axes(d.pen.list, mapping, ticks, look);
}

void SpreadChart::draw(const TrainingDrawing& d, Rect rect) {
    const float em = d.pen.sizes.small, gap = d.pen.sizes.gap;
    update(d);
    if (rect.height < 6 * em || rect.width < 8 * em) return;
    const bool beside = rect.width > 26 * em && rect.width > 0.9f * rect.height;
    if (beside) {
        const float width = (rect.width - gap) / 2;
        draw_one(d, Way::forward, {rect.x, rect.y, width, rect.height});
        draw_one(d, Way::backward, {rect.x + width + gap, rect.y, width, rect.height});
    } else if (rect.height > 14 * em) {
        const float height = (rect.height - gap / 2) / 2;
        draw_one(d, Way::forward, {rect.x, rect.y, rect.width, height});
        draw_one(d, Way::backward, {rect.x, rect.y + height + gap / 2, rect.width, height});
    } else {
        draw_one(d, Way::forward, rect);
    }
}

}  // namespace tani::figure
