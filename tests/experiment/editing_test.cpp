// Editing by dotted paths, as the window and --set do.
#include <doctest/doctest.h>

#include <string>

#include "core/optimizer/optimizer.h"
#include "tests/experiment/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

std::string set_problem(Experiment& experiment, const char* assignment) {
    const Experiment before = experiment;
    try {
        set_from_text(experiment, assignment);
    } catch (const Error& error) {
        CHECK(experiment == before);
        return error.what();
    }
    return "";
}

const RunPlan& run_of(const Plan& plan, std::size_t index) { return plan.runs.at(index); }

}  // namespace

TEST_CASE("a value in place is replaced and the rest stays") {
    Experiment experiment = read(example);
    set_value(experiment, "runs.0.optimizer.lr", 0.05);
    std::string expected(example);
    expected.replace(expected.find("0.061"), 5, "0.05");
    CHECK(write_experiment(experiment) == expected);
}

TEST_CASE("missing tables and plain keys are added where they belong") {
    Experiment experiment = read("[surface]\nname = \"bowl\"\n[[runs]]\noptimizer = \"sgd\"\n");
    set_value(experiment, "steps", 30);
    set_value(experiment, "view.camera.zoom", 2);
    CHECK(write_experiment(experiment) ==
          "steps = 30\n\n[surface]\nname = \"bowl\"\n\n[[runs]]\noptimizer = "
          "\"sgd\"\n\n[view]\ncamera = { zoom = 2 }\n");
    CHECK(read(write_experiment(experiment)) == experiment);
}

TEST_CASE("a bare name becomes a table when a key is set in it") {
    Experiment experiment =
        read("optimizer = \"adam\"\nsurface = \"bowl\"\n[[runs]]\noptimizer = \"sgd\"");
    set_value(experiment, "optimizer.lr", 0.5);
    set_value(experiment, "surface.rotate", 10);
    set_value(experiment, "runs.0.optimizer.lr", 0.25);
    CHECK(has(write_experiment(experiment), "optimizer = { name = \"adam\", lr = 0.5 }"));
    CHECK(has(write_experiment(experiment), "optimizer = { name = \"sgd\", lr = 0.25 }"));
    CHECK(plan(experiment).runs[0].settings.surface.rotate == 10);
}

TEST_CASE("a part of what the file leaves to its default can be set") {
    Experiment experiment = read("");
    set_value(experiment, "optimizer.lr", 0.5);
    set_value(experiment, "surface.rotate", 10);
    const Plan result = plan(experiment);
    CHECK(run_of(result, 0).settings.optimizer.name == "sgd");
    CHECK(run_of(result, 0).settings.optimizer.settings[0] == 0.5);
    CHECK(run_of(result, 0).settings.surface.name == "valley");
}

TEST_CASE("setting a formula takes the name away and the reverse") {
    Experiment experiment = read("[surface]\nname = \"bowl\"\nx = [-1, 1]\n");
    set_value(experiment, "surface.formula", "x^2 + y^4");
    CHECK(plan(experiment).runs[0].settings.surface.formula == "x^2 + y^4");
    CHECK(plan(experiment).runs[0].settings.surface.x == Range{-1, 1});
    set_value(experiment, "surface.name", "valley");
    CHECK(plan(experiment).runs[0].settings.surface.name == "valley");
    Experiment short_form = read("surface = \"bowl\"");
    set_value(short_form, "surface.formula", "x^2");
    CHECK(plan(short_form).runs[0].settings.surface.formula == "x^2");
}

TEST_CASE("elements of lists are set and default lists appear whole") {
    Experiment experiment = read("optimizer = \"adam\"");
    set_value(experiment, "start.1", 1.5);
    set_value(experiment, "optimizer.betas.0", 0.8);
    set_value(experiment, "surface.x.1", 12);
    const Plan result = plan(experiment);
    const RunPlan& run = run_of(result, 0);
    CHECK(run.start == Point{find_surface("valley")->start[0], 1.5});
    CHECK(run.settings.surface.x == Range{find_surface("valley")->x.from, 12});
    const RuleEntry& adam = *find_rule("adam");
    CHECK(run.settings.optimizer
              .settings[static_cast<std::size_t>(parameter_index(adam, "betas.0"))] == 0.8);
    CHECK(run.settings.optimizer
              .settings[static_cast<std::size_t>(parameter_index(adam, "betas.1"))] == 0.999);
    set_value(experiment, "start.0", -3);
    CHECK(plan(experiment).runs[0].start == Point{-3, 1.5});
}

TEST_CASE("an element of a run's list starts from what the run has") {
    Experiment experiment = read(
        "start = [1, 2]\n[[runs]]\noptimizer = { name = \"adam\", betas = [0.5, 0.6] "
        "}\n[[runs]]\noptimizer = \"adam\"");
    set_value(experiment, "runs.1.start.0", 7);
    set_value(experiment, "runs.0.optimizer.betas.1", 0.7);
    set_value(experiment, "runs.1.optimizer.betas.1", 0.99);
    const Plan result = plan(experiment);
    CHECK(run_of(result, 1).start == Point{7, 2});
    CHECK(run_of(result, 0).start == Point{1, 2});
    CHECK(*find_value(experiment, "runs.0.optimizer.betas") == Value(Array{0.5, 0.7}));
    CHECK(*find_value(experiment, "runs.1.optimizer.betas") == Value(Array{0.9, 0.99}));
}

TEST_CASE("a schedule is set in parts around its name and reads back equal") {
    Experiment experiment = read("optimizer = { name = \"adam\", schedule = \"step\" }");
    set_from_text(experiment, "optimizer.schedule.gamma=0.9");
    CHECK(write_experiment(experiment) ==
          "optimizer = { name = \"adam\", schedule = { name = \"step\", gamma = 0.9 } }\n");
    CHECK(plan(experiment).runs[0].settings.optimizer.schedule == ScheduleSpec{"step", {30, 0.9}});
    const Experiment again = read(write_experiment(experiment));
    CHECK(again == experiment);
    CHECK(plan(again) == plan(experiment));

    Experiment bare = read("");
    set_from_text(bare, "optimizer.schedule=cosine");
    CHECK(*find_value(bare, "optimizer.schedule.name") == Value("cosine"));
    set_from_text(bare, "optimizer.schedule.eta_min=0.001");
    CHECK(plan(bare).runs[0].settings.optimizer.schedule == ScheduleSpec{"cosine", {0, 0.001}});
    CHECK(has(set_problem(bare, "optimizer.schedule.eta_mim=1"), "did you mean 'eta_min'?"));
    erase_value(bare, "optimizer.schedule");
    CHECK(plan(bare).runs[0].settings.optimizer.schedule == ScheduleSpec{});
    const Experiment none = read("optimizer = { name = \"sgd\", schedule = {} }");
    CHECK(read(write_experiment(none)) == none);
}

TEST_CASE("the index after the last run adds a run") {
    Experiment experiment = read("");
    set_value(experiment, "runs.0.optimizer", "adam");
    set_value(experiment, "runs.1.optimizer.lr", 0.5);
    CHECK(plan(experiment).runs.size() == 2);
    CHECK(plan(experiment).runs[1].settings.optimizer.name == "sgd");
    CHECK_THROWS_AS(set_value(experiment, "runs.5.steps", 3), Error);
    CHECK_THROWS_AS(set_value(experiment, "start.2", 3), Error);
}

TEST_CASE("paths that no experiment has are refused and change nothing") {
    Experiment experiment = read(example);
    CHECK(has(set_problem(experiment, "stpes=5"), "did you mean 'steps'?"));
    CHECK(has(set_problem(experiment, "optimizer.lrr=5"), "did you mean 'lr'?"));
    for (const char* wrong : {"runs.x.steps=1",
                              "runs.0.lab=\"surface\"",
                              "runs.0.runs.0.steps=1",
                              "steps.x=1",
                              "optimizer.lr.x=1",
                              "start.x=1",
                              "start.0.0=1",
                              "=1",
                              "steps",
                              "",
                              ".=1",
                              "surface..x=1",
                              "runs.-1.steps=1",
                              "runs.0.changes.0.start=[1,2]",
                              "runs.99999999999999999999.steps=1",
                              "title.fr=x",
                              "surface.constants.a.b=1",
                              "view.camera.zoom.x=1",
                              "optimizer.clip.norm.x=1",
                              "optimizer.schedule.clip=1",
                              "optimizer.schedule.lr=1",
                              "optimizer.schedule.gamma.0=1",
                              "optimizer.gamma.name=1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(set_problem(experiment, wrong).empty());
    }
    CHECK_FALSE(set_problem(experiment, (std::string(100000, 'a') + "=1").c_str()).empty());
    CHECK(write_experiment(experiment) == example);
}

TEST_CASE("values of the command line are TOML or else texts") {
    Experiment experiment = read(example);
    for (const char* assignment :
         {"steps=500", "runs.0.optimizer.lr=0.1", "optimizer=adam", "surface.formula=x^2 + y^2",
          "title=A new title", "start=[1, 2]", "view.language=en",
          "runs.1.optimizer={ name = \"adam\", lr = 0.5 }", "runs.0.hidden=true",
          "runs.0.label=2024", "caption=2024-01-01", "noise.gradient=1e-3", "film.steps=[0, 10]"}) {
        CAPTURE(assignment);
        CHECK(set_problem(experiment, assignment) == "");
    }
    const Plan result = plan(experiment);
    CHECK(run_of(result, 0).steps == 500);
    CHECK(run_of(result, 0).settings.optimizer.settings[0] == 0.1);
    CHECK(run_of(result, 0).settings.surface.formula == "x^2 + y^2");
    CHECK(result.title.en == "A new title");
    CHECK(run_of(result, 0).start == Point{1, 2});
    CHECK(run_of(result, 1).settings.optimizer.name == "adam");
    CHECK(run_of(result, 0).hidden);
    CHECK(run_of(result, 0).label == "2024");
    CHECK(result.caption.en == "2024-01-01");
    CHECK(run_of(result, 1).settings.gradient_noise == 1e-3);
    CHECK(result.film.last == 10);
}

TEST_CASE("a formula that is a number alone is a text") {
    Experiment experiment = read("");
    set_from_text(experiment, "surface.formula=1");
    CHECK(plan(experiment).runs[0].settings.surface.formula == "1");
}

TEST_CASE("a value cannot smuggle other keys in") {
    Experiment experiment = read("");
    set_from_text(experiment, "title=1\nsteps = 3");
    CHECK(plan(experiment).runs[0].steps == 200);
    CHECK_FALSE(set_problem(experiment, "start=[1,").empty());
}

TEST_CASE("a title is set in one language and keeps the other") {
    Experiment experiment = read("title = \"valley\"");
    set_value(experiment, "title.ja", "谷");
    CHECK(plan(experiment).title == Text{"valley", "谷"});
}

TEST_CASE("values are found by their paths") {
    const Experiment experiment = read(example);
    CHECK(*find_value(experiment, "steps") == Value(200));
    CHECK(*find_value(experiment, "runs.1.changes.0.optimizer.lr") == Value(0.01));
    CHECK(*find_value(experiment, "start.1") == Value(2.0));
    CHECK(find_value(experiment, "runs.2") == nullptr);
    CHECK(find_value(experiment, "steps.0") == nullptr);
    CHECK(find_value(experiment, "") == nullptr);
    CHECK(find_value(experiment, "runs.x") == nullptr);
    const Experiment short_form = read("optimizer = \"adam\"");
    CHECK(*find_value(short_form, "optimizer.name") == Value("adam"));
}

TEST_CASE("erasing takes emptied tables away but never another run's place") {
    Experiment experiment = read(
        "steps = 5\n[surface]\nname = \"bowl\"\n[[runs]]\nsteps = 7\n[[runs]]\nseed = "
        "3\n[view]\ncamera = { zoom = 2 }\n");
    erase_value(experiment, "view.camera.zoom");
    CHECK(find_value(experiment, "view") == nullptr);
    erase_value(experiment, "runs.0.steps");
    REQUIRE(plan(experiment).runs.size() == 2);
    CHECK(plan(experiment).runs[0].steps == 5);
    CHECK(plan(experiment).runs[1].seed == 3);
    erase_value(experiment, "runs.0");
    CHECK(plan(experiment).runs.size() == 1);
    CHECK(plan(experiment).runs[0].seed == 3);
    erase_value(experiment, "runs.0");
    CHECK(find_value(experiment, "runs") == nullptr);
    const Experiment before = experiment;
    for (const char* nothing : {"film.fps", "runs.3", "", "steps.x", "surface.name.x"})
        erase_value(experiment, nothing);
    CHECK(experiment == before);
}

TEST_CASE("erasing the name of a surface given by its name alone removes the surface") {
    Experiment experiment = read("surface = \"bowl\"");
    erase_value(experiment, "surface.name");
    CHECK(find_value(experiment, "surface") == nullptr);
}
