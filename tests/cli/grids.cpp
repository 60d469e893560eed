// Losses over a plane that other programs computed, given to the program in place of an experiment.
#include "tests/cli/shell.h"

namespace {

using namespace at_the_shell;

std::string given(const std::string& name) {
    return std::string(TANI_SOURCE_DIR) + "/tests/landscape/files/" + name;
}

bool is_png(const std::string& name) { return content(name).starts_with("\x89PNG"); }

}  // namespace

TEST_CASE("a file of loss-landscape is run and checked and drawn") {
    const Answer run = tani("run " + given("surface.h5"));
    CHECK(run.status == 0);
    CHECK(has(run, "5 × 4 points, x -1 to 1, y -0.5 to 1"));
    CHECK(has(run, "lowest at (-1, -0.5)"));
    CHECK(has(run, "not quasi-convex"));
    const Answer accuracy = tani("run " + given("surface.h5") + " --set plane.surface=test_acc");
    CHECK(has(accuracy, " %, highest at (-1, -0.5)"));
    CHECK(tani("check " + given("surface.h5")).status == 0);
    CHECK(tani("render " + given("surface.h5") + " -o h5.png --size 320x240").status == 0);
    CHECK(is_png("h5.png"));
}

TEST_CASE("an NPZ with a path is run and exported and drawn") {
    const Answer run = tani("run " + given("grid.npz"));
    CHECK(run.status == 0);
    CHECK(has(run, "path: 3 points, steps 0 to 2"));
    const Answer csv = tani("run " + given("grid.npz") + " --csv -");
    CHECK(csv.status == 0);
    CHECK(has(csv, "\ngrid,1,0.5,0.25,"));
    CHECK(tani("render " + given("grid.npz") + " -o npz.gif --size 320x240 --seconds 0.5 --fps 5").status == 0);
    CHECK(content("npz.gif").starts_with("GIF89a"));
    CHECK(tani("shot " + given("grid.npz") + " -o npz.png").status == 0);
    CHECK(is_png("npz.png"));
}

TEST_CASE("a broken file of losses is refused with its name") {
    for (const std::string name : {"transposed.npz", "other_shape.h5", "projected.h5", "missing.npz"}) {
        CAPTURE(name);
        const Answer answer = tani("render " + given(name) + " -o broken.png");
        CHECK(answer.status == 2);
        CHECK(has(answer, name));
        CHECK(has(answer, name == "missing.npz" ? "no such file" : "expected"));
        CHECK(!fs::exists(scratch() / "broken.png"));
    }
    const std::string whole = content(given("surface.h5"));
    write("short.h5", whole.substr(0, whole.size() / 2));
    const Answer truncated = tani("run short.h5");
    CHECK(truncated.status == 2);
    CHECK(has(truncated, "short.h5"));
    const Answer surface = tani("run " + given("surface.h5") + " --set plane.surface=train_los");
    CHECK(surface.status == 2);
    CHECK(has(surface, "did you mean 'train_loss'?"));
}

TEST_CASE("a slice that was written opens again") {
    write("own.toml",
          "lab = \"landscape\"\nsteps = 5\ndata = { name = \"moons\", samples = 30 }\n"
          "network = { layers = [{ dense = 2 }, \"tanh\", { dense = 1 }, \"sigmoid\"] }\n"
          "plane = { points = 7 }\n");
    CHECK(tani("run own.toml --slice own.npz").status == 0);
    const Answer again = tani("run own.npz --slice again.npz");
    CHECK(again.status == 0);
    CHECK(has(again, "7 × 7 points"));
    CHECK(has(again, "path: 6 points, steps 0 to 5"));
    CHECK(content("own.npz") == content("again.npz"));
    CHECK(tani("run own.npz --slice own.txt").status == 2);
    CHECK(tani("run valley --slice valley.npz").status == 2);
    CHECK(tani("run own.npz --weights folder").status == 2);
}
