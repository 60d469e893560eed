// A run's path on the screen, in the contour map and on the surface alike: line, step markers, head, arrows, the ✕ of a run that left.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "app/figure/drawing.h"

namespace tani::figure {

struct PathPoint {
    ImVec2 at;
    int row = 0;          ///< the step, or the one before for points between steps
    bool is_step = true;
    bool visible = true;  ///< false: behind the surface
    bool joined = true;   ///< a line leads here from the point before
};

/// Rising rows. Of paths with more points than `dense_path`, those on crowded ground are left out (see Crowd).
using ScreenPath = std::vector<PathPoint>;

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

/// Beyond so many points a path leaves out what would be drawn on itself.
inline constexpr std::size_t dense_path = 3000;

/// Where a path has been, in squares of a few pixels: a million noisy steps paint a cloud that its first thousands have drawn already.
class Crowd {
  public:
    explicit Crowd(Rect box);
    /// The square has been visited before; marks it.
    bool visited(ImVec2 at);

  private:
    static constexpr float side = 5;
    Rect box_;
    int columns_ = 0, rows_ = 0;
    std::vector<bool> squares_;
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
