// One plane through the weights of networks: its surface and its contour map with the paths of the
// runs, and what is kept of both between pictures.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "app/figure/contour_map.h"
#include "app/figure/layout.h"
#include "app/figure/path_strokes.h"
#include "app/figure/pixel_picture.h"
#include "app/figure/plane_reading.h"
#include "app/figure/training_drawing.h"

namespace tani::figure {

/// How a view turns places of the plane into pixels.
class PlaneView {
  public:
    virtual ~PlaneView() = default;
    /// None outside the slice.
    virtual std::optional<ImVec2> pixel(double x, double y) const = 0;
    /// Where a height stands over a place; the place itself on a map.
    virtual std::optional<ImVec2> over(double x, double y, double height) const = 0;
    /// The path as far as it is on the slice.
    virtual ScreenPath path(const PlanePath& path) const = 0;
    /// Appends the line from one real-valued step of it to another.
    virtual void way(const PlanePath& path, double from, double to, ScreenPath& out) const = 0;
    virtual Rect box() const = 0;
};

class LandscapePane {
  public:
    /// What is shown from now on; `plane` lives until the next call.
    void show(const LandscapePlane& plane, HeightScale scale);
    /// The plane as it is at a step, where it moves with the mini-batches.
    void go_to(double step) { figure::go_to(reading_, *plane_, step); }
    /// The pictures under all else.
    void paint(const TrainingDrawing& d, const PaneLayout& layout);
    void draw(const TrainingDrawing& d, const PaneLayout& layout);

    const LandscapePlane& plane() const { return *plane_; }
    const PlaneReading& reading() const { return reading_; }
    double aspect() const;
    bool has_slice() const { return !reading_.heights.h.empty(); }

    // Of the last draw.
    const Rect& surface_rect() const { return surface_rect_; }
    const Rect& map_box() const { return mapping_.box; }
    std::optional<Point> point_at(ImVec2 pixel) const;

  private:
    struct KeptPath {
        std::uint64_t key = 0;
        ScreenPath path;
    };
    using KeptPaths = std::vector<KeptPath>;
    void draw_title(const TrainingDrawing& d, Rect rect) const;
    void draw_paths(const TrainingDrawing& d, const PlaneView& view, std::uint64_t key,
                    KeptPaths& kept, bool readings);
    void draw_head(const TrainingDrawing& d, const PlaneView& view, std::size_t index) const;
    void draw_stilt(const TrainingDrawing& d, const PlaneView& view, int run,
                    const PlanePoint& at) const;
    void draw_hovered(const TrainingDrawing& d, const PlaneView& view, bool readings) const;
    void draw_behind(const TrainingDrawing& d) const;
    void draw_place(const TrainingDrawing& d, const PlaneView& view) const;
    SceneLook look(const TrainingDrawing& d, Rect rect) const;

    const LandscapePlane* plane_ = nullptr;
    Slice slice_;
    HeightScale scale_ = HeightScale::automatic;
    PlaneReading reading_;
    std::vector<ContourLine> behind_;  ///< of all data, where the plane moves
    int version_ = 0;  ///< of the paths
    SurfaceScene scene_;
    PixelPicture scene_picture_;
    ContourMap map_;
    Rect surface_rect_{};
    Mapping mapping_{};
    KeptPaths map_paths_, scene_paths_;
};

}  // namespace tani::figure
