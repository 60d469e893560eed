// The camera of the 3-D picture: a box that always fits, seen in mild perspective. No OpenGL.
#pragma once
#include <array>

#include "app/figure/surface_scene.h"

namespace tani {

using Vector3 = std::array<double, 3>;

/// Half widths of the box and its height, in units of its longest side. The floor lies below height
/// 0 by `gap`.
struct SceneBox {
    double half_x = 0.5, half_y = 0.5;
    static constexpr double height = 0.55;
    static constexpr double gap = 0.035;
};
SceneBox box_of(Range x, Range y);

/// A line of sight: origin + t * direction, t growing away from the viewer.
struct Sight {
    Vector3 origin{}, direction{};
};

/// Box coordinates (x, y about 0, z from 0 at height 0 to SceneBox::height) ⇄ pixels. At zoom 1 the
/// box's eight corners fill the picture within the margins, whatever the azimuth; zoom enlarges
/// about the centre of that area.
class Projection {
  public:
    Projection() = default;
    Projection(const SceneBox& box, const SceneLook& look);

    ScreenPoint to_screen(const Vector3& p) const;
    Sight sight(float px, float py) const;
    Vector3 eye() const;
    /// Unit vectors: to the right, up and towards the viewer.
    const Vector3& right() const { return right_; }
    const Vector3& up() const { return up_; }
    const Vector3& back() const { return back_; }
    /// For OpenGL, column-major.
    std::array<float, 16> matrix() const;
    /// Clip coordinates of a pixel at a depth.
    std::array<float, 4> clip(const ScreenPoint& p) const;

  private:
    struct Flat {
        double x, y, depth;
    };
    Flat flat(const Vector3& p) const;

    Vector3 right_{1, 0, 0}, up_{0, 0, 1}, back_{0, -1, 0}, centre_{};
    double scale_ = 1, offset_x_ = 0, offset_y_ = 0;  // pixel = offset + scale * flat
    double width_ = 1, height_ = 1;
};

/// What the scene answers questions with: the field in box coordinates, the projection and the
/// highest height in each block of cells.
struct SceneGeometry {
    HeightField field;
    SceneLook look;
    SceneBox box;
    Projection projection;
    std::vector<float> block_tops;
    int blocks_x = 0, blocks_y = 0;

    void set_field(const HeightField& new_field);
    void set_look(const SceneLook& new_look);

    Vector3 in_box(double x, double y, double h) const;
    /// Box coordinates → grid coordinates and height: i, j as real numbers, h in [0, 1].
    Vector3 in_grid(const Vector3& p) const;
    /// The grid's height at real-valued i, j, which must lie in [0, n - 1].
    float height_in_cell(double i, double j) const;
    float block_top(double i, double j) const;

    bool visible(double x, double y, double h) const;
    std::optional<Point> pick(float px, float py) const;
    AxisEdges axis_edges() const;
    std::optional<DrapedPoint> draped(PathPoint point) const;
    void drape(const Ground& ground, PathPoint from, PathPoint to,
               std::vector<DrapedPoint>& out) const;
};

/// Cells of a block along each side.
inline constexpr int scene_block = 8;

/// The planes behind the surface for a viewer at `eye`: x and y of the two back walls, in box
/// coordinates.
std::array<double, 2> back_walls(const SceneBox& box, const Vector3& eye);

}  // namespace tani
