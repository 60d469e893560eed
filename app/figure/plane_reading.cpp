#include "app/figure/plane_reading.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/landscape/grid_file.h"

namespace tani::figure {

namespace {

constexpr double least_explained = 0.5;  // of a path's variance
constexpr double most_gap = 0.1;         // of the drawn heights
constexpr int least_points = 3;

}  // namespace

double PlaneMetric::length(double dx, double dy) const {
    return std::sqrt(std::max(xx * dx * dx + 2 * xy * dx * dy + yy * dy * dy, 0.0));
}

PlaneMetric metric_of(const LandscapePlane& plane) {
    if (!plane.plane) return {};
    const Plane& p = *plane.plane;
    if (p.is_line()) return {.xx = dot(p.x, p.x), .xy = 0, .yy = 0};
    return {.xx = dot(p.x, p.x), .xy = dot(p.x, p.y), .yy = dot(p.y, p.y)};
}

double diameter_of(const PlanePath& path, const PlaneMetric& metric) {
    constexpr int ways = 16;
    // In coordinates at right angles.
    const double along_x = std::sqrt(metric.xx);
    const double lean = along_x > 0 ? metric.xy / along_x : 0;
    const double along_y = std::sqrt(std::max(metric.yy - lean * lean, 0.0));
    double widest = 0;
    for (int k = 0; k < ways; ++k) {
        const double angle = std::numbers::pi * k / ways;
        const double c = std::cos(angle), s = std::sin(angle);
        double least = HUGE_VAL, most = -HUGE_VAL;
        for (const PlanePoint& p : path.points) {
            const double at = c * (p.x * along_x + p.y * lean) + s * p.y * along_y;
            if (!std::isfinite(at)) continue;
            least = std::min(least, at);
            most = std::max(most, at);
        }
        widest = std::max(widest, most - least);
    }
    return widest;
}

double PlaneReading::value(double x, double y) const {
    return heights.value_at(static_cast<double>(heights.drawn_height(x, y)));
}

std::vector<double> diameters_of(const LandscapePlane& plane) {
    std::vector<double> diameters;
    const PlaneMetric metric = metric_of(plane);
    for (const PlanePath& path : plane.paths) diameters.push_back(diameter_of(path, metric));
    return diameters;
}

namespace {

HeightRuler ruler_of_batches(const LandscapePlane& plane, HeightScale scale) {
    std::vector<std::span<const float>> others;
    for (const BatchSlice& batch : plane.batches) others.emplace_back(*batch.values);
    return ruler_of(plane.slice, others, scale);
}

}  // namespace

PlaneReading reading_of(const LandscapePlane& plane, HeightScale scale, int points) {
    PlaneReading reading{.heights = {}, .diameters = diameters_of(plane)};
    // Accuracies are in per cent, of which a logarithm says nothing.
    if (scale == HeightScale::automatic && is_accuracy(plane.spec.surface))
        scale = HeightScale::linear;
    if (plane.slice.values.empty()) return reading;
    if (plane.batches.empty()) {
        reading.heights = heights_of(plane.slice, scale, points);
        return reading;
    }
    reading.ruler = ruler_of_batches(plane, scale);
    reading.heights = reading.behind = heights_of(plane.slice, *reading.ruler, points);
    return reading;
}

void go_to(PlaneReading& reading, const LandscapePlane& plane, double step, int points) {
    const BatchSlice* batch = plane.batch_at(step);
    if (!reading.ruler || !batch || batch == reading.batch) return;
    reading.batch = batch;
    Slice slice{plane.slice.x, plane.slice.y, {batch->values->begin(), batch->values->end()}};
    reading.heights = heights_of(slice, *reading.ruler, points);
}

PlanePoint point_between(const PlanePath& path, double step) {
    const auto after = std::ranges::upper_bound(
        path.points, step, {}, [](const PlanePoint& p) { return static_cast<double>(p.step); });
    if (after == path.points.begin()) return *after;
    const PlanePoint& a = *std::prev(after);
    if (after == path.points.end() || a.step == step) return a;
    const PlanePoint& b = *after;
    const double share = (step - a.step) / (b.step - a.step);
    const auto mixed = [share](double from, double to) { return from + share * (to - from); };
    return {.step = a.step,
            .x = mixed(a.x, b.x),
            .y = mixed(a.y, b.y),
            .distance = mixed(a.distance, b.distance),
            .loss = path.by_batch ? a.loss : mixed(a.loss, b.loss),
            .plane_loss = path.by_batch ? a.plane_loss : mixed(a.plane_loss, b.plane_loss),
            .explained = std::isnan(a.explained) ? b.explained : mixed(a.explained, b.explained)};
}

double true_loss(const PlanePath& path, const PlanePoint& at, double shown) {
    return path.by_batch ? shown + at.loss - at.plane_loss : at.loss;
}

bool is_far(const PlanePoint& point, double diameter) { return point.distance > diameter; }

std::optional<Lie> lie_of(const PlanePath& path, const HeightField& heights, double diameter,
                          double step) {
    if (path.points.empty() || step < path.points.front().step) return std::nullopt;
    const PlanePoint at = point_between(path, step);
    std::optional<Lie> worst;
    const auto accuse = [&](Lie::Why why, double size) {
        if (size > 1 && (!worst || size > worst->size)) worst = Lie{why, size, at};
    };
    const auto begun =
        std::ranges::count_if(path.points, [&](const PlanePoint& p) { return p.step <= step; });
    if (begun >= least_points) {
        accuse(Lie::Why::hides, (1 - at.explained) / (1 - least_explained));
    }
    if (!heights.h.empty()) {
        const double gap = heights.height_of(at.loss) - heights.height_of(at.plane_loss);
        accuse(Lie::Why::height, std::abs(gap) / most_gap);
    }
    // Rounding alone is no distance: a path that stands still has no length.
    if (path.points.size() > 1) accuse(Lie::Why::far, at.distance / std::max(diameter, 1e-9));
    return worst;
}

}  // namespace tani::figure
