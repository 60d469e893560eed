// Paths of a plane on its contour map and on its surface. Private to this folder.
#pragma once
#include "app/figure/landscape_pane.h"

namespace tani::figure {

class MapView : public PlaneView {
  public:
    explicit MapView(const Mapping& mapping) : mapping_(mapping) {}
    std::optional<ImVec2> pixel(double x, double y) const override;
    std::optional<ImVec2> over(double x, double y, double height) const override;
    ScreenPath path(const PlanePath& path) const override;
    void way(const PlanePath& path, double from, double to, ScreenPath& out) const override;
    Rect box() const override { return mapping_.box; }

  private:
    const Mapping& mapping_;
};

class SceneView : public PlaneView {
  public:
    SceneView(const SurfaceScene& scene, const PlaneReading& reading, Rect rect)
        : scene_(scene), reading_(reading), rect_(rect) {}
    std::optional<ImVec2> pixel(double x, double y) const override;
    std::optional<ImVec2> over(double x, double y, double height) const override;
    ScreenPath path(const PlanePath& path) const override;
    void way(const PlanePath& path, double from, double to, ScreenPath& out) const override;
    Rect box() const override { return rect_; }

  private:
    tani::PathPoint on_surface(const PlanePoint& p) const;
    void start(const PlanePoint& p, std::vector<DrapedPoint>& line, ScreenPath& out) const;
    void go(const PlanePoint& from, const PlanePoint& to, std::vector<DrapedPoint>& line,
            ScreenPath& out) const;
    ImVec2 placed(const ScreenPoint& p) const { return {rect_.x + p.x, rect_.y + p.y}; }

    const SurfaceScene& scene_;
    const PlaneReading& reading_;
    Rect rect_;
};

}  // namespace tani::figure
