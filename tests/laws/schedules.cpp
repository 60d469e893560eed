// What must hold for every learning rate schedule of the catalogue.
#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "core/optimizer/schedule.h"

using namespace tani;

namespace {

constexpr long steps = 1000;

/// A loss that falls and then stalls.
double loss_at(long step) { return 1 + 1 / (1 + static_cast<double>(std::min(step, 300L))); }

std::vector<double> rates(Schedule& schedule, long from = 0, double base = 0.1) {
    std::vector<double> all;
    for (long step = from; step < steps; ++step)
        all.push_back(schedule.rate({step, steps, base, loss_at(step)}));
    return all;
}

bool complete(const Text& text) { return !text.en.empty() && !text.ja.empty(); }

}  // namespace

TEST_CASE("every text of a schedule is there in both languages") {
    CHECK(schedule_catalogue().size() >= 10);
    for (const ScheduleEntry& schedule : schedule_catalogue()) {
        CAPTURE(schedule.id);
        CHECK(complete(schedule.name));
        CHECK(complete(schedule.help));
        CHECK_FALSE(schedule.source.empty());
        CHECK_FALSE(schedule.formula.empty());
        CHECK(find_schedule(schedule.id) == &schedule);
        for (const Parameter& p : schedule.parameters) {
            CAPTURE(p.id);
            CHECK(complete(p.name));
            CHECK(complete(p.help));
            CHECK_FALSE(p.symbol.empty());
            CHECK(p.element < 0);
            // Keys of the same table.
            CHECK(p.id != "name");
        }
    }
    CHECK(find_schedule("cosin") == nullptr);
    CHECK(find_schedule("") == nullptr);
}

TEST_CASE("every default of a schedule lies inside its bounds and on its slider") {
    for (const ScheduleEntry& schedule : schedule_catalogue()) {
        for (const Parameter& p : schedule.parameters) {
            CAPTURE(schedule.id);
            CAPTURE(p.id);
            CHECK(p.slider_from < p.slider_to);
            CHECK(p.bounds.contains(p.standard));
            CHECK(p.bounds.contains(p.slider_from));
            CHECK(p.bounds.contains(p.slider_to));
            CHECK((p.standard >= p.slider_from && p.standard <= p.slider_to));
            if (p.scale == Scale::log) CHECK(p.slider_from > 0);
            if (p.scale == Scale::one_minus) CHECK(p.slider_to < 1);
            if (p.scale == Scale::whole) CHECK(p.standard == std::floor(p.standard));
        }
    }
}

TEST_CASE("rates are finite and positive over a thousand steps") {
    for (const ScheduleEntry& schedule : schedule_catalogue()) {
        CAPTURE(schedule.id);
        const auto running = schedule.make(default_settings(schedule));
        for (const double rate : rates(*running)) {
            CHECK(std::isfinite(rate));
            CHECK(rate > 0);
        }
    }
}

TEST_CASE("rates stay finite and never fall below 0 at the ends of every slider") {
    for (const ScheduleEntry& schedule : schedule_catalogue()) {
        for (std::size_t i = 0; i < schedule.parameters.size(); ++i) {
            const Parameter& p = schedule.parameters[i];
            for (const double value : {p.slider_from, p.slider_to}) {
                CAPTURE(schedule.id);
                CAPTURE(p.id);
                CAPTURE(value);
                std::vector<double> settings = default_settings(schedule);
                settings[i] = value;
                const auto running = schedule.make(settings);
                const std::vector<double> all = rates(*running);
                CHECK(std::ranges::all_of(
                    all, [](double rate) { return std::isfinite(rate) && rate >= 0; }));
                // A run of a single step has a rate as well.
                const double only = schedule.make(settings)->rate({0, 1, 0.1, 1});
                CHECK((std::isfinite(only) && only >= 0));
            }
        }
    }
}

TEST_CASE("a clone of a schedule goes on identically and a fresh one starts again") {
    for (const ScheduleEntry& schedule : schedule_catalogue()) {
        CAPTURE(schedule.id);
        const std::vector<double> settings = default_settings(schedule);
        const auto one = schedule.make(settings);
        for (long step = 0; step < 400; ++step) one->rate({step, steps, 0.1, loss_at(step)});
        const auto clone = one->clone();
        const std::vector<double> end = rates(*one, 400);
        CHECK(rates(*clone, 400) == end);
        const auto first = schedule.make(settings), second = schedule.make(settings);
        CHECK(rates(*first) == rates(*second));
    }
}

TEST_CASE("plateau keeps the rate while the loss falls and reduces it when it stalls") {
    const ScheduleEntry& plateau = *find_schedule("plateau");
    const auto running = plateau.make(default_settings(plateau));
    const auto falling = [](long step) { return std::exp(-0.01 * static_cast<double>(step)); };
    for (long step = 0; step < 50; ++step)
        CHECK(running->rate({step, 200, 0.1, falling(step)}) == 0.1);
    // Ten steps without an improvement pass, at the eleventh the rate falls.
    const double stalled = falling(49);
    for (long step = 50; step < 60; ++step) CHECK(running->rate({step, 200, 0.1, stalled}) == 0.1);
    CHECK(std::abs(running->rate({60, 200, 0.1, stalled}) - 0.01) < 1e-15);
    // A change of the optimizer's own rate keeps the share that is left.
    CHECK(std::abs(running->rate({61, 200, 0.5, stalled}) - 0.05) < 1e-15);
}

TEST_CASE("a length of 0 is the length of the run") {
    const auto cosine = [](double t_max, long step, long of) {
        return find_schedule("cosine")->make(std::vector<double>{t_max, 0})->rate({step, of, 1, 0});
    };
    for (const long step : {0L, 30L, 79L}) CHECK(cosine(0, step, 80) == cosine(80, step, 80));
    const auto cycle = [](double total, long step, long of) {
        return find_schedule("one_cycle")
            ->make(std::vector<double>{total, 0.3, 25, 1e4})
            ->rate({step, of, 1, 0});
    };
    for (const long step : {0L, 30L, 79L}) CHECK(cycle(0, step, 80) == cycle(80, step, 80));
    // Beyond a cycle shorter than the run the last rate stays.
    CHECK(cycle(50, 70, 80) == cycle(50, 49, 80));
}

TEST_CASE("the range test ends at the rates that it names") {
    const auto range = find_schedule("exponential_range")->make(std::vector<double>{1e-5, 10});
    CHECK(range->rate({0, 101, 0.1, 0}) == 1e-5);
    CHECK(std::abs(range->rate({50, 101, 0.1, 0}) - 1e-2) < 1e-15);
    CHECK(std::abs(range->rate({100, 101, 0.1, 0}) - 10) < 1e-13);
}
