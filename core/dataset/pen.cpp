// Strokes as splines (Catmull & Rom 1974), drawn by the distance of pixels from them.
#include "core/dataset/pen.h"

#include <algorithm>
#include <cmath>

namespace tani {

namespace {

constexpr int pieces_per_span = 8;

PenPoint spline(const std::array<PenPoint, 4>& p, double t) {
    PenPoint at{};
    for (std::size_t i = 0; i < 2; ++i) {
        const double a = 2 * p[1][i], b = p[2][i] - p[0][i];
        const double c = 2 * p[0][i] - 5 * p[1][i] + 4 * p[2][i] - p[3][i];
        const double d = -p[0][i] + 3 * p[1][i] - 3 * p[2][i] + p[3][i];
        at[i] = (a + b * t + c * t * t + d * t * t * t) / 2;
    }
    return at;
}

double distance(const PenPoint& from, const PenPoint& a, const PenPoint& b) {
    const double dx = b[0] - a[0], dy = b[1] - a[1];
    const double length = dx * dx + dy * dy;
    const double t =
        length > 0 ? std::clamp(((from[0] - a[0]) * dx + (from[1] - a[1]) * dy) / length, 0.0, 1.0)
                   : 0.0;
    return std::hypot(from[0] - a[0] - t * dx, from[1] - a[1] - t * dy);
}

void draw_piece(std::span<float> pixels, int width, const PenPoint& a, const PenPoint& b,
                double thickness) {
    const double reach = thickness / 2 + 0.5;
    const auto least = [&](std::size_t i) {
        return std::clamp(static_cast<int>(std::floor(std::min(a[i], b[i]) - reach)), 0, width);
    };
    const auto most = [&](std::size_t i) {
        return std::clamp(static_cast<int>(std::ceil(std::max(a[i], b[i]) + reach)), 0, width);
    };
    for (int row = least(1); row < most(1); ++row) {
        for (int column = least(0); column < most(0); ++column) {
            const double away = distance({column + 0.5, row + 0.5}, a, b);
            const auto covered = static_cast<float>(std::clamp(reach - away, 0.0, 1.0));
            float& pixel = pixels[static_cast<std::size_t>(row * width + column)];
            pixel = std::max(pixel, covered);
        }
    }
}

}  // namespace

std::vector<PenPoint> along(std::span<const PenPoint> points, StrokeKind kind) {
    if (kind == StrokeKind::straight || points.size() < 3) return {points.begin(), points.end()};
    const auto count = static_cast<int>(points.size());
    const bool closed = points.front() == points.back();
    const auto at = [&](int i) {
        if (closed) return points[static_cast<std::size_t>((i + count - 1) % (count - 1))];
        return points[static_cast<std::size_t>(std::clamp(i, 0, count - 1))];
    };
    std::vector<PenPoint> line = {points.front()};
    for (int i = 0; i + 1 < count; ++i) {
        for (int piece = 1; piece <= pieces_per_span; ++piece) {
            line.push_back(spline({at(i - 1), at(i), at(i + 1), at(i + 2)},
                                  static_cast<double>(piece) / pieces_per_span));
        }
    }
    return line;
}

void draw_line(std::span<float> pixels, int width, std::span<const PenPoint> line,
               double thickness) {
    for (std::size_t i = 1; i < line.size(); ++i) {
        draw_piece(pixels, width, line[i - 1], line[i], thickness);
    }
}

}  // namespace tani
