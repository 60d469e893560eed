// The figure of the landscape lab: planes through the weights of networks with the paths of the
// runs, learning curves, and what the planes hide.
#pragma once
#include "app/figure/figure.h"

namespace tani {

/// The panels of a view; what a lecture begins with where the view still has what the surface lab
/// begins with.
std::vector<std::string> landscape_panels(const View& view);

class LandscapeFigure {
  public:
    using Part = FigurePart;
    LandscapeFigure();
    ~LandscapeFigure();

    /// See Figure::draw.
    void draw(ImDrawList& list, const Fonts& fonts, Rect rect, const Recording& recording,
              const FigureInput& input);

    Part part_at(ImVec2 pixel) const;
    /// Coordinates of a plane, or on a line its coordinate and a loss.
    std::optional<Point> point_at(ImVec2 pixel) const;
    std::optional<StepMark> step_at(ImVec2 pixel) const;

  private:
    struct Cache;
    std::unique_ptr<Cache> cache_;
};

}  // namespace tani
