// Drawing the 3-D picture: grid planes, the lit surface, its underside as glass.
#include "app/figure/surface_scene.h"

#include <glad/gl.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/figure/scene_mesh.h"
#include "app/figure/scene_projection.h"
#include "app/gl/context.h"
#include "app/gl/objects.h"
#include "app/plot/theme.h"

namespace tani {
namespace {

constexpr std::array<int, 2> surface_layout{3, 3}, plane_layout{4, 4};
constexpr std::size_t table_size = 2048;  // as in shaders/surface.frag

std::array<float, 4> unpacked(ImU32 colour) {
    const auto part = [&](int shift) {
        return static_cast<float>((colour >> shift) & 255u) / 255.0f;
    };
    return {part(IM_COL32_R_SHIFT), part(IM_COL32_G_SHIFT), part(IM_COL32_B_SHIFT),
            part(IM_COL32_A_SHIFT)};
}

std::array<float, 4> mixed(std::array<float, 4> a, const std::array<float, 4>& b, float share) {
    for (std::size_t k = 0; k < 3; ++k) a[k] += share * (b[k] - a[k]);
    a[3] = 1;
    return a;
}

/// How light falls in a theme.
struct Light {
    float darkest, brightest, gloss, line, glass;
};

Light light_of(Theme theme) {
    switch (theme) {
        case Theme::dark:
            return {0.42f, 1.10f, 0.07f, 0.55f, 0.34f};
        case Theme::light:
            return {0.62f, 1.02f, 0.03f, 0.50f, 0.36f};
        case Theme::projector:
            break;
    }
    return {0.64f, 0.97f, 0.0f, 0.75f, 0.36f};
}

/// Colour of each height, and the contour level (as a height) nearest to it.
std::vector<std::array<float, 4>> height_table(const HeightField& field, Theme theme) {
    std::vector<float> levels;
    for (const double value : field.contour_values()) {
        levels.push_back(static_cast<float>(field.height_of(value)));
    }
    std::vector<std::array<float, 4>> table(table_size);
    std::size_t nearest = 0;
    for (std::size_t k = 0; k < table_size; ++k) {
        const float t = static_cast<float>(k) / static_cast<float>(table_size - 1);
        const auto distance = [&](std::size_t i) { return std::abs(levels[i] - t); };
        while (nearest + 1 < levels.size() && distance(nearest + 1) < distance(nearest)) ++nearest;
        const std::array<float, 3> rgb = height_colour(theme, static_cast<double>(t));
        table[k] = {rgb[0], rgb[1], rgb[2], levels.empty() ? 100.0f : levels[nearest]};
    }
    return table;
}

PlanePaint paint_of(Theme theme, float scale) {
    const Palette& colours = palette(theme);
    const std::array<float, 4> ground = unpacked(colours.figure), grid = unpacked(colours.grid);
    const std::array<float, 4> axis = unpacked(colours.axis);
    std::array<float, 4> border = axis;
    border[3] = 0.8f;
    return {.floor = mixed(ground, grid, 0.45f),
            .wall = mixed(ground, grid, 0.22f),
            .grid = mixed(ground, axis, colours.dark ? 0.30f : 0.28f),
            .outline = mixed(ground, axis, 0.62f),
            .border = border,
            .line_width = 1.0f * scale};
}

std::array<float, 3> floats(const Vector3& v) {
    return {static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2])};
}

Vector3 sum(const Vector3& a, const Vector3& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }

Vector3 unit(const Vector3& v) {
    const double length = std::hypot(v[0], v[1], v[2]);
    return {v[0] / length, v[1] / length, v[2] / length};
}

/// Unit, from over the viewer's left shoulder: the light turns with the viewer, so every azimuth is
/// as well lit.
Vector3 light_direction(const Projection& projection) {
    Vector3 light{};
    for (std::size_t k = 0; k < 3; ++k) {
        light[k] =
            -0.55 * projection.right()[k] + 0.35 * projection.up()[k] + 0.35 * projection.back()[k];
    }
    light[2] += 0.55;
    return unit(light);
}

/// What lives in OpenGL.
struct Gpu {
    ShaderProgram surface_program{"shaders/surface.vert", "shaders/surface.frag"};
    ShaderProgram plane_program{"shaders/flat.vert", "shaders/flat.frag"};
    Mesh surface{surface_layout};
    Mesh planes{plane_layout}, border{plane_layout};
    int upper =
        0;  ///< indices of the surface's triangles that are seen from above; the others come after
    TableTexture table;
};

}  // namespace

struct SurfaceScene::State {
    SceneGeometry geometry;
    std::unique_ptr<Gpu> gpu;
    std::unique_ptr<Framebuffer> picture;
    Triangles surface;
    std::uint64_t mesh_of = 0;  // fingerprint of the uploaded field
    std::optional<std::pair<std::uint64_t, Theme>> table_of;
    std::optional<std::pair<std::uint64_t, SceneLook>> drawn;

    void upload();
    void paint();
    void paint_surface();
};

SurfaceScene::SurfaceScene() : state_(std::make_unique<State>()) {}
SurfaceScene::~SurfaceScene() = default;

void SurfaceScene::look(const HeightField& field, const SceneLook& look) {
    SceneGeometry& geometry = state_->geometry;
    const bool other_field = geometry.field.fingerprint != field.fingerprint ||
                             geometry.field.z.size() != field.z.size();
    if (other_field) geometry.set_field(field);
    if (other_field || geometry.look != look) geometry.set_look(look);
}

bool SurfaceScene::draw(const HeightField& field, const SceneLook& wanted) {
    look(field, wanted);
    if (state_->drawn && state_->drawn->first == field.fingerprint &&
        state_->drawn->second == wanted) {
        return false;
    }
    const DrawingGuard guard;
    state_->upload();
    state_->paint();
    state_->drawn.emplace(field.fingerprint, wanted);
    return true;
}

void SurfaceScene::State::upload() {
    const SceneLook& look = geometry.look;
    if (!gpu) gpu = std::make_unique<Gpu>();
    if (!picture || picture->width() != look.width || picture->height() != look.height || !drawn ||
        drawn->second.samples != look.samples) {
        picture.reset();  // before the new one, so that there is never memory for both
        picture = std::make_unique<Framebuffer>(look.width, look.height, look.samples);
    }
    const std::uint64_t fingerprint = geometry.field.fingerprint;
    if (!drawn || mesh_of != fingerprint) {
        surface = surface_triangles(geometry.field, geometry.box);
        gpu->surface.upload_vertices(surface.vertices);
        mesh_of = fingerprint;
    }
    if (const std::pair wanted{fingerprint, look.theme}; table_of != wanted) {
        gpu->table.upload(height_table(geometry.field, look.theme));
        table_of = wanted;
    }
    const SidedTriangles sides = sided(surface, geometry.projection.eye());
    gpu->surface.upload_triangles(sides.indices);
    gpu->upper = sides.upper;
    const PlanePaint paints = paint_of(look.theme, look.scale);
    const auto put = [](Mesh& mesh, const Triangles& triangles) {
        mesh.upload_vertices(triangles.vertices);
        mesh.upload_triangles(triangles.indices);
    };
    put(gpu->planes, plane_triangles(geometry, paints));
    put(gpu->border, border_triangles(geometry, paints.border, 1.6f * look.scale));
}

void SurfaceScene::State::paint() {
    picture->bind();
    const std::array<float, 4> ground = unpacked(palette(geometry.look.theme).figure);
    glDisable(GL_SCISSOR_TEST);
    glEnable(GL_MULTISAMPLE);
    glDepthMask(GL_TRUE);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glClearColor(ground[0], ground[1], ground[2], 1);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);

    // The planes stand behind everything, each line in front of the plane drawn before it: no depth
    // needed.
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDisable(GL_BLEND);
    gpu->plane_program.use();
    gpu->planes.draw(0, gpu->planes.indices());

    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    paint_surface();
    gpu->plane_program.use();
    gpu->border.draw(0, gpu->border.indices());
    picture->resolve();
}

void SurfaceScene::State::paint_surface() {
    const SceneLook& look = geometry.look;
    const Palette& colours = palette(look.theme);
    const Light light = light_of(look.theme);
    std::array<float, 4> line = unpacked(colours.contour);
    line[3] = light.line;
    const ShaderProgram& program = gpu->surface_program;
    program.use();
    program.set("box_to_clip", geometry.projection.matrix());
    program.set("per_height", static_cast<float>(1 / SceneBox::height));
    program.set("heights", 0);
    const Vector3 towards = light_direction(geometry.projection);
    program.set("light", floats(towards));
    program.set("half_way", floats(unit(sum(towards, geometry.projection.back()))));
    program.set("shade", std::array<float, 2>{light.darkest, light.brightest});
    program.set("gloss", light.gloss);
    program.set("line", line);
    program.set("half_line", 0.55f * look.scale);
    gpu->table.bind(0);

    program.set("side", 1.0f);
    program.set("opacity", 1.0f);
    gpu->surface.draw(0, gpu->upper);

    glEnable(GL_BLEND);
    glBlendEquation(GL_FUNC_ADD);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    program.set("side", -1.0f);
    program.set("opacity", light.glass);
    gpu->surface.draw(gpu->upper, gpu->surface.indices() - gpu->upper);
}

unsigned SurfaceScene::texture() const { return state_->picture ? state_->picture->texture() : 0; }

void SurfaceScene::read(std::vector<unsigned char>& rgba) {
    rgba.clear();
    if (state_->picture) state_->picture->read(rgba);
}

const HeightField& SurfaceScene::field() const { return state_->geometry.field; }

std::optional<ScreenPoint> SurfaceScene::project(double x, double y, double h) const {
    const SceneGeometry& geometry = state_->geometry;
    if (!geometry.field.inside(x, y) || !std::isfinite(h)) return std::nullopt;
    return geometry.projection.to_screen(geometry.in_box(x, y, h));
}

bool SurfaceScene::visible(double x, double y, double h) const {
    return state_->geometry.visible(x, y, h);
}
std::optional<Point> SurfaceScene::pick(float px, float py) const {
    return state_->geometry.pick(px, py);
}
AxisEdges SurfaceScene::axis_edges() const { return state_->geometry.axis_edges(); }
std::optional<DrapedPoint> SurfaceScene::draped(PathPoint point) const {
    return state_->geometry.draped(point);
}
void SurfaceScene::drape(const Ground& ground, PathPoint from, PathPoint to,
                         std::vector<DrapedPoint>& out) const {
    state_->geometry.drape(ground, from, to, out);
}
void SurfaceScene::drape(const Surface& surface, PathPoint from, PathPoint to,
                         std::vector<DrapedPoint>& out) const {
    drape([&surface](auto x, auto y, auto values) { surface.values(x, y, values); }, from, to, out);
}

}  // namespace tani
