// Lines that lie on the surface: a straight step of a path follows the surface's bends on the
// screen.
#include <algorithm>
#include <array>
#include <cmath>

#include "app/figure/scene_projection.h"

namespace tani {
namespace {

constexpr int most_between = 24;
constexpr double pixels_apart =
    9;  // of points between, before those on a straight line are left out
constexpr double straight_enough = 0.4;  // pixels off the straight line that nobody sees

/// The part of a segment inside the domain, as shares of its length.
struct Part {
    double from = 0, to = 1;
};

Part inside_part(const HeightField& field, Point a, Point b) {
    Part part;
    const std::array<Range, 2> ranges{field.x, field.y};
    for (std::size_t k = 0; k < 2; ++k) {
        const double d = b[k] - a[k];
        if (d == 0) {
            if (a[k] < ranges[k].from || a[k] > ranges[k].to) return {1, 0};
            continue;
        }
        const double one = (ranges[k].from - a[k]) / d, other = (ranges[k].to - a[k]) / d;
        part.from = std::max(part.from, std::min(one, other));
        part.to = std::min(part.to, std::max(one, other));
    }
    return part;
}

Point between(const HeightField& field, Point a, Point b, double t) {
    return {std::clamp(a[0] + t * (b[0] - a[0]), field.x.from, field.x.to),
            std::clamp(a[1] + t * (b[1] - a[1]), field.y.from, field.y.to)};
}

double off_line(const ScreenPoint& a, const ScreenPoint& b, const ScreenPoint& p) {
    const double dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
    if (length < 1e-6) return std::hypot(p.x - a.x, p.y - a.y);
    return std::abs(dx * (p.y - a.y) - dy * (p.x - a.x)) / length;
}

int points_between(const SceneGeometry& scene, const DrapedPoint& a, const DrapedPoint& b) {
    const double pixels = std::hypot(b.at.x - a.at.x, b.at.y - a.at.y);
    const HeightField& field = scene.field;
    const double cells =
        std::max(std::abs(b.x - a.x) / (field.x.to - field.x.from) * (field.nx - 1),
                 std::abs(b.y - a.y) / (field.y.to - field.y.from) * (field.ny - 1));
    const int wanted = static_cast<int>(std::max(pixels / pixels_apart, cells / 3));
    return std::clamp(wanted, 0, most_between);
}

/// The start of a line, unless `out` ends there already. False where there is nothing to draw from.
bool begin_at(const std::optional<DrapedPoint>& first, std::vector<DrapedPoint>& out) {
    if (!first) return false;
    if (!out.empty() && out.back().x == first->x && out.back().y == first->y) return true;
    out.push_back(*first);
    return true;
}

}  // namespace

std::optional<DrapedPoint> SceneGeometry::draped(PathPoint point) const {
    const auto [x, y] = point.at;
    const double h = field.height_of(point.value);
    if (!field.inside(x, y) || !std::isfinite(h)) return std::nullopt;
    return DrapedPoint{.x = x,
                       .y = y,
                       .h = h,
                       .at = projection.to_screen(in_box(x, y, h)),
                       .visible = visible(x, y, h)};
}

void SceneGeometry::drape(const Ground& ground, PathPoint from, PathPoint to,
                          std::vector<DrapedPoint>& out) const {
    for (const double number : {from.at[0], from.at[1], to.at[0], to.at[1]}) {
        if (!std::isfinite(number)) return;
    }
    const Part part = inside_part(field, from.at, to.at);
    if (part.from >= part.to) return;
    const auto end = [&](double t, const PathPoint& own) -> std::optional<DrapedPoint> {
        if (t == 0 || t == 1) return draped(own);
        const Point p = between(field, from.at, to.at, t);
        double value = 0;
        ground({&p[0], 1}, {&p[1], 1}, {&value, 1});
        return draped({p, value});
    };
    const std::optional<DrapedPoint> first = end(part.from, from);
    std::optional<DrapedPoint> last = end(part.to, to);
    bool joined = begin_at(first, out);
    if (!first || !last) {
        if (last) out.push_back(*last);
        return;
    }

    const int count = points_between(*this, *first, *last);
    std::array<double, most_between> xs{}, ys{}, values{};
    for (int k = 0; k < count; ++k) {
        const double t = part.from + (part.to - part.from) * (k + 1) / (count + 1);
        const Point p = between(field, from.at, to.at, t);
        xs[static_cast<std::size_t>(k)] = p[0];
        ys[static_cast<std::size_t>(k)] = p[1];
    }
    const std::size_t used = static_cast<std::size_t>(count);
    ground({xs.data(), used}, {ys.data(), used}, {values.data(), used});

    const auto screen_of = [&](std::size_t k) {
        if (k >= used) return last->at;
        return projection.to_screen(in_box(xs[k], ys[k], field.height_of(values[k])));
    };
    for (std::size_t k = 0; k < used; ++k) {
        if (!std::isfinite(values[k])) {
            joined = false;
            continue;
        }
        const bool next_is_hole = k + 1 < used && !std::isfinite(values[k + 1]);
        if (joined && !next_is_hole &&
            off_line(out.back().at, screen_of(k + 1), screen_of(k)) < straight_enough &&
            std::hypot(screen_of(k).x - out.back().at.x, screen_of(k).y - out.back().at.y) < 40) {
            continue;
        }
        DrapedPoint point = *draped({{xs[k], ys[k]}, values[k]});
        point.joined = joined;
        out.push_back(point);
        joined = true;
    }
    last->joined = joined;
    out.push_back(*last);
}

}  // namespace tani
