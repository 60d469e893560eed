// The projection's answers, and the picture itself.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "app/figure/surface_scene.h"
#include "app/gl/context.h"
#include "app/plot/theme.h"
#include "tests/scene/surfaces.h"

namespace {

using namespace tani;

SceneLook look_from(double azimuth, double elevation, double zoom = 1) {
    SceneLook look;
    look.camera = {azimuth, elevation, zoom};
    look.width = 320;
    look.height = 240;
    return look;
}

double cross(const ScreenPoint& a, const ScreenPoint& b, const ScreenPoint& p) {
    return static_cast<double>(b.x - a.x) * (p.y - a.y) -
           static_cast<double>(b.y - a.y) * (p.x - a.x);
}

}  // namespace

TEST_CASE("what is picked where a visible point is seen is that point") {
    for (const char* id : {"valley", "himmelblau", "rosenbrock", "ackley"}) {
        const HeightField field = sample_heights(catalogued(id), HeightScale::automatic);
        for (const double azimuth : {35.0, 160.0, -100.0}) {
            SurfaceScene scene;
            scene.look(field, look_from(azimuth, 40));
            int seen = 0;
            for (int k = 1; k < 400; ++k) {
                const double u = 0.03 + 0.94 * std::fmod(k * 0.6180339887, 1.0),
                             v = 0.03 + 0.94 * k / 400.0;
                const double x = field.x.from + u * (field.x.to - field.x.from);
                const double y = field.y.from + v * (field.y.to - field.y.from);
                const double h = static_cast<double>(field.drawn_height(x, y));
                if (!scene.visible(x, y, h)) continue;
                const auto at = scene.project(x, y, h);
                REQUIRE(at.has_value());
                const auto picked = scene.pick(at->x, at->y);
                if (!picked) continue;
                // Near a silhouette a pixel's sight grazes the surface, so the picked place is
                // compared on the screen.
                const auto again = scene.project(
                    (*picked)[0], (*picked)[1],
                    static_cast<double>(field.drawn_height((*picked)[0], (*picked)[1])));
                REQUIRE(again.has_value());
                CHECK(std::hypot(again->x - at->x, again->y - at->y) < 0.1f);
                const bool same = std::abs((*picked)[0] - x) < 0.01 * (field.x.to - field.x.from) &&
                                  std::abs((*picked)[1] - y) < 0.01 * (field.y.to - field.y.from);
                seen += same;
            }
            CAPTURE(id);
            CAPTURE(azimuth);
            CHECK(seen > 200);
        }
    }
}

TEST_CASE("at azimuth 0 x runs to the right and y into the depth") {
    const HeightField field = sample_heights(catalogued("himmelblau"), HeightScale::linear, 41);
    SurfaceScene scene;
    scene.look(field, look_from(0, 30));
    const auto origin = scene.project(0, 0, 0.5), right = scene.project(3, 0, 0.5),
               deep = scene.project(0, 3, 0.5);
    CHECK(right->x > origin->x + 10);
    CHECK(std::abs(deep->x - origin->x) < 1e-3f);
    CHECK(deep->depth > origin->depth);
    scene.look(field, look_from(35, 30));
    CHECK(scene.project(3, 0, 0.5)->x > scene.project(0, 0, 0.5)->x);
    CHECK(scene.project(0, 3, 0.5)->x > scene.project(0, 0, 0.5)->x);
    CHECK(scene.project(0, 3, 0.5)->depth > scene.project(0, 0, 0.5)->depth);
    CHECK(scene.project(3, 0, 0.5)->depth < scene.project(0, 0, 0.5)->depth);
}

TEST_CASE("the box with its margins fits the picture from every side") {
    const HeightField field = sample_heights(catalogued("valley"), HeightScale::linear, 41);
    SurfaceScene scene;
    for (const auto& [width, height] :
         {std::pair{320, 240}, std::pair{900, 300}, std::pair{300, 700}}) {
        for (double azimuth = -180; azimuth < 180; azimuth += 17) {
            for (const double elevation : {5.0, 30.0, 89.0}) {
                SceneLook look = look_from(azimuth, elevation);
                look.width = width;
                look.height = height;
                scene.look(field, look);
                for (const double x : {field.x.from, field.x.to}) {
                    for (const double y : {field.y.from, field.y.to}) {
                        for (const double h : {0.0, 1.0}) {
                            const auto at = scene.project(x, y, h);
                            CHECK(at->x >= look.margins.left - 0.01f);
                            CHECK(at->x <= static_cast<float>(width) - look.margins.right + 0.01f);
                            CHECK(at->y >= look.margins.top - 0.01f);
                            CHECK(at->y <=
                                  static_cast<float>(height) - look.margins.bottom + 0.01f);
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE("a point behind a hill is hidden and one before it is visible") {
    const Surface hill = typed("exp(-4*x^2-4*y^2)", {-2, 2}, {-2, 2});
    const HeightField field = sample_heights(hill, HeightScale::linear);
    SurfaceScene scene;
    scene.look(field, look_from(0, 15));
    CHECK(scene.visible(0, -1.2, field.height_of(hill.value({0, -1.2}))));
    CHECK_FALSE(scene.visible(0, 0.9, field.height_of(hill.value({0, 0.9}))));
    CHECK(scene.visible(0, 0, 1));
    CHECK(scene.visible(1.8, 0.9, field.height_of(hill.value({1.8, 0.9}))));
    scene.look(field, look_from(180, 15));
    CHECK(scene.visible(0, 0.9, field.height_of(hill.value({0, 0.9}))));
    CHECK_FALSE(scene.visible(0, -1.2 + 0.3, field.height_of(hill.value({0, -0.9}))));
}

TEST_CASE("the floor of a bowl is seen through its glass underside") {
    const HeightField field = sample_heights(catalogued("valley"), HeightScale::linear);
    SurfaceScene scene;
    scene.look(field, look_from(0, 8));
    CHECK(scene.visible(0, 0, 0));
}

TEST_CASE("axis labels stand outside the box") {
    const HeightField field = sample_heights(catalogued("himmelblau"), HeightScale::linear, 41);
    SurfaceScene scene;
    for (double azimuth = -175; azimuth < 180; azimuth += 10) {
        for (const double elevation : {5.0, 30.0, 55.0}) {
            // Along an axis perspective lets the box lean over that axis' edge on the floor.
            const bool along_axis = std::abs(std::remainder(azimuth, 90)) < 15;
            const double allowed = along_axis ? 0.15 * 320 : 0.5;
            CAPTURE(azimuth);
            CAPTURE(elevation);
            scene.look(field, look_from(azimuth, elevation));
            const AxisEdges edges = scene.axis_edges();
            for (const AxisEdge* edge : {&edges.x, &edges.y, &edges.height}) {
                CHECK(edge->ticks.size() >= 2);
                if (std::hypot(edge->to.x - edge->from.x, edge->to.y - edge->from.y) < 15) continue;
                CHECK(std::abs(std::hypot(edge->outward_x, edge->outward_y) - 1) < 1e-4f);
                // The whole box lies on the inner side of the edge's line.
                const ScreenPoint outside{edge->from.x + 10 * edge->outward_x,
                                          edge->from.y + 10 * edge->outward_y, 0};
                const double sign = cross(edge->from, edge->to, outside) > 0 ? 1 : -1;
                const double length =
                    std::hypot(edge->to.x - edge->from.x, edge->to.y - edge->from.y);
                for (const double x : {field.x.from, field.x.to}) {
                    for (const double y : {field.y.from, field.y.to}) {
                        for (const double h : {0.0, 1.0}) {
                            const double off =
                                sign * cross(edge->from, edge->to, *scene.project(x, y, h)) /
                                length;
                            CHECK(off < (edge == &edges.height ? 0.5 : allowed));
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE("a draped line follows the surface on the screen and stays in the domain") {
    const Surface surface = catalogued("valley");
    const HeightField field = sample_heights(surface, HeightScale::linear);
    SurfaceScene scene;
    scene.look(field, look_from(35, 30));
    const PathPoint a{{-6, -2.5}, surface.value({-6, -2.5})},
        b{{-5, 2.5}, surface.value({-5, 2.5})};
    std::vector<DrapedPoint> line;
    scene.drape(surface, a, b, line);
    CHECK(line.size() > 5);
    CHECK(line.size() <= 26);
    CHECK_FALSE(line.front().joined);
    CHECK(line.back().x == -5);
    for (std::size_t k = 0; k < line.size(); ++k) {
        CHECK(line[k].joined == (k > 0));
        CHECK(std::abs(line[k].h - field.height_of(surface.value({line[k].x, line[k].y}))) < 1e-12);
    }
    // The next step goes on from there without repeating the point; then one leaves the domain.
    const std::size_t before = line.size();
    const PathPoint c{{-5, 2.45}, surface.value({-5, 2.45})}, d{{-5, 9}, surface.value({-5, 9})};
    scene.drape(surface, b, c, line);
    CHECK(line.size() == before + 1);
    scene.drape(surface, c, d, line);
    CHECK(std::abs(line.back().y - 3) < 1e-12);
    const std::size_t end = line.size();
    scene.drape(surface, d, {{-7, 9}, 1000}, line);
    CHECK(line.size() == end);
    CHECK_FALSE(scene.draped(d).has_value());
    CHECK_FALSE(scene.draped({{0, 0}, std::nan("")}).has_value());
}

TEST_CASE("the picture is drawn anew only when something changed and then the same to the byte") {
    const OffscreenContext context;
    const Surface surface = catalogued("himmelblau");
    const HeightField field = sample_heights(surface, HeightScale::linear);
    SurfaceScene scene, other;
    std::vector<unsigned char> first, second, turned, light;
    CHECK(scene.draw(field, look_from(35, 30)));
    CHECK_FALSE(scene.draw(field, look_from(35, 30)));
    scene.read(first);
    CHECK(scene.draw(field, look_from(36, 30)));
    scene.read(turned);
    CHECK(first.size() == 320 * 240 * 4);
    CHECK(first != turned);
    CHECK(scene.draw(field, look_from(35, 30)));
    scene.read(second);
    CHECK(first == second);
    other.draw(field, look_from(35, 30));
    other.read(second);
    CHECK(first == second);
    SceneLook bright = look_from(35, 30);
    bright.theme = Theme::light;
    scene.draw(field, bright);
    scene.read(light);
    CHECK(light != first);
}

TEST_CASE("the picture shows the surface where the projection says and the ground elsewhere") {
    const OffscreenContext context;
    const Surface surface = typed("x^2+y^2", {-1, 1}, {-1, 1});
    const HeightField field = sample_heights(surface, HeightScale::linear);
    SurfaceScene scene;
    scene.draw(field, look_from(35, 45));
    std::vector<unsigned char> rgba;
    scene.read(rgba);
    const auto pixel = [&](float x, float y) {
        const auto at =
            static_cast<std::size_t>(static_cast<int>(y) * 320 + static_cast<int>(x)) * 4;
        return std::array<int, 3>{rgba[at], rgba[at + 1], rgba[at + 2]};
    };
    const ImU32 figure = palette(Theme::dark).figure;
    const std::array<int, 3> ground{static_cast<int>(figure >> IM_COL32_R_SHIFT & 255u),
                                    static_cast<int>(figure >> IM_COL32_G_SHIFT & 255u),
                                    static_cast<int>(figure >> IM_COL32_B_SHIFT & 255u)};
    CHECK(pixel(2, 2) == ground);
    CHECK(pixel(317, 237) == ground);
    const auto low = *scene.project(0.05, 0.02, 0.0);
    CHECK(pixel(low.x, low.y) != ground);
    // The hole of a field with one is empty: what is seen there is not the surface's colour.
    const HeightField holed =
        sample_heights(typed("x^2+y^2+0*log(x)", {-1, 1}, {-1, 1}), HeightScale::linear);
    scene.draw(holed, look_from(35, 89));
    scene.read(rgba);
    const auto in_hole = *scene.project(-0.55, 0.13, 0.3),
               on_surface = *scene.project(0.55, 0.13, 0.3);
    const auto hole = pixel(in_hole.x, in_hole.y), there = pixel(on_surface.x, on_surface.y);
    CHECK(std::abs(hole[2] - ground[2]) < 25);
    CHECK(there[2] > ground[2] + 25);
    CHECK_FALSE(scene.pick(in_hole.x, in_hole.y).has_value());
    CHECK(scene.pick(on_surface.x, on_surface.y).has_value());
}
