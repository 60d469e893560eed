#include "app/figure/paths.h"

#include "app/figure/average.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace tani::figure {

namespace {

PathBody run_body(const Drawing& d, const Projector& projector, const RunPath& source) {
    const int row = d.row(source.run);
    const PathStretch stretch{.run = source.run, .row = row, .trail = d.view.trail, .ahead = d.input.ahead};
    return body_of(*source.path, stretch, projector.box, [&](int first, ScreenPath& out) { projector.head(d.run(source.run), first, row, d.fraction(source.run), out); });
}

Point along(Point from, Point to, double t) { return {from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])}; }

bool within(Point p, Range x, Range y) { return p[0] >= x.from && p[0] <= x.to && p[1] >= y.from && p[1] <= y.to; }

bool finite(Point p) { return std::isfinite(p[0]) && std::isfinite(p[1]); }

Point clamped(Point p, const Projector& projector) {
    return {std::clamp(p[0], projector.x.from, projector.x.to), std::clamp(p[1], projector.y.from, projector.y.to)};
}

std::optional<ImVec2> pixel_of(const Projector& projector, Point p) { return projector.pixel(p, projector.value(p)); }

/// A displacement from a point, drawn at its true length unless that is too short to be seen or longer than `most` (both as shares of the domain).
struct ArrowSpec {
    std::array<double, 2> delta{};
    double least = 0.035, most = 0.3;
    ImU32 colour = 0;
    float width = 2;
    std::string tip;
};

void draw_displacement(const Drawing& d, const Projector& projector, Point from, const ArrowSpec& arrow) {
    const double across = projector.x.to - projector.x.from, up = projector.y.to - projector.y.from;
    const double share = std::hypot(arrow.delta[0] / across, arrow.delta[1] / up);
    if (!std::isfinite(share) || share <= 0) return;
    const double factor = std::clamp(share, arrow.least, arrow.most) / share;
    Point to{from[0] + arrow.delta[0] * factor, from[1] + arrow.delta[1] * factor};
    if (!finite(to)) return;
    if (const auto exit = exit_point(from, to, projector.x, projector.y)) to = *exit;
    const auto start = pixel_of(projector, from), end = pixel_of(projector, to);
    if (!start || !end) return;
    draw_arrow(d.list, *start, *end, arrow.width, arrow.colour, d.colours.halo);
    const float length = distance(*start, *end);
    if (arrow.tip.empty() || length < d.sizes.small * 1.2f) return;
    const float reach = d.sizes.small * 0.75f;
    const ImVec2 place(end->x + (end->x - start->x) / length * reach, end->y + (end->y - start->y) / length * reach);
    draw_text(d.list, d.small(), place, arrow.colour, arrow.tip, {0.5f, 0.5f}, d.colours.halo | IM_COL32_A_MASK);
}

std::optional<int> velocity_part(const RuleEntry& rule) {
    for (std::size_t i = 0; i < rule.state.size(); ++i) {
        if (rule.state[i].role == Role::velocity) return static_cast<int>(i);
    }
    return std::nullopt;
}

/// −η∇f with the rate in force: what plain descent would do here.
std::array<double, 2> descent(const RunRecording& run, int row) {
    std::array<double, 2> g = run.used_gradient(row);
    if (!finite(g)) g = run.gradient(row);
    const double rate = run.rate_at(row);
    const double lr = std::isfinite(rate) ? rate : 1;
    return {-lr * g[0], -lr * g[1]};
}

void draw_arrows(const Drawing& d, const Projector& projector, int index) {
    const RunRecording& run = d.run(index);
    const int row = d.row(index);
    const Point from = run.point(row);
    if (row >= run.steps() || !finite(from) || !within(from, projector.x, projector.y)) return;
    const bool selected = index == d.selected;
    const auto wanted = [&](std::string_view name) { return std::find(d.view.arrows.begin(), d.view.arrows.end(), name) != d.view.arrows.end(); };
    if (selected && wanted("gradient")) {
        draw_displacement(d, projector, from, {.delta = descent(run, row), .colour = d.colours.gradient_arrow, .width = d.sizes.arrow, .tip = "−∇f"});
    }
    if (const auto part = velocity_part(run.rule()); selected && part && *part < run.state_parts() && wanted("velocity")) {
        draw_displacement(d, projector, from, {.delta = run.state_at(row, *part), .colour = d.colours.velocity_arrow, .width = d.sizes.arrow,
                                               .tip = run.rule().state[static_cast<std::size_t>(*part)].symbol});
    }
    if (wanted("update")) {
        const Point to = run.point(row + 1);
        draw_displacement(d, projector, from, {.delta = {to[0] - from[0], to[1] - from[1]}, .least = selected ? 0.03 : 0.0, .most = 10,
                                               .colour = selected ? d.colours.update_arrow : d.style(index).colour,
                                               .width = d.sizes.arrow * (selected ? 1.0f : 0.62f), .tip = {}});
    }
}

/// Where the run's point was last seen before it diverged: on the edge of the domain, or its last finite place.
std::optional<Point> place_of_leaving(const RunRecording& run, const Projector& projector) {
    const int step = std::clamp(run.outcome().diverged_step, 0, run.steps());
    for (int row = step; row >= 0; --row) {
        const Point from = run.point(std::max(row - 1, 0)), to = run.point(row);
        if (finite(to) && within(to, projector.x, projector.y)) return to;
        if (finite(from) && finite(to) && within(from, projector.x, projector.y)) return exit_point(from, to, projector.x, projector.y);
    }
    return std::nullopt;
}

void draw_leaving(const Drawing& d, const Projector& projector, int index) {
    const RunRecording& run = d.run(index);
    const auto place = place_of_leaving(run, projector);
    const auto at = place ? pixel_of(projector, *place) : std::nullopt;
    if (at) draw_path_left(d.pen(), index, *at, projector.box, run.outcome().diverged_step);
}

void draw_head(const Drawing& d, const Projector& projector, const PathBody& body) {
    const RunRecording& run = d.run(body.run);
    const Outcome& outcome = run.outcome();
    const int row = body.row;
    const Point here = row < run.steps() ? along(run.point(row), run.point(row + 1), d.fraction(body.run)) : run.point(row);
    const bool seen = finite(here) && within(here, projector.x, projector.y);
    if (d.has_diverged(body.run) || (!seen && outcome.diverged && row >= outcome.diverged_step - 1)) return draw_leaving(d, projector, body.run);
    if (!finite(here)) return;
    const auto at = pixel_of(projector, clamped(here, projector));
    if (!at) return;
    draw_path_head(d.pen(), body.run, *at, !seen ? HeadLook::outside : body.run == d.selected ? HeadLook::selected : HeadLook::other);
}

void draw_hovered(const Drawing& d, const Projector& projector, const std::vector<RunPath>& paths) {
    if (!d.input.hovered) return;
    const StepMark mark = *d.input.hovered;
    if (std::none_of(paths.begin(), paths.end(), [&](const RunPath& p) { return p.run == mark.run; })) return;
    const RunRecording& run = d.run(mark.run);
    if (mark.step < 0 || mark.step > run.steps() || !finite(run.point(mark.step))) return;
    const Point p = run.point(mark.step);
    const auto at = within(p, projector.x, projector.y) ? pixel_of(projector, p) : std::nullopt;
    if (!at) return;
    draw_path_hovered(d.pen(), *at);
    if (projector.readings) draw_reading(d, *at, projector.box, {d.label(mark.run) + " · " + d.word_of("figure.step") + " " + whole_text(mark.step), "(" + number_text(p[0], 4) + ", " + number_text(p[1], 4) + ")",
                                         d.word_of("figure.loss") + " " + number_text(run.loss_at(mark.step), 4)});
}

void note_hits(const Drawing& d, const RunPath& source) {
    for (const PathPoint& p : *source.path) {
        if (p.is_step && is_finite(p.at) && (d.input.ahead || p.row <= d.row(source.run))) d.hits.add(p.at, source.run, p.row);
    }
}

}  // namespace

std::optional<Point> exit_point(Point from, Point to, Range x, Range y) {
    if (!finite(from) || !finite(to) || !within(from, x, y) || within(to, x, y)) return std::nullopt;
    double leave = 1;
    const auto side = [&](double start, double end, const Range& range) {
        if (end > range.to) leave = std::min(leave, (range.to - start) / (end - start));
        if (end < range.from) leave = std::min(leave, (range.from - start) / (end - start));
    };
    side(from[0], to[0], x);
    side(from[1], to[1], y);
    const Point p = along(from, to, std::clamp(leave, 0.0, 1.0));
    return Point{std::clamp(p[0], x.from, x.to), std::clamp(p[1], y.from, y.to)};
}

void draw_paths(const Drawing& d, const Projector& projector, const std::vector<RunPath>& paths) {
    std::vector<PathBody> bodies;
    for (const RunPath& path : paths) bodies.push_back(run_body(d, projector, path));
    std::stable_partition(bodies.begin(), bodies.end(), [&](const PathBody& body) { return body.run != d.selected; });
    d.list.PushClipRect(projector.box.least(), projector.box.most(), true);
    for (const PathBody& body : bodies) draw_path_ahead(d.pen(), body);
    for (const PathBody& body : bodies) {
        draw_path_line(d.pen(), body, d.view.paths);
        draw_path_steps(d.pen(), body, d.view.paths);
    }
    d.list.PopClipRect();
    for (const PathBody& body : bodies) draw_arrows(d, projector, body.run);
    for (const PathBody& body : bodies) draw_head(d, projector, body);
    draw_averages(d, projector, paths);
    for (const RunPath& path : paths) note_hits(d, path);
    draw_hovered(d, projector, paths);
}

}  // namespace tani::figure
