// A run's path on the screen, in the contour map and on the surface alike: line, step markers, head, arrows, the ✕ of a run that left.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "app/figure/drawing.h"
#include "app/figure/path_strokes.h"

namespace tani::figure {

/// How a view turns the domain into pixels.
struct Projector {
    /// None outside the domain.
    std::function<std::optional<ImVec2>(Point p, double value)> pixel;
    /// Appends the line from row `first` over row to the point between row and row + 1.
    std::function<void(const RunRecording& run, int first, int row, double fraction, ScreenPath& out)> head;
    std::function<double(Point p)> value;  ///< the surface
    Rect box;
    Range x, y;
    bool readings = true;  ///< what is under the mouse is read out here
};

struct RunPath {
    int run = 0;
    const ScreenPath* path = nullptr;
};

/// All runs of a pane: faint futures first, then lines and markers, then arrows and heads; the selected run last.
void draw_paths(const Drawing& d, const Projector& projector, const std::vector<RunPath>& paths);

/// Where the line from inside the domain to `to` leaves it; none when it does not.
std::optional<Point> exit_point(Point from, Point to, Range x, Range y);

}  // namespace tani::figure
