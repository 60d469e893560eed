// The scale of heights, contour levels and ticks.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "app/figure/surface_scene.h"
#include "tests/scene/surfaces.h"

using namespace tani;

TEST_CASE("a height rises with the value in both scales and value_at undoes it") {
    const Surface surface = catalogued("rosenbrock");
    for (const HeightScale scale : {HeightScale::linear, HeightScale::log}) {
        const HeightField field = sample_heights(surface, scale);
        CHECK(field.height_of(field.low) == 0);
        CHECK(std::abs(field.height_of(field.high) - 1) < 1e-15);
        double before = -1;
        for (int k = 0; k <= 1000; ++k) {
            const double value = field.low + (field.high - field.low) * k / 1000;
            const double height = field.height_of(value);
            CHECK(height > before);
            CHECK(std::abs(field.value_at(height) - value) < 1e-9 * (field.high - field.low));
            before = height;
        }
        CHECK(field.height_of(field.low - 1) == 0);
        CHECK(field.height_of(field.high + 1) == field.height_of(field.high));
        CHECK(std::isnan(field.height_of(std::nan(""))));
        CHECK(std::isnan(field.height_of(INFINITY)));
    }
}

TEST_CASE("the automatic scale is logarithmic for landscapes that rise over orders of magnitude") {
    for (const char* id : {"rosenbrock", "goldstein_price"}) {
        CAPTURE(id);
        CHECK(sample_heights(catalogued(id), HeightScale::automatic).log);
    }
    for (const char* id : {"valley", "himmelblau", "ackley", "eggholder", "rastrigin", "easom"}) {
        CAPTURE(id);
        CHECK_FALSE(sample_heights(catalogued(id), HeightScale::automatic).log);
    }
    CHECK(sample_heights(typed("100*(y-x^2)^2+(1-x)^2", {-2, 2}, {-1, 3}), HeightScale::automatic)
              .log);
    CHECK_FALSE(
        sample_heights(typed("exp(-x^2-y^2)", {-4, 4}, {-4, 4}), HeightScale::automatic).log);
}

TEST_CASE("contour levels rise and lie inside the field for every surface") {
    for (const SurfaceEntry& entry : surface_catalogue()) {
        for (const HeightScale scale : {HeightScale::linear, HeightScale::log}) {
            CAPTURE(entry.id);
            const HeightField field = sample_heights(Surface(spec_of(entry)), scale, 61);
            const std::vector<double> levels = field.contour_values();
            CHECK(levels.size() >= 4);
            CHECK(levels.size() <= 24);
            CHECK(std::is_sorted(levels.begin(), levels.end()));
            CHECK(levels.front() > field.low);
            CHECK(levels.back() < field.high);
            CHECK(field.height_ticks().size() >= 2);
            CHECK(field.height_ticks().size() <= 9);
        }
    }
}

TEST_CASE("values that are not finite leave holes and the rest keeps its heights") {
    const HeightField field =
        sample_heights(typed("log(x)+y^2/4", {-1, 4}, {-2, 2}), HeightScale::automatic);
    int holes = 0;
    for (int j = 0; j < field.ny; ++j) {
        for (int i = 0; i < field.nx; ++i) {
            const bool hole = std::isnan(field.h[static_cast<std::size_t>(j * field.nx + i)]);
            CHECK(hole == (field.x_at(i) <= 0));
            holes += hole;
        }
    }
    CHECK(holes > 0);
    CHECK(field.low > -10);
    CHECK(std::isnan(field.drawn_height(-0.5, 0)));
    CHECK_FALSE(std::isnan(field.drawn_height(0.5, 0)));
    CHECK(std::isnan(field.drawn_height(5, 0)));
}

TEST_CASE("a constant surface and one with no finite value are fields as well") {
    const HeightField flat =
        sample_heights(typed("3+0*x", {-1, 1}, {-1, 1}), HeightScale::automatic);
    CHECK(flat.height_of(3) == 0);
    CHECK(flat.contour_values().empty());
    const HeightField none =
        sample_heights(typed("1/(x-x)", {-1, 1}, {-1, 1}), HeightScale::automatic);
    CHECK(std::all_of(none.h.begin(), none.h.end(), [](float h) { return std::isnan(h); }));
}

TEST_CASE("a pole does not flatten the rest and a narrow pit stays") {
    const HeightField pole =
        sample_heights(typed("1/((x-0.5)^2+1e-12)+y", {-1, 1}, {-1, 1}), HeightScale::linear);
    CHECK(pole.high < 1e6);
    const HeightField pit = sample_heights(catalogued("easom"), HeightScale::automatic);
    CHECK(pit.low < -0.9);
}

TEST_CASE("equal fields have equal fingerprints and others differ") {
    const Surface surface = catalogued("valley");
    const HeightField linear = sample_heights(surface, HeightScale::linear);
    CHECK(linear.fingerprint == sample_heights(surface, HeightScale::linear).fingerprint);
    CHECK(linear.fingerprint != sample_heights(surface, HeightScale::log).fingerprint);
    CHECK(linear.fingerprint != sample_heights(surface, HeightScale::linear, 81).fingerprint);
}

TEST_CASE("round values are round and inside their range") {
    CHECK(round_values({0, 1}, 5) == std::vector<double>{0, 0.2, 0.4, 0.6, 0.8, 1});
    CHECK(round_values({-10, 10}, 4) == std::vector<double>{-10, -5, 0, 5, 10});
    CHECK(round_values({1, 1}, 5).empty());
}

namespace {

/// A basin with two pits and a ridge, coarsely.
Slice coarse_slice(int points) {
    Slice slice{.x = {-2, 3, points}, .y = {-1, 1, points}, .values = {}};
    for (int j = 0; j < points; ++j) {
        for (int i = 0; i < points; ++i) {
            const double x = slice.x.at(i), y = slice.y.at(j);
            slice.values.push_back(0.2 + (x * x - 1) * (x * x - 1) + 3 * y * y + std::sin(9 * x * y));
        }
    }
    return slice;
}

}  // namespace

TEST_CASE("a grid of values is refined to a fine mesh that goes through its points") {
    for (const int points : {2, 11, 51, 130}) {
        const Slice slice = coarse_slice(points);
        for (const HeightScale scale : {HeightScale::linear, HeightScale::log}) {
            const HeightField field = heights_of(slice, scale);
            CAPTURE(points);
            CHECK(field.nx >= 101);
            CHECK(field.ny >= 101);
            REQUIRE((field.nx - 1) % (points - 1) == 0);
            const int times = (field.nx - 1) / (points - 1);
            for (int j = 0; j < points; ++j) {
                for (int i = 0; i < points; ++i) {
                    const auto at =
                        static_cast<std::size_t>(j * times) * static_cast<std::size_t>(field.nx) +
                        static_cast<std::size_t>(i * times);
                    CHECK(std::abs(field.z[at] - slice.value(i, j)) <
                          1e-5 * (field.high - field.low));
                }
            }
        }
    }
}

TEST_CASE("between the points of a grid there are no wells and no peaks of their own") {
    const int points = 9;
    const Slice slice = coarse_slice(points);
    const HeightField field = heights_of(slice, HeightScale::linear);
    const int times = (field.nx - 1) / (points - 1);
    const auto h = [&](int i, int j) {
        return field.h[static_cast<std::size_t>(j) * static_cast<std::size_t>(field.nx) +
                       static_cast<std::size_t>(i)];
    };
    for (int j = 0; j < field.ny; ++j) {
        for (int i = 0; i < field.nx; ++i) {
            const int i0 = std::min(i / times, points - 2) * times,
                      j0 = std::min(j / times, points - 2) * times;
            const auto [least, most] = std::minmax({h(i0, j0), h(i0 + times, j0), h(i0, j0 + times),
                                                    h(i0 + times, j0 + times)});
            CHECK(h(i, j) >= least - 1e-6f);
            CHECK(h(i, j) <= most + 1e-6f);
            if (i == 0 || j == 0 || i == field.nx - 1 || j == field.ny - 1) continue;
            const bool pit = h(i, j) < h(i - 1, j) && h(i, j) < h(i + 1, j) && h(i, j) < h(i, j - 1) &&
                             h(i, j) < h(i, j + 1);
            if (pit) CHECK((i % times == 0 && j % times == 0));
        }
    }
}

TEST_CASE("what is not finite stays a hole of its cells and a line has one row") {
    Slice slice = coarse_slice(11);
    slice.values[5 * 11 + 5] = std::nan("");
    slice.values[0] = INFINITY;
    const HeightField field = heights_of(slice, HeightScale::linear);
    CHECK(std::isnan(field.drawn_height(slice.x.at(5), slice.y.at(5))));
    CHECK(std::isnan(field.drawn_height(-2, -1)));
    CHECK(std::isfinite(field.drawn_height(slice.x.at(7), slice.y.at(7))));
    slice.values.assign(121, std::nan(""));
    CHECK(std::isnan(heights_of(slice, HeightScale::automatic).drawn_height(0, 0)));
    const Slice line{.x = {-1, 1, 3}, .y = {0, 0, 1}, .values = {1, 0, 4}};
    const HeightField heights = heights_of(line, HeightScale::linear);
    CHECK(heights.ny == 1);
    CHECK(heights.nx >= 101);
    CHECK(*std::ranges::min_element(heights.z) == 0);
    CHECK(*std::ranges::max_element(heights.z) == 4);
}
