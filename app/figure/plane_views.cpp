#include "app/figure/plane_views.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

/// Points nearer than this on the screen are drawn as one.
constexpr float least_move = 0.7f;

bool within(const Axis& axis, double at) { return at >= axis.from && at <= axis.to; }

/// The points of a path strictly after one step, up to another, and where it is then.
std::vector<PlanePoint> points_of_way(const PlanePath& path, double from, double to) {
    std::vector<PlanePoint> points{point_between(path, from)};
    for (const PlanePoint& p : path.points) {
        if (p.step > from && p.step <= to) points.push_back(p);
    }
    if (points.back().step != to) points.push_back(point_between(path, to));
    return points;
}

}  // namespace

std::optional<ImVec2> MapView::pixel(double x, double y) const {
    if (!within(mapping_.x, x) || !within(mapping_.y, y)) return std::nullopt;
    return mapping_.pixel(x, y);
}

std::optional<ImVec2> MapView::over(double x, double y, double) const { return pixel(x, y); }

ScreenPath MapView::path(const PlanePath& path) const {
    ScreenPath out;
    Crowd crowd(mapping_.box);
    bool joined = true;
    for (const PlanePoint& p : path.points) {
        const ImVec2 at = mapping_.pixel(std::clamp(p.x, -1e9, 1e9), std::clamp(p.y, -1e9, 1e9));
        if (!is_finite(at)) break;
        if (!out.empty() && distance(out.back().at, at) < least_move) continue;
        if (crowd.visited(at) && out.size() > dense_path) {
            joined = false;
            continue;
        }
        out.push_back({.at = at, .row = p.step, .joined = joined});
        joined = true;
    }
    return out;
}

void MapView::way(const PlanePath& path, double from, double to, ScreenPath& out) const {
    for (const PlanePoint& p : points_of_way(path, from, to)) {
        const ImVec2 at = mapping_.pixel(p.x, p.y);
        if (is_finite(at)) out.push_back({.at = at, .row = p.step, .is_step = p.step > from});
    }
    if (!out.empty()) out.back().is_step = false;
}

std::optional<ImVec2> SceneView::pixel(double x, double y) const {
    return over(x, y, static_cast<double>(reading_.heights.drawn_height(x, y)));
}

std::optional<ImVec2> SceneView::over(double x, double y, double height) const {
    const auto at = scene_.project(x, y, height);
    return at ? std::optional(placed(*at)) : std::nullopt;
}

tani::PathPoint SceneView::on_surface(const PlanePoint& p) const {
    return {{p.x, p.y}, reading_.value(p.x, p.y)};
}

void SceneView::start(const PlanePoint& p, std::vector<DrapedPoint>& line, ScreenPath& out) const {
    const auto first = scene_.draped(on_surface(p));
    if (!first) return;
    line.push_back(*first);
    out.push_back({.at = placed(first->at),
                   .row = p.step,
                   .is_step = true,
                   .visible = first->visible,
                   .joined = false});
}

/// The straight way between two points, as it lies on the surface.
void SceneView::go(const PlanePoint& from, const PlanePoint& to, std::vector<DrapedPoint>& line,
                   ScreenPath& out) const {
    const std::size_t before = line.size();
    const Ground ground = [this](auto x, auto y, auto values) {
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = reading_.value(x[i], y[i]);
    };
    scene_.drape(ground, on_surface(from), on_surface(to), line);
    for (std::size_t i = before; i < line.size(); ++i) {
        out.push_back({.at = placed(line[i].at),
                       .row = from.step,
                       .is_step = false,
                       .visible = line[i].visible,
                       .joined = line[i].joined});
    }
    if (line.size() > before && line.back().x == to.x && line.back().y == to.y) {
        out.back().row = to.step;
        out.back().is_step = true;
    }
}

ScreenPath SceneView::path(const PlanePath& path) const {
    ScreenPath out;
    std::vector<DrapedPoint> line;
    Crowd crowd(rect_);
    const PlanePoint* last = nullptr;
    for (const PlanePoint& p : path.points) {
        if (const auto at = last ? pixel(p.x, p.y) : std::nullopt) {
            if (!out.empty() && out.back().is_step && distance(*at, out.back().at) < least_move) {
                continue;
            }
            if (crowd.visited(*at) && out.size() > dense_path) {
                last = nullptr;
                continue;
            }
        }
        last ? go(*last, p, line, out) : start(p, line, out);
        last = &p;
    }
    return out;
}

void SceneView::way(const PlanePath& path, double from, double to, ScreenPath& out) const {
    const std::vector<PlanePoint> points = points_of_way(path, from, to);
    std::vector<DrapedPoint> line;
    const std::size_t before = out.size();
    start(points.front(), line, out);
    for (std::size_t i = 1; i < points.size(); ++i) go(points[i - 1], points[i], line, out);
    if (out.size() > before) out.front().joined = true;
}

}  // namespace tani::figure
