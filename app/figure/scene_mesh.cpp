// The surface as triangles with normals, and the planes and lines of the box.
#include "app/figure/scene_mesh.h"

#include <algorithm>
#include <cmath>

namespace tani {
namespace {

/// The slope across a grid point from its neighbours, from one side where the other is missing.
float slope(float before, float here, float after, float step) {
    const bool left = !std::isnan(before), right = !std::isnan(after);
    if (left && right) return (after - before) / (2 * step);
    if (right) return (after - here) / step;
    if (left) return (here - before) / step;
    return 0;
}

void add_vertices(const HeightField& field, const SceneBox& box, std::vector<float>& vertices) {
    const int nx = field.nx, ny = field.ny;
    const float tall = static_cast<float>(SceneBox::height), hole = std::nanf("");
    const float wide = static_cast<float>(2 * box.half_x),
                deep = static_cast<float>(2 * box.half_y);
    const float dx = wide / static_cast<float>(nx - 1), dy = deep / static_cast<float>(ny - 1);
    vertices.reserve(field.h.size() * 6);
    for (int j = 0; j < ny; ++j) {
        const float* row = field.h.data() + static_cast<std::ptrdiff_t>(j) * nx;
        for (int i = 0; i < nx; ++i) {
            const float h = row[i];
            const float sx =
                tall * slope(i > 0 ? row[i - 1] : hole, h, i + 1 < nx ? row[i + 1] : hole, dx);
            const float sy =
                tall * slope(j > 0 ? row[i - nx] : hole, h, j + 1 < ny ? row[i + nx] : hole, dy);
            const float length = std::sqrt(1 + sx * sx + sy * sy);
            vertices.insert(
                vertices.end(),
                {static_cast<float>(i) * dx - wide / 2, static_cast<float>(j) * dy - deep / 2,
                 std::isnan(h) ? 0.0f : h * tall, -sx / length, -sy / length, 1 / length});
        }
    }
}

/// The cell whose corners, counter-clockwise from above, are a, b, c, d. It is split along the
/// flatter diagonal, which keeps ridges and ravines straight; with one corner missing the other
/// three remain.
void add_cell(const std::vector<float>& h, std::array<std::uint32_t, 4> corner,
              std::vector<std::uint32_t>& indices) {
    int missing = 0;
    std::size_t hole = 0;
    for (std::size_t k = 0; k < 4; ++k) {
        if (!std::isnan(h[corner[k]])) continue;
        ++missing;
        hole = k;
    }
    if (missing > 1) return;
    if (missing == 1) {
        indices.insert(indices.end(),
                       {corner[(hole + 1) % 4], corner[(hole + 2) % 4], corner[(hole + 3) % 4]});
        return;
    }
    const auto [a, b, c, d] = corner;
    if (std::abs(h[a] - h[c]) <= std::abs(h[b] - h[d])) {
        indices.insert(indices.end(), {a, b, c, a, c, d});
    } else {
        indices.insert(indices.end(), {a, b, d, b, c, d});
    }
}

/// Collects quads in clip coordinates.
class Planes {
  public:
    explicit Planes(const Projection& projection) : projection_(projection) {}

    void quad(const std::array<Vector3, 4>& corners, const std::array<float, 4>& paint) {
        for (const Vector3& corner : corners) vertex(projection_.to_screen(corner), paint);
        close_quad();
    }

    void line(const Vector3& from, const Vector3& to, float width,
              const std::array<float, 4>& paint) {
        const ScreenPoint a = projection_.to_screen(from), b = projection_.to_screen(to);
        const float dx = b.x - a.x, dy = b.y - a.y;
        const float length = std::hypot(dx, dy);
        if (length < 1e-3f) return;
        const float across_x = -dy / length * width / 2, across_y = dx / length * width / 2;
        vertex({a.x + across_x, a.y + across_y, a.depth}, paint);
        vertex({a.x - across_x, a.y - across_y, a.depth}, paint);
        vertex({b.x - across_x, b.y - across_y, b.depth}, paint);
        vertex({b.x + across_x, b.y + across_y, b.depth}, paint);
        close_quad();
    }

    Triangles take() { return std::move(triangles_); }

  private:
    void vertex(const ScreenPoint& at, const std::array<float, 4>& paint) {
        const std::array<float, 4> clip = projection_.clip(at);
        triangles_.vertices.insert(triangles_.vertices.end(), clip.begin(), clip.end());
        triangles_.vertices.insert(triangles_.vertices.end(), paint.begin(), paint.end());
    }
    void close_quad() {
        const auto first = static_cast<std::uint32_t>(triangles_.vertices.size() / 8 - 4);
        triangles_.indices.insert(triangles_.indices.end(),
                                  {first, first + 1, first + 2, first, first + 2, first + 3});
    }

    const Projection& projection_;
    Triangles triangles_;
};

}  // namespace

Triangles surface_triangles(const HeightField& field, const SceneBox& box) {
    Triangles triangles;
    add_vertices(field, box, triangles.vertices);
    triangles.indices.reserve(field.h.size() * 6);
    const auto nx = static_cast<std::uint32_t>(field.nx), ny = static_cast<std::uint32_t>(field.ny);
    // In strips of columns: a vertex is used again before a software renderer has forgotten it.
    constexpr std::uint32_t strip = 16;
    for (std::uint32_t column = 0; column + 1 < nx; column += strip) {
        for (std::uint32_t j = 0; j + 1 < ny; ++j) {
            for (std::uint32_t i = column; i < std::min(column + strip, nx - 1); ++i) {
                const std::uint32_t a = j * nx + i;
                add_cell(field.h, {a, a + 1, a + nx + 1, a + nx}, triangles.indices);
            }
        }
    }
    return triangles;
}

SidedTriangles sided(const Triangles& surface, const Vector3& eye) {
    const std::array<float, 3> e{static_cast<float>(eye[0]), static_cast<float>(eye[1]),
                                 static_cast<float>(eye[2])};
    SidedTriangles result;
    std::vector<std::uint32_t> under;
    result.indices.reserve(surface.indices.size());
    for (std::size_t k = 0; k < surface.indices.size(); k += 3) {
        const float* a = surface.vertices.data() + 6 * static_cast<std::size_t>(surface.indices[k]);
        const float* b =
            surface.vertices.data() + 6 * static_cast<std::size_t>(surface.indices[k + 1]);
        const float* c =
            surface.vertices.data() + 6 * static_cast<std::size_t>(surface.indices[k + 2]);
        const float ux = b[0] - a[0], uy = b[1] - a[1], uz = b[2] - a[2];
        const float vx = c[0] - a[0], vy = c[1] - a[1], vz = c[2] - a[2];
        const float facing = (uy * vz - uz * vy) * (e[0] - a[0]) +
                             (uz * vx - ux * vz) * (e[1] - a[1]) +
                             (ux * vy - uy * vx) * (e[2] - a[2]);
        std::vector<std::uint32_t>& side = facing >= 0 ? result.indices : under;
        side.insert(side.end(),
                    {surface.indices[k], surface.indices[k + 1], surface.indices[k + 2]});
    }
    result.upper = static_cast<int>(result.indices.size());
    result.indices.insert(result.indices.end(), under.begin(), under.end());
    return result;
}

Triangles border_triangles(const SceneGeometry& scene, const std::array<float, 4>& paint,
                           float width) {
    const HeightField& field = scene.field;
    constexpr double nearer = 0.004;
    const Vector3 eye = scene.projection.eye();
    Planes planes(scene.projection);
    const auto point = [&](int i, int j) {
        const double h = static_cast<double>(field.h[static_cast<std::size_t>(j * field.nx + i)]);
        Vector3 p = scene.in_box(field.x_at(i), field.y_at(j), h);
        for (std::size_t k = 0; k < 3; ++k) p[k] += nearer * (eye[k] - p[k]);
        return p;
    };
    const auto line = [&](const Vector3& a, const Vector3& b) {
        if (!std::isnan(a[2]) && !std::isnan(b[2])) planes.line(a, b, width, paint);
    };
    for (const int j : {0, field.ny - 1}) {
        for (int i = 0; i + 1 < field.nx; ++i) line(point(i, j), point(i + 1, j));
    }
    for (const int i : {0, field.nx - 1}) {
        for (int j = 0; j + 1 < field.ny; ++j) line(point(i, j), point(i, j + 1));
    }
    return planes.take();
}

Triangles plane_triangles(const SceneGeometry& scene, const PlanePaint& paint) {
    const SceneBox& box = scene.box;
    const auto [back_x, back_y] = back_walls(box, scene.projection.eye());
    const double bottom = -SceneBox::gap, top = SceneBox::height;
    const double hx = box.half_x, hy = box.half_y;
    Planes planes(scene.projection);
    planes.quad({{{-hx, -hy, bottom}, {hx, -hy, bottom}, {hx, hy, bottom}, {-hx, hy, bottom}}},
                paint.floor);
    planes.quad(
        {{{back_x, -hy, bottom}, {back_x, hy, bottom}, {back_x, hy, top}, {back_x, -hy, top}}},
        paint.wall);
    planes.quad(
        {{{-hx, back_y, bottom}, {hx, back_y, bottom}, {hx, back_y, top}, {-hx, back_y, top}}},
        paint.wall);

    const float thin = paint.line_width, thick = 1.5f * paint.line_width;
    for (const double value : round_values(scene.field.x, 5)) {
        const double x = scene.in_box(value, scene.field.y.from, 0)[0];
        planes.line({x, -hy, bottom}, {x, hy, bottom}, thin, paint.grid);
        planes.line({x, back_y, bottom}, {x, back_y, top}, thin, paint.grid);
    }
    for (const double value : round_values(scene.field.y, 5)) {
        const double y = scene.in_box(scene.field.x.from, value, 0)[1];
        planes.line({-hx, y, bottom}, {hx, y, bottom}, thin, paint.grid);
        planes.line({back_x, y, bottom}, {back_x, y, top}, thin, paint.grid);
    }
    for (const double value : scene.field.height_ticks()) {
        const double z = scene.field.height_of(value) * SceneBox::height;
        planes.line({back_x, -hy, z}, {back_x, hy, z}, thin, paint.grid);
        planes.line({-hx, back_y, z}, {hx, back_y, z}, thin, paint.grid);
    }
    for (const double y : {-hy, hy})
        planes.line({-hx, y, bottom}, {hx, y, bottom}, thick, paint.outline);
    for (const double x : {-hx, hx})
        planes.line({x, -hy, bottom}, {x, hy, bottom}, thick, paint.outline);
    planes.line({back_x, -hy, top}, {back_x, hy, top}, thick, paint.outline);
    planes.line({-hx, back_y, top}, {hx, back_y, top}, thick, paint.outline);
    planes.line({back_x, back_y, bottom}, {back_x, back_y, top}, thick, paint.outline);
    planes.line({back_x, -back_y, bottom}, {back_x, -back_y, top}, thick, paint.outline);
    planes.line({-back_x, back_y, bottom}, {-back_x, back_y, top}, thick, paint.outline);
    return planes.take();
}

}  // namespace tani
