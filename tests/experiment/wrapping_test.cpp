// A rule inside a rule, and averaging: read, refused, edited and written back.
#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/experiment/experiment.h"
#include "core/optimizer/optimizer.h"

using namespace tani;

namespace {

Experiment read(const std::string& optimizer) {
    return read_experiment("surface = \"valley\"\noptimizer = " + optimizer + "\n", "a.toml");
}

OptimizerSpec spec_of(const Experiment& experiment, std::size_t run = 0) {
    return plan(experiment).runs[run].settings.optimizer;
}

double setting(const OptimizerSpec& spec, std::string_view key) {
    const int index = parameter_index(*find_rule(spec), key);
    REQUIRE(index >= 0);
    return spec.settings[static_cast<std::size_t>(index)];
}

std::string problem(const std::string& optimizer) {
    try {
        read(optimizer);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("a rule inside another brings its parameters and clip and schedule") {
    const OptimizerSpec spec = spec_of(read(
        "{ name = \"sam\", rho = 0.2, inner = { name = \"adam\", lr = 0.05, betas = [0.8, 0.9], "
        "clip = { norm = 2 }, schedule = \"cosine\" } }"));
    CHECK(spec.name == "sam");
    CHECK(spec.inner == "adam");
    CHECK(setting(spec, "rho") == 0.2);
    CHECK(setting(spec, "inner.lr") == 0.05);
    CHECK(setting(spec, "inner.betas.1") == 0.9);
    CHECK(setting(spec, "inner.eps") == 1e-8);
    CHECK(spec.clip.norm == 2);
    CHECK(spec.schedule.name == "cosine");
    CHECK(find_rule(spec)->parameters.front().id == "inner.lr");
}

TEST_CASE("a rule around another has the one inside that it has by default") {
    CHECK(spec_of(read("\"lookahead\"")).inner == "sgd");
    CHECK(spec_of(read("{ name = \"lookahead\", inner = \"adam\" }")).inner == "adam");
    const OptimizerSpec part =
        spec_of(read("{ name = \"lookahead\", k = 7, inner = { lr = 0.3 } }"));
    CHECK(part.inner == "sgd");
    CHECK(setting(part, "inner.lr") == 0.3);
    CHECK(setting(part, "k") == 7);
    CHECK(spec_of(read("\"sgd\"")).inner.empty());
}

TEST_CASE("every rule that stands alone can stand inside every other") {
    for (const RuleEntry& outer : rule_catalogue()) {
        if (!outer.wrapping) continue;
        for (const RuleEntry& inner : rule_catalogue()) {
            if (inner.wrapping) continue;
            CAPTURE(inner.id);
            const OptimizerSpec spec =
                spec_of(read("{ name = \"" + outer.id + "\", inner = \"" + inner.id + "\" }"));
            const RuleEntry* rule = find_rule(spec);
            REQUIRE(rule);
            CHECK(rule->wrapping->own == inner.parameters.size());
            CHECK(spec.settings == default_settings(*rule));
        }
    }
}

TEST_CASE("what is wrong with a rule inside is said with its place") {
    const auto check = [](const std::string& optimizer, std::string_view place,
                          std::string_view part) {
        const std::string said = problem(optimizer);
        CAPTURE(said);
        CHECK(said.starts_with("a.toml:" + std::string(place) + ":"));
        CHECK(has(said, part));
    };
    check("{ name = \"sam\", inner = { name = \"adm\" } }", "2:46", "did you mean 'adam'?");
    check("{ name = \"sam\", inner = { name = \"lookahead\" } }", "2:46", "stands alone");
    check("{ name = \"sam\", inner = { name = \"adam\", eps = -1 } }", "2:60", "at least 0");
    check("{ name = \"sam\", inner = { name = \"adam\", rho = 1 } }", "2:54", "unknown key");
    check("{ name = \"sam\", lr = 1 }", "2:34", "inner = { lr = ... }");
    check("{ name = \"sam\", clip = { norm = 1 } }", "2:36", "inner = { clip = ... }");
    check("{ name = \"adam\", inner = \"sgd\" }", "2:38", "adam takes no rule inside");
    check("{ name = \"sam\", inner = 3 }", "2:37", "a table such as");
    check("{ name = \"lookahead\", k = 2.5 }", "2:39", "a whole number");
    check("{ name = \"sgd\", average = { from = -1 } }", "2:48", "from 0");
    check("{ name = \"sgd\", average = 3 }", "2:39", "a table such as { from = ... }");
}

TEST_CASE("a run changes one number of the rule inside") {
    const Experiment experiment = read_experiment(
        "optimizer = { name = \"sam\", inner = { name = \"adam\", lr = 0.1, schedule = \"cosine\" "
        "} }\n"
        "[[runs]]\noptimizer = { inner = { lr = 0.2 } }\n"
        "[[runs]]\noptimizer = { rho = 0.3 }\n"
        "[[runs]]\noptimizer = { inner = { name = \"momentum\" } }\n"
        "[[runs]]\nchanges = [{ step = 5, optimizer = { inner = { lr = 0.01 } } }]\n",
        "a.toml");
    const Plan all = plan(experiment);
    CHECK(setting(all.runs[0].settings.optimizer, "inner.lr") == 0.2);
    CHECK(all.runs[0].settings.optimizer.schedule.name == "cosine");
    CHECK(setting(all.runs[1].settings.optimizer, "inner.lr") == 0.1);
    CHECK(setting(all.runs[1].settings.optimizer, "rho") == 0.3);
    CHECK(all.runs[2].settings.optimizer.inner == "momentum");
    CHECK(all.runs[2].settings.optimizer.schedule.name.empty());
    CHECK(setting(all.runs[3].changes[0].settings.optimizer, "inner.lr") == 0.01);
    CHECK(all.runs[2].shown.en == "SAM + Momentum");
}

TEST_CASE("paths lead into the rule inside") {
    Experiment experiment = read("\"sam\"");
    set_value(experiment, "optimizer.inner", Value("adam"));
    set_value(experiment, "optimizer.inner.lr", Value(0.5));
    set_from_text(experiment, "optimizer.inner.betas.1=0.99");
    set_from_text(experiment, "optimizer.inner.schedule.name=cosine");
    set_from_text(experiment, "optimizer.rho=0.1");
    const OptimizerSpec spec = spec_of(experiment);
    CHECK(setting(spec, "inner.lr") == 0.5);
    CHECK(setting(spec, "inner.betas.0") == 0.9);
    CHECK(setting(spec, "inner.betas.1") == 0.99);
    CHECK(spec.schedule.name == "cosine");
    CHECK(setting(spec, "rho") == 0.1);
    CHECK_THROWS_AS(set_from_text(experiment, "optimizer.inner.inner=sgd"), Error);
    CHECK_THROWS_AS(set_from_text(experiment, "optimizer.inner.nothing=1"), Error);
    const std::string text = write_experiment(experiment);
    CHECK(read_experiment(text, "b.toml") == experiment);
    CHECK(has(text, "inner = {"));
}

TEST_CASE("averaging is read and taken away and written back") {
    CHECK(spec_of(read("{ name = \"sgd\", average = { from = 7 } }")).average == Averaging{7});
    CHECK(!spec_of(read("\"sgd\"")).average);
    CHECK(!spec_of(read("{ name = \"sgd\", average = {} }")).average);
    const Experiment experiment = read_experiment(
        "optimizer = { name = \"sam\", average = { from = 3 } }\n[[runs]]\n"
        "[[runs]]\noptimizer = { average = {} }\n",
        "a.toml");
    CHECK(spec_of(experiment, 0).average == Averaging{3});
    CHECK(!spec_of(experiment, 1).average);
    CHECK(plan(experiment).runs[0].shown.en ==
          "SAM + Gradient descent (SGD, averaged from step 3)");
    CHECK(read_experiment(write_experiment(experiment), "b.toml") == experiment);
}
