// The regimes against the roots of the iteration's polynomial; Polyak's point against a search.
#include "core/recording/momentum_theory.h"

#include <doctest/doctest.h>

#include <cmath>
#include <complex>

#include "core/optimizer/optimizer.h"
#include "core/recording/run_map.h"

using namespace tani;

namespace {

/// z² − (1 + α − ηλ)z + α.
std::array<std::complex<double>, 2> roots(double product, double momentum) {
    const std::complex<double> half = (1 + momentum - product) / 2, spread = std::sqrt(half * half - momentum);
    return {half + spread, half - spread};
}

Experiment with_map(const std::string& optimizer, const std::string& formula = "x^2/4 + 16*y^2") {
    return read_experiment("surface = { formula = '" + formula + "', x = [-10, 10], y = [-3, 3] }\noptimizer = " + optimizer +
                               "\n[map]\nx = 'optimizer.lr=0.0001:0.2:64'\ny = 'optimizer.momentum=0:0.99:64'\n",
                           "test");
}

std::optional<MomentumTheory> theory_of(const Experiment& experiment) { return maps_of(experiment, plan(experiment)).front().theory; }

}  // namespace

TEST_CASE("a regime is what the roots of the iteration say") {
    for (int i = 0; i < 400; ++i) {
        for (int j = 0; j < 60; ++j) {
            const double product = 0.0013 + 0.0107 * i, momentum = 0.0007 + 0.0166 * j;
            const auto [a, b] = roots(product, momentum);
            const double radius = std::max(std::abs(a), std::abs(b));
            if (std::abs(radius - 1) < 1e-9 || std::abs(a - b) < 1e-6) continue;  // on a border
            CAPTURE(product);
            CAPTURE(momentum);
            const Regime regime = momentum_regime(product, momentum);
            CHECK((regime == Regime::divergence) == (radius > 1));
            if (radius > 1) continue;
            const bool complex = std::abs(a.imag()) > 0;
            CHECK((regime == Regime::ripples) == complex);
            if (!complex) CHECK((regime == Regime::decrease) == (a.real() > 0));
        }
    }
    CHECK(momentum_regime(1, 0) == Regime::one_step);
}

TEST_CASE("nothing has a smaller spectral radius than Polyak's point") {
    const RuleEntry& rule = *find_rule("momentum");
    for (const auto& [low, high] : {std::pair{0.5, 32.0}, std::pair{1.0, 2.0}, std::pair{0.01, 10.0}}) {
        const MomentumTheory theory({low, high});
        const auto radius = [&](double rate, double momentum) {
            const std::array<double, 2> settings = {rate, momentum};
            return std::max(*rule.radius(settings, low), *rule.radius(settings, high));
        };
        const MomentumTarget polyak = theory.polyak();
        const double least = radius(polyak.rate, polyak.momentum);
        CHECK(std::abs(least - std::sqrt(polyak.momentum)) < 1e-6);
        for (int i = -40; i <= 40; ++i) {
            for (int j = -40; j <= 40; ++j) {
                const double momentum = polyak.momentum + 0.002 * j;
                if (momentum < 0 || momentum >= 1) continue;
                CHECK(radius(polyak.rate * (1 + 0.004 * i), momentum) > least - 1e-7);
            }
        }
    }
    const MomentumTarget valley = MomentumTheory({0.5, 32.0}).polyak();
    CHECK(std::abs(valley.rate - 8.0 / 81) < 1e-15);
    CHECK(std::abs(valley.momentum - 49.0 / 81) < 1e-15);
}

TEST_CASE("targets lie inside the regimes that they are named after") {
    const MomentumTheory theory({0.5, 32.0});
    const SweepAxis rate{.key = "optimizer.lr", .from = 1e-4, .to = 0.2, .count = 256}, momentum{.key = "optimizer.momentum", .from = 0, .to = 0.99, .count = 256};
    const auto targets = theory.targets(rate, momentum);
    CHECK(targets.size() == 6);
    for (const MomentumTarget& target : targets) {
        CAPTURE(target.id());
        if (target.regime) CHECK(momentum_regime(target.rate * 32, target.momentum) == *target.regime);
    }
    const auto few = theory.targets({.key = "optimizer.lr", .from = 0.2, .to = 0.3, .count = 8}, momentum);
    CHECK(few.size() == 1);
    CHECK(few.front().regime == Regime::divergence);
}

TEST_CASE("the theory is drawn for momentum on a quadratic and for nothing else") {
    const auto theory = theory_of(with_map("{ name = 'momentum' }"));
    REQUIRE(theory);
    CHECK(std::abs(theory->flattest() - 0.5) < 1e-12);
    CHECK(std::abs(theory->steepest() - 32) < 1e-12);
    CHECK(theory_of(with_map("{ name = 'sgd' }")));
    CHECK(theory_of(with_map("'momentum'", "x^2 + x*y + y^2")));
    CHECK(!theory_of(with_map("{ name = 'sgd', weight_decay = 0.1 }")));
    CHECK(!theory_of(with_map("{ name = 'nesterov' }")));
    CHECK(!theory_of(with_map("{ name = 'momentum', clip = { norm = 1.0 } }")));
    CHECK(!theory_of(with_map("'momentum'", "x^4 + y^2")));
    CHECK(!theory_of(with_map("'momentum'", "x^2 - y^2")));
    CHECK(!theory_of(with_map("'momentum'", "1/(x-x)")));
}
