// Edits that panels make: runs, changes at a step, rules, starts, surfaces.
#include <doctest/doctest.h>

#include <cmath>

#include "app/studio/edits.h"
#include "core/recording/recording.h"
#include "tests/studio/trying.h"

using namespace tani;
using namespace tani::studio;

namespace {

double setting(const Experiment& experiment, int run, int step, std::string_view key) {
    const Plan p = plan(experiment);
    const OptimizerSpec& spec =
        settings_in_force(p.runs[static_cast<std::size_t>(run)], step).optimizer;
    return spec.settings[static_cast<std::size_t>(parameter_index(*find_rule(spec.name), key))];
}

}  // namespace

TEST_CASE("from the start edits the run and from here writes a change at the step") {
    Experiment e = valley();
    set_setting(e, {0, 0}, "optimizer.lr", Value(0.03));
    CHECK(setting(e, 0, 0, "lr") == 0.03);
    CHECK(plan(e).runs[0].changes.empty());
    set_setting(e, {0, 40}, "optimizer.lr", Value(0.01));
    const Plan p = plan(e);
    REQUIRE(p.runs[0].changes.size() == 1);
    CHECK(p.runs[0].changes[0].step == 40);
    CHECK(setting(e, 0, 39, "lr") == 0.03);
    CHECK(setting(e, 0, 40, "lr") == 0.01);
    CHECK(p.runs[1].changes.empty());
}

TEST_CASE("changes at one step merge and changes at several steps stay in order") {
    Experiment e = valley();
    set_setting(e, {1, 40}, "optimizer.lr", Value(0.01));
    set_setting(e, {1, 40}, "optimizer.momentum", Value(0.5));
    set_setting(e, {1, 20}, "optimizer.lr", Value(0.02));
    set_setting(e, {1, 60}, "noise.gradient", Value(0.1));
    const Plan p = plan(e);
    REQUIRE(p.runs[1].changes.size() == 3);
    CHECK(p.runs[1].changes[0].step == 20);
    CHECK(p.runs[1].changes[1].step == 40);
    CHECK(p.runs[1].changes[2].step == 60);
    CHECK(setting(e, 1, 50, "lr") == 0.01);
    CHECK(setting(e, 1, 50, "momentum") == 0.5);
    CHECK(settings_in_force(p.runs[1], 70).gradient_noise == 0.1);
    const auto lines = changes_of(e, 1);
    REQUIRE(lines.size() == 3);
    CHECK(lines[1].values.size() == 2);
    CHECK(lines[1].values[0].first == "optimizer.lr");
}

TEST_CASE("a change taken out leaves no trace") {
    const Experiment before = valley();
    Experiment e = before;
    set_setting(e, {0, 40}, "optimizer.lr", Value(0.01));
    remove_change(e, 0, 0);
    CHECK(e == before);
    set_setting(e, {0, 40}, "optimizer.lr", Value(0.01));
    erase_setting(e, {0, 40}, "optimizer.lr");
    CHECK(e == before);
}

TEST_CASE("a run that follows the base's changes gets its own copy when one is added") {
    Experiment e = valley();
    set_value(e, "changes", Value(Array{[] {
                  Table change, optimizer;
                  optimizer["lr"] = Value(0.02);
                  change["step"] = Value(10);
                  change["optimizer"] = Value(optimizer);
                  return Value(change);
              }()}));
    set_setting(e, {1, 30}, "optimizer.lr", Value(0.01));
    const Plan p = plan(e);
    CHECK(p.runs[0].changes.size() == 1);
    CHECK(p.runs[1].changes.size() == 2);
}

TEST_CASE("an experiment without runs is edited in place until it needs a second run") {
    Experiment e = single();
    set_setting(e, {0, 0}, "optimizer.lr", Value(0.2));
    CHECK(e.document.find("runs") == nullptr);
    CHECK(setting(e, 0, 0, "lr") == 0.2);
    add_run(e, plan(e));
    const Plan p = plan(e);
    REQUIRE(p.runs.size() == 2);
    CHECK(setting(e, 0, 0, "lr") == 0.2);
    CHECK(p.view.selected == 1);
}

TEST_CASE("an element of an array is set with its neighbours") {
    Experiment e = single();
    const RuleEntry& adam = *find_rule("adam");
    const int beta2 = parameter_index(adam, "betas.1");
    REQUIRE(beta2 >= 0);
    set_parameter(e, plan(e), {0, 0}, adam.parameters[static_cast<std::size_t>(beta2)], 0.95);
    CHECK(setting(e, 0, 0, "betas.0") == 0.9);
    CHECK(setting(e, 0, 0, "betas.1") == 0.95);
}

TEST_CASE("an added run starts where the selected one does and at a rate that does not diverge") {
    for (const char* surface : {"valley", "rosenbrock", "beale"}) {
        Experiment e = valley();
        choose_surface(e, 0, *find_surface(surface));
        for (int i = 0; i < 6; ++i) add_run(e, plan(e));
        const Plan p = plan(e);
        REQUIRE(p.runs.size() == 8);
        const Recording recording = record(p);
        for (std::size_t i = 2; i < p.runs.size(); ++i) {
            CAPTURE(p.runs[i].label);
            CHECK(p.runs[i].start == p.runs[0].start);
            CHECK(!recording.runs[i].outcome().diverged);
        }
    }
}

TEST_CASE("another rule keeps the clipping and drops the old rule's settings") {
    Experiment e = valley();
    set_setting(e, {1, 0}, "optimizer.clip.norm", Value(2.0));
    set_rule(e, plan(e), 1, *find_rule("adam"));
    const Plan p = plan(e);
    CHECK(p.runs[1].settings.optimizer.name == "adam");
    CHECK(p.runs[1].settings.optimizer.clip.norm == 2.0);
}

TEST_CASE("another rule keeps the schedule with its settings") {
    Experiment e = valley();
    set_setting(e, {1, 0}, "optimizer.schedule", Value(Table()));
    set_schedule(e, plan(e), {1, 0}, "step");
    set_setting(e, {1, 0}, "optimizer.schedule.step_size", Value(7));
    set_rule(e, plan(e), 1, *find_rule("adam"));
    const OptimizerSpec spec = plan(e).runs[1].settings.optimizer;
    CHECK(spec.name == "adam");
    CHECK(spec.schedule == ScheduleSpec{"step", {7, 0.1}});
    CHECK(plan(read_experiment(write_experiment(e), "again")) == plan(e));
}

TEST_CASE("a schedule is chosen and taken away from the start and from a step on") {
    Experiment e = valley();
    const Experiment before = e;
    set_schedule(e, plan(e), {0, 0}, "cosine");
    CHECK(plan(e).runs[0].settings.optimizer.schedule.name == "cosine");
    set_schedule(e, plan(e), {0, 40}, "");
    CHECK(plan(e).runs[0].changes.at(0).settings.optimizer.schedule.name.empty());
    CHECK(plan(e).runs[0].settings.optimizer.schedule.name == "cosine");
    CHECK(changes_of(e, 0).at(0).values.at(0).first == "optimizer.schedule");
    set_schedule(e, plan(e), {0, 40}, "exponential");
    CHECK(plan(e).runs[0].changes.at(0).settings.optimizer.schedule.name == "exponential");
    remove_change(e, 0, 0);
    set_schedule(e, plan(e), {0, 0}, "");
    CHECK(e == before);
}

TEST_CASE("a schedule of the base can be taken away from a run") {
    Experiment e = read_experiment(
        "optimizer = { name = \"sgd\", schedule = \"cosine\" }\n"
        "[[runs]]\n[[runs]]\noptimizer = { lr = 0.02 }\n",
        "base.toml");
    set_schedule(e, plan(e), {1, 0}, "");
    CHECK(plan(e).runs[0].settings.optimizer.schedule.name == "cosine");
    CHECK(plan(e).runs[1].settings.optimizer.schedule.name.empty());
    CHECK(plan(e).runs[1].settings.optimizer.settings[0] == 0.02);
}

TEST_CASE("a chosen schedule shows something within the run") {
    Experiment e = valley();
    set_schedule(e, plan(e), {0, 0}, "cyclic");
    // PyTorch's 2000 steps up would never be reached in 100.
    CHECK(plan(e).runs[0].settings.optimizer.schedule == ScheduleSpec{"cyclic", {0.001, 12}});
}

TEST_CASE("copies are next to their model and the last run cannot be removed") {
    Experiment e = valley();
    set_label(e, 0, "mine");
    copy_run(e, 0);
    Plan p = plan(e);
    REQUIRE(p.runs.size() == 3);
    CHECK(p.runs[1].settings.optimizer.name == "sgd");
    CHECK(p.runs[0].label != p.runs[1].label);
    CHECK(p.view.selected == 1);
    for (int i = 0; i < 5; ++i) remove_run(e, 0);
    CHECK(plan(e).runs.size() == 1);
}

TEST_CASE("runs that share a start move together and others stay") {
    Experiment e = valley();
    set_start(e, plan(e), {-5, 1});
    CHECK(plan(e).runs[0].start == Point{-5, 1});
    CHECK(plan(e).runs[1].start == Point{-5, 1});
    set_value(e, "runs.1.start", Value(Array{Value(3.0), Value(1.0)}));
    set_start(e, plan(e), {-7, 2});
    CHECK(plan(e).runs[0].start == Point{-7, 2});
    CHECK(plan(e).runs[1].start == Point{3, 1});
}

TEST_CASE("a start set with the mouse has few digits") {
    const SurfaceSpec surface = plan(valley()).runs[0].settings.surface;
    const Point p = rounded_start({-1.23456789, 0.98765432}, surface);
    CHECK(std::abs(p[0] + 1.2) < 1e-12);
    CHECK(std::abs(p[1] - 0.99) < 1e-12);
}

TEST_CASE("a typed formula keeps the domain and makes constants of short names") {
    Experiment e = valley();
    type_formula(e, plan(e), 0, "a*x^2 + k*y^2");
    const SurfaceSpec surface = plan(e).runs[0].settings.surface;
    CHECK(surface.formula == "a*x^2 + k*y^2");
    CHECK(surface.x == Range{-10, 10});
    REQUIRE(surface.constants.size() == 2);
    CHECK(surface.constants[0].second == 4);
    CHECK(surface.constants[1].second == 1);
    type_formula(e, plan(e), 0, "x^2 + y^2");
    CHECK(plan(e).runs[0].settings.surface.constants.empty());
}

TEST_CASE("a wrong formula is refused with its column and changes nothing") {
    const Experiment before = valley();
    for (const char* formula : {"x^2 +", "sni(x)", "foo*x", "(x", ""}) {
        Experiment e = before;
        CAPTURE(formula);
        CHECK_THROWS_AS(type_formula(e, plan(e), 0, formula), Error);
        CHECK(e == before);
    }
}

TEST_CASE("names in a formula are neither functions nor numbers") {
    CHECK(names_in("sin(x) + 1e5*a - 2.5e-3*y + pi*e*b").size() == 2);
    CHECK(names_in("x + y").empty());
}

TEST_CASE("the marks on the scrub bar are the steps at which shown runs change") {
    Experiment e = valley();
    set_setting(e, {0, 40}, "optimizer.lr", Value(0.01));
    set_setting(e, {1, 40}, "optimizer.lr", Value(0.01));
    set_setting(e, {1, 20}, "optimizer.lr", Value(0.02));
    CHECK(change_steps(plan(e)) == std::vector<int>{20, 40});
    set_hidden(e, 1, true);
    CHECK(change_steps(plan(e)) == std::vector<int>{40});
    set_hidden(e, 1, false);
    CHECK(change_steps(plan(e)) == std::vector<int>{20, 40});
}

TEST_CASE("a title typed in one language keeps the other") {
    Experiment e = valley();
    set_text(e, "title", {"A valley", "谷"}, Language::ja, "細長い谷");
    CHECK(plan(e).title.en == "A valley");
    CHECK(plan(e).title.ja == "細長い谷");
}
