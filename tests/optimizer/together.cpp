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

/// Rastrigin's function, one minimum of 0 among hollows one apart; values alone.
Function rastrigin() {
    Function f;
    f.value = [](double x, double y) {
        const double turn = 2 * std::acos(-1.0);
        return 20 + x * x + y * y - 10 * (std::cos(turn * x) + std::cos(turn * y));
    };
    return f;
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

TEST_CASE("Sophia follows its algorithm and asks for the curvature every k steps") {
    const RuleEntry& rule = rule_named("sophia");
    const Changed changed = {
        {"lr", 0.05}, {"update_period", 3}, {"weight_decay", 0.1}, {"rho", 0.5}};
    FullOracle oracle(banana());
    const auto optimizer = rule.make(settings_with(rule, changed), 2);
    const Function f = banana();
    Two x = {-1.2, 1}, expected = x, m{}, h{};
    for (int t = 1; t <= 100; ++t) {
        step_at(t - 1, *optimizer, oracle, x);
        const Two g = f.gradient(expected[0], expected[1]);
        const auto full = f.hessian(expected[0], expected[1]);
        for (std::size_t c : {0u, 1u}) {
            m[c] = 0.96 * m[c] + 0.04 * g[c];
            if (t % 3 == 1) h[c] = 0.99 * h[c] + 0.01 * full[c == 0 ? 0 : 2];
        }
        for (std::size_t c : {0u, 1u}) {
            expected[c] -= 0.05 * 0.1 * expected[c];
            const double ratio = m[c] / std::max(0.5 * h[c], 1e-12);
            expected[c] -= 0.05 * std::max(-1.0, std::min(1.0, ratio));
        }
        CHECK(apart(x, expected) <= 1e-12);
    }
    CHECK(oracle.hessians == 34);
    CHECK(oracle.gradients == 100);
    // Against negative curvature the rate alone is the step.
    const auto away = run("sophia", {{"lr", 0.1}}, FullOracle(saddle()), {0, 0.01}, 1);
    CHECK(std::abs(away[1][1] - 0.11) <= 1e-15);
}

TEST_CASE("annealing at a constant temperature draws from the distribution of Boltzmann") {
    // On (4x² + y²)/2 the variances are T/4 and T.
    const auto path = run("simulated_annealing", {{"lr", 1}, {"temperature", 2}, {"cooling", 1}},
                          FullOracle(Quadratic{4, 0, 1, {0, 0}}.function(), 7), {0, 0}, 200'000);
    Two variance{};
    for (const Two& p : path) {
        for (std::size_t c : {0u, 1u})
            variance[c] += p[c] * p[c] / static_cast<double>(path.size());
    }
    // About ten steps to forget: 20,000 independent draws, a standard error of 1 %.
    CHECK(std::abs(variance[0] - 0.5) <= 0.05 * 0.5);
    CHECK(std::abs(variance[1] - 2) <= 0.05 * 2);
}

TEST_CASE("annealing without a temperature only descends and counts two values a step") {
    const RuleEntry& rule = rule_named("simulated_annealing");
    FullOracle oracle(hills(), 3);
    const Function f = hills();
    const auto optimizer = rule.make(settings_with(rule, {{"temperature", 0}}), 2);
    Two x = {0.5, 0.5};
    for (int k = 0; k < 300; ++k) {
        const Two before = x;
        step_at(k, *optimizer, oracle, x);
        CHECK(f.value(x[0], x[1]) <= f.value(before[0], before[1]));
        const auto state = optimizer->state();
        CHECK(Two{state[8], state[9]} == x);
        CHECK(state[10] == f.value(x[0], x[1]));
    }
    CHECK(oracle.values == 600);
    CHECK(oracle.gradients == 0);
}

TEST_CASE("searches at random find the minima of Himmelblau and of Rastrigin whatever the seed") {
    constexpr int seeds = 40;
    const auto found = [&](const char* id, const Changed& changed, const Function& f, int steps,
                           double tolerance) {
        const RuleEntry& rule = rule_named(id);
        int count = 0;
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            const auto path = path_of(rule, settings_with(rule, changed), FullOracle(f, seed),
                                      {-3.3, 4.1}, steps);
            double least = f.value(-3.3, 4.1);
            for (const Two& p : path) least = std::min(least, f.value(p[0], p[1]));
            if (least <= tolerance) ++count;
        }
        return count;
    };
    CHECK(found("simulated_annealing", {}, himmelblau(), 1000, 0.01) == seeds);
    CHECK(found("simulated_annealing", {{"lr", 0.7}, {"cooling", 0.998}}, rastrigin(), 3000, 0.5) >=
          seeds * 9 / 10);
    CHECK(found("cma_es", {}, himmelblau(), 100, 1e-10) == seeds);
    CHECK(found("cma_es", {{"lr", 2}, {"population", 100}}, rastrigin(), 100, 1e-10) >=
          seeds * 9 / 10);
}

TEST_CASE("CMA-ES sees the order of the values alone") {
    Function stretched = banana();
    stretched.value = [f = banana().value](double x, double y) { return std::cbrt(f(x, y)) - 7; };
    CHECK(run("cma_es", {}, FullOracle(banana(), 5), {-1.2, 1}, 60) ==
          run("cma_es", {}, FullOracle(stretched, 5), {-1.2, 1}, 60));
}

TEST_CASE("CMA-ES learns the shape of a long valley") {
    // Curvatures 1 and 10⁴ along axes turned by 30°: the search ellipse becomes about 100 : 1.
    const double c = std::cos(0.5236), s = std::sin(0.5236);
    const Quadratic q{c * c + 1e4 * s * s, (1 - 1e4) * c * s, s * s + 1e4 * c * c, {1, -2}};
    const RuleEntry& rule = rule_named("cma_es");
    double ratio = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        FullOracle oracle(q.function(), seed);
        const auto optimizer = rule.make(default_settings(rule), 2);
        Two x = {-3, 4};
        for (int k = 0; k < 150; ++k) {
            step_at(k, *optimizer, oracle, x);
            const auto a = optimizer->state().subspan(8);
            if (k >= 100) ratio += std::log(std::hypot(a[0], a[1]) / std::hypot(a[2], a[3])) / 1000;
        }
        CHECK(apart(x, {1, -2}) <= 1e-8);
        CHECK(oracle.values == 900);
        CHECK(oracle.gradients == 0);
    }
    CHECK(std::abs(std::exp(ratio) - 100) <= 40);
}

TEST_CASE("CMA-ES keeps its step size where nothing tells points apart") {
    // Under random selection log σ has no drift worth speaking of, but |pσ| − E|N| has noise.
    const RuleEntry& rule = rule_named("cma_es");
    const Function flat{
        [n = 0](double, double) mutable { return static_cast<double>(n++ * 7919 % 1009); },
        [](double, double) { return Two{}; },
        [](double, double) { return std::array<double, 3>{}; }};
    double drift = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        FullOracle oracle(flat, seed);
        const auto optimizer = rule.make(default_settings(rule), 2);
        Two x{};
        for (int k = 0; k < 50; ++k) step_at(k, *optimizer, oracle, x);
        drift += std::log(optimizer->state()[0]) / 50;
    }
    CHECK(std::abs(drift) <= 1);
}

TEST_CASE("a number of the whole rule stands once in a formula line") {
    const RuleEntry& rule = rule_named("exact_line_search");
    const auto update =
        updates_of(rule, {1}, FullOracle(Quadratic{1, 0, 9, {0, 0}}.function()), {9, 1}, 1).front();
    const std::array<UpdateView, 2> views = {update.view(0), update.view(1)};
    CHECK(filled(rule, rule.formula(update.settings).back(), views) ==
          "(7.20, −0.800) = (9.00, 1.00) − 1·0.200·(9.00, 9.00)");
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
