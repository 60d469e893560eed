// Schedules in the recorder: the rate of every update, and that it is all that a schedule changes.
#include <cmath>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/optimizer/schedule.h"
#include "core/recording/recording.h"

namespace {

using namespace tani;

const std::string valley = "lab = 'surface'\nsurface = 'valley'\nstart = [-9, 2]\n";

Recording run(const std::string& text) {
    return record(plan(read_experiment(valley + text, "test")));
}

bool same_number(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

bool same_bits(const RunRecording& a, const RunRecording& b) {
    if (a.rows() != b.rows() || a.state_parts() != b.state_parts()) return false;
    for (int column = 0; column < RunRecording::state + 2 * a.state_parts(); ++column) {
        for (int row = 0; row < a.rows(); ++row) {
            if (!same_number(a.at(row, column), b.at(row, column))) return false;
        }
    }
    return true;
}

/// Up to a few roundings.
bool near(double a, double b) { return std::abs(a - b) <= 1e-15 * b; }

/// A change to the recorded rate at every step.
std::string changes_to_rates_of(const RunRecording& run) {
    std::string list;
    for (int row = 0; row < run.steps(); ++row) {
        list += fmt::format("{}{{ step = {}, optimizer = {{ lr = {} }} }}", row == 0 ? "" : ", ",
                            row, run.rate_at(row));
    }
    return "changes = [" + list + "]\n";
}

}  // namespace

TEST_CASE("a scheduled run is the run whose rate is changed at every step bit for bit") {
    for (const ScheduleEntry& schedule : schedule_catalogue()) {
        for (const char* rule : {"sgd", "momentum", "adam", "nadam", "lbfgs"}) {
            CAPTURE(schedule.id);
            CAPTURE(rule);
            const std::string head = fmt::format(
                "steps = 120\nnoise = {{ gradient = 0.2 }}\n"
                "optimizer = {{ name = '{}', lr = 0.03",
                rule);
            const Recording scheduled = run(head + ", schedule = '" + schedule.id + "' }");
            const RunRecording& one = scheduled.runs[0];
            REQUIRE(one.steps() > 50);
            const Recording changed = run(head + " }\n" + changes_to_rates_of(one));
            CHECK(same_bits(one, changed.runs[0]));
            for (int row = 0; row < one.steps(); ++row)
                CHECK(one.rate_at(row) == changed.runs[0].rate_at(row));
            CHECK(std::isnan(one.rate_at(one.steps())));
        }
    }
}

TEST_CASE("the recorded rate is the schedule's over chunks") {
    const Recording r =
        run("steps = 2500\noptimizer = { name = 'sgd', lr = 0.05, schedule = "
            "{ name = 'step', step_size = 1000, gamma = 0.5 } }");
    for (const auto& [row, rate] : {std::pair{0, 0.05},
                                    {999, 0.05},
                                    {1000, 0.025},
                                    {1999, 0.025},
                                    {2000, 0.0125},
                                    {2499, 0.0125}}) {
        CHECK(r.runs[0].rate_at(row) == rate);
    }
    CHECK(std::isnan(r.runs[0].rate_at(2500)));
    CHECK(std::isnan(r.runs[0].rate_at(-1)));
}

TEST_CASE("without a schedule the rate is the lr in force") {
    const Recording r =
        run("steps = 60\noptimizer = { name = 'momentum', lr = 0.03 }\n"
            "changes = [{ step = 40, optimizer = { lr = 0.01 } }]");
    CHECK(r.runs[0].rate_at(39) == 0.03);
    CHECK(r.runs[0].rate_at(40) == 0.01);
    CHECK(std::isnan(r.runs[0].rate_at(60)));
}

TEST_CASE("a schedule counts from the start of the run also where it comes into force later") {
    const Recording r = run(
        "steps = 60\noptimizer = { name = 'sgd', lr = 0.04 }\n"
        "changes = [{ step = 20, optimizer = { schedule = { name = 'inverse_time', decay = 1 } } },"
        " { step = 30, optimizer = { lr = 0.02 } },"
        " { step = 40, optimizer = { name = 'momentum', lr = 0.01 } }]");
    const RunRecording& one = r.runs[0];
    CHECK(one.rate_at(19) == 0.04);
    CHECK(one.rate_at(20) == 0.04 / 21);
    CHECK(one.rate_at(30) == 0.02 / 31);
    // Another rule replaces the optimizer whole, and its schedule with it.
    CHECK(one.rate_at(40) == 0.01);
    CHECK(one.rate_at(59) == 0.01);
}

TEST_CASE("plateau keeps its state over a change of the rate and starts again as another") {
    const std::string head =
        "steps = 80\noptimizer = { name = 'sgd', lr = 1e-7, schedule = "
        "{ name = 'plateau', patience = 3, threshold = 0.5 } }\n";
    // At such a rate the loss never halves: the best stays the first, and every fourth step is a
    // fall, of which one below 1e-8 is not made.
    CHECK(near(run(head).runs[0].rate_at(79), 1e-8));
    const Recording r = run(head +
                            "changes = [{ step = 6, optimizer = { lr = 1e-5 } }, "
                            "{ step = 7, optimizer = { schedule = { patience = 50 } } }]");
    const RunRecording& one = r.runs[0];
    CHECK(one.rate_at(3) == 1e-7);
    CHECK(near(one.rate_at(4), 1e-8));
    CHECK(near(one.rate_at(6), 1e-6));
    CHECK(one.rate_at(7) == 1e-5);
    CHECK(one.rate_at(57) == 1e-5);
    CHECK(near(one.rate_at(58), 1e-6));
}

TEST_CASE("plateau lowers the rate of a run that bounces") {
    // Rate × curvature is 2: across the valley the run bounces between y = 2 and y = −2 for ever.
    const Recording r =
        run("steps = 300\noptimizer = { name = 'sgd', lr = 0.0625, schedule = "
            "{ name = 'plateau', factor = 0.5, patience = 5 } }");
    const RunRecording& one = r.runs[0];
    CHECK(one.rate_at(0) == 0.0625);
    CHECK(one.rate_at(299) < 0.0625);
    CHECK(one.loss_at(300) < 1);
    const Recording without = run("steps = 300\noptimizer = { name = 'sgd', lr = 0.0625 }");
    CHECK(without.runs[0].loss_at(300) > 60);
}

TEST_CASE("views of an update have the rate that was used") {
    const Recording r =
        run("steps = 50\noptimizer = { name = 'sgd', lr = 0.04, schedule = "
            "'cosine' }");
    const RunRecording& one = r.runs[0];
    for (const int row : {0, 10, 49}) {
        std::array<UpdateView, 2> views;
        std::vector<double> storage;
        REQUIRE(one.update_views(row, views, storage));
        CHECK(views[0].settings[0] == one.rate_at(row));
        CHECK(views[1].settings[0] == one.rate_at(row));
        CHECK(views[0].x_next == views[0].x - views[0].settings[0] * views[0].gradient);
    }
    CHECK(one.settings_at(10).optimizer.settings[0] == 0.04);
}

TEST_CASE("what a diverged run says of its rate is the rate that was used") {
    const Recording r =
        run("steps = 200\noptimizer = { name = 'sgd', lr = 1, schedule = "
            "'exponential_range' }");
    const Outcome& outcome = r.runs[0].outcome();
    REQUIRE(outcome.diverged);
    const double rate = r.runs[0].rate_at(outcome.diverged_step - 1);
    CHECK(rate < 1);
    CHECK(outcome.rate_times_curvature == rate * 32);
}

TEST_CASE("a schedule adds nothing to the table of numbers") {
    std::ostringstream with, without;
    write_csv(run("steps = 3\noptimizer = { name = 'sgd', schedule = { name = 'constant', factor = "
                  "1 } }"),
              with);
    write_csv(run("steps = 3\noptimizer = 'sgd'"), without);
    CHECK(with.str() == without.str());
}

TEST_CASE("a run with another schedule is recorded anew and one with the same is shared") {
    const Recording before =
        run("steps = 50\n[[runs]]\noptimizer = { name = 'sgd', schedule = "
            "'cosine' }\n[[runs]]\noptimizer = { name = 'sgd', schedule = "
            "'step' }");
    const Plan next = plan(read_experiment(
        valley + "steps = 50\n[[runs]]\noptimizer = { name = 'sgd', schedule = 'cosine' }\n[[runs]]"
                 "\noptimizer = { name = 'sgd', schedule = { name = 'step', step_size = 9 } }",
        "test"));
    const Recording after = record(next, {}, {}, &before);
    CHECK(after.runs[0].column(0, 0).data() == before.runs[0].column(0, 0).data());
    CHECK(after.runs[1].column(0, 0).data() != before.runs[1].column(0, 0).data());
    CHECK(after.runs[0].rate_at(25) == before.runs[0].rate_at(25));
    CHECK(after.runs[1].rate_at(9) == 0.01 * 0.1);
}
