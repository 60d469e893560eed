#include "core/landscape/plane.h"

#include <cmath>

#include "core/network/sums.h"

namespace tani {

namespace {

void along(std::span<const float> from, std::span<const float> x, std::span<const float> y,
           double a, double b, std::span<float> out) {
    const auto fa = static_cast<float>(a), fb = static_cast<float>(b);
    const std::size_t n = out.size();
    const float* c = from.data();
    if (x.empty()) {
        for (std::size_t i = 0; i < n; ++i) out[i] = c[i];
    } else if (y.empty()) {
        for (std::size_t i = 0; i < n; ++i) out[i] = c[i] + fa * x[i];
    } else {
        for (std::size_t i = 0; i < n; ++i) out[i] = c[i] + fa * x[i] + fb * y[i];
    }
}

}  // namespace

double dot(std::span<const float> a, std::span<const float> b) {
    return lane_sum<double>(a.size(), [&](std::size_t i) {
        return static_cast<double>(a[i]) * static_cast<double>(b[i]);
    });
}

double norm(std::span<const float> a) { return std::sqrt(dot(a, a)); }

void Plane::weights_at(double a, double b, std::span<float> out) const {
    along(center, x, y, a, b, out);
}

void Plane::statistics_at(double a, double b, std::span<float> out) const {
    along(statistics, statistics_x, statistics_y, a, b, out);
}

Projected Plane::project(std::span<const float> weights) const {
    const std::size_t n = center.size();
    const auto away = [&](std::size_t i) {
        return static_cast<double>(weights[i]) - static_cast<double>(center[i]);
    };
    const auto with = [&](const AlignedVector<float>& direction) {
        return lane_sum<double>(
            n, [&](std::size_t i) { return away(i) * static_cast<double>(direction[i]); });
    };
    // The normal equations of the nearest point, for two directions of any angle.
    const double xx = dot(x, x), wx = with(x);
    Projected result;
    if (is_line()) {
        if (xx > 0) result.x = wx / xx;
    } else {
        const double yy = dot(y, y), xy = dot(x, y), wy = with(y);
        const double determinant = xx * yy - xy * xy;
        if (determinant > 1e-12 * xx * yy) {
            result.x = (wx * yy - wy * xy) / determinant;
            result.y = (wy * xx - wx * xy) / determinant;
        } else if (xx > 0) {
            result.x = wx / xx;
        } else if (yy > 0) {
            result.y = wy / yy;
        }
    }
    const double squares = lane_sum<double>(n, [&](std::size_t i) {
        double rest = away(i) - result.x * static_cast<double>(x[i]);
        if (!y.empty()) rest -= result.y * static_cast<double>(y[i]);
        return rest * rest;
    });
    // As near as the weights' own rounding tells.
    constexpr double rounding = 0x1p-22;
    result.distance = std::sqrt(squares);
    if (result.distance <= rounding * norm(weights)) result.distance = 0;
    return result;
}

}  // namespace tani
