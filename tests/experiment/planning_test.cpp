// What an experiment means: merging, defaults, changes.
#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <string>

#include "core/optimizer/optimizer.h"
#include "tests/experiment/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

double setting(const Settings& settings, const char* key) {
    const RuleEntry* rule = find_rule(settings.optimizer.name);
    REQUIRE(rule);
    const int index = parameter_index(*rule, key);
    REQUIRE(index >= 0);
    return settings.optimizer.settings[static_cast<std::size_t>(index)];
}

double constant(const SurfaceSpec& surface, const std::string& name) {
    for (const auto& [id, value] : surface.constants) {
        if (id == name) return value;
    }
    return NAN;
}

}  // namespace

TEST_CASE("the design's example means what it says") {
    const Plan plan = plan_of(example);
    CHECK(plan.lab == "surface");
    CHECK(plan.title == Text{"A long valley", "細長い谷"});
    REQUIRE(plan.runs.size() == 2);
    const RunPlan& second = plan.runs[1];
    CHECK(plan.runs[0].label == "sgd");
    CHECK(second.label == "momentum, lower rate later");
    CHECK(second.shown == Text{second.label, second.label});
    CHECK(second.start == Point{-9, 2});
    CHECK(second.steps == 200);
    CHECK(setting(second.settings, "momentum") == 0.7);
    REQUIRE(second.changes.size() == 1);
    CHECK(second.changes[0].step == 120);
    CHECK_FALSE(second.changes[0].reset);
    CHECK(setting(second.changes[0].settings, "lr") == 0.01);
    CHECK(setting(second.changes[0].settings, "momentum") == 0.7);
    CHECK(plan.view.height == HeightScale::log);
    CHECK(plan.view.language == Language::ja);
    CHECK(plan.view.theme == Theme::dark);
    CHECK(plan.film.first == 0);
    CHECK(plan.film.last == 60);
}

TEST_CASE("an empty file is one run of plain descent on the valley") {
    const Plan plan = plan_of("");
    REQUIRE(plan.runs.size() == 1);
    CHECK(plan.runs[0].settings.surface == spec_of(*find_surface("valley")));
    CHECK(plan.runs[0].settings.optimizer.name == "sgd");
    CHECK(plan.runs[0].settings.optimizer.settings == default_settings(*find_rule("sgd")));
    CHECK(plan.runs[0].start == find_surface("valley")->start);
    CHECK(plan.runs[0].steps == 200);
    CHECK(plan.view == View{});
    CHECK(plan.film == Film{});
    CHECK(plan_of("runs = []").runs.size() == 1);
}

TEST_CASE("a run is merged key by key") {
    const Plan plan = plan_of(R"(
steps = 50
optimizer = { name = "momentum", lr = 0.02, momentum = 0.5 }
[surface]
name = "valley"
constants = { a = 8 }
x = [-20, 20]
[[runs]]
optimizer = { lr = 0.04 }
surface = { constants = { b = 2 } }
[[runs]]
steps = 7
seed = 3
start = [1, 2]
)");
    const RunPlan& first = plan.runs[0];
    CHECK(setting(first.settings, "lr") == 0.04);
    CHECK(setting(first.settings, "momentum") == 0.5);
    CHECK(constant(first.settings.surface, "a") == 8);
    CHECK(constant(first.settings.surface, "b") == 2);
    CHECK(first.settings.surface.x == Range{-20, 20});
    CHECK(first.steps == 50);
    CHECK(plan.runs[1].steps == 7);
    CHECK(plan.runs[1].seed == 3);
    CHECK(plan.runs[1].start == Point{1, 2});
    CHECK(setting(plan.runs[1].settings, "lr") == 0.02);
}

TEST_CASE("a table that says a name or a formula replaces the base's whole") {
    const Plan plan = plan_of(R"(
optimizer = { name = "momentum", lr = 0.02, momentum = 0.5 }
[surface]
name = "valley"
x = [-20, 20]
[[runs]]
optimizer = { name = "momentum" }
[[runs]]
surface = { formula = "x^2 + y^2" }
[[runs]]
surface = { name = "valley", rotate = 10 }
)");
    CHECK(setting(plan.runs[0].settings, "lr") == 0.01);
    CHECK(setting(plan.runs[0].settings, "momentum") == 0.9);
    CHECK(plan.runs[1].settings.surface.name.empty());
    CHECK(plan.runs[1].settings.surface.x == Range{-5, 5});
    CHECK(plan.runs[2].settings.surface.x == find_surface("valley")->x);
}

TEST_CASE("a text stands for a table with that name") {
    const Plan plan = plan_of(R"(
surface = "valley"
optimizer = "adam"
[[runs]]
optimizer = { lr = 0.5 }
[[runs]]
optimizer = "sgd"
surface = "rosenbrock"
[[runs]]
surface = { rotate = 30 }
)");
    CHECK(plan.runs[0].settings.optimizer.name == "adam");
    CHECK(setting(plan.runs[0].settings, "lr") == 0.5);
    CHECK(plan.runs[1].settings.optimizer.name == "sgd");
    CHECK(plan.runs[1].settings.surface.name == "rosenbrock");
    CHECK(plan.runs[2].settings.surface.rotate == 30);
}

TEST_CASE("arrays replace and noise and stop merge") {
    const Plan plan = plan_of(R"(
noise = { gradient = 0.5 }
stop = { tolerance = 1e-8, on = "loss" }
optimizer = { name = "adam", betas = [0.8, 0.9] }
changes = [{ step = 5, optimizer = { lr = 1 } }]
[[runs]]
optimizer = { betas = [0.5, 0.6] }
stop = { tolerance = 1e-3 }
changes = []
[[runs]]
noise = { gradient = 0 }
)");
    CHECK(setting(plan.runs[0].settings, "betas.0") == 0.5);
    CHECK(setting(plan.runs[0].settings, "betas.1") == 0.6);
    CHECK(plan.runs[0].settings.stop.tolerance == 1e-3);
    CHECK(plan.runs[0].settings.stop.on == StopRule::On::loss);
    CHECK(plan.runs[0].settings.gradient_noise == 0.5);
    CHECK(plan.runs[0].changes.empty());
    CHECK(plan.runs[1].settings.gradient_noise == 0);
    CHECK(plan.runs[1].changes.size() == 1);
}

TEST_CASE("a schedule is a name or a table and its defaults are filled in") {
    const auto schedule_of = [](const std::string& schedule) {
        return plan_of("optimizer = { name = \"adam\", schedule = " + schedule + " }")
            .runs[0]
            .settings.optimizer.schedule;
    };
    CHECK(schedule_of("\"cosine\"") == ScheduleSpec{"cosine", {0, 0}});
    CHECK(schedule_of("{ name = \"step\", step_size = 7 }") == ScheduleSpec{"step", {7, 0.1}});
    CHECK(schedule_of("{}") == ScheduleSpec{});
    CHECK(plan_of("").runs[0].settings.optimizer.schedule == ScheduleSpec{});
}

TEST_CASE(
    "a schedule that says its name replaces the base's and one that does not is laid over it") {
    const Plan plan = plan_of(R"(
optimizer = { name = "sgd", schedule = "step" }
[[runs]]
[[runs]]
optimizer = { schedule = { gamma = 0.5 } }
[[runs]]
optimizer = { lr = 0.2, schedule = { name = "exponential", gamma = 0.5 } }
[[runs]]
optimizer = { schedule = "plateau" }
[[runs]]
optimizer = { schedule = {} }
[[runs]]
optimizer = "adam"
[[runs]]
optimizer = { schedule = { gamma = 0.5 } }
changes = [{ step = 5, optimizer = { schedule = { step_size = 3 } } }, { step = 9, optimizer = { schedule = {} } }]
)");
    const auto schedule = [&](std::size_t i) { return plan.runs[i].settings.optimizer.schedule; };
    CHECK(schedule(0) == ScheduleSpec{"step", {30, 0.1}});
    CHECK(schedule(1) == ScheduleSpec{"step", {30, 0.5}});
    CHECK(schedule(2) == ScheduleSpec{"exponential", {0.5}});
    CHECK(schedule(3).name == "plateau");
    CHECK(schedule(4) == ScheduleSpec{});
    CHECK(schedule(5) == ScheduleSpec{});
    const auto& changes = plan.runs[6].changes;
    CHECK(changes[0].settings.optimizer.schedule == ScheduleSpec{"step", {3, 0.5}});
    CHECK(changes[1].settings.optimizer.schedule == ScheduleSpec{});
    CHECK(has(plan.runs[1].shown.en, "Step decay (γ = 0.5)"));
    CHECK(has(plan.runs[1].shown.ja, "階段状の減衰（γ = 0.5）"));
}

TEST_CASE("a clip of a run replaces the base's") {
    const Plan plan = plan_of(R"(
optimizer = { name = "sgd", clip = { norm = 1 } }
[[runs]]
[[runs]]
optimizer = { clip = { value = 2 } }
[[runs]]
optimizer = { clip = {} }
)");
    CHECK(plan.runs[0].settings.optimizer.clip == Clip{.norm = 1, .value = {}});
    CHECK(plan.runs[1].settings.optimizer.clip == Clip{.norm = {}, .value = 2});
    CHECK(plan.runs[2].settings.optimizer.clip == Clip{});
}

TEST_CASE("changes add up by rising step whatever their order in the file") {
    const Plan plan = plan_of(R"(
optimizer = { name = "momentum", lr = 0.1, momentum = 0.5 }
changes = [
    { step = 20, optimizer = { lr = 0.01 }, reset = true },
    { step = 10, optimizer = { momentum = 0.9 }, surface = { rotate = 45 }, noise = { gradient = 2 } },
    { step = 1000, optimizer = "adam" },
]
)");
    const auto& changes = plan.runs[0].changes;
    REQUIRE(changes.size() == 3);
    CHECK(changes[0].step == 10);
    CHECK(setting(changes[0].settings, "momentum") == 0.9);
    CHECK(setting(changes[0].settings, "lr") == 0.1);
    CHECK_FALSE(changes[0].reset);
    CHECK(changes[1].step == 20);
    CHECK(changes[1].reset);
    CHECK(setting(changes[1].settings, "momentum") == 0.9);
    CHECK(setting(changes[1].settings, "lr") == 0.01);
    CHECK(changes[1].settings.surface.rotate == 45);
    CHECK(changes[1].settings.gradient_noise == 2);
    // Beyond the last step: kept, so that shortening the run never breaks the file.
    CHECK(changes[2].step == 1000);
    CHECK(changes[2].settings.optimizer.name == "adam");
}

TEST_CASE("the start is the surface's and turns with it") {
    const Point start = find_surface("valley")->start;
    const Plan plan = plan_of(
        "[surface]\nname = \"valley\"\nrotate = 90\n[[runs]]\n[[runs]]\nsurface = { rotate = 0 "
        "}\n[[runs]]\nstart = [1, 1]");
    CHECK(plan.runs[0].start == rotated(start, 90));
    CHECK(plan.runs[1].start == start);
    CHECK(plan.runs[2].start == Point{1, 1});
}

TEST_CASE("a typed formula has ranges and a start of its own") {
    const SurfaceSpec surface =
        plan_of("[surface]\nformula = \"p*x^2 + y^2\"\nconstants = { p = 3 }")
            .runs[0]
            .settings.surface;
    CHECK(surface.formula == "p*x^2 + y^2");
    CHECK(surface.x == Range{-5, 5});
    CHECK(surface.y == Range{-5, 5});
    CHECK(constant(surface, "p") == 3);
    const Point start =
        plan_of("[surface]\nformula = \"x^2\"\nx = [0, 20]\ny = [-10, 0]").runs[0].start;
    CHECK(std::abs(start[0] - 3) < 1e-12);
    CHECK(std::abs(start[1] + 2) < 1e-12);
}

TEST_CASE("whole numbers may be written with a decimal point") {
    CHECK(plan_of("steps = 200.0").runs[0].steps == 200);
    CHECK(plan_of("seed = 3.0").runs[0].seed == 3);
    CHECK(plan_of("steps = 1000000").runs[0].steps == 1000000);
    CHECK(
        plan_of("optimizer = { name = \"sgd\", lr = 1 }").runs[0].settings.optimizer.settings[0] ==
        1.0);
}

TEST_CASE("every key of the view and the film arrives") {
    const Plan plan = plan_of(R"(
steps = 50
[[runs]]
[[runs]]
hidden = true
[view]
show = "contours"
height = "linear"
loss_scale = "log"
curves_over = "rate"
panels = ["grad_norm", "distance"]
camera = { azimuth = -10, elevation = 80, zoom = 2.5 }
paths = "line"
trail = 12
arrows = ["gradient", "velocity"]
caption = false
selected = 1
language = "en"
theme = "projector"
[film]
steps = [5, 40]
hold = 0
fps = 29.97
seconds = 4
)");
    const View view = {.show = ShowMode::contours,
                       .height = HeightScale::linear,
                       .panels = {"grad_norm", "distance"},
                       .camera = {-10, 80, 2.5},
                       .paths = PathStyle::line,
                       .trail = 12,
                       .arrows = {"gradient", "velocity"},
                       .caption = false,
                       .loss_scale = HeightScale::log,
                       .curves_over = CurveAxis::rate,
                       .selected = 1,
                       .language = Language::en,
                       .theme = Theme::projector};
    CHECK(plan.view == view);
    const Film film = {.first = 5, .last = 40, .hold = 0, .fps = 29.97, .seconds = 4};
    CHECK(plan.film == film);
    CHECK(plan.runs[1].hidden);
    CHECK_FALSE(plan.runs[0].hidden);
}

TEST_CASE("a film and a selection beyond what is left are brought back") {
    const Plan plan = plan_of("steps = 20\n[view]\nselected = 9\n[film]\nsteps = [30, 60]");
    CHECK(plan.film.first == 20);
    CHECK(plan.film.last == 20);
    CHECK(plan.view.selected == 0);
}

TEST_CASE("labels are the rule's id made unique") {
    const Plan plan = plan_of(R"(
[[runs]]
optimizer = "adam"
[[runs]]
optimizer = "adam"
[[runs]]
label = "adam 3"
[[runs]]
optimizer = "adam"
[[runs]]
label = "sgd"
[[runs]]
optimizer = "sgd"
)");
    CHECK(plan.runs[0].label == "adam");
    CHECK(plan.runs[1].label == "adam 2");
    CHECK(plan.runs[2].label == "adam 3");
    CHECK(plan.runs[3].label == "adam 4");
    CHECK(plan.runs[4].label == "sgd");
    CHECK(plan.runs[5].label == "sgd 2");
}

TEST_CASE("labels may be in two languages") {
    const Plan plan = plan_of(
        "[[runs]]\nlabel = { en = \"slow\", ja = \"遅い\" }\n[[runs]]\nlabel = { ja = \"速い\" }");
    CHECK(plan.runs[0].label == "slow");
    CHECK(plan.runs[0].shown == Text{"slow", "遅い"});
    CHECK(plan.runs[1].label == "速い");
}

TEST_CASE("runs of one rule are shown with what tells them apart") {
    const Plan rates = plan_of(
        "optimizer = \"momentum\"\n[[runs]]\noptimizer = { lr = 0.03 }\n[[runs]]\noptimizer = { lr "
        "= 0.061 }\n[[runs]]\noptimizer = \"adam\"");
    const Text momentum = find_rule("momentum")->name;
    CHECK(rates.runs[0].shown == Text{momentum.en + " (η = 0.03)", momentum.ja + "（η = 0.03）"});
    CHECK(rates.runs[1].shown.en == momentum.en + " (η = 0.061)");
    CHECK(rates.runs[2].shown == find_rule("adam")->name);

    const Plan inertia = plan_of(
        "optimizer = { name = \"momentum\", lr = 0.01 }\n[[runs]]\noptimizer = { momentum = 0.5 "
        "}\n[[runs]]\noptimizer = { momentum = 0.9 }");
    CHECK(inertia.runs[0].shown.en == momentum.en + " (α = 0.5)");

    const Plan both = plan_of(
        "optimizer = \"momentum\"\n[[runs]]\noptimizer = { lr = 0.1, momentum = 0.5 "
        "}\n[[runs]]\noptimizer = { lr = 0.1, momentum = 0.9 }\n[[runs]]\noptimizer = { lr = 0.2, "
        "momentum = 0.5 }");
    CHECK(both.runs[0].shown.en == momentum.en + " (η = 0.1, α = 0.5)");

    const Plan changed =
        plan_of("[[runs]]\n[[runs]]\nchanges = [{ step = 40, optimizer = { lr = 0.03125 } }]");
    CHECK(has(changed.runs[1].shown.en, "η = 0.01 → 0.03125"));

    const Plan clipped = plan_of("[[runs]]\n[[runs]]\noptimizer = { clip = { norm = 1 } }");
    CHECK(has(clipped.runs[1].shown.en, "clip norm 1"));
    CHECK_FALSE(has(clipped.runs[0].shown.en, "clip"));

    const Plan equal = plan_of("optimizer = \"adam\"\n[[runs]]\n[[runs]]");
    CHECK(equal.runs[0].shown.en == find_rule("adam")->name.en);
    CHECK(equal.runs[1].shown.en == find_rule("adam")->name.en + " 2");
}

TEST_CASE("every key is described in both languages and can be found") {
    for (const KeyHelp& key : experiment_keys()) {
        CAPTURE(key.path);
        CHECK_FALSE(key.type.empty());
        CHECK_FALSE(key.help.en.empty());
        CHECK_FALSE(key.help.ja.empty());
    }
    const auto described = [](std::string_view path) {
        for (const KeyHelp& key : experiment_keys()) {
            if (key.path == path) return true;
        }
        return false;
    };
    for (const char* path :
         {"steps", "surface.formula", "optimizer.clip.norm", "optimizer.schedule",
          "optimizer.schedule.name", "optimizer.schedule.PARAMETER", "runs.N.label",
          "changes.N.step", "view.camera.zoom", "film.fps", "noise.gradient", "stop.on"}) {
        CAPTURE(path);
        CHECK(described(path));
    }
}

TEST_CASE("a plan of ten runs takes less than a millisecond") {
    std::string text =
        "[surface]\nformula = \"(x-1)^2/4 + 5*(y - x^2/2)^2 + a*sin(x)\"\nconstants = { a = 1 }\n";
    for (int i = 1; i <= 10; ++i)
        text +=
            "[[runs]]\noptimizer = { name = \"adam\", lr = " + std::to_string(0.01 * i) + " }\n";
    const Experiment experiment = read(text);
    constexpr int repeats = 50;
    double best = 1e9;
    for (int i = 0; i < repeats; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const Plan result = plan(experiment);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        best = std::min(best, seconds.count());
        REQUIRE(result.runs.size() == 10);
    }
    MESSAGE("plan of ten runs: " << best * 1e6 << " microseconds");
    // The budget is 0.2 ms; five times that leaves room for sanitizers and a busy machine.
    CHECK(best < 1e-3);
}

TEST_CASE("shared layers within a repetition share with those of their own turn") {
    const Plan made = plan(read_experiment(
        "lab = \"network\"\nnetwork = { layers = [\"tanh\", { repeat = 2, layers = [\"relu\", "
        "{ repeat = 3, shared = true, layers = [{ dense = 2 }] }] }, { dense = 2 }] }",
        "a.toml"));
    std::vector<int> shares;
    for (const LayerSpec& layer : made.runs[0].training->network.layers)
        shares.push_back(layer.shares);
    CHECK(shares == std::vector{-1, -1, -1, 2, 2, -1, -1, 6, 6, -1});
}
