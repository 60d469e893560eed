#include "app/figure/landscape_pane.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "app/figure/plane_views.h"
#include "app/figure/plane_words.h"
#include "app/figure/scene_axes.h"

namespace tani::figure {

namespace {

/// A true loss that is higher than the box stands this much above it, in heights.
constexpr double above_all = 1.07;
/// Nearer than this the true loss is the plane's.
constexpr float least_stilt = 2.5f;

bool same_numbers(const std::vector<double>& a, const std::vector<double>& b) {
    return std::ranges::equal(a, b, [](double p, double q) {
        return std::bit_cast<std::uint64_t>(p) == std::bit_cast<std::uint64_t>(q);
    });
}

bool same_slice(const Slice& a, const Slice& b) {
    return a.x == b.x && a.y == b.y && same_numbers(a.values, b.values);
}

/// The run whose plane it is alone; empty where runs share it, and of the only file that is shown.
std::string owner_of(const TrainingDrawing& d, const LandscapePlane& plane) {
    if (plane.spec.is_read()) {
        const std::vector<RunPlan>& runs = d.recording.plan.runs;
        if (runs.size() < 2) return "";
        return runs[static_cast<std::size_t>(plane.run)].shown.in(d.input.language);
    }
    const bool alone = !plane.spec.shared && plane.paths.size() == 1;
    return alone ? path_label(d, plane.paths.front()) : "";
}

/// Steps from one point of a path to the next, more or less.
int spacing_of(const PlanePath& path) {
    if (path.points.size() < 2) return 1;
    const int steps = path.points.back().step - path.points.front().step;
    return std::max(1, steps / static_cast<int>(path.points.size() - 1));
}

}  // namespace

void LandscapePane::show(const LandscapePlane& plane, HeightScale scale) {
    plane_ = &plane;
    ++version_;
    const bool moves = reading_.ruler || !plane.batches.empty();
    if (!moves && has_slice() && scale == scale_ && same_slice(slice_, plane.slice)) {
        reading_.diameters = diameters_of(plane);
        return;
    }
    slice_ = plane.slice;
    scale_ = scale;
    reading_ = reading_of(plane, scale);
    behind_.clear();
    if (reading_.ruler) behind_ = contour_lines(reading_.behind, reading_.behind.contour_values());
}

double LandscapePane::aspect() const {
    if (!has_slice()) return 1.3;
    const HeightField& field = reading_.heights;
    return (field.x.to - field.x.from) / (field.y.to - field.y.from);
}

SceneLook LandscapePane::look(const TrainingDrawing& d, Rect rect) const {
    const float em = d.pen.sizes.small;
    return {
        .camera = d.view.camera,
        .theme = d.input.theme,
        .width = static_cast<int>(rect.width),
        .height = static_cast<int>(rect.height),
        .samples = d.input.moving ? 1 : 4,
        .scale = d.pen.sizes.text / 16,
        .margins = {.left = 2.8f * em, .right = 2.6f * em, .top = 1.5f * em, .bottom = 2.4f * em}};
}

void LandscapePane::paint(const TrainingDrawing& d, const PaneLayout& layout) {
    surface_rect_ = mapping_.box = {};
    if (!has_slice()) return;
    const HeightField& field = reading_.heights;
    if (!layout.contours.empty()) {
        MapOptions options{.colour_bar = d.view.show == ShowMode::contours,
                           .at_top = layout.surface.empty()};
        options.x_name = {axis_name(d, *plane_, 0), axis_number(*plane_, 0)};
        options.y_name = {axis_name(d, *plane_, 1), axis_number(*plane_, 1)};
        mapping_ = map_.paint(d.pen, layout.contours, field, options);
    }
    if (layout.surface.width < 16 || layout.surface.height < 16) return;
    surface_rect_ = {std::round(layout.surface.x), std::round(layout.surface.y),
                     std::floor(layout.surface.width), std::floor(layout.surface.height)};
    scene_.draw(field, look(d, surface_rect_));
    scene_picture_.put(d.pen.list, surface_rect_, scene_.texture());
}

void LandscapePane::draw_title(const TrainingDrawing& d, Rect rect) const {
    if (rect.empty()) return;
    const Pen& pen = d.pen;
    const float em = pen.sizes.small, middle = rect.y + rect.height / 2;
    const std::string name = plane_name(d, *plane_);
    const std::string owner = owner_of(d, *plane_);
    const bool is_own = !owner.empty();
    float x = rect.x, right = rect.right();
    if (is_own && !plane_->paths.empty()) {
        x = draw_marked_name(pen, plane_->run, owner, pen.text(), {x, middle}, rect.width);
    } else if (is_own) {
        const std::string fitting = shortened(pen.text(), owner, rect.width);
        draw_text(pen.list, pen.text(), {x, middle}, pen.colours.text, fitting, {0, 0.5f});
        x += text_width(pen.text(), fitting);
    } else {
        const std::string fitting = shortened(pen.text(), name, rect.width);
        draw_text(pen.list, pen.text(), {x, middle}, pen.colours.text, fitting, {0, 0.5f});
        x += text_width(pen.text(), fitting);
    }
    // What has no room is left out.
    const auto aside = [&](const std::string& text) {
        const float width = text_width(pen.small(), text);
        if (x + em + width > right) return;
        draw_text(pen.list, pen.small(), {right, middle}, pen.colours.faint_text, text, {1, 0.5f});
        right -= width + em;
    };
    if (const BatchSlice* batch = reading_.batch) {
        aside(batch_text(d, *batch));
    } else if (!std::isnan(plane_->not_quasi_convex)) {
        aside(d.phrase("landscape.not_quasi_convex", percent_text(plane_->not_quasi_convex)));
    }
    if (is_own) aside(name);
}

void LandscapePane::draw_stilt(const TrainingDrawing& d, const PlaneView& view, int run,
                               const PlanePoint& at) const {
    const HeightField& field = reading_.heights;
    if (!std::isfinite(at.loss)) return;
    const bool above = at.loss > field.high;
    const auto foot = view.pixel(at.x, at.y);
    const auto tip = view.over(at.x, at.y, above ? above_all : field.height_of(at.loss));
    if (!foot || !tip || distance(*foot, *tip) < least_stilt) return;
    const ImU32 colour = d.style(run).colour, halo = d.pen.colours.halo | IM_COL32_A_MASK;
    const float width = std::max(1.2f * d.pen.hairline(), 0.4f * d.pen.sizes.path);
    if (above) {
        draw_arrow(d.pen.list, *foot, *tip, 1.3f * width, colour, d.pen.colours.halo);
        return;
    }
    d.pen.list.AddLine(*foot, *tip, d.pen.colours.halo, 2.6f * width);
    d.pen.list.AddLine(*foot, *tip, colour, width);
    const float radius = 0.3f * d.pen.sizes.head;
    d.pen.list.AddCircle(*tip, radius, halo, 0, 3 * width);
    d.pen.list.AddCircle(*tip, radius, colour, 0, 1.4f * width);
}

void LandscapePane::draw_head(const TrainingDrawing& d, const PlaneView& view,
                              std::size_t index) const {
    const PlanePath& path = plane_->paths[index];
    PlanePoint at = point_between(path, d.input.playhead);
    at.loss = true_loss(path, at, reading_.value(at.x, at.y));
    const HeightField& field = reading_.heights;
    const auto pixel = view.pixel(std::clamp(at.x, field.x.from, field.x.to),
                                  std::clamp(at.y, field.y.from, field.y.to));
    if (!pixel) return;
    const int run = path.run, last = path.points.back().step;
    if (!is_read(d) && d.run(run).diverged() && d.input.playhead >= last) {
        draw_path_left(d.pen, run, *pixel, view.box(), d.run(run).steps());
        return;
    }
    const bool seen = field.inside(at.x, at.y);
    if (seen) draw_stilt(d, view, run, at);
    draw_path_head(d.pen, run, *pixel,
                   !seen               ? HeadLook::outside
                   : run == d.selected ? HeadLook::selected
                                       : HeadLook::other);
    if (!is_far(at, reading_.diameters[index])) return;
    const float radius = 0.95f * d.pen.sizes.head;
    const float width = std::max(0.45f * d.pen.sizes.path, 1.5f);
    d.pen.list.AddCircle(*pixel, radius, d.pen.colours.halo | IM_COL32_A_MASK, 0, 2.4f * width);
    d.pen.list.AddCircle(*pixel, radius, d.style(run).colour, 0, width);
}

void LandscapePane::draw_hovered(const TrainingDrawing& d, const PlaneView& view,
                                 bool readings) const {
    if (!d.input.hovered) return;
    for (const PlanePath& path : plane_->paths) {
        if (path.run != d.input.hovered->run || !is_shown(d, path)) continue;
        const PlanePoint at = point_between(path, d.input.hovered->step);
        const auto pixel = view.pixel(at.x, at.y);
        if (!pixel) return;
        draw_path_hovered(d.pen, *pixel);
        if (readings) draw_reading(d.pen, *pixel, view.box(), point_lines(d, *plane_, path, at));
        return;
    }
}

/// The contours of all data, which stay while the surface moves.
void LandscapePane::draw_behind(const TrainingDrawing& d) const {
    const Rect& box = mapping_.box;
    d.pen.list.PushClipRect(box.least(), box.most(), true);
    for (const ContourLine& line : behind_) {
        std::vector<ImVec2> points;
        for (const Point& p : line.points) points.push_back(mapping_.pixel(p[0], p[1]));
        if (line.closed && points.size() > 2) points.push_back(points.front());
        draw_polyline(d.pen.list, points,
                      {.colour = faded(d.pen.colours.text, 0.5f),
                       .width = 1.3f * d.pen.hairline(),
                       .dash = 4});
    }
    d.pen.list.PopClipRect();
}

void LandscapePane::draw_place(const TrainingDrawing& d, const PlaneView& view) const {
    if (!d.input.hovered_point || d.input.hovered) return;
    const auto [x, y] = *d.input.hovered_point;
    const auto pixel = view.pixel(x, y);
    if (!pixel) return;
    const double value = reading_.value(x, y);
    std::vector<std::string> lines{"(" + number_text(x, 3) + ", " + number_text(y, 3) + ")"};
    if (!std::isnan(value)) lines.push_back(height_name(d, *plane_) + " " + number_text(value, 4));
    draw_reading(d.pen, *pixel, view.box(), lines);
}

void LandscapePane::draw_paths(const TrainingDrawing& d, const PlaneView& view, std::uint64_t key,
                               KeptPaths& kept, bool readings) {
    const std::vector<PlanePath>& paths = plane_->paths;
    kept.resize(paths.size());
    std::vector<std::pair<std::size_t, PathBody>> bodies;
    const Rect box = view.box();
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (!is_shown(d, paths[i])) continue;
        if (kept[i].key != key) kept[i] = {key, view.path(paths[i])};
        const PlanePoint* now = paths[i].at(d.input.playhead);
        const PathStretch stretch{.run = paths[i].run,
                                  .row = now ? now->step : paths[i].points.front().step,
                                  .trail = d.view.trail,
                                  .recent = recent_steps * spacing_of(paths[i]),
                                  .ahead = d.input.ahead};
        bodies.emplace_back(i, body_of(kept[i].path, stretch, box, [&](int first, auto& out) {
                                view.way(paths[i], first, d.input.playhead, out);
                            }));
        for (const PathPoint& p : kept[i].path) {
            const bool drawn = d.input.ahead || p.row <= d.input.playhead;
            if (p.is_step && is_finite(p.at) && drawn) d.hits.add(p.at, paths[i].run, p.row);
        }
    }
    std::ranges::stable_partition(bodies,
                                  [&](const auto& body) { return body.second.run != d.selected; });
    d.pen.list.PushClipRect(box.least(), box.most(), true);
    for (const auto& [i, body] : bodies) draw_path_ahead(d.pen, body);
    for (const auto& [i, body] : bodies) {
        draw_path_line(d.pen, body, d.view.paths);
        draw_path_steps(d.pen, body, d.view.paths);
    }
    d.pen.list.PopClipRect();
    for (const auto& [i, body] : bodies) draw_head(d, view, i);
    draw_hovered(d, view, readings);
}

void LandscapePane::draw(const TrainingDrawing& d, const PaneLayout& layout) {
    draw_title(d, layout.title);
    if (!has_slice()) {
        draw_empty(d, layout.whole(),
                   plane_->problem.empty() ? d.word_of("landscape.computing")
                                           : plane_->problem.in(d.input.language));
        return;
    }
    const HeightField& field = reading_.heights;
    const std::uint64_t key =
        mixed_in(mixed_in(field.fingerprint, static_cast<std::uint64_t>(version_)), 0.5);
    if (!mapping_.box.empty()) {
        MapMarks marks;
        for (const PlanePath& path : plane_->paths) {
            if (!is_shown(d, path)) continue;
            const std::size_t every = std::max<std::size_t>(path.points.size() / 8, 1);
            for (std::size_t i = 0; i < path.points.size(); i += every) {
                marks.paths.push_back({path.points[i].x, path.points[i].y});
            }
        }
        draw_behind(d);
        map_.draw(d.pen, field, marks);
        const MapView view(mapping_);
        draw_paths(d, view, mixed_in(key, mapping_.box), map_paths_, true);
        draw_place(d, view);
    }
    if (surface_rect_.empty()) return;
    d.pen.list.PushClipRect(surface_rect_.least(), surface_rect_.most(), true);
    const auto name_of = [&](std::size_t axis) {
        const std::string full = axis_name(d, *plane_, axis);
        const bool fits = text_width(d.pen.small(), full) < 0.42f * surface_rect_.width;
        return fits ? full : axis_number(*plane_, axis);
    };
    draw_scene_axes(d.pen,
                    {.edges = scene_.axis_edges(),
                     .x_name = name_of(0),
                     .y_name = name_of(1),
                     .height_name = height_name(d, *plane_),
                     .log = field.log},
                    surface_rect_);
    d.pen.list.PopClipRect();
    std::uint64_t seen = mixed_in(key, surface_rect_);
    const Camera& camera = d.view.camera;
    for (const double value : {camera.azimuth, camera.elevation, camera.zoom}) {
        seen = mixed_in(seen, value);
    }
    const SceneView view(scene_, reading_, surface_rect_);
    const bool alone = mapping_.box.empty();
    draw_paths(d, view, seen, scene_paths_, alone);
    if (alone) draw_place(d, view);
}

std::optional<Point> LandscapePane::point_at(ImVec2 pixel) const {
    if (mapping_.box.contains(pixel)) {
        const auto [x, y] = mapping_.value(pixel);
        return Point{x, y};
    }
    if (surface_rect_.contains(pixel)) {
        return scene_.pick(pixel.x - surface_rect_.x, pixel.y - surface_rect_.y);
    }
    return std::nullopt;
}

}  // namespace tani::figure
