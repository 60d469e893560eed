// Triangles of the 3-D picture, made on the processor: the surface, and the grid planes behind it.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "app/figure/scene_projection.h"

namespace tani {

struct Triangles {
    std::vector<float> vertices;
    std::vector<std::uint32_t> indices;
};

/// Position and normal in box coordinates (3 + 3 floats); front faces are seen from above. Cells
/// with a hole are left out.
Triangles surface_triangles(const HeightField& field, const SceneBox& box);

/// Triangles of `surface` that show their upper side to the eye, then those that show their
/// underside; `upper` counts the indices of the first. Each is then worked on once, which a
/// software renderer feels.
struct SidedTriangles {
    std::vector<std::uint32_t> indices;
    int upper = 0;
};
SidedTriangles sided(const Triangles& surface, const Vector3& eye);

/// The border of the domain on the surface, as lines on the screen a hair before it: clip position
/// and colour (4 + 4 floats).
Triangles border_triangles(const SceneGeometry& scene, const std::array<float, 4>& paint,
                           float width);

/// What the grid planes are drawn with, RGBA.
struct PlanePaint {
    std::array<float, 4> floor{}, wall{}, grid{}, outline{}, border{};
    float line_width = 1;  ///< pixels
};

/// Clip position and colour (4 + 4 floats): floor, two back walls, a line at each tick, outlines.
Triangles plane_triangles(const SceneGeometry& scene, const PlanePaint& paint);

}  // namespace tani
