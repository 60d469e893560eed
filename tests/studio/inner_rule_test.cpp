// Panels' edits of a rule inside a rule, and of averaging.
#include <doctest/doctest.h>

#include "app/studio/edits.h"

using namespace tani;
using namespace tani::studio;

namespace {

Experiment adam_run() {
    return read_experiment(
        "surface = \"valley\"\nsteps = 80\n[[runs]]\noptimizer = { name = \"adam\", lr = 0.07, "
        "betas = [0.8, 0.999], "
        "clip = { norm = 2 }, schedule = \"cosine\", average = { from = 20 } }\n[[runs]]\n",
        "test");
}

OptimizerSpec spec_of(const Experiment& e, std::size_t run = 0) {
    return plan(e).runs[run].settings.optimizer;
}

double setting(const OptimizerSpec& spec, std::string_view key) {
    return spec.settings[static_cast<std::size_t>(parameter_index(*find_rule(spec), key))];
}

}  // namespace

TEST_CASE("a rule around another goes around the rule that is there with all its settings") {
    Experiment e = adam_run();
    set_rule(e, plan(e), 0, *find_rule("sam"));
    const OptimizerSpec sam = spec_of(e);
    CHECK(sam.name == "sam");
    CHECK(sam.inner == "adam");
    CHECK(setting(sam, "inner.lr") == 0.07);
    CHECK(setting(sam, "inner.betas.0") == 0.8);
    CHECK(setting(sam, "inner.betas.1") == 0.999);
    CHECK(sam.clip.norm == 2);
    CHECK(sam.schedule.name == "cosine");
    CHECK(sam.average == Averaging{20});
    set_rule(e, plan(e), 0, *find_rule("lookahead"));
    CHECK(spec_of(e).name == "lookahead");
    CHECK(spec_of(e).inner == "adam");
    CHECK(setting(spec_of(e), "inner.lr") == 0.07);
    set_rule(e, plan(e), 0, *find_rule("momentum"));
    const OptimizerSpec alone = spec_of(e);
    CHECK(alone.inner.empty());
    CHECK(alone.schedule.name == "cosine");
    CHECK(alone.clip.norm == 2);
    CHECK(plan(read_experiment(write_experiment(e), "again")) == plan(e));
}

TEST_CASE("another rule inside keeps the outer rule's settings and the schedule") {
    Experiment e = adam_run();
    set_rule(e, plan(e), 0, *find_rule("lookahead"));
    set_setting(e, {0, 0}, "optimizer.k", Value(9));
    set_inner_rule(e, plan(e), 0, *find_rule("momentum"));
    const OptimizerSpec spec = spec_of(e);
    CHECK(spec.inner == "momentum");
    CHECK(setting(spec, "k") == 9);
    CHECK(spec.schedule.name == "cosine");
    CHECK(setting(spec, "inner.lr") <= find_rule("momentum")->teaching_rate);
}

TEST_CASE("parameters and schedules of the rule inside are edited from the start and from here") {
    Experiment e = adam_run();
    set_rule(e, plan(e), 0, *find_rule("sam"));
    const RuleEntry& rule = *find_rule(spec_of(e));
    const auto parameter = [&](std::string_view key) -> const Parameter& {
        return rule.parameters[static_cast<std::size_t>(parameter_index(rule, key))];
    };
    set_parameter(e, plan(e), {0, 0}, parameter("inner.lr"), 0.02);
    set_parameter(e, plan(e), {0, 0}, parameter("inner.betas.1"), 0.9);
    set_parameter(e, plan(e), {0, 40}, parameter("inner.lr"), 0.01);
    set_parameter(e, plan(e), {0, 40}, parameter("rho"), 0.4);
    set_schedule(e, plan(e), {0, 0}, "exponential");
    const Plan p = plan(e);
    CHECK(setting(p.runs[0].settings.optimizer, "inner.lr") == 0.02);
    CHECK(setting(p.runs[0].settings.optimizer, "inner.betas.0") == 0.8);
    CHECK(setting(p.runs[0].settings.optimizer, "inner.betas.1") == 0.9);
    CHECK(p.runs[0].settings.optimizer.schedule.name == "exponential");
    REQUIRE(p.runs[0].changes.size() == 1);
    CHECK(setting(p.runs[0].changes[0].settings.optimizer, "inner.lr") == 0.01);
    CHECK(setting(p.runs[0].changes[0].settings.optimizer, "rho") == 0.4);
    CHECK(changes_of(e, 0).at(0).values.at(0).first == "optimizer.inner.lr");
    set_schedule(e, plan(e), {0, 0}, "");
    CHECK(spec_of(e).schedule.name.empty());
}

TEST_CASE("averaging is turned on and off from the start and from a step on") {
    Experiment e = adam_run();
    const Experiment before = e;
    set_average(e, {1, 0}, 15);
    CHECK(spec_of(e, 1).average == Averaging{15});
    set_average(e, {1, 40}, std::nullopt);
    CHECK(!plan(e).runs[1].changes.at(0).settings.optimizer.average);
    CHECK(spec_of(e, 1).average == Averaging{15});
    remove_change(e, 1, 0);
    set_average(e, {1, 0}, std::nullopt);
    CHECK(plan(e) == plan(before));
}

TEST_CASE("an added run has a rule that stands alone") {
    Experiment e = adam_run();
    for (int i = 0; i < 10; ++i) add_run(e, plan(e));
    for (const RunPlan& run : plan(e).runs) CHECK(run.settings.optimizer.inner.empty());
}

TEST_CASE("changes on the way follow the rule into another one and out again") {
    Experiment e = adam_run();
    set_setting(e, {0, 30}, "optimizer.lr", Value(0.02));
    set_average(e, {0, 50}, 60);
    set_rule(e, plan(e), 0, *find_rule("lookahead"));
    set_setting(e, {0, 70}, "optimizer.k", Value(3));
    const Plan around = plan(e);
    REQUIRE(around.runs[0].changes.size() == 3);
    CHECK(setting(around.runs[0].changes[0].settings.optimizer, "inner.lr") == 0.02);
    CHECK(around.runs[0].changes[1].settings.optimizer.average == Averaging{60});
    set_rule(e, plan(e), 0, *find_rule("momentum"));
    const Plan alone = plan(e);
    REQUIRE(alone.runs[0].changes.size() == 2);
    CHECK(setting(alone.runs[0].changes[0].settings.optimizer, "lr") == 0.02);
    CHECK(alone.runs[0].changes[1].settings.optimizer.average == Averaging{60});
}
