// The range test against closed forms on quadratics, and what it says of every rule.
#include "core/recording/range_test.h"

#include <cmath>
#include <optional>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace {

using namespace tani;

RunPlan bowl(double curvature, const std::string& optimizer, const std::string& more = "") {
    return plan(read_experiment(fmt::format("start = [3, 2]\noptimizer = {}\n{}\n"
                                            "surface = {{ formula = 'a*(x^2 + y^2)/2', "
                                            "constants = {{ a = {} }} }}\n",
                                            optimizer, more, curvature),
                                "test"))
        .runs.front();
}

RunRecording recorded(const RunPlan& run) {
    Plan plan;
    plan.runs = {run};
    return record(plan).runs.front();
}

/// The test without the noise that it adds, whose path is known in closed form.
RunRecording quiet_test(double curvature, const RangeTest& test = {}) {
    RunPlan run = *range_test(bowl(curvature, "{ name = 'sgd' }"), test);
    run.settings.gradient_noise = 0;
    return recorded(run);
}

double factor_per_step(const RangeTest& test) {
    return std::pow(test.to / test.from, 1.0 / (test.steps - 1));
}

/// ln of loss after `row` updates over the first: every update with rate η multiplies x by 1 − ηλ.
double log_loss(double curvature, const RangeTest& test, int row) {
    double sum = 0;
    for (int k = 0; k < row; ++k) {
        const double rate = test.from * std::pow(factor_per_step(test), k);
        sum += 2 * std::log(std::abs(1 - rate * curvature));
    }
    return sum;
}

}  // namespace

TEST_CASE("without noise the loss of a bowl turns up at two over the curvature") {
    const RangeTest test;
    const double two_steps = std::pow(factor_per_step(test), 2);
    for (const double curvature : {8.0, 32.0, 100.0}) {
        CAPTURE(curvature);
        const RateSuggestions found = suggest_rates(quiet_test(curvature));
        REQUIRE(found.turn);
        CHECK(found.turn->rate <= 2 / curvature * two_steps);
        CHECK(found.turn->rate >= 2 / curvature / two_steps);
        CHECK(*found.tenth_of_turn() == found.turn->rate / 10);
    }
}

TEST_CASE("without noise a bowl is seen to diverge where the product of all factors is one again") {
    const RangeTest test;
    for (const double curvature : {8.0, 32.0, 100.0}) {
        CAPTURE(curvature);
        const RateSuggestions found = suggest_rates(quiet_test(curvature));
        REQUIRE(found.divergence);
        const int row = found.divergence->row;
        CHECK(log_loss(curvature, test, row) > 0);
        CHECK(log_loss(curvature, test, row - 1) <= 0);
        // That is several times the limit, which is why a test adds noise.
        CHECK(found.divergence->rate > 5 * 2 / curvature);
    }
}

TEST_CASE("the loss of a bowl falls fastest where its closed form does") {
    // loss ≈ exp(−2λη/ρ) with ρ = ln of the factor per step; its slope over ln η is greatest at
    // ρ/(2λ).
    const RangeTest test;
    const double rho = std::log(factor_per_step(test));
    for (const double curvature : {0.5, 1.0, 8.0, 32.0, 100.0}) {
        CAPTURE(curvature);
        const RateSuggestions found = suggest_rates(quiet_test(curvature));
        REQUIRE(found.steepest);
        CHECK(std::abs(std::log(found.steepest->rate * 2 * curvature / rho)) < 2 * rho);
    }
}

TEST_CASE(
    "with its noise a test sees a bowl diverge soon after the limit and half of that is stable") {
    for (const double curvature : {0.5, 1.0, 8.0, 32.0, 100.0}) {
        for (const int seed : {0, 1, 2, 3}) {
            CAPTURE(curvature);
            CAPTURE(seed);
            const RunPlan run = bowl(curvature, "'sgd'", fmt::format("seed = {}", seed));
            const RateSuggestions found = suggest_rates(recorded(*range_test(run)));
            REQUIRE(found.divergence);
            CHECK(found.divergence->rate > 2 / curvature);
            CHECK(found.divergence->rate < 3.5 / curvature);
            CHECK(*found.half_of_divergence() < 2 / curvature);
        }
    }
}

TEST_CASE(
    "in the valley every rule with a limit is seen to diverge above it and half of that is below") {
    constexpr double curvature = 32;
    int looked_at = 0;
    for (const RuleEntry& rule : rule_catalogue()) {
        if (!rule.stability_limit) continue;
        CAPTURE(rule.id);
        const std::string text = fmt::format("surface = 'valley'\noptimizer = '{}'\n", rule.id);
        const RunPlan run = plan(read_experiment(text, "test")).runs.front();
        const auto limit = rule.stability_limit(run.settings.optimizer.settings);
        const auto test = range_test(run);
        if (!limit || !test) continue;
        const RateSuggestions found = suggest_rates(recorded(*test));
        REQUIRE(found.divergence);
        REQUIRE(found.turn);
        REQUIRE(found.steepest);
        CHECK(found.divergence->rate > *limit / curvature);
        CHECK(*found.half_of_divergence() < *limit / curvature);
        CHECK(*found.tenth_of_turn() < *limit / curvature);
        CHECK(found.steepest->rate < *limit / curvature);
        ++looked_at;
    }
    CHECK(looked_at >= 3);
}

TEST_CASE("a test keeps what the run is about and only its rate and length and end are its own") {
    RunPlan run = plan(read_experiment(R"(
surface = 'valley'
steps = 50
start = [-5, 1]
seed = 7
optimizer = { name = 'momentum', lr = 0.01, momentum = 0.5, clip = { norm = 3 }, schedule = 'cosine' }
noise = { gradient = 0.25 }
stop = { tolerance = 1 }
changes = [{ step = 10, optimizer = { lr = 0.02 } }]
)",
                                       "test"))
                      .runs.front();
    const RunPlan test = *range_test(run, {1e-4, 1, 100});
    CHECK(test.start == run.start);
    CHECK(test.seed == run.seed);
    CHECK(test.settings.surface == run.settings.surface);
    CHECK(test.settings.optimizer.settings == run.settings.optimizer.settings);
    CHECK(test.settings.optimizer.clip == run.settings.optimizer.clip);
    CHECK(test.settings.gradient_noise == 0.25);
    CHECK(test.settings.stop == StopRule{});
    CHECK(test.changes.empty());
    const RunRecording recording = recorded(test);
    CHECK(recording.rate_at(0) == doctest::Approx(1e-4).epsilon(1e-14));
    CHECK(test.steps == 100);
    run.settings.gradient_noise = 0;
    CHECK(range_test(run)->settings.gradient_noise ==
          doctest::Approx(0.01 * std::hypot(2.5, 32)).epsilon(1e-14));
}

TEST_CASE("no suggestion where the loss never turns up or never falls or the rate does not grow") {
    // Never up: the test ends far below the limit.
    RateSuggestions found = suggest_rates(quiet_test(1, {1e-5, 0.5, 400}));
    CHECK_FALSE(found.turn);
    CHECK_FALSE(found.divergence);
    CHECK(found.steepest);
    // Never down: it starts at the minimum, and noise alone drives it out.
    RunPlan at_minimum = *range_test(bowl(8, "'sgd'", "noise = { gradient = 1 }"));
    at_minimum.start = {0, 0};
    found = suggest_rates(recorded(at_minimum));
    CHECK_FALSE(found.turn);
    CHECK_FALSE(found.steepest);
    CHECK(found.divergence);
    // No test: a constant rate, a falling one, one that grows too little.
    CHECK(suggest_rates(recorded(bowl(8, "{ name = 'sgd', lr = 0.5 }"))).empty());
    CHECK(suggest_rates(recorded(bowl(8, "{ name = 'sgd', schedule = 'cosine' }"))).empty());
    CHECK(suggest_rates(quiet_test(32, {0.01, 0.09, 400})).empty());
}

TEST_CASE("rates stand at the rows that they led to") {
    const RunRecording run = quiet_test(32, {1e-3, 0.1, 50});
    CHECK(rate_before(run, 0) == run.rate_at(0));
    CHECK(rate_before(run, 1) == run.rate_at(0));
    CHECK(rate_before(run, 50) == run.rate_at(49));
}
