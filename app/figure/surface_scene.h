// The 3-D picture of a surface: height field, camera, lit mesh with contour lines in a box of grid
// planes, and the projection with which paths, ticks and labels are drawn over it.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/landscape/slice.h"
#include "core/surface/surface.h"

namespace tani {

/// A surface sampled on a grid over its domain, with the scale that turns values into heights. A
/// value; no OpenGL. The contour map, the 3-D picture and the colour legend share one.
struct HeightField {
    int nx = 0, ny = 0;
    Range x, y;
    std::vector<double> z;     ///< values, z[j * nx + i] at (x_at(i), y_at(j))
    std::vector<float> h;      ///< scaled heights in [0, 1]; NaN where the value is not finite
    double low = 0, high = 1;  ///< the values at heights 0 and 1
    bool log = false;  ///< h = log(1 + (value - low) / scale) / log(1 + (high - low) / scale)
    double scale = 1;
    std::uint64_t fingerprint = 0;  ///< of everything above: equal pictures have equal ones

    double x_at(int i) const;
    double y_at(int j) const;
    bool inside(double px, double py) const;
    /// A value's height in [0, 1], clamped; NaN for a value that is not finite.
    double height_of(double value) const;
    /// The value at a height: the inverse of height_of.
    double value_at(double height) const;
    /// The drawn surface's height (bilinear); NaN outside and in holes.
    float drawn_height(double px, double py) const;

    /// Levels of the contour lines, rising: nice numbers in linear scale, 1-2-5 steps above the
    /// minimum in log scale.
    std::vector<double> contour_values() const;
    /// Values for ticks on the height axis and the colour legend; a subset of nice numbers, rising.
    std::vector<double> height_ticks(int about = 5) const;
};

/// `points` grid points along the longer side. `automatic` is logarithmic where the values' range
/// is large beside its median (Rosenbrock, Goldstein-Price) or the catalogue says so.
HeightField sample_heights(const Surface& surface, HeightScale scale, int points = 161);

/// Of values on a grid, as slice_of makes them, refined until each side has `points` points.
/// Between the grid's points heights run monotonically along both axes (Fritsch and Carlson 1980,
/// with Butland's slopes): smooth, and without wells or peaks that the grid does not have. A line
/// has one row, and nothing between rows can be asked of it.
HeightField heights_of(const Slice& slice, HeightScale scale, int points = 121);

/// Which value stands how high. Fields that share one can be compared, and have the same contours.
struct HeightRuler {
    double low = 0, high = 1;  ///< as in HeightField
    bool log = false;
    double scale = 1;
};
/// Of a slice together with other values over the same grid, all of which find room.
HeightRuler ruler_of(const Slice& slice, std::span<const std::span<const float>> others,
                     HeightScale scale);
HeightField heights_of(const Slice& slice, const HeightRuler& ruler, int points = 121);

/// Round numbers (1, 2, 5 times a power of ten apart) within a range, about that many.
std::vector<double> round_values(Range range, int about);

/// Pixels within the picture, from its upper left corner; depth grows away from the viewer.
struct ScreenPoint {
    float x = 0, y = 0, depth = 0;
};

/// Room left free around the box at zoom 1, in pixels.
struct SceneMargins {
    float left = 40, right = 40, top = 20, bottom = 40;
    bool operator==(const SceneMargins&) const = default;
};

/// How a height field is looked at. Azimuth 0 looks along +y with x to the right; a positive
/// azimuth walks the viewer towards +x (counter-clockwise from above), so that at 35 degrees x runs
/// to the right and a little towards the viewer and y into the depth to the right. Elevation is
/// clamped to 5..89 degrees, zoom to 0.4..4.
struct SceneLook {
    Camera camera;
    Theme theme = Theme::dark;
    int width = 0, height = 0;  ///< pixels
    int samples = 4;            ///< per pixel: 4 at rest, 1 is faster while the camera moves
    float scale = 1;            ///< of line widths
    SceneMargins margins;
    bool operator==(const SceneLook&) const = default;
};

struct SceneTick {
    double value = 0;
    ScreenPoint at;
};

/// An edge of the box on its silhouette, where an axis' numbers stand without covering the surface.
/// (Where the viewer looks almost along an axis, and from high above, the box's upper part leans a
/// little over that axis' edge on the floor. Seen from above the height axis is short.)
struct AxisEdge {
    ScreenPoint from, to;                ///< at the axis' least and greatest value
    float outward_x = 0, outward_y = 0;  ///< unit, on the screen, away from the box
    std::vector<SceneTick> ticks;        ///< those at which the grid planes have their lines
};

struct AxisEdges {
    AxisEdge x, y, height;
};

/// What paths lie on: the values at points.
using Ground = std::function<void(std::span<const double> x, std::span<const double> y,
                                  std::span<double> out)>;

/// A point of a path with the surface's value there (a recording has both).
struct PathPoint {
    Point at{};
    double value = 0;
};

/// A point of a line that lies on the surface.
struct DrapedPoint {
    double x = 0, y = 0, h = 0;
    ScreenPoint at;
    bool visible = true;  ///< false: behind the surface, to be drawn faint
    bool joined = false;  ///< a line leads here from the point before; false at a start, after a
                          ///< hole and on entering the domain
};

/// Keeps the mesh and the picture. All questions about the projection are answered for the field
/// and look given last.
class SurfaceScene {
  public:
    SurfaceScene();
    ~SurfaceScene();
    SurfaceScene(const SurfaceScene&) = delete;
    SurfaceScene& operator=(const SurfaceScene&) = delete;

    /// Sets what is looked at without drawing; needs no OpenGL. draw() includes it.
    void look(const HeightField& field, const SceneLook& look);
    /// Draws into the texture if field or look changed since the last time. Needs a current OpenGL
    /// context; leaves its state as it was. True when it was drawn anew.
    bool draw(const HeightField& field, const SceneLook& look);
    /// RGBA, opaque, width x height of the look. OpenGL's texture origin is below: draw with uv (0,
    /// 1) at the upper left, (1, 0) at the lower right.
    unsigned texture() const;
    /// The drawn picture, rows top down.
    void read(std::vector<unsigned char>& rgba);

    const HeightField& field() const;

    /// Where a point of the domain at height h (0..1, see HeightField::height_of) is in the
    /// picture; none for what is not finite or outside the domain.
    std::optional<ScreenPoint> project(double x, double y, double h) const;
    /// Not behind the surface. Its underside does not hide: it is drawn as glass.
    bool visible(double x, double y, double h) const;
    /// The domain point whose surface is seen at a pixel.
    std::optional<Point> pick(float px, float py) const;
    /// Where the axes' numbers go.
    AxisEdges axis_edges() const;

    /// A path's point where a marker stands; none outside the domain or where the value is not
    /// finite.
    std::optional<DrapedPoint> draped(PathPoint point) const;
    /// Appends the line between two points of a path as it lies on the surface: as many points as
    /// the surface's bends need on the screen (at most 24 between), the first one only where `out`
    /// does not end there. Parts outside the domain or in holes are left out. A path is drawn by
    /// calling this for each of its steps in turn with the same `out`.
    void drape(const Ground& ground, PathPoint from, PathPoint to,
               std::vector<DrapedPoint>& out) const;
    void drape(const Surface& surface, PathPoint from, PathPoint to,
               std::vector<DrapedPoint>& out) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tani
