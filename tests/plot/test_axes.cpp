// Ticks, axes and mappings.
#include <cmath>

#include <doctest/doctest.h>

#include "app/plot/axes.h"
#include "app/plot/strokes.h"

using namespace tani;

TEST_CASE("ticks lie on the axis and are 1 or 2 or 5 times a power of ten apart") {
    for (const Axis axis : {Axis{-10, 10, false}, Axis{0, 200, false}, Axis{-0.003, 0.0041, false}, Axis{1e5, 1.3e5, false}}) {
        for (const int most : {2, 4, 7, 12}) {
            const auto list = ticks(axis, most);
            CHECK(static_cast<int>(list.size()) <= most + 1);
            for (const Tick& tick : list) {
                CHECK(tick.value >= axis.from - 1e-9 * (axis.to - axis.from));
                CHECK(tick.value <= axis.to + 1e-9 * (axis.to - axis.from));
            }
            if (list.size() < 2) continue;
            const double step = list[1].value - list[0].value;
            const double mantissa = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
            const bool round = std::abs(mantissa - 1) < 1e-6 || std::abs(mantissa - 2) < 1e-6 || std::abs(mantissa - 5) < 1e-6;
            CHECK(round);
        }
    }
}

TEST_CASE("logarithmic ticks are powers of ten and few of them have numbers") {
    const auto list = ticks({1e-12, 1e3, true}, 5);
    CHECK(list.size() == 16);
    int numbered = 0;
    for (const Tick& tick : list) numbered += tick.text.empty() ? 0 : 1;
    CHECK(numbered >= 3);
    CHECK(numbered <= 5);
}

TEST_CASE("a rounded axis holds its values") {
    for (const auto& [from, to] : {std::pair{0.0, 1.0}, {-0.4, 77.3}, {5.0, 5.0}, {-3e-7, 2e-7}}) {
        const Axis axis = rounded_axis(from, to, false);
        CHECK(axis.from <= from);
        CHECK(axis.to >= to);
        CHECK(axis.to > axis.from);
    }
    const Axis axis = rounded_axis(3e-9, 250, true);
    CHECK(axis.from == doctest::Approx(1e-9).epsilon(1e-12));
    CHECK(axis.to == doctest::Approx(1000).epsilon(1e-12));
}

TEST_CASE("a mapping and its inverse agree") {
    const Mapping mapping{{-10, 10, false}, {1e-6, 100, true}, {12, 34, 560, 320}};
    for (const double x : {-10.0, -3.3, 0.0, 9.9}) {
        for (const double y : {1e-6, 0.01, 99.0}) {
            const auto [px, py] = mapping.value(mapping.pixel(x, y));
            CHECK(std::abs(px - x) < 1e-4);
            CHECK(std::abs(py / y - 1) < 1e-4);
        }
    }
}

TEST_CASE("clipped segments lie inside and what misses the rectangle is left out") {
    ImVec2 a(-1e8f, 50), b(1e8f, 51);
    REQUIRE(clip_segment(a, b, {0, 0}, {100, 100}));
    CHECK(a.x >= -0.01f);
    CHECK(b.x <= 100.01f);
    a = {-5, -5};
    b = {-1, 200};
    CHECK_FALSE(clip_segment(a, b, {0, 0}, {100, 100}));
    a = {NAN, 0};
    b = {10, 10};
    CHECK_FALSE(clip_segment(a, b, {0, 0}, {100, 100}));
}

TEST_CASE("run colours differ within a theme and styles repeat with other markers") {
    for (const Theme theme : {Theme::dark, Theme::light, Theme::projector}) {
        for (int i = 0; i < 8; ++i) {
            for (int j = i + 1; j < 8; ++j) CHECK(run_style(theme, i).colour != run_style(theme, j).colour);
            CHECK(run_style(theme, i).colour == run_style(theme, i + 8).colour);
            CHECK(run_style(theme, i).marker != run_style(theme, i + 8).marker);
        }
    }
}

TEST_CASE("height colours get lighter with the height in every theme") {
    for (const Theme theme : {Theme::dark, Theme::light, Theme::projector}) {
        double before = -1;
        for (int i = 0; i <= 32; ++i) {
            const auto [r, g, b] = height_colour(theme, i / 32.0);
            const double luminance = 0.2126 * std::pow(r, 2.2) + 0.7152 * std::pow(g, 2.2) + 0.0722 * std::pow(b, 2.2);
            CHECK(luminance > before);
            before = luminance;
        }
    }
}

TEST_CASE("presenter mode has the sizes of the last row at 1080 lines") {
    const Sizes sizes = sizes_for(1920, 1080, 1, true);
    CHECK(sizes.text >= 32);
    CHECK(sizes.small >= 32);
    CHECK(sizes.large >= 40);
    CHECK(sizes.path >= 5);
    CHECK(sizes.head >= 16);
    CHECK(sizes.arrow >= 4);
}
