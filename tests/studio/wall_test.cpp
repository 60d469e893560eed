// The studio with walls: sliders of depth and width, the cards' initializers, and what is seen while the
// next wall is measured.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "app/studio/commands.h"
#include "app/studio/network_edits.h"
#include "app/studio/studio_state.h"
#include "core/network/initializer.h"
#include "core/recording/wall.h"
#include "tests/studio/trying.h"

using namespace tani;
using namespace tani::studio;

namespace {

using Clock = std::chrono::steady_clock;

Experiment wall() {
    return read_experiment(R"(lab = "initializer"
steps = 3

[data]
name = "gaussian"
samples = 60
dimension = 12

[network]
depth = 3
width = 12
activation = "tanh"

[[runs]]
network = { initializer = "xavier_normal" }

[[runs]]
network = { initializer = { name = "normal", std = 0.01 }, activation = "relu" }
)",
                           "wall.toml");
}

bool shows_the_plan(const Studio& studio) {
    return studio.recording().plan.runs == studio.plan().runs;
}

/// Ticks until what is recorded is what is planned; false after too long.
bool comes(Studio& studio) {
    const auto end = Clock::now() + std::chrono::seconds(30);
    while (!shows_the_plan(studio) && Clock::now() < end) {
        studio.tick(0);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return shows_the_plan(studio);
}

void set(Studio& studio, const std::string& path, Value value) {
    CHECK(studio.edit([&](Experiment& e) { set_value(e, path, std::move(value)); }));
}

std::size_t layers_shown(const Studio& studio) {
    return studio.recording().trainings[0].walls()[0]->stages.size();
}

}  // namespace

TEST_CASE("a wall is there when its experiment is opened and again soon after a slider has moved") {
    Studio studio(wall(), {});
    REQUIRE(studio.recording().trainings.size() == 2);
    CHECK(studio.recording().trainings[0].walls().size() >= 1);
    CHECK(layers_shown(studio) == 4);
    set(studio, "network.depth", Value(6));
    // The last picture stays until the next is there.
    CHECK(studio.recording().trainings[0].walls().size() >= 1);
    REQUIRE(comes(studio));
    CHECK(layers_shown(studio) == 7);
    studio.finish_recording();
    CHECK(studio.recording().trainings[0].walls().size() == 4);
    CHECK(studio.session.transport.last == 3);
}

TEST_CASE("while a slider is held the walls that are seen follow it and the last one is what it was let go at") {
    Studio studio(wall(), {});
    for (int width = 13; width < 60; ++width) {
        set(studio, "network.width", Value(width));
        studio.tick(0.016);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    REQUIRE(comes(studio));
    CHECK(studio.recording().trainings[0].setup().network.windows()[0].shape[0] == 59);
    studio.settle(false);
    studio.undo();
    REQUIRE(comes(studio));
    CHECK(studio.recording().trainings[0].setup().network.windows()[0].shape[0] == 12);
}

TEST_CASE("a first look at some samples is followed by a wall of all") {
    Studio studio(wall(), {});
    set(studio, "data.samples", Value(700));
    REQUIRE(comes(studio));
    std::vector<std::size_t> seen;
    const auto end = Clock::now() + std::chrono::seconds(30);
    while (Clock::now() < end) {
        for (const TrainingRecording& run : studio.recording().trainings) {
            const std::size_t samples = run.walls()[0]->samples;
            CHECK((samples == 256 || samples == 700));
            seen.push_back(samples);
        }
        if (!studio.recording_busy()) break;
        studio.tick(0);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    CHECK(seen.front() == 256);
    CHECK(seen.back() == 700);
    // As if nobody had looked.
    const Recording alone = record(studio.plan());
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& one = studio.recording().trainings[i].walls();
        const auto& other = alone.trainings[i].walls();
        REQUIRE(one.size() == other.size());
        for (std::size_t w = 0; w < one.size(); ++w) {
            CHECK(one[w]->step == other[w]->step);
            CHECK(one[w]->loss == other[w]->loss);
            CHECK(*one[w]->stages[1].find(Quantity::gradient) ==
                  *other[w]->stages[1].find(Quantity::gradient));
        }
    }
}

TEST_CASE("hidden layers of a run are what it says itself and else what the base says") {
    const Experiment experiment = wall();
    const Plan meaning = plan(experiment);
    const auto first = hidden_layers_of(experiment, meaning.runs[0], 0);
    const auto second = hidden_layers_of(experiment, meaning.runs[1], 1);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->depth == 3);
    CHECK(first->width == 12);
    CHECK(first->activation == "tanh");
    CHECK(second->activation == "relu");
    CHECK(second->normalization == "none");
    CHECK_FALSE(first->shared);
    CHECK(path_of(experiment, 0, "network.activation") == "network.activation");
    CHECK(path_of(experiment, 1, "network.activation") == "runs.1.network.activation");
    Experiment written = experiment;
    set_from_text(written, "network.normalization=batch_norm");
    set_from_text(written, "network.shared=true");
    const auto changed = hidden_layers_of(written, plan(written).runs[0], 0);
    CHECK(changed->normalization == "batch_norm");
    CHECK(changed->shared);
}

TEST_CASE("a run that is added to a wall begins with an initializer that none has") {
    Studio studio(wall(), {});
    CHECK(studio.edit([&](Experiment& e) { add_run(e, studio.plan()); }));
    REQUIRE(studio.plan().runs.size() == 3);
    const std::string& added = studio.plan().runs[2].training->network.initializer.name;
    CHECK(added != "xavier_normal");
    CHECK(added != "normal");
    CHECK(find_initializer(added));
    CHECK(studio.selected() == 2);
    // All else is as in the run that was selected.
    CHECK(studio.plan().runs[2].training->network.layers ==
          studio.plan().runs[0].training->network.layers);
}

TEST_CASE("C goes through what the cells of a wall show and a wall is not measured anew for it") {
    Studio studio(wall(), {});
    studio.finish_recording();
    const auto before = studio.recording().trainings[0].walls()[0];
    const CellContent first = studio.plan().view.cells;
    int presses = 0;
    do {
        press({Key::c, false, false, false}, false, studio);
        ++presses;
    } while (studio.plan().view.cells != first && presses < 20);
    CHECK(presses == 6);
    CHECK(studio.recording().trainings[0].walls()[0] == before);
}
