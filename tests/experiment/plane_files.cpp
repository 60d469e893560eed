// Planes that other programs computed, in experiment files and as experiments of their own.
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/experiment/experiment.h"

using namespace tani;

namespace {

/// A file of tests/landscape/files/make_files.py.
std::string given(const std::string& name) {
    return std::string(TANI_SOURCE_DIR) + "/tests/landscape/files/" + name;
}

Experiment written(const std::string& more) {
    return read_experiment("lab = \"landscape\"\n" + more, given("f.toml"));
}

std::string refusal(const std::string& more) {
    try {
        written(more);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

bool says(const std::string& message, const std::string& part) {
    return message.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a plane is read from a file beside the experiment and nothing is trained") {
    const Plan plan = tani::plan(written("[plane]\nfile = \"surface.h5\"\nsurface = \"test_acc\"\n"));
    REQUIRE(plan.runs.size() == 1);
    CHECK(reads_planes(plan));
    CHECK(!plan.runs[0].training);
    REQUIRE(plan.runs[0].plane);
    CHECK(plan.runs[0].plane->file == given("surface.h5"));
    CHECK(plan.runs[0].plane->surface == "test_acc");
    CHECK(plan.runs[0].steps == 0);
    CHECK(plan.runs[0].label == "surface");
}

TEST_CASE("a plane from a file has as many steps as its path") {
    const Plan own = plan(written("[plane]\nfile = \"grid.npz\"\n"));
    CHECK(own.runs[0].steps == 2);
    CHECK(own.runs[0].plane->surface == "losses");
    const Plan laid = plan(written("[plane]\nfile = \"surface.h5\"\npath = \"projected.h5\"\n"));
    CHECK(laid.runs[0].steps == 2);
    CHECK(laid.runs[0].plane->surface == "train_loss");
    CHECK(laid.runs[0].plane->path_file == given("projected.h5"));
    const Plan packed = plan(written("[plane]\nfile = \"surface.h5\"\npath = \"path_only.npz\"\n"));
    CHECK(packed.runs[0].steps == 9);
    const Plan counted = plan(written("[plane]\nfile = \"compressed.npz\"\n"));
    CHECK(counted.runs[0].steps == 20);
    const Plan line = plan(written("[plane]\nfile = \"line.h5\"\n"));
    CHECK(line.runs[0].plane->line);
}

TEST_CASE("runs show the surfaces of one file side by side and are called by what differs") {
    const Plan plan = tani::plan(written("[plane]\nfile = \"surface.h5\"\n[[runs]]\n[[runs]]\nplane = { "
                                         "surface = \"test_loss\" }\n[[runs]]\nplane = { file = "
                                         "\"grid.npz\" }\n"));
    REQUIRE(plan.runs.size() == 3);
    CHECK(plan.runs[0].plane->surface == "train_loss");
    CHECK(plan.runs[1].plane->surface == "test_loss");
    CHECK(plan.runs[2].plane->file == given("grid.npz"));
    CHECK(plan.runs[0].shown.en == "surface (train_loss)");
    CHECK(plan.runs[1].shown.en == "surface (test_loss)");
    CHECK(plan.runs[2].shown.en == "grid");
}

TEST_CASE("what is wrong with a file of losses is said where the experiment names it") {
    const std::string missing = refusal("[plane]\nfile = \"missing.npz\"\n");
    CHECK(says(missing, "f.toml:3:8"));
    CHECK(says(missing, "missing.npz"));
    CHECK(says(refusal("[plane]\nfile = \"transposed.npz\"\n"), "losses of shape"));
    CHECK(says(refusal("[plane]\nfile = \"f.toml\"\n"), "expected a name that ends in one of"));
    const std::string other = refusal("[plane]\nfile = \"surface.h5\"\nsurface = \"tset_loss\"\n");
    CHECK(says(other, "f.toml:4:11"));
    CHECK(says(other, "did you mean 'test_loss'?"));
    CHECK(says(other, "'train_acc'"));
    const std::string broken = refusal("[plane]\nfile = \"other_shape.h5\"\nsurface = \"train_loss\"\n");
    CHECK(says(broken, "f.toml:3:8"));
    CHECK(says(refusal("[plane]\nfile = \"projected.h5\"\n"), "expected it as plane.path"));
    CHECK(says(refusal("[plane]\nfile = \"path_only.npz\"\n"), "expected it as plane.path"));
    CHECK(says(refusal("[plane]\nfile = \"grid.npz\"\npath = \"surface.h5\"\n"), "holds no path"));
}

TEST_CASE("keys of a plane that is computed are refused beside a file") {
    for (const std::string key :
         {"directions = \"pca\"", "points = 21", "normalization = \"layer\"", "seed = 3"}) {
        CAPTURE(key);
        const std::string message = refusal("[plane]\nfile = \"grid.npz\"\n" + key + "\n");
        CHECK(says(message, "f.toml:4:1"));
        CHECK(says(message, "expected only file, surface, path"));
    }
    CHECK(says(refusal("steps = 3\n[plane]\nsurface = \"train_loss\"\n"), "expected plane.file beside it"));
}

TEST_CASE("what is said of training is refused where nothing is trained") {
    for (const std::string more : {"steps = 20\n", "batch = 4\n", "optimizer = \"adam\"\n"}) {
        CAPTURE(more);
        const std::string message = refusal(more + "[plane]\nfile = \"grid.npz\"\n");
        CHECK(says(message, "f.toml:2:1"));
        CHECK(says(message, "nothing is trained"));
    }
    const std::string mixed = refusal("[[runs]]\n[[runs]]\nplane = { file = \"grid.npz\" }\n");
    CHECK(says(mixed, "expected files for all runs, or for none"));
}

TEST_CASE("a file of losses opens as an experiment that can be saved") {
    const Experiment experiment = load_experiment(given("chunks.hdf5"));
    const Plan plan = tani::plan(experiment);
    CHECK(plan.lab == "landscape");
    CHECK(plan.title.en == "chunks.hdf5");
    CHECK(plan.runs[0].steps == 2);
    const Experiment again = read_experiment(write_experiment(experiment), "/elsewhere/saved.toml");
    CHECK(again == experiment);
    CHECK(tani::plan(again).runs[0].plane->file == given("chunks.hdf5"));
    CHECK_THROWS_AS(load_experiment(given("projected.h5")), Error);
}

TEST_CASE("a surface of an opened file is chosen by setting its key") {
    Experiment experiment = load_experiment(given("surface.h5"));
    set_from_text(experiment, "plane.surface=test_loss");
    CHECK(plan(experiment).runs[0].plane->surface == "test_loss");
    set_from_text(experiment, "plane.surface=none");
    CHECK_THROWS_AS(plan(experiment), Error);
}
