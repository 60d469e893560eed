// The curve of the learning rate under the scrub bar.
#include <doctest/doctest.h>

#include <cmath>

#include "app/studio/rate_curve.h"
#include "tests/studio/trying.h"

using namespace tani;
using namespace tani::studio;

namespace {

RunRecording run_with(const std::string& optimizer, const std::string& more = "") {
    const std::string text =
        "steps = 200\noptimizer = { name = 'sgd', lr = 0.05, " + optimizer + " }\n" + more;
    return record(plan(read_experiment(text, "test"))).runs.front();
}

RateScale scale_of(const std::string& schedule) {
    return rate_scale(rate_columns(run_with("schedule = " + schedule), 200, 400));
}

}  // namespace

TEST_CASE("a curve is there only where the rate varies") {
    CHECK_FALSE(rate_varies(run_with("momentum = 0")));
    CHECK_FALSE(rate_varies(
        run_with("momentum = 0", "changes = [{ step = 9, optimizer = { momentum = 0.5 } }]")));
    CHECK_FALSE(rate_varies(
        run_with("momentum = 0", "changes = [{ step = 900, optimizer = { lr = 0.01 } }]")));
    CHECK(rate_varies(
        run_with("momentum = 0", "changes = [{ step = 9, optimizer = { lr = 0.01 } }]")));
    CHECK(rate_varies(
        run_with("momentum = 0", "changes = [{ step = 9, optimizer = { schedule = 'cosine' } }]")));
    CHECK(rate_varies(run_with("schedule = 'cosine'")));
}

TEST_CASE("columns hold the rates of their steps and end with the run") {
    const RunRecording run = run_with("schedule = { name = 'step', step_size = 50, gamma = 0.5 }");
    const auto wide = rate_columns(run, 200, 4);
    REQUIRE(wide.size() == 4);
    CHECK(wide[0].most == 0.05);
    CHECK(wide[3].least == 0.05 * 0.125);
    const auto half = rate_columns(run, 400, 100);
    CHECK(half.size() == 50);
    CHECK(rate_columns(run, 200, 1000).size() == 1000);
    const auto one = rate_columns(run, 200, 1);
    CHECK(one[0].least < one[0].most);
    CHECK(rate_columns(run, 0, 10).empty());
}

TEST_CASE("the scale is logarithmic where the rate spans more than a factor of thirty evenly") {
    CHECK(scale_of("'exponential_range'").log);
    CHECK(scale_of("{ name = 'exponential', gamma = 0.9 }").log);
    CHECK(scale_of("{ name = 'exponential_range', from = 0.001, to = 0.031 }").log);
    CHECK_FALSE(scale_of("{ name = 'exponential_range', from = 0.001, to = 0.029 }").log);
    CHECK_FALSE(scale_of("'cosine'").log);
    CHECK_FALSE(scale_of("'cyclic'").log);
    CHECK_FALSE(scale_of("'one_cycle'").log);
    CHECK_FALSE(scale_of("'warmup'").log);
    const RateScale log = scale_of("'exponential_range'");
    CHECK(log.height(log.least) == 0);
    CHECK(log.height(log.most) == 1);
    CHECK(std::abs(log.height(std::sqrt(log.least * log.most)) - 0.5) < 1e-12);
    // A linear scale starts at 0.
    CHECK(std::abs(scale_of("{ name = 'cosine', T_max = 400 }").height(0.025) - 0.5) < 1e-12);
}
