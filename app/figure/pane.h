// One surface with the runs that go over it: its 3-D view, its contour map, and what is kept of both between pictures.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "app/figure/contour_map.h"
#include "app/figure/drawing.h"
#include "app/figure/layout.h"
#include "app/figure/paths.h"
#include "app/figure/pixel_picture.h"
#include "app/figure/surface_scene.h"

namespace tani::figure {

class Pane {
  public:
    /// What is shown from now on; samples the surface only when it changed.
    void show(const SurfaceSpec& spec, HeightScale scale, std::vector<int> runs);
    /// The pictures under all else. Before anything is drawn: a picture that is copied makes the driver finish what it has in hand.
    void paint(const Drawing& d, const PaneLayout& layout);
    void draw(const Drawing& d, const PaneLayout& layout);

    double aspect() const { return (field_.x.to - field_.x.from) / (field_.y.to - field_.y.from); }
    const Surface& surface() const { return *surface_; }

    // Of the last draw.
    const Rect& surface_rect() const { return surface_rect_; }
    const Rect& map_box() const { return mapping_.box; }
    std::optional<Point> point_at(ImVec2 pixel) const;

  private:
    struct KeptPath {
        std::uint64_t key = 0;
        ScreenPath path;
    };
    void draw_surface(const Drawing& d);
    void draw_map(const Drawing& d);
    SceneLook look(const Drawing& d, Rect rect) const;
    /// Rows first … row, and a fraction of the step after.
    struct Stretch {
        int first = 0, row = 0;
        double fraction = 0;
    };
    void map_head(const RunRecording& run, int first, int row, double fraction, ScreenPath& out) const;
    void scene_head(const RunRecording& run, Stretch stretch, Rect rect, ScreenPath& out) const;
    void append_start(tani::PathPoint point, int row, Rect rect, std::vector<DrapedPoint>& line, ScreenPath& out) const;
    void append_step(tani::PathPoint from, tani::PathPoint to, int row, Rect rect, std::vector<DrapedPoint>& line, ScreenPath& out) const;
    double height_at(const RunRecording& run, int row) const;
    ScreenPath map_path(const RunRecording& run) const;
    ScreenPath scene_path(const RunRecording& run, Rect rect) const;
    static void append_drape(const std::vector<DrapedPoint>& line, std::size_t before, int row, Rect rect, ScreenPath& out);

    SurfaceSpec spec_;
    HeightScale scale_ = HeightScale::automatic;
    std::unique_ptr<Surface> surface_;
    HeightField field_;
    SurfaceScene scene_;
    PixelPicture scene_picture_;
    ContourMap map_;
    std::vector<int> runs_;
    Rect surface_rect_{};
    Mapping mapping_{};
    std::vector<KeptPath> map_paths_, scene_paths_;
};

}  // namespace tani::figure
