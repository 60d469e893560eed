// The program as a shell sees it: exit statuses, messages, files.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/cli/shell.h"

namespace {

using namespace at_the_shell;

/// Runs an experiment given on standard input.
Answer run_text(const std::string& text, const std::string& words = "") {
    write("input.toml", text);
    return tani("run - " + words + " < input.toml");
}

const std::string assets = std::string(TANI_SOURCE_DIR) + "/assets/experiments/";

}  // namespace

TEST_CASE("run prints what became of each run") {
    const Answer answer = tani("run " + assets + "valley.toml");
    CHECK(answer.status == 0);
    CHECK(has(answer, "momentum"));
    CHECK(has(answer, "Ran all 200 steps"));
}

TEST_CASE("run writes the CSV to a file or to standard output") {
    CHECK(tani("run valley --csv valley.csv").status == 0);
    const std::string file = content("valley.csv");
    const Answer answer = tani("run valley --csv -");
    CHECK(answer.status == 0);
    CHECK(answer.text == file);
    CHECK(std::count(file.begin(), file.end(), '\n') == 1 + 2 * 201);
}

TEST_CASE("set changes a key and does not swallow the file") {
    const Answer answer = tani("run --set steps=7 --set runs.0.optimizer.lr=0.01 valley");
    CHECK(answer.status == 0);
    CHECK(has(answer, "Ran all 7 steps"));
}

TEST_CASE("wrong experiments end within a second with status 2 and a place") {
    struct Case {
        std::string text, place, part;
    };
    const std::vector<Case> cases = {
        {"lab = 'surface'\nstpes = 3\n", "-:2:1", "steps"},
        {"lab = 'surface'\nsteps = 'many'\n", "-:2:9", "number"},
        {"lab = 'surface'\n[surface]\nformula = \"x^2 +\"\n", "-:3:", "formula"},
        {"lab = 'surface'\noptimizer = { name = 'sgd', lr = -1 }\n", "-:2:", "lr"},
        {"lab = 'surface'\nsteps = 1e12\n", "-:2:9", "steps"},
        {"lab = 'surface'\n[surface]\nformula = \"" + std::string(100000, '(') + "x" + std::string(100000, ')') + "\"\n", "-:3:", ""},
        {"lab = 'surface'\noptimizer = 'momentun'\n", "-:2:13", "momentum"},
        {std::string("lab = 'sur\0face'\n", 17), "-:1:", ""},
        {std::string(1000, '['), "-:1:", ""},
    };
    for (const Case& wrong : cases) {
        const Answer answer = run_text(wrong.text);
        INFO(wrong.text.substr(0, 80), " → ", answer.text);
        CHECK(answer.status == 2);
        CHECK(answer.seconds < 1);
        CHECK(has(answer, wrong.place));
        CHECK(has(answer, wrong.part));
    }
    const Answer missing = tani("run no-such-file.toml");
    CHECK(missing.status == 2);
    CHECK(has(missing, "no-such-file.toml"));
}

TEST_CASE("a formula without values is an experiment that diverges at once") {
    const Answer answer = run_text("lab = 'surface'\nsurface = { formula = '1/(x-x)' }\noptimizer = 'sgd'\n");
    CHECK(answer.status == 0);
    CHECK(has(answer, "step 0"));
}

TEST_CASE("wrong words are status 2 and help is status 0") {
    CHECK(tani("run").status == 2);
    CHECK(tani("fly valley").status == 2);
    CHECK(tani("run valley --no-such-option").status == 2);
    CHECK(tani("render valley -o film.avi").status == 2);
    CHECK(tani("render valley -o film.gif --size big").status == 2);
    CHECK(tani("list planets").status == 2);
    CHECK(tani("--help").status == 0);
    CHECK(tani("run --help").status == 0);
    CHECK(tani("--version").status == 0);
}

TEST_CASE("what cannot be written is status 1 and leaves nothing") {
    CHECK(tani("run valley --csv no/such/folder/out.csv").status == 1);
    CHECK(tani("render valley -o no/such/folder/out.png --size 320x240").status == 1);
    CHECK_FALSE(fs::exists(scratch() / "no"));
}

TEST_CASE("sweep writes a map and refuses what it cannot measure") {
    const std::string axes = " --x runs.0.optimizer.lr=0.01:0.06:2 --y start.0=-1:1:2 ";
    const Answer csv = tani("sweep valley" + axes + "-o -");
    CHECK(csv.status == 0);
    CHECK(csv.text.starts_with("runs.0.optimizer.lr,start.0,final_loss\n0.01,-1,0.0336645107"));
    CHECK(tani("sweep valley" + axes + "--measure steps_to_tolerance -o map.npy").status == 0);
    CHECK(fs::file_size(scratch() / "map.npy") == 128 + 4 * 8);
    const Answer picture = tani("sweep valley" + axes + "-o map.png --size 320x240");
    CHECK(picture.status == 0);
    CHECK(picture.text.find("in 2 cells: runs.0.optimizer.lr = 0.06, start.0 = -1 to 1") != std::string::npos);
    CHECK(fs::file_size(scratch() / "map.png") > 2000);
    for (const char* words : {"--measure speed -o a.csv", "-o a.txt", "--run 7 -o a.csv", "--tolerance -1 -o a.csv", ""}) {
        CAPTURE(words);
        CHECK(tani("sweep valley" + axes + words).status == 2);
    }
    CHECK(tani("sweep valley --x optimizer.eps=0:1:3 --y start.0=0:1:3 -o a.csv").status == 2);
    CHECK(!fs::exists(scratch() / "a.csv"));
    CHECK(tani("sweep valley" + axes + "-o /no/such/folder/a.csv").status == 1);
}

TEST_CASE("check names each file and fails when one is wrong") {
    std::ofstream(scratch() / "wrong.toml") << "lab = 'surface'\nstart = [1]\n";
    const Answer answer = tani("check " + assets + "valley.toml wrong.toml");
    CHECK(answer.status == 2);
    CHECK(has(answer, "valley.toml: ok"));
    CHECK(has(answer, "wrong.toml:2:"));
}

TEST_CASE("lists are there for people and for programs") {
    for (const char* what : {"optimizers", "schedules", "surfaces", "layers", "activations", "losses", "initializers", "datasets", "experiments", "keys"}) {
        CAPTURE(what);
        for (const char* form : {"", " --json", " --markdown"}) {
            const Answer answer = tani(std::string("list ") + what + form);
            CHECK(answer.status == 0);
            CHECK(answer.text.size() > 200);
        }
    }
    const Answer surfaces = tani("list surfaces --json");
    CHECK(has(surfaces, "\"minima\""));
    CHECK_FALSE(has(surfaces, ": nan"));
    CHECK_FALSE(has(surfaces, ": inf"));
    CHECK_FALSE(has(surfaces, ": -inf"));
}

TEST_CASE("the lists of a network say name and purpose in both languages with ranges and source") {
    const Answer layers = tani("list layers --json");
    for (const char* part : {R"("id": "conv")", R"("ja": "畳み込み層")", R"("formula": "y = W ∗ x + b")", R"("accepted": "in [1, 64]")",
                             R"("source": "LeCun et al. 1989)", R"("pytorch": "torch.nn.Conv2d")"}) {
        CAPTURE(part);
        CHECK(has(layers, part));
    }
    CHECK(has(tani("list activations --json"), R"("default": 0.01)"));
    CHECK(has(tani("list losses --json"), R"("computed_with": "softmax")"));
    CHECK(has(tani("list initializers --json"), R"("fills_biases": true)"));
    CHECK(has(tani("list layers"), "size 16, bias true"));
    const Answer none = tani("list layer");
    CHECK(none.status == 2);
    CHECK(has(none, "layers"));
    CHECK(has(tani("list"), "|layers|activations|losses|initializers|"));
    CHECK(has(tani("list --help"), "initializers"));
}

TEST_CASE("render makes a picture of a step") {
    const Answer answer = tani("render valley -o step.png --size 320x240 --step 10");
    CHECK(answer.status == 0);
    std::ifstream in(scratch() / "step.png", std::ios::binary);
    std::string head(8, '\0');
    in.read(head.data(), 8);
    CHECK(head == "\x89PNG\r\n\x1a\n");
}

TEST_CASE("shot draws the window without a display") {
    const Answer answer = shell("env -u DISPLAY -u WAYLAND_DISPLAY " + std::string(TANI_PROGRAM) + " shot valley -o shot.png --language ja");
    INFO(answer.text);
    CHECK(answer.status == 0);
    CHECK(fs::file_size(scratch() / "shot.png") > 10000);
    CHECK(tani("shot valley -o shot.gif").status == 2);
}

TEST_CASE("a window without a display is a clear error") {
    const Answer answer = shell("env -u DISPLAY -u WAYLAND_DISPLAY " + std::string(TANI_PROGRAM) + " open valley");
    CHECK(answer.status == 1);
    CHECK(has(answer, "display"));
}

TEST_CASE("the tables in the README are what the program lists") {
    const std::string readme = content(std::string(TANI_SOURCE_DIR) + "/README.md");
    for (const char* what : {"optimizers", "schedules", "surfaces", "layers", "activations", "losses", "initializers", "datasets", "keys"}) {
        CAPTURE(what);
        const std::string begin = "<!-- tani list " + std::string(what) + " --markdown -->\n", end = "<!-- end -->";
        const std::size_t from = readme.find(begin);
        REQUIRE(from != std::string::npos);
        const std::size_t first = from + begin.size();
        CHECK(readme.substr(first, readme.find(end, first) - first) == tani("list " + std::string(what) + " --markdown").text);
    }
}

TEST_CASE("the experiments in the README are right") {
    const std::string readme = content(std::string(TANI_SOURCE_DIR) + "/README.md");
    const std::string begin = "\n```toml\nlab", end = "\n```\n";
    int found = 0;
    for (std::size_t at = 0; (at = readme.find(begin, at)) != std::string::npos; ++found) {
        at += begin.size() - 3;
        const std::string text = readme.substr(at, readme.find(end, at) + 1 - at);
        const Answer answer = run_text(text);
        INFO(text, answer.text);
        CHECK(answer.status == 0);
        CHECK(has(answer, "all "));
    }
    CHECK(found >= 2);
}
