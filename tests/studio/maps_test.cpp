// Maps in the window: they follow the experiment, and a click loads a cell.
#include <doctest/doctest.h>

#include <cmath>

#include "app/studio/map_edits.h"
#include "app/studio/studio_state.h"

using namespace tani;
using namespace tani::studio;

namespace {

Experiment mapped() {
    return read_experiment(R"(
steps = 50
start = [-9, 2]
optimizer = { name = "momentum", lr = 0.05, momentum = 0.5 }
runs = [{}, { optimizer = { name = "adam", lr = 0.2 } }]
[map]
x = "optimizer.lr=0.001:0.1:40"
y = "optimizer.momentum=0:0.9:30"
)",
                           "test");
}

std::vector<double> measured(const Studio& studio) {
    const RunMap& map = studio.maps().front();
    return sweep(studio.experiment(), map.plan).values;
}

}  // namespace

TEST_CASE("a map is measured in the background and follows the start") {
    Studio studio(mapped(), {});
    studio.finish_maps();
    REQUIRE(studio.maps().size() == 1);
    REQUIRE(studio.maps().front().map);
    CHECK(studio.maps().front().map->values == measured(studio));
    const auto before = studio.maps().front().map->values;
    for (int i = 0; i < 30; ++i) studio.edit([&](Experiment& e) { set_value(e, "start.0", Value(-9 + 0.1 * i)); });
    studio.finish_maps();
    CHECK(!studio.waiting());
    CHECK(studio.maps().front().map->values == measured(studio));
    CHECK(studio.maps().front().map->values != before);
}

TEST_CASE("moving through the map measures nothing again") {
    Studio studio(mapped(), {});
    studio.finish_maps();
    const auto map = studio.maps().front().map;
    studio.edit([](Experiment& e) { set_value(e, "optimizer.lr", Value(0.02)); });
    CHECK(!studio.waiting());
    CHECK(studio.maps().front().map == map);
    CHECK(studio.maps().front().site.here[0] == 0.02);
    CHECK(studio.maps().front().site.here[1] == 0.5);
}

TEST_CASE("a run without the mapped setting says so and another run brings the map back") {
    Studio studio(mapped(), {});
    studio.select(1);
    studio.finish_maps();
    REQUIRE(studio.maps().size() == 1);
    CHECK(studio.maps().front().problem.find("momentum") != std::string::npos);
    CHECK(!studio.maps().front().map);
    studio.select(0);
    studio.finish_maps();
    CHECK(studio.maps().front().problem.empty());
    CHECK(studio.maps().front().map);
}

TEST_CASE("a click loads a cell into the run and undo takes it back") {
    Studio studio(mapped(), {});
    const RunMap map = studio.maps().front();
    studio.edit([&](Experiment& e) { load_place(e, map, 0.0312345, 0.77777, false); });
    studio.settle(false);
    const auto& settings = studio.plan().runs[0].settings.optimizer.settings;
    CHECK(std::abs(settings[0] - 0.0312) < 1e-12);
    CHECK(std::abs(settings[1] - 0.778) < 1e-12);
    studio.edit([&](Experiment& e) { load_place(e, map, 8.0 / 81, 49.0 / 81, true); });
    CHECK(std::abs(studio.plan().runs[0].settings.optimizer.settings[0] - 0.0987654) < 1e-12);
    studio.settle(false);
    studio.undo();
    studio.undo();
    CHECK(studio.plan().runs[0].settings.optimizer.settings[0] == 0.05);
}

TEST_CASE("two elements of one setting are loaded together") {
    Experiment e = read_experiment("optimizer = 'adam'\n[map]\nx = 'optimizer.betas.0=0:0.99:8'\ny = 'optimizer.betas.1=0:0.99:8'", "test");
    const RunMap map = maps_of(e, plan(e)).front();
    REQUIRE(map.problem.empty());
    load_place(e, map, 0.5, 0.75, false);
    const OptimizerSpec spec = plan(e).runs[0].settings.optimizer;
    CHECK(spec.settings[static_cast<std::size_t>(parameter_index(*find_rule("adam"), "betas.0"))] == 0.5);
    CHECK(spec.settings[static_cast<std::size_t>(parameter_index(*find_rule("adam"), "betas.1"))] == 0.75);
}

TEST_CASE("a basin map shows every shown run over the domain and a click moves the start") {
    Experiment e = read_experiment("surface = 'himmelblau'\nruns = [{}, { optimizer = 'adam' }, { optimizer = 'momentum', hidden = true }]", "test");
    map_basins(e, plan(e));
    const auto maps = maps_of(e, plan(e));
    REQUIRE(maps.size() == 2);
    CHECK(maps[1].about_starts());
    load_place(e, maps[1], 1.5, -2.25, false);
    for (const RunPlan& run : plan(e).runs) CHECK(run.start == Point{1.5, -2.25});
}

TEST_CASE("every rule with two settings has a map of them") {
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        Experiment e = read_experiment("surface = 'valley'\nsteps = 3\noptimizer = '" + rule.id + "'", "test");
        if (!can_map_settings(plan(e))) continue;
        map_settings(e, plan(e));
        auto maps = maps_of(e, plan(e));
        REQUIRE(maps.size() == 1);
        CHECK(maps.front().problem == "");
        measure(maps, e, {}, {}, 5);
        REQUIRE(maps.front().map);
        CHECK(maps.front().map->values.size() == 25);
    }
}
