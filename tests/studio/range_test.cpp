// The range test in the window: what it shows, that it follows, and that looking at it changes
// nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "app/studio/commands.h"
#include "core/surface/surface.h"
#include "tests/studio/trying.h"

using namespace tani;
using namespace tani::studio;

namespace {

Studio opened(Experiment experiment) { return {std::move(experiment), UserSettings{}}; }

}  // namespace

TEST_CASE("R opens and closes the range test and the experiment stays as it is") {
    Studio studio = opened(valley());
    press({Key::r}, false, studio);
    CHECK(studio.session.range_test);
    REQUIRE(studio.range_test(0));
    CHECK(studio.range_test(0)->marks.size() == 3);
    press({Key::r}, false, studio);
    studio.settle(false);
    CHECK(!studio.session.range_test);
    CHECK(studio.experiment() == valley());
    CHECK(!studio.can_undo());
    CHECK(studio.recording().steps() == 100);
}

TEST_CASE("the suggestions have two digits and rise and lie below the limit") {
    Studio studio = opened(valley());
    for (const auto& [run, limit] : {std::pair{0, 2.0 / 32}, {1, 3.4 / 32}}) {
        const TestedRates& test = *studio.range_test(run);
        double before = 0;
        for (const RateMark& mark : test.marks) {
            CHECK(mark.rate > before);
            CHECK(mark.rate < limit);
            const double digits = mark.rate / std::pow(10, std::floor(std::log10(mark.rate)) - 1);
            CHECK(std::abs(digits - std::round(digits)) < 1e-9);
            before = mark.rate;
        }
    }
}

TEST_CASE("the range test is kept until what it depends on changes") {
    Studio studio = opened(valley());
    const TestedRates* first = studio.range_test(0);
    const double steepest = first->marks.front().rate, half = first->marks.back().rate;
    for (const auto& [path, value] :
         {std::pair<const char*, Value>{"runs.0.optimizer.lr", Value(0.03)},
          {"steps", Value(7)},
          {"runs.0.label", Value("another")},
          {"view.trail", Value(3)}}) {
        REQUIRE(studio.edit([&](Experiment& e) { set_value(e, path, value); }));
        CHECK(studio.range_test(0) == first);
    }
    studio.edit([&](Experiment& e) { set_start(e, studio.plan(), {-3, 0.1}); });
    CHECK(studio.range_test(0)->of.start == Point{-3, 0.1});
    CHECK(studio.range_test(0)->marks.front().rate != steepest);
    studio.edit([](Experiment& e) { set_value(e, "surface", Value("bowl")); });
    CHECK(studio.range_test(0)->plan.settings.surface.name == "bowl");
    CHECK(studio.range_test(0)->marks.back().rate > 2 * half);
    studio.undo();
    CHECK(studio.range_test(0)->of.settings.surface.name == "valley");
}

TEST_CASE("every rule with a rate is tested whatever the surface") {
    using Clock = std::chrono::steady_clock;
    double longest = 0;
    for (const RuleEntry& rule : rule_catalogue()) {
        for (const char* surface : {"valley", "rastrigin", "goldstein_price"}) {
            CAPTURE(rule.id);
            CAPTURE(surface);
            Experiment experiment;
            set_value(experiment, "surface", Value(surface));
            set_value(experiment, "optimizer", Value(rule.id));
            Studio studio = opened(std::move(experiment));
            const auto begin = Clock::now();
            const TestedRates* test = studio.range_test(0);
            longest =
                std::max(longest, std::chrono::duration<double>(Clock::now() - begin).count());
            CHECK((test != nullptr) == (rate_index(rule) >= 0));
            if (test) CHECK(test->plan.steps >= 50);
            if (test) CHECK(test->plan.steps <= 400);
        }
    }
    MESSAGE("the longest took " << longest * 1e3 << " ms");
    CHECK(longest < 0.5);
}

TEST_CASE("a rule that asks much in a step makes a shorter test") {
    Experiment experiment;
    set_value(experiment, "optimizer.name", Value("cma_es"));
    set_value(experiment, "optimizer.population", Value(500));
    set_value(experiment, "steps", Value(20));
    Studio studio = opened(std::move(experiment));
    CHECK(studio.range_test(0)->plan.steps == 100);
}

TEST_CASE("X goes round what the curves are over and undo goes back") {
    Studio studio = opened(valley());
    const std::array<CurveAxis, 3> round = {CurveAxis::evaluations, CurveAxis::rate,
                                            CurveAxis::steps};
    for (const CurveAxis over : round) {
        press({Key::x}, false, studio);
        CHECK(studio.plan().view.curves_over == over);
        studio.settle(false);
    }
    press({Key::z, true}, false, studio);
    CHECK(studio.plan().view.curves_over == CurveAxis::rate);
    for (int i = 0; i < 2; ++i) press({Key::z, true}, false, studio);
    CHECK(studio.experiment() == valley());
}
