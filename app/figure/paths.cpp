#include "app/figure/paths.h"

#include "app/figure/average.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace tani::figure {

namespace {

/// Steps behind the head that are drawn in full strength when the whole path is shown.
constexpr int recent_steps = 12;
/// Steps of a dense path's trail that are drawn one by one.
constexpr int most_exact_steps = 300;
constexpr float hidden_opacity = 0.26f, ahead_opacity = 0.30f;
/// Lines that are drawn fainter than this have no halo.
constexpr float least_halo = 0.6f;

bool before_or_at(const PathPoint& p, int row) { return p.row < row || (p.row == row && p.is_step); }

float length_of(const ScreenPath& path) {
    float length = 0;
    for (std::size_t i = 1; i < path.size(); ++i) {
        if (path[i].joined && is_finite(path[i].at) && is_finite(path[i - 1].at)) length += std::min(distance(path[i - 1].at, path[i].at), 1e5f);
    }
    return length;
}

/// A long path that bounces to and fro is drawn lighter, so that the surface under it stays visible.
float calm_opacity(const ScreenPath& path, Rect box) {
    const float diagonal = std::max(std::hypot(box.width, box.height), 1.0f);
    return std::clamp(3.2f * diagonal / std::max(length_of(path), 1.0f), 0.42f, 1.0f);
}

/// Lines of like strength, gathered so that each is drawn at once.
template <class Opacity, class DrawPiece>
void for_pieces(const ScreenPath& path, const Opacity& opacity, const DrawPiece& draw) {
    std::vector<ImVec2> piece;
    float strength = 0;
    bool visible = true;
    const auto flush = [&] {
        if (piece.size() > 1) draw(piece, strength, visible);
        piece.clear();
    };
    for (std::size_t i = 0; i < path.size(); ++i) {
        const PathPoint& p = path[i];
        const float now = std::round(opacity(p.row) * 8) / 8;
        const bool seen = p.visible && (i == 0 || path[i - 1].visible || !p.joined);
        if (i == 0 || !p.joined || now != strength || seen != visible) {
            flush();
            if (i > 0 && p.joined) piece.push_back(path[i - 1].at);
        }
        strength = now;
        visible = seen;
        piece.push_back(p.at);
    }
    flush();
}

struct Body {
    int run = 0;
    ScreenPath points;   ///< up to the head
    ScreenPath ahead;
    float calm = 1;
    int first = 0, row = 0;
    bool trail = false;

    float opacity(int at) const {
        if (trail) return std::clamp(static_cast<float>(at - first + 1) / (0.6f * static_cast<float>(std::max(row - first, 1))), 0.12f, 1.0f);
        return std::clamp(calm + (1 - calm) * (1 - static_cast<float>(row - at) / recent_steps), calm, 1.0f);
    }
};

Body body_of(const Drawing& d, const Projector& projector, const RunPath& source) {
    Body body{.run = source.run, .points = {}, .ahead = {}, .calm = calm_opacity(*source.path, projector.box), .first = 0, .row = d.row(source.run), .trail = d.view.trail > 0};
    if (body.trail) body.first = std::max(0, body.row - d.view.trail);
    const ScreenPath& path = *source.path;
    const auto start = std::partition_point(path.begin(), path.end(), [&](const PathPoint& p) { return p.row < body.first; });
    const auto end = std::partition_point(path.begin(), path.end(), [&](const PathPoint& p) { return before_or_at(p, body.row); });
    // A dense path lacks points: its last steps are drawn from the recording.
    const int window = std::clamp(d.view.trail, recent_steps, most_exact_steps);
    const int exact = path.size() > dense_path ? std::max(body.row - window, body.first) : body.row;
    const auto kept = exact == body.row ? end : std::partition_point(start, end, [&](const PathPoint& p) { return before_or_at(p, exact); });
    body.points.assign(start, std::max(start, kept));
    ScreenPath head;
    projector.head(d.run(source.run), exact, body.row, d.fraction(source.run), head);
    if (exact != body.row && !head.empty() && (body.points.empty() || body.points.back().row != exact)) head.front().joined = false;
    body.points.insert(body.points.end(), head.begin(), head.end());
    if (d.input.ahead) {
        if (!body.points.empty()) body.ahead.push_back(body.points.back());
        body.ahead.insert(body.ahead.end(), end, path.end());
    }
    return body;
}

void draw_line(const Drawing& d, const Body& body) {
    const RunStyle style = d.style(body.run);
    const bool markers = d.view.paths == PathStyle::markers;
    const float width = d.sizes.path * (markers ? 0.68f : 1.0f);
    const float dash = markers ? 0 : style.dash;
    const auto strength = [&](int row) { return body.opacity(row); };
    for_pieces(body.points, strength, [&](const std::vector<ImVec2>& piece, float opacity, bool visible) {
        if (visible && opacity > least_halo) draw_polyline(d.list, piece, {.colour = faded(d.colours.halo, opacity * opacity), .width = width + 1.6f * std::max(d.sizes.path * 0.55f, 1.0f), .dash = 0});
    });
    for_pieces(body.points, strength, [&](const std::vector<ImVec2>& piece, float opacity, bool visible) {
        draw_polyline(d.list, piece, {.colour = faded(style.colour, visible ? opacity : opacity * hidden_opacity), .width = width, .dash = dash});
    });
}

void draw_ahead(const Drawing& d, const Body& body) {
    const ImU32 colour = faded(d.style(body.run).colour, ahead_opacity * std::max(body.calm, 0.6f));
    for_pieces(body.ahead, [](int) { return 1.0f; }, [&](const std::vector<ImVec2>& piece, float, bool visible) {
        draw_polyline(d.list, piece, {.colour = faded(colour, visible ? 1.0f : 0.5f), .width = std::max(d.sizes.path * 0.45f, 1.0f), .dash = 0});
    });
}

/// Fewer where steps are close.
void draw_step_markers(const Drawing& d, const Body& body) {
    if (d.view.paths != PathStyle::markers) return;
    const RunStyle style = d.style(body.run);
    const ImU32 ring = d.colours.halo | IM_COL32_A_MASK;
    ImVec2 last(-1e9f, -1e9f);
    for (const PathPoint& p : body.points) {
        if (!p.is_step || !is_finite(p.at) || distance(last, p.at) < 2.3f * d.sizes.marker) continue;
        last = p.at;
        if (p.at.x < d.list.GetClipRectMin().x || p.at.x > d.list.GetClipRectMax().x) continue;
        const float opacity = std::max(body.opacity(p.row), 0.55f) * (p.visible ? 1.0f : hidden_opacity);
        draw_marker(d.list, style.marker, p.at, d.sizes.marker, faded(style.colour, opacity), p.visible ? faded(ring, opacity * 0.6f) : 0);
    }
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
    if (!at) return;
    const float size = d.sizes.head * 1.15f, em = d.sizes.small;
    draw_cross(d.list, *at, size, std::max(d.sizes.path * 1.1f, 2.0f), d.style(index).colour, d.colours.halo | IM_COL32_A_MASK);
    const std::string text = d.phrase("figure.diverged_short", whole_text(run.outcome().diverged_step));
    const float width = text_width(d.small(), text);
    const bool left = at->x + size + width > projector.box.right();
    const float y = std::clamp(at->y, projector.box.y + em, projector.box.bottom() - em);
    draw_text(d.list, d.small(), {at->x + (left ? -size * 0.8f : size * 0.8f), y}, d.style(index).colour, text, {left ? 1.0f : 0.0f, 0.5f}, d.colours.halo | IM_COL32_A_MASK);
}

void draw_head(const Drawing& d, const Projector& projector, const Body& body) {
    const RunRecording& run = d.run(body.run);
    const RunStyle style = d.style(body.run);
    const Outcome& outcome = run.outcome();
    const int row = body.row;
    const Point here = row < run.steps() ? along(run.point(row), run.point(row + 1), d.fraction(body.run)) : run.point(row);
    const bool seen = finite(here) && within(here, projector.x, projector.y);
    if (d.has_diverged(body.run) || (!seen && outcome.diverged && row >= outcome.diverged_step - 1)) return draw_leaving(d, projector, body.run);
    const ImU32 ring = d.colours.dark ? IM_COL32(0, 0, 0, 255) : IM_COL32_WHITE;
    if (!finite(here)) return;
    const auto at = pixel_of(projector, clamped(here, projector));
    if (!at) return;
    if (!seen) {
        d.list.AddCircle(*at, d.sizes.head / 2, style.colour, 0, std::max(d.sizes.path * 0.7f, 1.5f));
        return;
    }
    const float size = d.sizes.head * (body.run == d.selected ? 1.0f : 0.86f);
    d.list.AddCircleFilled(*at, size * 0.7f, d.colours.halo);
    draw_marker(d.list, style.marker, *at, size, style.colour, ring);
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
    d.list.AddCircle(*at, d.sizes.head * 0.75f, d.colours.halo | IM_COL32_A_MASK, 0, d.sizes.path * 1.8f);
    d.list.AddCircle(*at, d.sizes.head * 0.75f, d.colours.text, 0, std::max(d.sizes.path * 0.8f, 1.5f));
    if (projector.readings) draw_reading(d, *at, projector.box, {d.label(mark.run) + " · " + d.word_of("figure.step") + " " + whole_text(mark.step), "(" + number_text(p[0], 4) + ", " + number_text(p[1], 4) + ")",
                                         d.word_of("figure.loss") + " " + number_text(run.loss_at(mark.step), 4)});
}

void note_hits(const Drawing& d, const RunPath& source) {
    for (const PathPoint& p : *source.path) {
        if (p.is_step && is_finite(p.at) && (d.input.ahead || p.row <= d.row(source.run))) d.hits.add(p.at, source.run, p.row);
    }
}

}  // namespace

Crowd::Crowd(Rect box) : box_(box), columns_(static_cast<int>(box.width / side) + 1), rows_(static_cast<int>(box.height / side) + 1) {
    squares_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), false);
}

bool Crowd::visited(ImVec2 at) {
    const int column = static_cast<int>(std::clamp((at.x - box_.x) / side, 0.0f, static_cast<float>(columns_ - 1)));
    const int row = static_cast<int>(std::clamp((at.y - box_.y) / side, 0.0f, static_cast<float>(rows_ - 1)));
    const auto square = static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column);
    const bool before = squares_[square];
    squares_[square] = true;
    return before;
}

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
    std::vector<Body> bodies;
    for (const RunPath& path : paths) bodies.push_back(body_of(d, projector, path));
    std::stable_partition(bodies.begin(), bodies.end(), [&](const Body& body) { return body.run != d.selected; });
    d.list.PushClipRect(projector.box.least(), projector.box.most(), true);
    for (const Body& body : bodies) draw_ahead(d, body);
    for (const Body& body : bodies) {
        draw_line(d, body);
        draw_step_markers(d, body);
    }
    d.list.PopClipRect();
    for (const Body& body : bodies) draw_arrows(d, projector, body.run);
    for (const Body& body : bodies) draw_head(d, projector, body);
    draw_averages(d, projector, paths);
    for (const RunPath& path : paths) note_hits(d, path);
    draw_hovered(d, projector, paths);
}

}  // namespace tani::figure
