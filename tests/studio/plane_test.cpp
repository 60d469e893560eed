// The plane's card: what its choices write, and that looking at another plane trains nothing again.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "app/studio/plane_edits.h"
#include "app/studio/studio_state.h"
#include "core/recording/recording.h"
#include "tests/studio/trying.h"

using namespace tani;
using namespace tani::studio;

namespace {

Experiment small(const std::string& more = "") {
    return read_experiment(R"(lab = "landscape"
steps = 30
batch = 10
data = { name = "moons", samples = 60 }
network = { layers = [{ dense = 4 }, "tanh", { dense = 2 }] }
)" + more,
                           "small.toml");
}

const std::string two = "[[runs]]\noptimizer = \"sgd\"\n[[runs]]\noptimizer = \"adam\"\n";

bool finish(Studio& studio) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    const auto done = [&] {
        const auto& landscape = studio.recording().landscape;
        return landscape && landscape->finished && !landscape->stale &&
               landscape->planes.at(0).spec == *studio.plan().runs[0].plane;
    };
    while (!done() && std::chrono::steady_clock::now() < end) {
        studio.tick(0);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return done();
}

}  // namespace

TEST_CASE("other directions take away what only the old ones could have") {
    Experiment e = small(two +
                         "[plane]\ndirections = \"pca\"\nat = \"mean\"\ndata = \"batch\"\n"
                         "x = [-1, 2]\ny = [-1, 1]\n");
    set_directions(e, plan(e), 0, Directions::between);
    const Plan now = plan(e);
    CHECK(now.runs[0].plane->directions == Directions::between);
    CHECK(now.runs[0].plane->shared);
    CHECK(now.runs[0].plane->data == PlaneData::train);
    CHECK(!now.runs[0].plane->x);
    set_directions(e, now, 0, Directions::random);
    CHECK(plan(e).runs[0].plane->at == PlaneSpec::At::final);
}

TEST_CASE("the extent is written and taken out") {
    Experiment e = small("plane = { x = [-1, 2], y = [-1, 1] }\n");
    CHECK(!extent_of(*plan(e).runs[0].plane));
    set_extent(e, 0, 0.5);
    CHECK(extent_of(*plan(e).runs[0].plane) == 0.5);
    CHECK(!find_value(e, "plane.x"));
    set_extent(e, 0, std::nullopt);
    CHECK(!plan(e).runs[0].plane->x);
    CHECK(!plan(e).runs[0].plane->y);
}

TEST_CASE("measuring the sharpness shows it and the other way round") {
    Experiment e = small();
    set_sharpness(e, plan(e), 0, true);
    Plan now = plan(e);
    CHECK(now.runs[0].training->path->curvature_every > 0);
    CHECK(now.view.panels == std::vector<std::string>{"plane", "loss", "honesty", "sharpness"});
    const Plan again = plan(read_experiment(write_experiment(e), "again.toml"));
    CHECK(again.runs[0] == now.runs[0]);
    set_sharpness(e, now, 0, false);
    now = plan(e);
    CHECK(now.runs[0].training->path->curvature_every == 0);
    CHECK(now.view.panels == std::vector<std::string>{"plane", "loss", "honesty"});
}

TEST_CASE("choices that mean nothing for a plane are known") {
    Experiment e = small();
    set_value(e, "data.validation", Value(0));
    PlaneChoices c = plane_choices_of(plan(e), 0);
    CHECK(c.normalization);
    CHECK(c.error);
    CHECK(c.batch);
    CHECK(!c.validation);
    CHECK(!c.between);
    CHECK(!c.statistics);
    CHECK(!c.mean);
    set_directions(e, plan(e), 0, Directions::joint_pca);
    c = plane_choices_of(plan(e), 0);
    CHECK(!c.normalization);
    CHECK(!c.batch);
    CHECK(c.mean);
}

TEST_CASE("another plane of the same run is looked at without training again") {
    Studio studio(small(), UserSettings{});
    REQUIRE(finish(studio));
    const void* trained = studio.recording().trainings.at(0).path()[3].get();
    for (const int points : {21, 23, 25}) {  // as a drag does
        studio.edit([&](Experiment& e) { set_value(e, "plane.points", Value(points)); });
        studio.tick(0);
    }
    REQUIRE(finish(studio));
    CHECK(studio.recording().landscape->planes.at(0).slice.x.points == 25);
    CHECK(studio.recording().trainings.at(0).path()[3].get() == trained);
    studio.undo();
    REQUIRE(finish(studio));
    CHECK(studio.recording().trainings.at(0).path()[3].get() == trained);
}
