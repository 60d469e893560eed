// Surfaces: constants, rotation, gaps in derivatives, texts, errors.
#include "core/surface/surface.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

using namespace tani;

namespace {

SurfaceSpec typed(std::string formula, std::vector<std::pair<std::string, double>> constants = {}) {
    return {.name = "",
            .formula = std::move(formula),
            .constants = std::move(constants),
            .x = {-3, 3},
            .y = {-3, 3}};
}

SurfaceSpec named(const std::string& id) { return spec_of(*find_surface(id)); }

std::string message_of(const SurfaceSpec& spec) {
    try {
        const Surface surface(spec);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

bool mentions(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the valley has the value and the derivatives of the lectures") {
    const Surface valley(named("valley"));
    std::array<double, 2> g{};
    CHECK(valley.value_and_gradient({-9, 2}, g) == 81.0 / 4 + 64);
    CHECK(g == std::array{-4.5, 64.0});
    const Jet jet = valley.jet({-9, 2});
    CHECK(jet.hessian == std::array{0.5, 0.0, 32.0});
}

TEST_CASE("constants are taken by name in any order") {
    SurfaceSpec spec = named("valley");
    spec.constants = {{"b", 3}, {"a", 2}};
    CHECK(Surface(spec).value({2, 1}) == 5);
}

TEST_CASE("a changed constant moves the minimum along") {
    SurfaceSpec spec = named("rosenbrock");
    spec.constants = {{"a", -1.25}, {"b", 30}};
    const auto minima = Surface(spec).minima();
    REQUIRE(minima.size() == 1);
    CHECK(std::abs(minima[0].x + 1.25) < 1e-9);
    CHECK(std::abs(minima[0].y - 1.5625) < 1e-9);
    CHECK(minima[0].value < 1e-15);
}

TEST_CASE("unknown and missing and doubled constants are named") {
    SurfaceSpec spec = named("ill_conditioned");
    spec.constants = {{"kapa", 3}};
    CHECK(mentions(message_of(spec), "'kapa'"));
    CHECK(mentions(message_of(spec), "did you mean 'kappa'?"));
    spec.constants = {};
    CHECK(mentions(message_of(spec), "'kappa'"));
    spec.constants = {{"kappa", 3}, {"kappa", 4}};
    CHECK(mentions(message_of(spec), "twice"));
    CHECK(mentions(message_of(typed("x^2 + q*y^2")), "q"));
    CHECK(mentions(message_of({.name = "vally", .formula = "x", .constants = {}, .x = {}, .y = {}}),
                   "vally"));
}

TEST_CASE("a wrong formula is refused with its column") {
    try {
        const Surface surface(typed("x^2 + $"));
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.place().line == 0);
        CHECK(error.place().column == 7);
    }
}

TEST_CASE("a range that is none is refused") {
    SurfaceSpec spec = typed("x + y");
    spec.x = {2, 1};
    CHECK(mentions(message_of(spec), "x = [2, 1]"));
    spec.x = {0, std::numeric_limits<double>::infinity()};
    CHECK_FALSE(message_of(spec).empty());
    spec.x = {1, 1};
    CHECK_FALSE(message_of(spec).empty());
}

TEST_CASE("a surface turned by 45 degrees is the formula with turned coordinates") {
    SurfaceSpec spec = named("valley");
    spec.rotate = 45;
    const Surface turned(spec), formula(typed("(x+y)^2/8 + 8*(y-x)^2"));
    for (const Point p : {Point{-5.3, -3.2}, Point{1, 2}, Point{0.25, -7}}) {
        const Jet a = turned.jet(p), b = formula.jet(p);
        // A dozen roundings of numbers of the size of the result.
        const double tolerance = 1e-14 * (1 + std::abs(b.value));
        CHECK(std::abs(a.value - b.value) <= tolerance);
        for (std::size_t k = 0; k < 2; ++k)
            CHECK(std::abs(a.gradient[k] - b.gradient[k]) <= tolerance);
        for (std::size_t k = 0; k < 3; ++k) CHECK(std::abs(a.hessian[k] - b.hessian[k]) <= 1e-13);
    }
}

TEST_CASE("turning goes counter-clockwise and right angles are exact") {
    CHECK(rotated({1, 0}, 90) == Point{0, 1});
    CHECK(rotated({1, 2}, 180) == Point{-1, -2});
    CHECK(rotated({1, 2}, -90) == Point{2, -1});
    CHECK(rotated({1, 2}, 720) == Point{1, 2});
    SurfaceSpec spec = named("valley");
    spec.rotate = 90;
    CHECK(Surface(spec).value({2, -9}) == 81.0 / 4 + 64);
    spec = named("rosenbrock");
    spec.rotate = 90;
    CHECK(Surface(spec).minima().front() == Minimum{-1, 1, 0});
}

TEST_CASE("a derivative that is 0/0 has its limit or the middle of the kink") {
    for (const std::string id : {"ackley", "drop_wave"}) {
        CAPTURE(id);
        const Surface surface(named(id));
        for (const double x : {0.0, 1e-170}) {
            std::array<double, 2> g{1, 1};
            surface.value_and_gradient({x, 0}, g);
            CHECK(g == std::array{0.0, 0.0});
        }
    }
    // f'' of −(1 + cos 12r)/(r²/2 + 2) at 0 is 144/2 + 2·(1/2)/2 = 72.5; the neighbours are 1e-9
    // away.
    const Jet jet = Surface(named("drop_wave")).jet({0, 0});
    CHECK(std::abs(jet.hessian[0] - 72.5) < 1e-6);
    CHECK(std::abs(jet.hessian[1]) < 1e-6);
    CHECK(std::abs(jet.hessian[2] - 72.5) < 1e-6);
}

TEST_CASE("what is not a number stays so") {
    const Surface surface(typed("1/(x-x)"));
    std::array<double, 2> g{};
    CHECK_FALSE(std::isfinite(surface.value_and_gradient({1, 1}, g)));
    CHECK(surface.minima().empty());
    const Surface root(typed("sqrt(x) + y^2"));
    CHECK(std::isnan(root.value_and_gradient({-1, 0}, g)));
    CHECK(std::isnan(g[0]));
}

TEST_CASE("formulas and gradients are written as on the board with the numbers put in") {
    const Surface valley(named("valley"));
    CHECK(valley.formula_text() == "x²/4 + 16y²");
    CHECK(valley.gradient_text()[0] == "∂f/∂x = x/2");
    CHECK(valley.gradient_text()[1] == "∂f/∂y = 32y");
}

TEST_CASE("eigenvalues come in order") {
    CHECK(eigenvalues(32, 0, 0.5) == std::array{0.5, 32.0});
    const auto [least, most] = eigenvalues(2, 1, 2);
    CHECK(std::abs(least - 1) < 1e-15);
    CHECK(std::abs(most - 3) < 1e-15);
    CHECK(eigenvalues(0, 1, 0) == std::array{-1.0, 1.0});
}

TEST_CASE("an unknown surface is not found") {
    CHECK(find_surface("vally") == nullptr);
    CHECK(find_surface("") == nullptr);
    CHECK(find_surface("zzz") == nullptr);
}
