// A pen that draws strokes into a picture without steps at their edges.
#pragma once
#include <array>
#include <span>
#include <vector>

namespace tani {

using PenPoint = std::array<double, 2>;  ///< x to the right, y down

/// Points along a stroke. A smooth one goes through its points as a Catmull-Rom spline, and without
/// a corner at its end where that is its beginning; others go straight.
enum class StrokeKind { straight, smooth };
std::vector<PenPoint> along(std::span<const PenPoint> points, StrokeKind kind);

/// Darkens the pixels (width × width, row by row, unit squares) under a line of this thickness. The
/// coverage of a pixel falls from 1 to 0 within one pixel across the line's edge.
void draw_line(std::span<float> pixels, int width, std::span<const PenPoint> line,
               double thickness);

}  // namespace tani
