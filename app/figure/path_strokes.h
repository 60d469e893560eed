// A path on the screen, whatever it is of: its line with a halo, its faint future, step markers,
// the head, and the ✕ of a run that left.
#pragma once
#include <functional>
#include <vector>

#include "app/figure/pen.h"
#include "app/plot/axes.h"
#include "app/plot/strokes.h"
#include "app/plot/text.h"

namespace tani::figure {

struct PathPoint {
    ImVec2 at;
    int row = 0;  ///< the step, or the one before for points between steps
    bool is_step = true;
    bool visible = true;  ///< false: behind the surface
    bool joined = true;   ///< a line leads here from the point before
};

/// Rising rows. Of paths with more points than `dense_path`, those on crowded ground are left out
/// (see Crowd).
using ScreenPath = std::vector<PathPoint>;

/// Beyond so many points a path leaves out what would be drawn on itself.
inline constexpr std::size_t dense_path = 3000;

/// Where a path has been, in squares of a few pixels: a million noisy steps paint a cloud that its
/// first thousands have drawn already.
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

/// Steps behind the head that are drawn in full strength when the whole path is shown.
inline constexpr int recent_steps = 12;

/// What of a path is drawn.
struct PathStretch {
    int run = 0;
    int row = 0;    ///< the step at or before the playhead
    int trail = 0;  ///< steps drawn behind it; 0: all
    int recent = recent_steps;
    bool ahead = true;  ///< what follows, faint
};

/// A path up to its head, and what follows.
struct PathBody {
    int run = 0;
    ScreenPath points;  ///< up to the head
    ScreenPath ahead;
    float calm = 1;
    int first = 0, row = 0, recent = recent_steps;
    bool trail = false;

    float opacity(int at) const;
};

/// Appends the line from row `first` over the playhead's row to the point between that and the
/// next.
using HeadLine = std::function<void(int first, ScreenPath& out)>;

PathBody body_of(const ScreenPath& path, const PathStretch& stretch, Rect box,
                 const HeadLine& head);

void draw_path_ahead(const Pen& pen, const PathBody& body);
void draw_path_line(const Pen& pen, const PathBody& body, PathStyle style);
/// Fewer where steps are close; none in another style.
void draw_path_steps(const Pen& pen, const PathBody& body, PathStyle style);

enum class HeadLook { selected, other, outside };
/// `outside`: an open ring on the border, where the run itself cannot be seen.
void draw_path_head(const Pen& pen, int run, ImVec2 at, HeadLook look);
/// ✕ and the step at which the run diverged; the words stay within `box`.
void draw_path_left(const Pen& pen, int run, ImVec2 at, Rect box, int step);
/// The ring around the step under the mouse.
void draw_path_hovered(const Pen& pen, ImVec2 at);

}  // namespace tani::figure
