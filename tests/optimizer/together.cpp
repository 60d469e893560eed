// Rules that move all coordinates together: closed forms on quadratics, saddles, evaluations.
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "core/optimizer/dense.h"
#include "tests/optimizer/oracles.h"

using namespace tani;
using namespace tani::testing;

namespace {

const RuleEntry& rule_named(const char* id) {
    const RuleEntry* rule = find_rule(id);
    REQUIRE(rule);
    return *rule;
}

using Changed = std::vector<std::pair<std::string, double>>;

std::vector<Two> run(const char* id, const Changed& settings, const FullOracle& oracle, Two start,
                     int steps) {
    const RuleEntry& rule = rule_named(id);
    return path_of(rule, settings_with(rule, settings), oracle, start, steps);
}

double apart(Two a, Two b) { return std::max(std::abs(a[0] - b[0]), std::abs(a[1] - b[1])); }

/// (p − minimum)'A(p − minimum)/2 with A = [a, b; b, c].
struct Quadratic {
    double a = 1, b = 0, c = 1;
    Two minimum{};

    Function function() const {
        return {[q = *this](double x, double y) {
                    const double u = x - q.minimum[0], v = y - q.minimum[1];
                    return (q.a * u * u + 2 * q.b * u * v + q.c * v * v) / 2;
                },
                [q = *this](double x, double y) {
                    const double u = x - q.minimum[0], v = y - q.minimum[1];
                    return Two{q.a * u + q.b * v, q.b * u + q.c * v};
                },
                [q = *this](double, double) {
                    return std::array<double, 3>{q.a, q.b, q.c};
                }};
    }
};

/// Curvatures from 0.01 to 100, axes turned anyhow.
Quadratic random_quadratic(std::mt19937& random) {
    std::uniform_real_distribution<double> unit(0, 1), place(-5, 5);
    const double first = std::pow(10, 4 * unit(random) - 2),
                 second = std::pow(10, 4 * unit(random) - 2);
    const double angle = 3.14159 * unit(random), c = std::cos(angle), s = std::sin(angle);
    return {.a = first * c * c + second * s * s,
            .b = (first - second) * c * s,
            .c = first * s * s + second * c * c,
            .minimum = {place(random), place(random)}};
}

/// x²/2 − y²/2, a saddle at 0.
Function saddle() { return Quadratic{1, 0, -1, {0, 0}}.function(); }

}  // namespace

TEST_CASE("eigenvectors and eigenvalues give a symmetric matrix back") {
    std::mt19937 random(3);
    std::normal_distribution<double> normal;
    for (const std::size_t n : {1u, 2u, 3u, 7u, 20u}) {
        CAPTURE(n);
        std::vector<double> a(n * n), values(n), vectors(n * n);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j <= i; ++j) a[i * n + j] = a[j * n + i] = normal(random);
        }
        std::vector<double> work = a;
        dense::eigen(work, values, vectors);
        CHECK(std::ranges::is_sorted(values));
        double worst = 0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                double sum = 0, product = 0;
                for (std::size_t k = 0; k < n; ++k) {
                    sum += vectors[i * n + k] * values[k] * vectors[j * n + k];
                    product += vectors[k * n + i] * vectors[k * n + j];
                }
                worst = std::max(
                    {worst, std::abs(sum - a[i * n + j]), std::abs(product - (i == j ? 1 : 0))});
            }
        }
        CHECK(worst <= 1e-13);
    }
}

TEST_CASE("Newton's method reaches the minimum of any quadratic bowl in one step") {
    std::mt19937 random(1);
    for (int i = 0; i < 500; ++i) {
        const Quadratic q = random_quadratic(random);
        for (const double remedy : {0.0, 1.0, 2.0}) {
            const auto path =
                run("newton", {{"remedy", remedy}}, FullOracle(q.function()), {-3, 4}, 1);
            // Roundings of the gradient times the condition number, at most 1e4.
            CHECK(apart(path[1], q.minimum) <= 1e-10);
        }
    }
}

TEST_CASE("damped Newton goes the same share of the way at every step") {
    const Quadratic q{3, 1, 2, {1, -2}};
    const auto path = run("newton", {{"lr", 0.25}}, FullOracle(q.function()), {5, 6}, 10);
    for (std::size_t k = 0; k < path.size(); ++k) {
        const double left = std::pow(0.75, static_cast<double>(k));
        CHECK(apart(path[k], {1 + 4 * left, -2 + 8 * left}) <= 1e-13);
    }
}

TEST_CASE("the pure Newton method walks to a saddle and its remedies leave it") {
    const FullOracle oracle(saddle());
    CHECK(apart(run("newton", {{"remedy", 0}}, oracle, {2, 0.5}, 1)[1], {0, 0}) <= 1e-15);
    // |λ| = 1 both ways: x goes to 0, y doubles.
    CHECK(apart(run("newton", {{"remedy", 1}}, oracle, {2, 0.5}, 1)[1], {0, 1}) <= 1e-15);
    // Shifted to 2.5 and 0.5.
    const auto shifted = run("newton", {{"remedy", 2}, {"floor", 0.5}}, oracle, {2, 0.5}, 1);
    CHECK(apart(shifted[1], {2 - 2 / 2.5, 0.5 + 0.5 / 0.5}) <= 1e-15);
}

TEST_CASE("a singular Hessian is a value and the floor bounds the step") {
    const FullOracle flat(Quadratic{1, 0, 0, {0, 0}}.function());
    CHECK(!std::isfinite(run("newton", {{"remedy", 0}}, flat, {2, 3}, 1)[1][1]));
    CHECK(apart(run("newton", {{"remedy", 1}}, flat, {2, 3}, 1)[1], {0, 3}) <= 1e-15);
    // A slope of 1 along y without curvature: |g|/δ.
    const FullOracle slope(Function{[](double x, double y) { return x * x / 2 + y; },
                                    [](double x, double) {
                                        return Two{x, 1};
                                    },
                                    [](double, double) {
                                        return std::array<double, 3>{1, 0, 0};
                                    }});
    CHECK(apart(run("newton", {{"floor", 0.1}}, slope, {2, 3}, 1)[1], {0, -7}) <= 1e-13);
}

TEST_CASE("L-BFGS keeps what the newest pairs allow when its history is shortened") {
    const RuleEntry& rule = rule_named("lbfgs");
    FullOracle oracle(banana());
    const auto optimizer =
        rule.make(settings_with(rule, {{"lr", 0.5}, {"tolerance_change", 1e-16}}), 2);
    Two x = {-1.2, 1};
    for (int k = 0; k < 10; ++k) step_at(k, *optimizer, oracle, x);
    optimizer->set(
        settings_with(rule, {{"lr", 0.5}, {"tolerance_change", 1e-16}, {"history_size", 2}}));
    for (int k = 0; k < 60; ++k) step_at(k, *optimizer, oracle, x);
    CHECK(apart(x, {1, 1}) <= 1e-6);
}

TEST_CASE("rules that move coordinates together end whatever they are told") {
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<Function> functions = {
        {[](double, double) { return NAN; },
         [&](double, double) {
             return Two{infinity, NAN};
         },
         [](double, double) {
             return std::array<double, 3>{NAN, NAN, NAN};
         }},
        // Without a minimum: down for ever.
        {[](double x, double y) { return -x - y * y; },
         [](double, double y) {
             return Two{-1, -2 * y};
         },
         [](double, double) {
             return std::array<double, 3>{0, 0, -2};
         }},
        // Flat.
        {[](double, double) { return 1.0; },
         [](double, double) {
             return Two{0, 0};
         },
         [](double, double) {
             return std::array<double, 3>{0, 0, 0};
         }},
        // Without a value beyond x = 0.5.
        {[](double x, double y) { return x < 0.5 ? -x + y * y : NAN; },
         [](double x, double y) {
             return x < 0.5 ? Two{-1, 2 * y} : Two{NAN, NAN};
         },
         [](double, double) {
             return std::array<double, 3>{0, 0, 2};
         }}};
    for (const RuleEntry& rule : rule_catalogue()) {
        if (rule.elementwise) continue;
        CAPTURE(rule.id);
        for (const Function& function : functions) {
            for (const Parameter& p : rule.parameters) {
                auto settings = default_settings(rule);
                if (p.scale == Scale::toggle) {
                    settings[static_cast<std::size_t>(parameter_index(rule, p.id))] =
                        1 - p.standard;
                }
                CHECK_NOTHROW(path_of(rule, settings, FullOracle(function), {0.1, 0.2}, 20));
            }
        }
    }
}
