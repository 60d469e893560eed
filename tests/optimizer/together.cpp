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

/// 100(y − x²)² + (1 − x)².
Function rosenbrock() {
    return {[](double x, double y) {
                const double bend = y - x * x;
                return 100 * bend * bend + (1 - x) * (1 - x);
            },
            [](double x, double y) {
                const double bend = y - x * x;
                return Two{-400 * x * bend - 2 * (1 - x), 200 * bend};
            },
            [](double x, double y) {
                return std::array<double, 3>{1200 * x * x - 400 * y + 2, -400 * x, 200};
            }};
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

TEST_CASE("exact line searches end on any quadratic bowl after as many steps as theory allows") {
    std::mt19937 random(2);
    int slow = 0;
    for (int i = 0; i < 500; ++i) {
        const Quadratic q = random_quadratic(random);
        const FullOracle oracle(q.function());
        const double far = apart({-3, 4}, q.minimum);
        const auto ends = [&](const char* id, const Changed& settings, int steps) {
            CAPTURE(std::string(id));
            // Two exact steps cancel all but the roundings of the gradient times the condition
            // number of at most 1e4, squared where one direction's error feeds the other.
            CHECK(apart(run(id, settings, oracle, {-3, 4}, steps).back(), q.minimum) <= 1e-7 * far);
        };
        ends("conjugate_gradient", {}, 2);
        ends("conjugate_gradient", {{"fletcher_reeves", 1}}, 2);
        ends("bfgs", {{"exact", 1}}, 3);
        const auto steepest = run("exact_line_search", {}, oracle, {-3, 4}, 3);
        if (apart(steepest.back(), q.minimum) > 1e-3 * far) ++slow;
    }
    // Two steps are no property of quadratics alone: steepest descent needs more.
    CHECK(slow > 100);
}

TEST_CASE("the exact line search of steepest descent takes the step of Cauchy at right angles") {
    const Quadratic q{1, 0, 9, {0, 0}};
    const auto updates =
        updates_of(rule_named("exact_line_search"), {1}, FullOracle(q.function()), {9, 1}, 10);
    for (const Update& update : updates) {
        // From (9, 1) on [1, 9] every step is 2/(1 + 9) long and shrinks both errors by 8/10.
        CHECK(std::abs(update.state_next[0][1] - 0.2) <= 1e-12);
        CHECK(std::abs(update.x_next[0] - 0.8 * update.x[0]) <= 1e-12);
        CHECK(std::abs(update.x_next[1] + 0.8 * update.x[1]) <= 1e-12);
    }
}

TEST_CASE("the exact line search finds a minimum along the line where nothing is quadratic") {
    const auto [value, gradient, hessian] = rosenbrock();
    const FullOracle oracle(rosenbrock());
    for (const Update& update :
         updates_of(rule_named("exact_line_search"), {1}, oracle, {-1.2, 1}, 30)) {
        const Two before = gradient(update.x[0], update.x[1]);
        const Two after = gradient(update.x_next[0], update.x_next[1]);
        const double slope = before[0] * before[0] + before[1] * before[1];
        const double left = before[0] * after[0] + before[1] * after[1];
        // Where the slope is all roundings, the bracket's last number is what there is.
        CHECK(std::abs(left) <= 1e-12 * slope + 1e-15 * std::sqrt(slope));
        CHECK(value(update.x_next[0], update.x_next[1]) <= value(update.x[0], update.x[1]) + 1e-15);
    }
}

TEST_CASE("every accepted step meets the conditions that its search promises") {
    const Function f = rosenbrock();
    const FullOracle oracle(f);
    const auto check = [&](const char* id, const Changed& changed, double c1, double c2) {
        CAPTURE(std::string(id));
        const RuleEntry& rule = rule_named(id);
        int steps = 0;
        Two d{};
        for (const Update& update :
             updates_of(rule, settings_with(rule, changed), oracle, {-1.2, 1}, 60)) {
            const Two g = f.gradient(update.x[0], update.x[1]);
            // Beyond, differences of the loss are roundings.
            if (std::hypot(g[0], g[1]) < 1e-4) break;
            for (std::size_t c : {0u, 1u}) d[c] = update.x_next[c] - update.x[c];
            const Two end = f.gradient(update.x_next[0], update.x_next[1]);
            const double slope = g[0] * d[0] + g[1] * d[1];
            REQUIRE(slope < 0);
            CHECK(f.value(update.x_next[0], update.x_next[1]) <=
                  f.value(update.x[0], update.x[1]) + c1 * slope * (1 - 1e-9));
            if (c2 > 0) CHECK(std::abs(end[0] * d[0] + end[1] * d[1]) <= -c2 * slope * (1 + 1e-9));
            ++steps;
        }
        CHECK(steps >= 10);
    };
    check("bfgs", {}, 1e-4, 0.9);
    check("bfgs", {{"c1", 0.1}, {"c2", 0.3}}, 0.1, 0.3);
    check("conjugate_gradient", {{"exact", 0}}, 1e-4, 0.1);
    check("conjugate_gradient", {{"exact", 0}, {"fletcher_reeves", 1}}, 1e-4, 0.1);
    check("lbfgs", {{"strong_wolfe", 1}, {"tolerance_change", 1e-16}}, 1e-4, 0.9);
    check("backtracking", {}, 1e-4, 0);
    check("backtracking", {{"c1", 0.3}, {"shrink", 0.8}}, 0.3, 0);
}

TEST_CASE("backtracking takes the first of its steps that is short enough") {
    const RuleEntry& rule = rule_named("backtracking");
    const Function f = rosenbrock();
    const auto settings = settings_with(rule, {{"c1", 0.2}});
    for (const Update& update : updates_of(rule, settings, FullOracle(f), {-1.2, 1}, 30)) {
        const Two g = f.gradient(update.x[0], update.x[1]);
        const double step = update.state_next[0][1], slope = -(g[0] * g[0] + g[1] * g[1]);
        CHECK(step == std::pow(0.5, update.state_next[0][2]));
        const auto falls_enough = [&](double t) {
            return f.value(update.x[0] - t * g[0], update.x[1] - t * g[1]) <=
                   f.value(update.x[0], update.x[1]) + 0.2 * t * slope;
        };
        CHECK(falls_enough(step));
        if (step < 1) CHECK(!falls_enough(2 * step));
    }
}

TEST_CASE("coordinate descent is the method of Gauss and Seidel on a quadratic") {
    const Quadratic q{3, 1, 2, {0.5, -1}};
    const auto path = run("coordinate_descent", {}, FullOracle(q.function()), {4, 4}, 40);
    double u = 3.5, v = 5;
    for (std::size_t k = 1; k < path.size(); ++k) {
        (k % 2 == 1 ? u : v) = k % 2 == 1 ? -q.b * v / q.a : -q.b * u / q.c;
        CHECK(apart(path[k], {0.5 + u, -1 + v}) <= 1e-13);
    }
    const auto fixed =
        run("coordinate_descent", {{"exact", 0}, {"lr", 0.1}}, FullOracle(q.function()), {4, 4}, 1);
    CHECK(apart(fixed[1], {4 - 0.1 * (3 * 3.5 + 5), 4}) <= 1e-15 * 8);
}

TEST_CASE("every evaluation of a search is asked of the oracle and can be counted") {
    const auto counted = [](const char* id, const Changed& changed) {
        const RuleEntry& rule = rule_named(id);
        FullOracle oracle(valley());
        const auto optimizer = rule.make(settings_with(rule, changed), 2);
        Two x = {-9, 2};
        optimizer->step(oracle, x);
        return std::array<int, 3>{oracle.values, oracle.gradients, oracle.hessians};
    };
    using Counts = std::array<int, 3>;
    CHECK(counted("newton", {}) == Counts{0, 1, 1});
    CHECK(counted("lbfgs", {}) == Counts{0, 1, 0});
    // The closed form, and the slope that confirms it.
    CHECK(counted("exact_line_search", {}) == Counts{0, 2, 1});
    // At rate 1/16 the valley's y = 2 goes to −2: no gain; the first half of it meets the
    // condition.
    CHECK(counted("backtracking", {{"lr", 0.0625}, {"c1", 0.1}}) == Counts{3, 1, 0});
}

TEST_CASE("rules that arrived stay") {
    for (const RuleEntry& rule : rule_catalogue()) {
        if (rule.elementwise || rule.teaching_rate < 1) continue;
        CAPTURE(rule.id);
        const auto path = run(rule.id.c_str(), {},
                              FullOracle(Quadratic{3, 1, 2, {0, 0}}.function()), {-9, 2}, 3000);
        CHECK(apart(path.back(), {0, 0}) <= 1e-4);
    }
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
