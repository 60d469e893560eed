// The figure of the surface lab: surfaces, contours, paths, curves and the formula with numbers.
#pragma once
#include "app/figure/figure.h"

namespace tani {

class SurfaceFigure {
  public:
    using Part = FigurePart;
    SurfaceFigure();
    ~SurfaceFigure();

    /// Draws into `rect` of the draw list. Needs a current OpenGL context for the 3-D surface, whose picture is kept in a texture and drawn
    /// again only when surface, camera, size or theme changed. The draw list's textures must live until it is rendered: they do until the next draw.
    void draw(ImDrawList& list, const Fonts& fonts, Rect rect, const Recording& recording, const FigureInput& input);

    // What the last draw put where, for the mouse.
    Part part_at(ImVec2 pixel) const;
    /// The domain point under a pixel of the surface or the contour map (the surface itself, where the ray meets it).
    std::optional<Point> point_at(ImVec2 pixel) const;
    /// The nearest drawn step within a few pixels, on a path or a curve.
    std::optional<StepMark> step_at(ImVec2 pixel) const;
    /// The place of a map under a pixel; in the same map as `held` wherever the pixel is.
    std::optional<MapMark> map_at(ImVec2 pixel, const std::optional<MapMark>& held = {}) const;

  private:
    struct Cache;
    std::unique_ptr<Cache> cache_;
};

}  // namespace tani
