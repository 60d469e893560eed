// Wrong experiments: what is said, and where it points to.
#include <doctest/doctest.h>

#include <string>

#include "tests/experiment/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

/// Begins with the place and has this part in its message.
void check_problem(const char* text, const std::string& place, const char* part) {
    CAPTURE(text);
    const std::string said = problem(text);
    CAPTURE(said);
    CHECK(said.starts_with("a.toml:" + place + ":"));
    CHECK(has(said, part));
}

}  // namespace

TEST_CASE("unknown keys are named where they stand with the nearest known one") {
    check_problem("stpes = 5", "1:1", "unknown key \"stpes\"");
    check_problem("stpes = 5", "1:1", "did you mean 'steps'?");
    check_problem("steps = 5\n[surface]\nname = \"bowl\"\n  rotat = 3", "4:3",
                  "did you mean 'rotate'?");
    check_problem("[[runs]]\noptimizer = { name = \"adam\", bets = [0.9, 0.99] }", "2:30",
                  "did you mean 'betas'?");
    check_problem("optimizer = { name = \"sgd\", average = { form = 0 } }", "1:41",
                  "did you mean 'from'?");
    check_problem("[view]\ncamera = { zom = 1 }", "2:12", "did you mean 'zoom'?");
    check_problem("[surface]\nname = \"valley\"\nconstants = { c = 1 }", "3:15",
                  "expected one of a, b");
    check_problem("title = { fr = \"x\" }", "1:11", "expected one of en, ja");
}

TEST_CASE("a map that cannot be measured is refused where it stands") {
    const std::string good = "[map]\nx = \"optimizer.lr=0.1:0.2:8\"\ny = \"start.0=-1:1:8\"\n";
    CHECK(problem(good) == "");
    check_problem("[map]\nx = \"optimizer.lr=0.1:0.2:8\"", "1:1", "a map without y");
    check_problem("[map]\nx = \"optimizer.lr=0.1:0.2\"\ny = \"start.0=-1:1:8\"", "2:5", "KEY=FROM:TO:COUNT");
    check_problem("[map]\nx = \"optimiser.lr=0.1:0.2:8\"\ny = \"start.0=-1:1:8\"", "2:5", "optimiser");
    check_problem("[map]\nx = \"start.0=-1:1:8\"\ny = \"start.0=-1:1:8\"", "3:5", "both axes");
    check_problem("[map]\nx = \"start.1=-1:1:2000\"\ny = \"start.0=-1:1:8\"", "2:5", "2000");
    check_problem("[map]\nx = 3\ny = \"start.0=-1:1:8\"", "2:5", "a key with its values");
    check_problem((good + "measure = \"minimums\"").c_str(), "4:11", "did you mean 'minimum'?");
    check_problem((good + "tolerance = 0").c_str(), "4:13", "tolerance is 0");
}

TEST_CASE("keys that stand in the wrong table are refused") {
    check_problem("[[runs]]\nlab = \"surface\"", "2:1", "\"lab\" cannot be said here");
    check_problem("[[runs]]\nruns = []", "2:1", "\"runs\" cannot be said here");
    check_problem("[[runs]]\ntitle = \"x\"", "2:1", "\"title\" cannot be said here");
    check_problem("changes = [{ step = 1, start = [1, 2] }]", "1:24",
                  "\"start\" cannot be said here");
    check_problem("changes = [{ step = 1, seed = 2 }]", "1:24", "\"seed\" cannot be said here");
    check_problem("changes = [{ step = 1, steps = 2 }]", "1:24", "\"steps\" cannot be said here");
    check_problem("changes = [{ step = 1, label = \"a\" }]", "1:24", "unknown key \"label\"");
    check_problem("label = \"a\"", "1:1", "unknown key \"label\"");
}

TEST_CASE("wrong types and values out of range point to the value") {
    check_problem("steps = \"many\"", "1:9",
                  "steps is \"many\"; expected a whole number from 1 to 1000000");
    check_problem("steps = 0", "1:9", "whole number from 1");
    check_problem("steps = 1e12", "1:9",
                  "steps is 1e12; expected a whole number from 1 to 1000000");
    check_problem("steps = 2.5", "1:9", "whole number");
    check_problem("steps = 1000001", "1:9", "whole number");
    check_problem("steps = nan", "1:9", "whole number");
    check_problem("seed = -1", "1:8", "at least 0");
    check_problem("start = [1, nan]", "1:13", "start.1 is nan; expected a finite number");
    check_problem("start = [1, 2, 3]", "1:9", "two finite numbers");
    check_problem("start = 3", "1:9", "two finite numbers");
    check_problem("noise = { gradient = -1 }", "1:22", "at least 0");
    check_problem("noise = { gradient = inf }", "1:22", "at least 0");
    check_problem("stop = { tolerance = 1e-8, on = \"gradnorm\" }", "1:33",
                  "did you mean 'grad_norm'?");
    check_problem("[surface]\nname = 3", "2:8", "a name in quotes");
    check_problem("title = 2024-01-01", "1:9", "a date or time");
    check_problem("[[runs]]\nhidden = 1", "2:10", "true or false");
    check_problem("[[runs]]\nlabel = \"\"", "2:9", "not empty");
    check_problem("runs = 3", "1:8", "a list of tables");
    check_problem("runs = [{}, 3]", "1:13", "a table");
}

TEST_CASE("optimizers are checked against their description") {
    check_problem("optimizer = { name = \"sgd\", lr = -1 }", "1:34",
                  "lr is -1; expected a number at least 0");
    check_problem("optimizer = { name = \"sgd\", lr = inf }", "1:34", "lr is inf");
    check_problem("optimizer = { name = \"sgd\", lr = true }", "1:34", "lr is true");
    check_problem("optimizer = \"adma\"", "1:13", "did you mean 'adam'?");
    check_problem("optimizer = { name = \"adma\" }", "1:22", "did you mean 'adam'?");
    check_problem("optimizer = { lr = 1 }", "1:13", "has no name");
    check_problem("optimizer = { name = \"adam\", betas = [0.9, 1.5] }", "1:44",
                  "betas.1 is 1.5; expected a number in [0, 1)");
    check_problem("optimizer = { name = \"adam\", betas = 0.9 }", "1:38", "a list of 2 numbers");
    check_problem("optimizer = { name = \"adam\", betas = [0.9] }", "1:38", "a list of 2 numbers");
    check_problem("optimizer = { name = \"adam\", amsgrad = 1 }", "1:40", "true or false");
    check_problem("optimizer = { name = \"sgd\", clip = { norm = 0 } }", "1:45", "greater than 0");
    check_problem("optimizer = { name = \"sgd\", clip = { norm = 1, value = 1 } }", "1:36",
                  "one of norm and value");
    check_problem("optimizer = { name = \"sgd\", nesterov = true }", "1:22", "momentum");
}

TEST_CASE("schedules are checked against their description") {
    const auto with = [](const std::string& schedule) {
        return "optimizer = { name = \"sgd\", schedule = " + schedule + " }";
    };
    check_problem(with("\"cosin\"").c_str(), "1:40", "did you mean 'cosine'?");
    check_problem(with("\"sgd\"").c_str(), "1:40", "expected one of constant, step");
    check_problem(with("{ name = \"cosin\" }").c_str(), "1:49", "did you mean 'cosine'?");
    check_problem(with("{ name = \"step\", step_sise = 3 }").c_str(), "1:57",
                  "did you mean 'step_size'?");
    check_problem(with("{ name = \"step\", T_max = 3 }").c_str(), "1:57",
                  "expected one of name, step_size, gamma");
    check_problem(with("{ name = \"step\", step_size = 0 }").c_str(), "1:69",
                  "step_size is 0; expected a whole number at least 1");
    check_problem(with("{ name = \"step\", step_size = 2.5 }").c_str(), "1:69", "a whole number");
    check_problem(with("{ name = \"step\", gamma = 0 }").c_str(), "1:65",
                  "gamma is 0; expected a number greater than 0");
    check_problem(with("{ name = \"step\", gamma = \"half\" }").c_str(), "1:65", "a number");
    check_problem(with("{ name = \"step\", gamma = nan }").c_str(), "1:65", "a finite number");
    check_problem(with("{ name = \"plateau\", factor = 1 }").c_str(), "1:69", "in [0, 1)");
    check_problem(with("{ gamma = 0.9 }").c_str(), "1:40", "the schedule has no name");
    check_problem(with("3").c_str(), "1:40", "such as { name = \"cosine\" }, or the name alone");
    check_problem("[[runs]]\nchanges = [{ step = 3, optimizer = { schedule = \"cosin\" } }]",
                  "2:49", "did you mean 'cosine'?");
}

TEST_CASE("mistakes in a run and in a change point into the run") {
    check_problem(
        "optimizer = { name = \"sgd\", lr = 0.1 }\n[[runs]]\n[[runs]]\noptimizer = { lr = -0.5 }",
        "4:20", "lr is -0.5");
    check_problem("[[runs]]\nchanges = [{ step = 3, optimizer = { lr = -0.5 } }]", "2:43",
                  "lr is -0.5");
    check_problem("[[runs]]\nchanges = [{ step = 3, optimizer = { alpha = 0.5 } }]", "2:38",
                  "unknown key \"alpha\"");
}

TEST_CASE("what all runs replace is still checked") {
    check_problem("optimizer = { name = \"sgd\", lr = -1 }\n[[runs]]\noptimizer = \"adam\"", "1:34",
                  "lr is -1");
    check_problem("optimizer = { lr = 1 }\n[[runs]]\noptimizer = \"adam\"", "1:13", "has no name");
    check_problem("changes = [{ step = 1, optimizer = { lr = nan } }]\n[[runs]]\nchanges = []",
                  "1:43", "a finite number");
    check_problem("surface = \"valey\"\n[[runs]]\nsurface = \"valley\"", "1:11",
                  "did you mean 'valley'?");
}

TEST_CASE("surfaces are checked against the catalogue") {
    check_problem("[surface]\nname = \"valley\"\nformula = \"x\"", "3:11",
                  "both a name and a formula");
    check_problem("[surface]\nrotate = 3", "1:1", "neither a name nor a formula");
    check_problem("[surface]\nname = \"valley\"\nx = [3, -3]", "3:5", "from below to");
    check_problem("[surface]\nname = \"valley\"\nx = [3, 3]", "3:5", "from below to");
    check_problem("[surface]\nname = \"valley\"\nx = [-1e308, 1e308]", "3:5", "from below to");
    check_problem("[surface]\nname = \"valley\"\nconstants = { a = inf }", "3:19",
                  "a finite number");
    check_problem("[surface]\nname = \"valley\"\nrotate = nan", "3:10", "rotate");
}

TEST_CASE("a mistake in a formula is found by its line and column") {
    check_problem("[surface]\nformula = \"x^2 +\"", "2:17", "");
    check_problem("[surface]\nformula = 'x^2 + q*y'", "2:18", "unknown name 'q'");
}

TEST_CASE("a formula's constants are checked") {
    check_problem("[surface]\nformula = \"rate*y\"\nconstants = { rates = 1 }", "2:12",
                  "did you mean 'rates'?");
    check_problem("[surface]\nformula = \"x\"\nconstants = { x = 1 }", "3:15",
                  "'x' cannot be the name of a constant");
    check_problem("[surface]\nformula = \"x\"\nconstants = { \"a b\" = 1 }", "3:15",
                  "cannot be the name of a constant");
    CHECK(problem("[surface]\nformula = \"x\"\nconstants = { unused = 1 }").empty());
}

TEST_CASE("a formula whose text is not written as it reads gives the column within it") {
    check_problem("[surface]\nformula = \"\"\"x^2 + q*y\"\"\"", "2:11", "at its column 7");
    check_problem("[surface]\nformula = \"x\\u005E2 + q*y\"", "2:11", "at its column 7");
}

TEST_CASE("a formula with a pole is a good formula") {
    CHECK(problem("[surface]\nformula = \"1/(x-x)\"").empty());
    CHECK(problem("[surface]\nformula = \"9^9^9\"").empty());
}

TEST_CASE("changes need different steps") {
    check_problem("changes = [{ optimizer = { lr = 1 } }]", "1:12", "without a step");
    check_problem("changes = [{ step = 3 }, { step = 1 }, { step = 3 }]", "1:49",
                  "two changes at step 3");
    check_problem("changes = [{ step = -1 }]", "1:21", "whole number from 0");
    check_problem("changes = [{ step = 1.5 }]", "1:21", "whole number");
}

TEST_CASE("two equal written labels are refused") {
    check_problem("[[runs]]\nlabel = \"a\"\n[[runs]]\nlabel = \"b\"\n[[runs]]\nlabel = \"a\"",
                  "6:9", "the label \"a\" is given twice");
}

TEST_CASE("lists of the view hold known words once each") {
    check_problem("[view]\npanels = [\"loss\", \"losss\"]", "2:19", "did you mean 'loss'?");
    check_problem("[view]\npanels = [\"loss\", \"loss\"]", "2:19", "twice");
    check_problem("[view]\nshow = \"contour\"", "2:8", "did you mean 'contours'?");
    check_problem("[view]\ntheme = \"Dark\"", "2:9", "did you mean 'dark'?");
    check_problem("[film]\nsteps = [5, 3]", "2:9", "the first not above the second");
    check_problem("[film]\nfps = 0", "2:7", "in [1, 120]");
    check_problem("[film]\nseconds = 0", "2:11", "in (0, 3600]");
}

TEST_CASE("keys of another lab and unknown labs are refused") {
    check_problem("lab = \"network\"\nstart = [1, 2]", "2:1", "belongs to the lab");
    check_problem("lab = \"network\"\nplane = { points = 5 }", "2:1", "belongs to the lab");
    check_problem("lab = \"surfce\"", "1:7", "did you mean 'surface'?");
    check_problem("lab = 3", "1:7", "expected \"surface\"");
}

TEST_CASE("what is not TOML is refused with line and column") {
    check_problem("steps = 5\nlr =", "2:5", "not TOML");
    check_problem("steps = 5\nseed 3", "2", "not TOML");
    check_problem("steps = 5\nsteps = 6", "2", "redefine");
    check_problem("title = \"open\nsteps = 3", "1:9", "not closed");
    check_problem("title = '''open\nsteps = 3", "1:9", "not closed");
}

TEST_CASE("a file that cannot be read is an error with its name") {
    try {
        load_experiment("/no/such/file.toml");
        FAIL("a missing file was read");
    } catch (const Error& error) {
        CHECK(std::string(error.what()).starts_with("/no/such/file.toml: "));
    }
    CHECK_THROWS_AS(load_experiment(TANI_SOURCE_DIR), Error);
}

TEST_CASE("without a place in a file the message names the dotted path") {
    Experiment experiment = read("[[runs]]\n[[runs]]\noptimizer = \"adam\"\n");
    set_value(experiment, "runs.1.optimizer.lr", -1);
    const auto said = [&] {
        try {
            plan(experiment);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(said().starts_with("a.toml: runs.1.optimizer.lr is -1; expected"));
    set_value(experiment, "runs.1.optimizer.lr", 0.1);
    set_value(experiment, "steps", "many");
    CHECK(said().starts_with("a.toml: steps is \"many\"; expected"));
    set_value(experiment, "steps", 5);
    set_value(experiment, "surface.formula", "x^2 +");
    CHECK(has(said(), "surface.formula: column 6: "));
}

TEST_CASE("a network without weights is refused") {
    CHECK(has(problem("lab = \"network\"\nnetwork = { layers = [\"tanh\"] }"),
              "a.toml:2:22: no layer has weights"));
}

TEST_CASE("layers that cannot share their weights are refused") {
    const auto said = [](const std::string& layers) {
        return problem("lab = \"network\"\nnetwork = { layers = [" + layers + ", { dense = 2 }] }");
    };
    const std::string shared = "{ repeat = 2, shared = true, layers = [";
    CHECK(has(said(shared + "{ dense = 8 }] }"), "a.toml:2:23: "));
    CHECK(has(said(shared + "{ dense = 8 }] }"), "shared weights need the same shape"));
    CHECK(has(said("{ dense = 8 }, " + shared + "{ residual = [{ dense = 8 }] }] }"),
              "a residual block with shared weights"));
    CHECK(said("{ dense = 8 }, " + shared + "{ dense = 8 }, \"tanh\"] }").empty());
    CHECK(said("{ repeat = 1, shared = true, layers = [{ dense = 8 }] }").empty());
}
