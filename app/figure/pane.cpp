#include "app/figure/pane.h"

#include "app/figure/scene_axes.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

/// Steps nearer than this on the screen are drawn as one.
constexpr float least_move = 0.7f;

/// Rows that are drawn: a run that diverged ends at its ✕.
int drawn_rows(const RunRecording& run) {
    return run.outcome().diverged ? std::clamp(run.outcome().diverged_step + 1, 1, run.rows()) : run.rows();
}

ImVec2 placed(const ScreenPoint& p, Rect rect) { return {rect.x + p.x, rect.y + p.y}; }

bool within(Point p, const HeightField& field) { return std::isfinite(p[0]) && std::isfinite(p[1]) && field.inside(p[0], p[1]); }

}  // namespace

void Pane::show(const SurfaceSpec& spec, HeightScale scale, std::vector<int> runs) {
    runs_ = std::move(runs);
    if (surface_ && spec == spec_ && scale == scale_) return;
    spec_ = spec;
    scale_ = scale;
    surface_ = std::make_unique<Surface>(spec);
    field_ = sample_heights(*surface_, scale);
}

void Pane::paint(const Drawing& d, const PaneLayout& layout) {
    surface_rect_ = mapping_.box = {};
    if (!layout.contours.empty()) {
        const bool titled = !layout.title.empty() && layout.surface.empty();
        mapping_ = map_.paint(d.pen(), layout.contours, field_, {.colour_bar = d.view.show == ShowMode::contours, .at_top = titled});
    }
    if (layout.surface.width < 16 || layout.surface.height < 16) return;
    surface_rect_ = {std::round(layout.surface.x), std::round(layout.surface.y), std::floor(layout.surface.width), std::floor(layout.surface.height)};
    scene_.draw(field_, look(d, surface_rect_));
    scene_picture_.put(d.list, surface_rect_, scene_.texture());
}

void Pane::draw(const Drawing& d, const PaneLayout& layout) {
    if (!layout.title.empty()) {
        std::string title = surface_->formula_text();
        if (spec_.rotate != 0) title += " · " + d.phrase("figure.rotated", tick_text(spec_.rotate, 0.1));
        draw_text(d.list, d.text(), {layout.title.x, layout.title.y}, d.colours.text, shortened(d.text(), title, layout.title.width));
    }
    if (!mapping_.box.empty()) draw_map(d);
    if (!surface_rect_.empty()) draw_surface(d);
}

/// A run's own loss, unless its surface is not the one that is drawn.
double Pane::height_at(const RunRecording& run, int row) const {
    return run.settings_at(row).surface == spec_ ? run.loss_at(row) : surface_->value(run.point(row));
}

// The contour map.

ScreenPath Pane::map_path(const RunRecording& run) const {
    ScreenPath path;
    Crowd crowd(mapping_.box);
    bool joined = true;
    for (int row = 0, rows = drawn_rows(run); row < rows; ++row) {
        const Point p = run.point(row);
        if (!std::isfinite(p[0]) || !std::isfinite(p[1])) break;
        const ImVec2 at = mapping_.pixel(std::clamp(p[0], -1e9, 1e9), std::clamp(p[1], -1e9, 1e9));
        if (!path.empty() && distance(path.back().at, at) < least_move) continue;
        if (crowd.visited(at) && path.size() > dense_path) {
            joined = false;
            continue;
        }
        path.push_back({.at = at, .row = row, .is_step = true, .visible = true, .joined = joined});
        joined = true;
    }
    return path;
}

/// The steps from row `first` on and the way to the next one.
void Pane::map_head(const RunRecording& run, int first, int row, double fraction, ScreenPath& out) const {
    const int last = std::min(row, drawn_rows(run) - 1);
    for (int at = first; at <= last; ++at) {
        const Point p = run.point(at);
        const ImVec2 pixel = mapping_.pixel(p[0], p[1]);
        if (is_finite(pixel)) out.push_back({.at = pixel, .row = at, .is_step = at > first});
    }
    if (fraction <= 0 || last != row || row + 1 >= drawn_rows(run) || out.empty()) return;
    const Point q = run.point(row + 1);
    const ImVec2 to = mapping_.pixel(q[0], q[1]);
    if (is_finite(to)) out.push_back({.at = between(out.back().at, to, static_cast<float>(fraction)), .row = row, .is_step = false});
}

void Pane::draw_map(const Drawing& d) {
    MapMarks marks;
    for (const Minimum& minimum : surface_->minima()) marks.minima.push_back({minimum.x, minimum.y});
    for (const int run : d.runs) marks.paths.push_back(d.run(run).point(0));
    map_.draw(d.pen(), field_, marks);
    map_paths_.resize(runs_.size());
    std::vector<RunPath> paths;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        const std::uint64_t key = mixed_in(mixed_in(d.mark(runs_[i]), field_.fingerprint), mapping_.box);
        if (map_paths_[i].key != key) map_paths_[i] = {key, map_path(d.run(runs_[i]))};
        paths.push_back({runs_[i], &map_paths_[i].path});
    }
    const Projector projector{
        .pixel = [this](Point p, double) -> std::optional<ImVec2> { return within(p, field_) ? std::optional(mapping_.pixel(p[0], p[1])) : std::nullopt; },
        .head = [this](const RunRecording& run, int first, int row, double fraction, ScreenPath& out) { map_head(run, first, row, fraction, out); },
        .value = [](Point) { return 0.0; },
        .box = mapping_.box,
        .x = field_.x,
        .y = field_.y};
    draw_paths(d, projector, paths);
    if (d.input.hovered_point && within(*d.input.hovered_point, field_)) {
        const Point p = *d.input.hovered_point;
        draw_reading(d, mapping_.pixel(p[0], p[1]), mapping_.box, {"(" + number_text(p[0], 3) + ", " + number_text(p[1], 3) + ")", "f = " + number_text(surface_->value(p), 4)});
    }
}

// The surface.

SceneLook Pane::look(const Drawing& d, Rect rect) const {
    const float em = d.sizes.small;
    return {.camera = d.view.camera,
            .theme = d.input.theme,
            .width = static_cast<int>(rect.width),
            .height = static_cast<int>(rect.height),
            .samples = d.input.moving ? 1 : 4,
            .scale = d.sizes.text / 16,
            .margins = {.left = 2.6f * em, .right = 2.6f * em, .top = 0.8f * em, .bottom = 2.2f * em}};
}

/// Appends what drape() added from `before` on, as lying between a row and the next.
void Pane::append_drape(const std::vector<DrapedPoint>& line, std::size_t before, int row, Rect rect, ScreenPath& out) {
    for (std::size_t i = before; i < line.size(); ++i) {
        out.push_back({.at = placed(line[i].at, rect), .row = row, .is_step = false, .visible = line[i].visible, .joined = line[i].joined});
    }
}

/// Appends the step from `from` to `to`; marks its end as a step when it lies in the domain.
void Pane::append_step(tani::PathPoint from, tani::PathPoint to, int row, Rect rect, std::vector<DrapedPoint>& line, ScreenPath& out) const {
    const std::size_t before = line.size();
    scene_.drape(*surface_, from, to, line);
    append_drape(line, before, row - 1, rect, out);
    if (line.size() > before && line.back().x == to.at[0] && line.back().y == to.at[1]) {
        out.back().row = row;
        out.back().is_step = true;
    }
}

/// A start: what is drawn first, and where a line begins anew.
void Pane::append_start(tani::PathPoint point, int row, Rect rect, std::vector<DrapedPoint>& line, ScreenPath& out) const {
    const auto start = scene_.draped(point);
    if (!start) return;
    line.push_back(*start);
    out.push_back({.at = placed(start->at, rect), .row = row, .is_step = true, .visible = start->visible, .joined = false});
}

ScreenPath Pane::scene_path(const RunRecording& run, Rect rect) const {
    ScreenPath path;
    std::vector<DrapedPoint> line;
    Crowd crowd(rect);
    tani::PathPoint last;
    bool gap = true;
    for (int row = 0, rows = drawn_rows(run); row < rows; ++row) {
        const tani::PathPoint here{run.point(row), height_at(run, row)};
        if (!std::isfinite(here.at[0]) || !std::isfinite(here.at[1])) break;
        if (row > 0 && within(here.at, field_)) {
            const auto projected = scene_.project(here.at[0], here.at[1], field_.height_of(here.value));
            const ImVec2 at = projected ? placed(*projected, rect) : ImVec2(NAN, NAN);
            if (projected && !gap && !path.empty() && path.back().is_step && distance(at, path.back().at) < least_move) continue;
            if (projected && crowd.visited(at) && path.size() > dense_path) {
                gap = true;
                continue;
            }
        }
        if (gap) {
            append_start(here, row, rect, line, path);
        } else {
            append_step(last, here, row, rect, line, path);
        }
        gap = false;
        last = here;
    }
    return path;
}

/// The steps from a row on and the way to the next one.
void Pane::scene_head(const RunRecording& run, Stretch stretch, Rect rect, ScreenPath& out) const {
    const auto point = [&](int row) { return tani::PathPoint{run.point(row), height_at(run, row)}; };
    const int last = std::min(stretch.row, drawn_rows(run) - 1);
    std::vector<DrapedPoint> line;
    append_start(point(stretch.first), stretch.first, rect, line, out);
    for (int row = stretch.first + 1; row <= last; ++row) append_step(point(row - 1), point(row), row, rect, line, out);
    if (stretch.fraction <= 0 || last != stretch.row || last + 1 >= drawn_rows(run)) return;
    const Point p = run.point(last), q = run.point(last + 1);
    const Point head{p[0] + stretch.fraction * (q[0] - p[0]), p[1] + stretch.fraction * (q[1] - p[1])};
    if (!within(p, field_) || !std::isfinite(head[0]) || !std::isfinite(head[1])) return;
    const std::size_t before = line.size();
    scene_.drape(*surface_, point(last), {head, surface_->value(head)}, line);
    append_drape(line, before, last, rect, out);
}

void Pane::draw_surface(const Drawing& d) {
    const Rect rect = surface_rect_;
    const Camera& camera_now = d.view.camera;
    d.list.PushClipRect(rect.least(), rect.most(), true);
    draw_scene_axes(d.pen(), {.edges = scene_.axis_edges(), .log = field_.log}, rect);
    d.list.PopClipRect();

    scene_paths_.resize(runs_.size());
    std::vector<RunPath> paths;
    std::uint64_t camera = mixed_in(field_.fingerprint, rect);
    for (const double value : {camera_now.azimuth, camera_now.elevation, camera_now.zoom}) camera = mixed_in(camera, value);
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        const std::uint64_t key = mixed_in(camera, d.mark(runs_[i]));
        if (scene_paths_[i].key != key) scene_paths_[i] = {key, scene_path(d.run(runs_[i]), rect)};
        paths.push_back({runs_[i], &scene_paths_[i].path});
    }
    const Projector projector{
        .pixel = [this, rect](Point p, double value) -> std::optional<ImVec2> {
            const double h = field_.height_of(value);
            const auto at = scene_.project(p[0], p[1], h);
            return at ? std::optional(placed(*at, rect)) : std::nullopt;
        },
        .head = [this, rect](const RunRecording& run, int first, int row, double fraction, ScreenPath& out) { scene_head(run, {first, row, fraction}, rect, out); },
        .value = [this](Point p) { return surface_->value(p); },
        .box = rect,
        .x = field_.x,
        .y = field_.y,
        .readings = mapping_.box.empty()};
    draw_paths(d, projector, paths);
}

std::optional<Point> Pane::point_at(ImVec2 pixel) const {
    if (mapping_.box.contains(pixel)) {
        const auto [px, py] = mapping_.value(pixel);
        return Point{px, py};
    }
    if (surface_rect_.contains(pixel)) return scene_.pick(pixel.x - surface_rect_.x, pixel.y - surface_rect_.y);
    return std::nullopt;
}

}  // namespace tani::figure
