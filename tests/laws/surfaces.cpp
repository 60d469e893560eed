// What holds for every surface of the catalogue, rotated or not.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/random.h"
#include "core/formula/formula.h"
#include "core/surface/surface.h"

using namespace tani;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr std::array<double, 2> rotations = {0, 33};

Surface surface_of(const SurfaceEntry& entry, double rotate = 0) {
    SurfaceSpec spec = spec_of(entry);
    spec.rotate = rotate;
    return Surface(spec);
}

Point random_point(const SurfaceEntry& entry, std::uint64_t draw) {
    const auto within = [](const Range& range, double u) {
        return range.from + u * (range.to - range.from);
    };
    return {within(entry.x, uniform(11, Stream::data, 2 * draw)),
            within(entry.y, uniform(11, Stream::data, 2 * draw + 1))};
}

bool contains(const Range& range, double value) { return value >= range.from && value <= range.to; }

bool on_edge(const SurfaceEntry& entry, const Minimum& m) {
    return m.x == entry.x.from || m.x == entry.x.to || m.y == entry.y.from || m.y == entry.y.to;
}

/// The tip of Ackley's cone is the only listed minimum without a gradient.
bool is_cone(const SurfaceEntry& entry, const Minimum& m) {
    return entry.id == "ackley" && m.x == 0 && m.y == 0;
}

/// Central differences of `f` along x or y with steps h and h/2. The error of the finer one is at
/// most about a third of their difference (truncation, h²) and rounding.
struct Difference {
    double value, error;
};

template <class F>
Difference difference(const F& f, Point p, int axis, double size) {
    const auto at = [&](double offset) {
        Point q = p;
        q[static_cast<std::size_t>(axis)] += offset;
        return f(q);
    };
    const double h =
        std::cbrt(epsilon) * std::max(1.0, std::abs(p[static_cast<std::size_t>(axis)]));
    const double wide = (at(h) - at(-h)) / (2 * h), fine = (at(h / 2) - at(-h / 2)) / h;
    return {fine, std::abs(wide - fine) + 64 * epsilon * size / h};
}

/// The largest intermediate result near p: rounding is relative to it. Polynomials cancel heavily.
double size_near(const SurfaceEntry& entry, double value) {
    const double wide = std::max({std::abs(entry.x.from), std::abs(entry.x.to),
                                  std::abs(entry.y.from), std::abs(entry.y.to), 1.0});
    return std::abs(value) + wide * wide;
}

}  // namespace

TEST_CASE("every surface has its texts in both languages and a source") {
    std::set<std::string> ids;
    for (const SurfaceEntry& entry : surface_catalogue()) {
        CAPTURE(entry.id);
        CHECK(ids.insert(entry.id).second);
        CHECK(find_surface(entry.id) == &entry);
        for (const Text& text : {entry.name, entry.help}) {
            CHECK_FALSE(text.en.empty());
            CHECK_FALSE(text.ja.empty());
        }
        CHECK(entry.source.size() > 3);
        for (const Parameter& constant : entry.constants) {
            CAPTURE(constant.id);
            for (const Text& text : {constant.name, constant.help}) {
                CHECK_FALSE(text.en.empty());
                CHECK_FALSE(text.ja.empty());
            }
            CHECK_FALSE(constant.symbol.empty());
            CHECK(constant.slider_from < constant.slider_to);
            CHECK(constant.standard >= constant.slider_from);
            CHECK(constant.standard <= constant.slider_to);
            for (const double value :
                 {constant.slider_from, constant.slider_to, constant.standard}) {
                CHECK(constant.bounds.contains(value));
            }
            if (constant.scale == Scale::log) CHECK(constant.slider_from > 0);
        }
    }
    CHECK(ids.size() >= 26);
}

TEST_CASE("every surface uses exactly its constants") {
    for (const SurfaceEntry& entry : surface_catalogue()) {
        CAPTURE(entry.id);
        std::vector<std::string> names;
        for (const Parameter& constant : entry.constants) names.push_back(constant.id);
        std::vector<std::string> used = constants_of(parse_formula(entry.formula, names));
        std::ranges::sort(names);
        std::ranges::sort(used);
        CHECK(used == names);
    }
}

TEST_CASE("every surface starts inside its domain where there is a slope") {
    for (const SurfaceEntry& entry : surface_catalogue()) {
        CAPTURE(entry.id);
        CHECK(entry.x.from < entry.x.to);
        CHECK(entry.y.from < entry.y.to);
        CHECK(contains(entry.x, entry.start[0]));
        CHECK(contains(entry.y, entry.start[1]));
        std::array<double, 2> g{};
        const double value = surface_of(entry).value_and_gradient(entry.start, g);
        CHECK(std::isfinite(value));
        CHECK(std::isfinite(g[0]));
        CHECK(std::isfinite(g[1]));
        CHECK(std::hypot(g[0], g[1]) > 1e-6);
    }
}

TEST_CASE("every gradient and Hessian agrees with central differences") {
    for (const SurfaceEntry& entry : surface_catalogue()) {
        for (const double rotate : rotations) {
            CAPTURE(entry.id);
            CAPTURE(rotate);
            const Surface surface = surface_of(entry, rotate);
            const auto slope = [&](int k) {
                return [&surface, k](Point q) {
                    std::array<double, 2> g{};
                    surface.value_and_gradient(q, g);
                    return g[static_cast<std::size_t>(k)];
                };
            };
            for (std::uint64_t draw = 0; draw < 100; ++draw) {
                const Point p = random_point(entry, draw);
                CAPTURE(p[0]);
                CAPTURE(p[1]);
                const Jet jet = surface.jet(p);
                // Turning p rounds it, which the slope carries on to the value.
                const double far = std::hypot(p[0], p[1]);
                const double slopes = std::abs(jet.gradient[0]) + std::abs(jet.gradient[1]);
                const double curves = std::abs(jet.hessian[0]) + std::abs(jet.hessian[2]);
                const double size = size_near(entry, jet.value) + far * slopes;
                const double steep = size_near(entry, slopes) + far * curves;
                for (const int axis : {0, 1}) {
                    const auto k = static_cast<std::size_t>(axis);
                    const Difference first =
                        difference([&](Point q) { return surface.value(q); }, p, axis, size);
                    CHECK(std::abs(jet.gradient[k] - first.value) <= first.error);
                    const Difference same = difference(slope(axis), p, axis, steep);
                    CHECK(std::abs(jet.hessian[2 * k] - same.value) <= same.error);
                    const Difference mixed = difference(slope(1 - axis), p, axis, steep);
                    CHECK(std::abs(jet.hessian[1] - mixed.value) <= mixed.error);
                }
            }
        }
    }
}

TEST_CASE("value and gradient and jet and blocks of values give the same bits") {
    for (const SurfaceEntry& entry : surface_catalogue()) {
        for (const double rotate : rotations) {
            CAPTURE(entry.id);
            CAPTURE(rotate);
            const Surface surface = surface_of(entry, rotate);
            constexpr std::size_t n = 1003;  // not a multiple of any block
            std::vector<double> x(n), y(n), out(n);
            for (std::size_t i = 0; i < n; ++i) {
                const Point p = random_point(entry, 1000 + i);
                x[i] = p[0];
                y[i] = p[1];
            }
            surface.values(x, y, out);
            for (std::size_t i = 0; i < n; ++i) {
                const Point p = {x[i], y[i]};
                std::array<double, 2> g{};
                const double value = surface.value_and_gradient(p, g);
                const Jet jet = surface.jet(p);
                REQUIRE(surface.value(p) == out[i]);
                REQUIRE(value == out[i]);
                REQUIRE(jet.value == out[i]);
                REQUIRE(jet.gradient == g);
            }
        }
    }
}

TEST_CASE("every listed minimum is one") {
    for (const SurfaceEntry& entry : surface_catalogue()) {
        for (const double rotate : rotations) {
            const Surface surface = surface_of(entry, rotate);
            REQUIRE(surface.minima().size() == entry.minima.size());
            for (std::size_t i = 0; i < entry.minima.size(); ++i) {
                const Minimum& listed = entry.minima[i];
                const Minimum& m = surface.minima()[i];
                CAPTURE(entry.id);
                CAPTURE(rotate);
                CAPTURE(listed.x);
                CAPTURE(listed.y);
                CHECK(contains(entry.x, listed.x));
                CHECK(contains(entry.y, listed.y));
                CHECK(m.value == listed.value);
                const Jet jet = surface.jet({m.x, m.y});
                const double curvature = std::abs(jet.hessian[0]) + std::abs(jet.hessian[2]);
                // The point is rounded to a double: that costs the curvature times half a unit in
                // its last place in the gradient; values and slopes are sums with terms of the size
                // of the domain.
                const double rounding = 64 * epsilon * size_near(entry, m.value);
                // A rotated cone is not hit to the last bit; its value rises with the distance
                // itself.
                const double off =
                    is_cone(entry, m) ? 0 : 4 * epsilon * curvature * std::hypot(m.x, m.y);
                CHECK(std::abs(surface.value({m.x, m.y}) - m.value) <= rounding);
                if (on_edge(entry, listed)) {
                    // Outwards it goes on falling; along the edge it is a minimum.
                    if (rotate == 0 && listed.x == entry.x.to) {
                        CHECK(jet.gradient[0] < 0);
                        CHECK(std::abs(jet.gradient[1]) <= off + rounding);
                        CHECK(jet.hessian[2] > 0);
                    }
                    continue;
                }
                CHECK(std::hypot(jet.gradient[0], jet.gradient[1]) <= off + rounding);
                const auto [least, most] =
                    eigenvalues(jet.hessian[0], jet.hessian[1], jet.hessian[2]);
                CHECK(least >= -16 * epsilon * most);
                CHECK(most > 0);
            }
        }
    }
}

TEST_CASE("listed minima come by rising value and none twice") {
    for (const SurfaceEntry& entry : surface_catalogue()) {
        CAPTURE(entry.id);
        CHECK(std::ranges::is_sorted(entry.minima, {}, &Minimum::value));
        for (std::size_t i = 0; i < entry.minima.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                const Minimum &a = entry.minima[i], &b = entry.minima[j];
                REQUIRE(std::hypot(a.x - b.x, a.y - b.y) > 1e-3);
            }
        }
    }
}

TEST_CASE("nothing on a fine grid is lower than the global minimum") {
    for (const SurfaceEntry& entry : surface_catalogue()) {
        if (entry.minima.empty()) {
            CHECK(entry.id == "monkey_saddle");
            continue;
        }
        CAPTURE(entry.id);
        const Surface surface = surface_of(entry);
        constexpr std::size_t n = 700;
        std::vector<double> x(n), y(n), out(n);
        double lowest = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t i = 0; i < n; ++i) {
                x[i] =
                    entry.x.from + (entry.x.to - entry.x.from) * static_cast<double>(i) / (n - 1);
                y[i] =
                    entry.y.from + (entry.y.to - entry.y.from) * static_cast<double>(j) / (n - 1);
            }
            surface.values(x, y, out);
            lowest = std::min(lowest, *std::ranges::min_element(out));
        }
        CHECK(lowest >= entry.minima.front().value -
                            64 * epsilon * size_near(entry, entry.minima.front().value));
    }
}

TEST_CASE("typing the formula of a surface finds its listed minima again") {
    for (const SurfaceEntry& entry : surface_catalogue()) {
        SurfaceSpec spec = spec_of(entry);
        spec.name.clear();
        const std::vector<Minimum> found = Surface(spec).minima();
        const double size = std::max(entry.x.to - entry.x.from, entry.y.to - entry.y.from);
        for (const Minimum& m : entry.minima) {
            if (on_edge(entry, m))
                continue;  // its gradient is not zero: the search is for minima of the plane
            CAPTURE(entry.id);
            CAPTURE(m.x);
            CAPTURE(m.y);
            const auto nearest = std::ranges::min_element(found, {}, [&](const Minimum& other) {
                return std::hypot(other.x - m.x, other.y - m.y);
            });
            REQUIRE(nearest != found.end());
            // Half the digits: where the bottom is flat (or the tip of a cone) the value tells no
            // more.
            CHECK(std::hypot(nearest->x - m.x, nearest->y - m.y) < 1e-8 * size);
            CHECK(std::abs(nearest->value - m.value) <= 1e-12 * size_near(entry, m.value));
        }
        if (entry.minima.empty()) CHECK(found.empty());
        // Where the list is complete the search invents nothing.
        if (entry.minima.size() > 1) CHECK(found.size() == entry.minima.size());
    }
}
