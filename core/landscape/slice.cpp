#include "core/landscape/slice.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tani {

namespace {

constexpr int most_jobs = 48;  // each takes its own memory
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Marks the points of one line of the grid that are above a point on either side.
void mark_barriers(std::span<const double> values, std::size_t first, std::size_t stride,
                   std::size_t count, double tolerance, std::vector<bool>& marked) {
    const auto at = [&](std::size_t k) {
        const double value = values[first + k * stride];
        return std::isfinite(value) ? value : std::numeric_limits<double>::infinity();
    };
    std::vector<double> least_after(count, std::numeric_limits<double>::infinity());
    for (std::size_t k = count - 1; k-- > 0;)
        least_after[k] = std::min(least_after[k + 1], at(k + 1));
    double least_before = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < count; ++k) {
        if (at(k) > std::max(least_before, least_after[k]) + tolerance)
            marked[first + k * stride] = true;
        least_before = std::min(least_before, at(k));
    }
}

}  // namespace

double Slice::between(double px, double py) const {
    const auto place = [](const GridAxis& axis, double p, int& index, double& share) {
        if (axis.points == 1) {
            index = 0;
            share = 0;
            return true;
        }
        const double at = (p - axis.from) / (axis.to - axis.from) * (axis.points - 1);
        if (!(at >= 0 && at <= axis.points - 1)) return false;
        index = std::min(static_cast<int>(at), axis.points - 2);
        share = at - index;
        return true;
    };
    int i = 0, j = 0;
    double u = 0, v = 0;
    if (!place(x, px, i, u) || !place(y, py, j, v)) return not_a_number;
    const auto row = [&](int r) {
        return u == 0 ? value(i, r) : value(i, r) * (1 - u) + value(i + 1, r) * u;
    };
    return v == 0 ? row(j) : row(j) * (1 - v) + row(j + 1) * v;
}

Slice slice_of(const Objective& objective, const Plane& plane, GridAxis x, GridAxis y,
               const ParallelFor& parallel, const std::stop_token& stop) {
    Slice slice{x, y, {}};
    const int cells = x.points * y.points;
    slice.values.assign(static_cast<std::size_t>(cells), not_a_number);
    const int jobs = std::min(cells, most_jobs);
    const auto job = [&](int index) {
        AlignedScratch<float> memory;
        AlignedVector<float> weights(plane.center.size()), statistics(plane.statistics.size());
        const int end = cells * (index + 1) / jobs;
        for (int cell = cells * index / jobs; cell < end && !stop.stop_requested(); ++cell) {
            const double a = x.at(cell % x.points), b = y.at(cell / x.points);
            plane.weights_at(a, b, weights);
            plane.statistics_at(a, b, statistics);
            slice.values[static_cast<std::size_t>(cell)] =
                objective.value(weights, statistics, memory);
        }
    };
    run_jobs(parallel, jobs, job);
    return slice;
}

double share_not_quasi_convex(const Slice& slice) {
    double least = std::numeric_limits<double>::infinity(), most = -least;
    for (const double value : slice.values) {
        if (!std::isfinite(value)) continue;
        least = std::min(least, value);
        most = std::max(most, value);
    }
    const double tolerance = most > least ? 1e-6 * (most - least) : 0;
    const auto columns = static_cast<std::size_t>(slice.x.points),
               rows = static_cast<std::size_t>(slice.y.points);
    std::vector<bool> marked(slice.values.size());
    for (std::size_t j = 0; j < rows; ++j)
        mark_barriers(slice.values, j * columns, 1, columns, tolerance, marked);
    for (std::size_t i = 0; i < columns && rows > 1; ++i)
        mark_barriers(slice.values, i, columns, rows, tolerance, marked);
    const auto count = std::count(marked.begin(), marked.end(), true);
    return static_cast<double>(count) / static_cast<double>(marked.size());
}

}  // namespace tani
