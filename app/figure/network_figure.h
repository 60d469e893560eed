// The figure of the labs with networks: learning curves, what the networks say of their data, the
// network itself, norms, and a table of numbers; of the initializer lab the wall and the spread with
// depth.
#pragma once
#include "app/figure/figure.h"

namespace tani {

class NetworkFigure {
  public:
    using Part = FigurePart;
    NetworkFigure();
    ~NetworkFigure();

    /// As Figure::draw. The recording may be a longer copy of the one before: only its new rows are
    /// looked at.
    void draw(ImDrawList& list, const Fonts& fonts, Rect rect, const Recording& recording,
              const FigureInput& input);

    // What the last draw put where, for the mouse.
    Part part_at(ImVec2 pixel) const;
    std::optional<Point> point_at(ImVec2 pixel) const;
    std::optional<StepMark> step_at(ImVec2 pixel) const;
    std::optional<CellMark> cell_at(ImVec2 pixel) const;

  private:
    struct Cache;
    std::unique_ptr<Cache> cache_;
};

}  // namespace tani
