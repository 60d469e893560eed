// The studio while networks train in the background: what is seen when, and what an edit leaves as it was.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "app/studio/studio_state.h"
#include "tests/studio/trying.h"

using namespace tani;
using namespace tani::studio;

namespace {

using Clock = std::chrono::steady_clock;

/// Two runs that train for much longer than a test waits.
Experiment endless() {
    return read_experiment(R"(lab = "network"
epochs = 100000
batch = 32

[data]
name = "moons"
samples = 200

[network]
layers = [{ dense = 16 }, "tanh", { dense = 2 }]

[[runs]]
optimizer = { name = "sgd", lr = 0.1 }

[[runs]]
optimizer = { name = "adam", lr = 0.01 }
)",
                           "endless.toml");
}

/// Ticks until every run has so many steps; false after too long.
bool train_to(Studio& studio, int steps) {
    const auto end = Clock::now() + std::chrono::seconds(30);
    const auto all_have = [&] {
        for (const TrainingRecording& run : studio.recording().trainings) {
            if (run.steps() < steps) return false;
        }
        return true;
    };
    while (!all_have() && Clock::now() < end) {
        studio.tick(0);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return all_have();
}

void set_rate(Studio& studio, int run, double lr) {
    studio.edit(
        [&](Experiment& e) { set_setting(e, studio.place_for(run), "optimizer.lr", Value(lr)); });
}

double milliseconds(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

}  // namespace

TEST_CASE("a training is seen from its first row on and the transport knows how long it will be") {
    Studio studio(endless(), UserSettings{});
    CHECK(studio.recording_busy());
    REQUIRE(studio.recording().trainings.size() == 2);
    CHECK(studio.recording().trainings[0].rows() >= 1);
    CHECK(studio.session.transport.last == studio.plan().runs[0].steps);
    CHECK(train_to(studio, 100));
    CHECK(studio.recording_busy());
    CHECK(studio.session.transport.ready == studio.recording().steps());
}

TEST_CASE("an edit in the middle of training is seen at once and leaves the other run's rows") {
    Studio studio(endless(), UserSettings{});
    REQUIRE(train_to(studio, 500));
    const double other = studio.recording().trainings[1].row(400).batch_loss;
    const double start = studio.recording().trainings[0].row(0).batch_loss;
    const auto edited = Clock::now();
    set_rate(studio, 0, 0.05);
    studio.tick(0);
    // 100 ms is what a user is promised; a sanitized test on a busy machine gets more.
    CHECK(milliseconds(edited) < 1500);
    CHECK(studio.recording().trainings[0].settings_at(0).optimizer.settings[0] == 0.05);
    CHECK(studio.recording().trainings[0].row(0).batch_loss == start);
    CHECK(studio.recording().trainings[1].steps() >= 400);
    CHECK(studio.recording().trainings[1].row(400).batch_loss == other);
}

TEST_CASE("a rate changed from the playhead on keeps everything before it") {
    Studio studio(endless(), UserSettings{});
    REQUIRE(train_to(studio, 600));
    std::vector<double> before;
    for (int row = 0; row <= 300; ++row)
        before.push_back(studio.recording().trainings[0].row(row).batch_loss);
    studio.session.from_here = true;
    studio.session.transport.go(300);
    set_rate(studio, 0, 0.4);
    REQUIRE(train_to(studio, 400));
    const TrainingRecording& run = studio.recording().trainings[0];
    for (int row = 0; row <= 300; ++row)
        CHECK(run.row(row).batch_loss == before[static_cast<std::size_t>(row)]);
    CHECK(run.row(299).rate == 0.1);
    CHECK(run.row(300).rate == 0.4);
}

TEST_CASE("looking differently does not begin the training anew") {
    Studio studio(endless(), UserSettings{});
    REQUIRE(train_to(studio, 300));
    const int steps = studio.recording().steps();
    studio.edit([](Experiment& e) { set_value(e, "view.smoothing", Value(0.9)); });
    CHECK(studio.recording().steps() >= steps);
    CHECK(studio.recording().plan.view.smoothing == 0.9);
    REQUIRE(train_to(studio, steps + 50));
    CHECK(studio.recording().plan.view.smoothing == 0.9);
}

TEST_CASE("closing or opening something else in the middle of training does not wait for it") {
    auto studio = std::make_unique<Studio>(endless(), UserSettings{});
    REQUIRE(train_to(*studio, 100));
    const auto opened = Clock::now();
    studio->open(valley());
    CHECK(milliseconds(opened) < 1500);
    CHECK(studio->recording().trainings.empty());
    CHECK(studio->recording().steps() == 100);
    studio->open(endless());
    REQUIRE(train_to(*studio, 100));
    const auto closed = Clock::now();
    studio.reset();
    CHECK(milliseconds(closed) < 1500);
}
