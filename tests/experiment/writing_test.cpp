// Reading and writing: order, shortest numbers, round trips.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "core/experiment/toml.h"
#include "tests/experiment/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

std::vector<std::string> keys_of(const Table& table) {
    std::vector<std::string> keys;
    for (const auto& entry : table.entries()) keys.push_back(entry.first);
    return keys;
}

}  // namespace

TEST_CASE("the design's example is written as it was read") {
    CHECK(write_experiment(read(example)) == example);
}

TEST_CASE("an example with comments and alignment reads back equal") {
    const Experiment experiment = read(R"(
lab   = "surface"       # the lab
steps = 50
[surface]   # what is minimised
formula = "x^2/a + b*y^2"   # "#" in a comment
constants = { a = 4, b = 16 }
)");
    const Experiment again = read(write_experiment(experiment));
    CHECK(again == experiment);
    CHECK(plan(again) == plan(experiment));
}

TEST_CASE("comments are noticed and a sign inside a text is none") {
    CHECK(read("steps = 5 # five").has_comments);
    CHECK(read("# first line\nsteps = 5").has_comments);
    CHECK_FALSE(read("title = \"# no comment\"").has_comments);
    CHECK_FALSE(read("title = '# no comment'").has_comments);
    CHECK_FALSE(read("title = \"a \\\" # still inside\"").has_comments);
    CHECK_FALSE(read("title = \"\"\"a\n# still \"inside\"\n\"\"\"").has_comments);
    CHECK(read("title = \"\"\"a\"\"\" # out").has_comments);
    CHECK_FALSE(read(write_experiment(read("steps = 5 # five"))).has_comments);
}

TEST_CASE("keys keep the order in which they were read") {
    const Experiment experiment = read(
        "steps = 5\nseed = 1\nlab = \"surface\"\ncaption = \"c\"\n[view]\ntheme = \"dark\"\nshow = "
        "\"both\"\n[surface]\ny = [-1, 1]\nname = \"bowl\"\n");
    CHECK(keys_of(experiment.document) ==
          std::vector<std::string>{"steps", "seed", "lab", "caption", "view", "surface"});
    CHECK(keys_of(std::get<Table>(experiment.document.find("view")->data)) ==
          std::vector<std::string>{"theme", "show"});
    CHECK(write_experiment(experiment) ==
          "steps = 5\nseed = 1\nlab = \"surface\"\ncaption = \"c\"\n\n[view]\ntheme = "
          "\"dark\"\nshow = \"both\"\n\n[surface]\ny = [-1, 1]\nname = \"bowl\"\n");
}

TEST_CASE("a plain key after a section in the document stays after it") {
    // Only an inline table can stand before a plain key in TOML.
    const Experiment experiment =
        read("surface = { name = \"bowl\" }\nruns = [{ optimizer = \"sgd\" }]\nsteps = 5\n");
    const std::string written = write_experiment(experiment);
    CHECK(read(written) == experiment);
    CHECK(written ==
          "surface = { name = \"bowl\" }\nruns = [{ optimizer = \"sgd\" }]\nsteps = 5\n");
}

TEST_CASE("dotted keys and sections in runs read as the tables that they are") {
    const Experiment dotted = read(
        "surface.name = \"bowl\"\nsurface.rotate = 5\n[[runs]]\n[runs.optimizer]\nname = "
        "\"sgd\"\nlr = 0.5\n[[runs.changes]]\nstep = 3\noptimizer.lr = 0.25\n");
    const Experiment inline_tables = read(
        "[surface]\nname = \"bowl\"\nrotate = 5\n[[runs]]\noptimizer = { name = \"sgd\", lr = 0.5 "
        "}\nchanges = [{ step = 3, optimizer = { lr = 0.25 } }]\n");
    CHECK(dotted == inline_tables);
    CHECK(read(write_experiment(dotted)) == dotted);
}

TEST_CASE("numbers are written with the fewest digits that read back the same") {
    const auto text = [](double value) { return toml_text::write_inline(Value(value)); };
    CHECK(text(0.1) == "0.1");
    CHECK(text(0.061) == "0.061");
    CHECK(text(1e-8) == "1e-8");
    CHECK(text(0.001) == "0.001");
    CHECK(text(1.0 / 3) == "0.3333333333333333");
    CHECK(text(-9.0) == "-9.0");
    CHECK(text(200.0) == "200.0");
    CHECK(text(1e12) == "1e12");
    CHECK(text(1.5e300) == "1.5e300");
    CHECK(text(-0.0) == "-0.0");
    CHECK(text(std::numeric_limits<double>::infinity()) == "inf");
    CHECK(toml_text::write_inline(Value(200)) == "200");
    for (const double value :
         {0.1, 1e-8, 1.0 / 3, -9.0, 1e12, 5e-324, 1.7976931348623157e308, 123456789.0, 1e100}) {
        const Table table = toml_text::parse("v = " + text(value), "");
        REQUIRE(std::holds_alternative<double>(table.find("v")->data));
        CHECK(std::get<double>(table.find("v")->data) == value);
    }
}

TEST_CASE("texts with any characters read back the same") {
    const std::string hard = "a \"quoted\" back\\slash\ttab\nline 谷 😀 # = [x]";
    Experiment experiment = read("steps = 5");
    set_value(experiment, "title", hard);
    const Experiment again = read(write_experiment(experiment));
    CHECK(std::get<std::string>(again.document.find("title")->data) == hard);
}

TEST_CASE("long lists are written an element a line") {
    Experiment experiment = read("[[runs]]\noptimizer = \"sgd\"");
    for (int i = 0; i < 8; ++i) {
        set_value(experiment, "runs.0.changes." + std::to_string(i) + ".step", 10 * i);
        set_value(experiment, "runs.0.changes." + std::to_string(i) + ".optimizer.lr",
                  0.1 / (i + 1));
    }
    const std::string written = write_experiment(experiment);
    CHECK(
        has(written, "changes = [\n    { step = 0, optimizer = { lr = 0.1 } },\n    { step = 10,"));
    CHECK(read(written) == experiment);
}

TEST_CASE("places of keys and values are kept") {
    const Experiment experiment = read("steps = 5\n\n[surface]\n  name  =  \"bowl\"\n");
    const Value& name = *find_value(experiment, "surface.name");
    CHECK(name.line == 4);
    CHECK(name.column == 12);
    CHECK(name.key_line == 4);
    CHECK(name.key_column == 3);
}

TEST_CASE("every bundled experiment reads and comes back equal") {
    int count = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(TANI_SOURCE_DIR "/assets/experiments")) {
        if (file.path().extension() != ".toml") continue;
        CAPTURE(file.path().filename().string());
        const Experiment experiment = load_experiment(file.path().string());
        const Experiment again = read_experiment(write_experiment(experiment), experiment.file);
        CHECK(again == experiment);
        CHECK(plan(again) == plan(experiment));
        ++count;
    }
    CHECK(count > 0);
}
