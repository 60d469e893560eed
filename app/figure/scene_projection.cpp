// Fitting the box into the picture, and where its axes' numbers go.
#include "app/figure/scene_projection.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tani {
namespace {

/// From the box's centre, in units of its longest side: far enough that parallels nearly stay
/// parallel.
constexpr double eye_distance = 3.6;
constexpr double near_depth = eye_distance - 1.4, far_depth = eye_distance + 1.4;

double dot(const Vector3& a, const Vector3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

Vector3 along(const Vector3& a, double t, const Vector3& b) {
    return {a[0] + t * b[0], a[1] + t * b[1], a[2] + t * b[2]};
}

constexpr double window_z(double depth) {
    return (far_depth + near_depth) / (far_depth - near_depth) -
           2 * far_depth * near_depth / ((far_depth - near_depth) * depth);
}

std::array<Vector3, 8> corners(const SceneBox& box) {
    std::array<Vector3, 8> all{};
    for (std::size_t k = 0; k < all.size(); ++k) {
        all[k] = {(k & 1) != 0 ? box.half_x : -box.half_x, (k & 2) != 0 ? box.half_y : -box.half_y,
                  (k & 4) != 0 ? SceneBox::height : -SceneBox::gap};
    }
    return all;
}

}  // namespace

SceneBox box_of(Range x, Range y) {
    const double aspect = (y.to - y.from) / (x.to - x.from);
    SceneBox box;
    if (aspect <= 1) {
        box.half_y = 0.5 * std::max(aspect, 0.6);
    } else {
        box.half_x = 0.5 * std::max(1 / aspect, 0.6);
    }
    return box;
}

std::array<double, 2> back_walls(const SceneBox& box, const Vector3& eye) {
    return {eye[0] > 0 ? -box.half_x : box.half_x, eye[1] > 0 ? -box.half_y : box.half_y};
}

Projection::Projection(const SceneBox& box, const SceneLook& look)
    : width_(std::max(look.width, 1)), height_(std::max(look.height, 1)) {
    constexpr double radian = std::numbers::pi / 180;
    const double azimuth = look.camera.azimuth * radian;
    const double elevation = std::clamp(look.camera.elevation, 5.0, 89.0) * radian;
    right_ = {std::cos(azimuth), std::sin(azimuth), 0};
    back_ = {std::cos(elevation) * std::sin(azimuth), -std::cos(elevation) * std::cos(azimuth),
             std::sin(elevation)};
    up_ = {-std::sin(elevation) * std::sin(azimuth), std::sin(elevation) * std::cos(azimuth),
           std::cos(elevation)};
    centre_ = {0, 0, (SceneBox::height - SceneBox::gap) / 2};

    double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
    for (const Vector3& corner : corners(box)) {
        const Flat at = flat(corner);
        left = std::min(left, at.x);
        right = std::max(right, at.x);
        top = std::min(top, at.y);
        bottom = std::max(bottom, at.y);
    }
    // Margins give way in a picture too small for them.
    const double shrink =
        std::min({1.0, 0.6 * width_ / (look.margins.left + look.margins.right + 1e-6),
                  0.6 * height_ / (look.margins.top + look.margins.bottom + 1e-6)});
    const double free_x = width_ - shrink * (look.margins.left + look.margins.right);
    const double free_y = height_ - shrink * (look.margins.top + look.margins.bottom);
    scale_ = std::min(free_x / (right - left), free_y / (bottom - top)) *
             std::clamp(look.camera.zoom, 0.4, 4.0);
    offset_x_ = shrink * look.margins.left + free_x / 2 - scale_ * (left + right) / 2;
    offset_y_ = shrink * look.margins.top + free_y / 2 - scale_ * (top + bottom) / 2;
}

Projection::Flat Projection::flat(const Vector3& p) const {
    const Vector3 from_centre = along(p, -1, centre_);
    const double depth = eye_distance - dot(from_centre, back_);
    return {eye_distance * dot(from_centre, right_) / depth,
            -eye_distance * dot(from_centre, up_) / depth, depth};
}

ScreenPoint Projection::to_screen(const Vector3& p) const {
    const Flat at = flat(p);
    return {static_cast<float>(offset_x_ + scale_ * at.x),
            static_cast<float>(offset_y_ + scale_ * at.y), static_cast<float>(at.depth)};
}

Vector3 Projection::eye() const { return along(centre_, eye_distance, back_); }

Sight Projection::sight(float px, float py) const {
    const double x = (px - offset_x_) / scale_ / eye_distance;
    const double y = -(py - offset_y_) / scale_ / eye_distance;
    Vector3 direction{};
    for (std::size_t k = 0; k < 3; ++k) direction[k] = x * right_[k] + y * up_[k] - back_[k];
    return {eye(), direction};
}

std::array<float, 16> Projection::matrix() const {
    // Rows as functions of a box point p: a . p + b.
    const auto row = [&](const Vector3& a, double b) {
        return std::array<double, 4>{a[0], a[1], a[2], b - dot(a, centre_)};
    };
    const std::array<double, 4> depth = row({-back_[0], -back_[1], -back_[2]}, eye_distance);
    const std::array<double, 4> across = row(right_, 0), upward = row(up_, 0);
    constexpr double span = far_depth - near_depth;
    std::array<float, 16> matrix{};
    for (std::size_t k = 0; k < 4; ++k) {
        const double x = 2 / width_ * (offset_x_ * depth[k] + scale_ * eye_distance * across[k]);
        const double y = 2 / height_ * (offset_y_ * depth[k] - scale_ * eye_distance * upward[k]);
        const double z = (far_depth + near_depth) / span * depth[k] -
                         (k == 3 ? 2 * far_depth * near_depth / span : 0.0);
        matrix[4 * k] = static_cast<float>(x - depth[k]);
        matrix[4 * k + 1] = static_cast<float>(depth[k] - y);
        matrix[4 * k + 2] = static_cast<float>(z);
        matrix[4 * k + 3] = static_cast<float>(depth[k]);
    }
    return matrix;
}

std::array<float, 4> Projection::clip(const ScreenPoint& p) const {
    const double w = p.depth;
    return {static_cast<float>((2 * p.x / width_ - 1) * w),
            static_cast<float>((1 - 2 * p.y / height_) * w), static_cast<float>(window_z(w) * w),
            static_cast<float>(w)};
}

void SceneGeometry::set_field(const HeightField& new_field) {
    field = new_field;
    box = box_of(field.x, field.y);
    blocks_x = (field.nx - 2) / scene_block + 1;
    blocks_y = (field.ny - 2) / scene_block + 1;
    block_tops.assign(static_cast<std::size_t>(blocks_x) * static_cast<std::size_t>(blocks_y),
                      -1.0f);
    for (int by = 0; by < blocks_y; ++by) {
        for (int bx = 0; bx < blocks_x; ++bx) {
            float& top = block_tops[static_cast<std::size_t>(by * blocks_x + bx)];
            for (int j = by * scene_block; j <= std::min((by + 1) * scene_block, field.ny - 1);
                 ++j) {
                for (int i = bx * scene_block; i <= std::min((bx + 1) * scene_block, field.nx - 1);
                     ++i) {
                    // fmax passes over NaN.
                    top = std::fmax(top, field.h[static_cast<std::size_t>(j * field.nx + i)]);
                }
            }
        }
    }
}

void SceneGeometry::set_look(const SceneLook& new_look) {
    look = new_look;
    projection = Projection(box, look);
}

Vector3 SceneGeometry::in_box(double x, double y, double h) const {
    return {((x - field.x.from) / (field.x.to - field.x.from) - 0.5) * 2 * box.half_x,
            ((y - field.y.from) / (field.y.to - field.y.from) - 0.5) * 2 * box.half_y,
            h * SceneBox::height};
}

Vector3 SceneGeometry::in_grid(const Vector3& p) const {
    return {(p[0] / (2 * box.half_x) + 0.5) * (field.nx - 1),
            (p[1] / (2 * box.half_y) + 0.5) * (field.ny - 1), p[2] / SceneBox::height};
}

namespace {

/// The unit direction on the screen across an edge that points away from the box's centre.
void point_outward(AxisEdge& edge, const ScreenPoint& centre) {
    const float dx = edge.to.x - edge.from.x, dy = edge.to.y - edge.from.y;
    const float length = std::max(std::hypot(dx, dy), 1e-6f);
    edge.outward_x = dy / length;
    edge.outward_y = -dx / length;
    const float middle_x = (edge.from.x + edge.to.x) / 2, middle_y = (edge.from.y + edge.to.y) / 2;
    if (edge.outward_x * (middle_x - centre.x) + edge.outward_y * (middle_y - centre.y) < 0) {
        edge.outward_x = -edge.outward_x;
        edge.outward_y = -edge.outward_y;
    }
}

/// x and y of the left one of the two upright edges on the box's silhouette. An edge is on it where
/// one of its two faces is seen.
std::array<double, 2> left_upright(const SceneBox& box, const Projection& projection) {
    const Vector3 eye = projection.eye();
    const auto [back_x, back_y] = back_walls(box, eye);
    std::array<double, 2> one{back_x, -back_y}, other{-back_x, back_y};
    if (std::abs(eye[0]) <= box.half_x) {
        other = {-back_x, -back_y};
    } else if (std::abs(eye[1]) <= box.half_y) {
        one = {-back_x, -back_y};
    }
    const auto x_of = [&](const std::array<double, 2>& at) {
        return projection.to_screen({at[0], at[1], SceneBox::height / 2}).x;
    };
    return x_of(one) < x_of(other) ? one : other;
}

}  // namespace

AxisEdges SceneGeometry::axis_edges() const {
    const std::array<double, 2> back = back_walls(box, projection.eye());
    const Vector3 front{-back[0], -back[1], -SceneBox::gap};
    const auto screen = [&](double x, double y, double z) {
        return projection.to_screen({x, y, z});
    };
    AxisEdges edges;
    edges.x.from = screen(-box.half_x, front[1], front[2]);
    edges.x.to = screen(box.half_x, front[1], front[2]);
    edges.y.from = screen(front[0], -box.half_y, front[2]);
    edges.y.to = screen(front[0], box.half_y, front[2]);
    for (const double value : round_values(field.x, 5)) {
        const Vector3 at = in_box(value, field.y.from, 0);
        edges.x.ticks.push_back({value, screen(at[0], front[1], front[2])});
    }
    for (const double value : round_values(field.y, 5)) {
        const Vector3 at = in_box(field.x.from, value, 0);
        edges.y.ticks.push_back({value, screen(front[0], at[1], front[2])});
    }
    const std::array<double, 2> upright = left_upright(box, projection);
    const double hx = upright[0], hy = upright[1];
    edges.height.from = screen(hx, hy, 0);
    edges.height.to = screen(hx, hy, SceneBox::height);
    for (const double value : field.height_ticks()) {
        const double h = field.height_of(value);
        edges.height.ticks.push_back({value, screen(hx, hy, h * SceneBox::height)});
    }
    const ScreenPoint centre = screen(0, 0, SceneBox::height / 2);
    for (AxisEdge* edge : {&edges.x, &edges.y, &edges.height}) point_outward(*edge, centre);
    return edges;
}

}  // namespace tani
