// Marching squares against the circles and hyperbolas that they trace.
#include <cmath>

#include <doctest/doctest.h>

#include "app/figure/contour_map.h"
#include "app/figure/paths.h"

using namespace tani;
using namespace tani::figure;

namespace {

HeightField field_of(const std::string& formula, Range x, Range y) {
    SurfaceSpec spec;
    spec.formula = formula;
    spec.x = x;
    spec.y = y;
    return sample_heights(Surface(spec), HeightScale::linear);
}

}  // namespace

TEST_CASE("a bowl's contour is one closed circle") {
    const HeightField field = field_of("x^2 + y^2", {-2, 2}, {-2, 2});
    const double level = 1;
    const auto lines = contour_lines(field, {&level, 1});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].closed);
    CHECK(lines[0].points.front() == lines[0].points.back());
    // Linear interpolation over cells of 4/160 is off by less than the square of that.
    for (const Point& p : lines[0].points) CHECK(std::abs(std::hypot(p[0], p[1]) - 1) < 1e-3);
}

TEST_CASE("a saddle's contour is two open lines that end at the edge of the domain") {
    const HeightField field = field_of("x*y", {-1, 1}, {-1, 1});
    const double level = 0.25;
    const auto lines = contour_lines(field, {&level, 1});
    REQUIRE(lines.size() == 2);
    for (const ContourLine& line : lines) {
        CHECK_FALSE(line.closed);
        for (const Point& p : {line.points.front(), line.points.back()}) CHECK(std::max(std::abs(p[0]), std::abs(p[1])) == doctest::Approx(1).epsilon(1e-9));
        for (const Point& p : line.points) CHECK(std::abs(p[0] * p[1] - 0.25) < 1e-3);
    }
}

TEST_CASE("cells with holes have no contour") {
    const HeightField field = field_of("log(x) + y^2", {-1, 1}, {-1, 1});
    const double level = 0;
    for (const ContourLine& line : contour_lines(field, {&level, 1})) {
        for (const Point& p : line.points) {
            CHECK(std::isfinite(p[0]));
            CHECK(p[0] > 0);
        }
    }
}

TEST_CASE("a path leaves the domain on its edge") {
    const auto p = exit_point({0, 0}, {4, 1}, {-1, 1}, {-1, 1});
    REQUIRE(p.has_value());
    CHECK((*p)[0] == 1);
    CHECK((*p)[1] == doctest::Approx(0.25).epsilon(1e-12));
    CHECK_FALSE(exit_point({0, 0}, {0.5, 0.5}, {-1, 1}, {-1, 1}).has_value());
    CHECK_FALSE(exit_point({5, 0}, {6, 0}, {-1, 1}, {-1, 1}).has_value());
    const auto far = exit_point({0, 0}, {-1e300, 1e300}, {-1, 1}, {-1, 1});
    REQUIRE(far.has_value());
    CHECK((*far)[0] == -1);
    CHECK((*far)[1] == 1);
}
