// Lines of sight through the height field: what hides a point, and what is seen at a pixel.
#include <algorithm>
#include <cmath>
#include <optional>

#include "app/figure/scene_projection.h"

namespace tani {
namespace {

/// A path lies on the exact surface, the drawn one is bent between grid points: this much lies
/// between them at most (in heights) ...
constexpr double exact_above_drawn = 0.1;
/// ... and a point is lifted so much before its sight is followed, less than a line's width on the
/// screen.
constexpr double lift = 0.008;
constexpr double tolerance = 0.003;

enum class Side { none, above, below };

struct Span {
    double from, to;
};

/// Where origin + t * direction lies within [least, most], cut with `span`.
Span cut(Span span, double origin, double direction, double least, double most) {
    if (std::abs(direction) < 1e-12) {
        return origin < least || origin > most ? Span{1, 0} : span;
    }
    const double a = (least - origin) / direction, b = (most - origin) / direction;
    return {std::max(span.from, std::min(a, b)), std::min(span.to, std::max(a, b))};
}

Vector3 at(const Vector3& origin, const Vector3& direction, double t) {
    return {origin[0] + t * direction[0], origin[1] + t * direction[1],
            origin[2] + t * direction[2]};
}

/// How far t grows until the line leaves the block that holds (i, j).
double to_block_exit(const Vector3& p, const Vector3& direction) {
    double least = 1e300;
    for (std::size_t k = 0; k < 2; ++k) {
        if (std::abs(direction[k]) < 1e-12) continue;
        const double block = std::floor(p[k] / scene_block);
        const double wall = (direction[k] > 0 ? block + 1 : block) * scene_block;
        least = std::min(least, (wall - p[k]) / direction[k]);
    }
    return std::max(least, 0.0);
}

}  // namespace

float SceneGeometry::height_in_cell(double i, double j) const {
    const int column = std::min(static_cast<int>(i), field.nx - 2);
    const int row = std::min(static_cast<int>(j), field.ny - 2);
    const float u = static_cast<float>(i - column), v = static_cast<float>(j - row);
    const float* a = field.h.data() + static_cast<std::ptrdiff_t>(row) * field.nx + column;
    const float lower = a[0] + u * (a[1] - a[0]);
    const float upper = a[field.nx] + u * (a[field.nx + 1] - a[field.nx]);
    return lower + v * (upper - lower);
}

float SceneGeometry::block_top(double i, double j) const {
    const int bx = std::min(static_cast<int>(i) / scene_block, blocks_x - 1);
    const int by = std::min(static_cast<int>(j) / scene_block, blocks_y - 1);
    return block_tops[static_cast<std::size_t>(by * blocks_x + bx)];
}

bool SceneGeometry::visible(double x, double y, double h) const {
    if (field.nx < 2 || !field.inside(x, y) || !std::isfinite(h)) return false;
    Vector3 start = in_grid(in_box(x, y, h));
    const double drawn = static_cast<double>(height_in_cell(start[0], start[1]));
    if (drawn > start[2] && drawn - start[2] < exact_above_drawn) start[2] = drawn;
    start[2] += lift;
    const Vector3 eye = in_grid(projection.eye());
    const Vector3 direction{eye[0] - start[0], eye[1] - start[1], eye[2] - start[2]};
    Span span = cut({0, 1}, start[0], direction[0], 0, field.nx - 1);
    span = cut(span, start[1], direction[1], 0, field.ny - 1);
    span = cut(span, start[2], direction[2], -1, 1);
    const double cell = 1 / std::max({std::abs(direction[0]), std::abs(direction[1]), 1e-9});
    bool below = false;
    for (double t = cell / 2; t < span.to;) {
        const Vector3 p = at(start, direction, t);
        if (p[2] > static_cast<double>(block_top(p[0], p[1]))) {
            if (below) return false;
            t += to_block_exit(p, direction) + 1e-3 * cell;
            continue;
        }
        const double surface = static_cast<double>(height_in_cell(p[0], p[1]));
        if (std::isnan(surface)) {
            below = false;
        } else if (p[2] < surface - tolerance) {
            below = true;
        } else if (below && p[2] > surface) {
            return false;  // came up through the upper side: a hill stands before the point
        }
        t += cell;
    }
    return true;
}

std::optional<Point> SceneGeometry::pick(float px, float py) const {
    if (field.nx < 2) return std::nullopt;
    const Sight sight = projection.sight(px, py);
    const Vector3 origin = in_grid(sight.origin);
    const Vector3 tip = in_grid(at(sight.origin, sight.direction, 1));
    const Vector3 direction{tip[0] - origin[0], tip[1] - origin[1], tip[2] - origin[2]};
    Span span = cut({0, 1e9}, origin[0], direction[0], 0, field.nx - 1);
    span = cut(span, origin[1], direction[1], 0, field.ny - 1);
    span = cut(span, origin[2], direction[2], -0.02, 1.02);
    if (span.to <= span.from) return std::nullopt;

    const auto above = [&](double t) {
        const Vector3 p = at(origin, direction, t);
        return p[2] - static_cast<double>(height_in_cell(std::clamp(p[0], 0.0, field.nx - 1.0),
                                                         std::clamp(p[1], 0.0, field.ny - 1.0)));
    };
    const auto crossing = [&](double near, double far) {
        const bool near_above = above(near) >= 0;
        for (int k = 0; k < 40; ++k) {
            const double middle = (near + far) / 2;
            ((above(middle) >= 0) == near_above ? near : far) = middle;
        }
        const Vector3 p = at(origin, direction, (near + far) / 2);
        return Point{field.x.from + p[0] / (field.nx - 1) * (field.x.to - field.x.from),
                     field.y.from + p[1] / (field.ny - 1) * (field.y.to - field.y.from)};
    };
    // Half a cell a step, and for steep sights at least 200 steps.
    const double cell = 0.5 / std::max({std::abs(direction[0]), std::abs(direction[1]), 1e-9});
    const double step = std::min(cell, (span.to - span.from) / 200);
    Side side = Side::none;
    std::optional<Point> underside;
    for (double t = span.from, before = t; before < span.to;
         before = t, t = std::min(t + step, span.to)) {
        const double distance = above(t);
        const Side now = std::isnan(distance) ? Side::none
                         : distance >= 0      ? Side::above
                                              : Side::below;
        if (side == Side::above && now == Side::below) return crossing(before, t);
        if (side == Side::below && now == Side::above && !underside)
            underside = crossing(before, t);
        side = now;
        if (t >= span.to) break;
    }
    return underside;
}

}  // namespace tani
