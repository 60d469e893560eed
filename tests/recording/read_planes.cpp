// Recordings of planes that other programs computed, and slices that are written and opened again.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/recording/landscape_files.h"
#include "core/recording/recording.h"

using namespace tani;

namespace {

std::string given(const std::string& name) {
    return std::string(TANI_SOURCE_DIR) + "/tests/landscape/files/" + name;
}

/// The loss of make_files.py.
double loss(double x, double y) { return 1 + x + 2 * y + x * y * y; }

Recording recorded(const std::string& plane) {
    return record(
        plan(read_experiment("lab = \"landscape\"\nplane = { " + plane + " }\n", given("f.toml"))));
}

std::string csv(const Recording& recording) {
    std::ostringstream out;
    write_csv(recording, out);
    return out.str();
}

/// Removed at the end.
struct Scratch {
    std::filesystem::path path;
    explicit Scratch(const std::string& ending)
        : path(std::filesystem::temp_directory_path() /
               ("tani-slice-" + std::to_string(getpid()) + ending)) {}
    ~Scratch() { std::filesystem::remove(path); }
};

}  // namespace

TEST_CASE("a surface of loss-landscape is the plane of a recording") {
    const Recording recording = recorded("file = \"surface.h5\", surface = \"test_loss\"");
    CHECK(recording.trainings.empty());
    CHECK(recording.steps() == 0);
    REQUIRE(recording.landscape);
    CHECK(recording.landscape->finished);
    REQUIRE(recording.landscape->planes.size() == 1);
    const LandscapePlane& plane = recording.landscape->planes[0];
    CHECK(plane.paths.empty());
    CHECK(plane.surfaces == std::vector<std::string>{"train_loss", "test_loss", "train_acc", "test_acc"});
    REQUIRE(plane.slice.x.points == 5);
    REQUIRE(plane.slice.y.points == 4);
    for (int j = 0; j < 4; ++j) {
        for (int i = 0; i < 5; ++i) {
            const double expected = 2 * loss(plane.slice.x.at(i), plane.slice.y.at(j));
            CHECK(plane.slice.value(i, j) == doctest::Approx(expected).epsilon(1e-14));
        }
    }
    CHECK(plane.not_quasi_convex == share_not_quasi_convex(plane.slice));
}

TEST_CASE("accuracies and unfinished surfaces have no share that is not quasi-convex") {
    CHECK(std::isnan(recorded("file = \"surface.h5\", surface = \"train_acc\"")
                         .landscape->planes[0]
                         .not_quasi_convex));
    CHECK(std::isnan(
        recorded("file = \"unfinished.h5\"").landscape->planes[0].not_quasi_convex));
}

TEST_CASE("a path from a file lies on the surface and moves with the steps") {
    const Recording recording = recorded("file = \"surface.h5\", path = \"projected.h5\"");
    CHECK(recording.steps() == 2);
    const LandscapePlane& plane = recording.landscape->planes[0];
    REQUIRE(plane.paths.size() == 1);
    REQUIRE(plane.paths[0].points.size() == 3);
    const PlanePoint& middle = *plane.paths[0].at(1.5);
    CHECK(middle.step == 1);
    CHECK(middle.x == 0.5);
    CHECK(middle.y == 0.25);
    CHECK(middle.plane_loss == plane.slice.between(0.5, 0.25));
    CHECK(std::isnan(middle.loss));
    CHECK(std::isnan(middle.distance));
    CHECK(csv(recording) ==
          fmt::format("run,step,x,y,loss,plane_loss,distance,explained,sharpness,sharpness_limit\n"
                      "surface,0,1,0.75,,{},,,,\nsurface,1,0.5,0.25,,{},,,,\n"
                      "surface,2,0.125,-0.25,,{},,,,\n",
                      plane.paths[0].points[0].plane_loss, middle.plane_loss,
                      plane.paths[0].points[2].plane_loss));
}

TEST_CASE("losses along a path are compared with losses alone") {
    const PlanePath path = recorded("file = \"compressed.npz\"").landscape->planes[0].paths[0];
    CHECK(path.points[1].step == 10);
    CHECK(path.points[1].loss == 2);
    const PlanePath beside =
        recorded("file = \"surface.h5\", surface = \"test_acc\", path = \"compressed.npz\"")
            .landscape->planes[0]
            .paths[0];
    CHECK(std::isnan(beside.points[1].loss));
}

TEST_CASE("what was read of the same files stays") {
    const Recording first = recorded("file = \"grid.npz\"");
    Plan plan = first.plan;
    plan.view.show = ShowMode::contours;
    CHECK(record(plan, {}, {}, &first).landscape == first.landscape);
    std::stop_source stop;
    stop.request_stop();
    CHECK(record(plan, {}, stop.get_token()).landscape->finished);
}

TEST_CASE("a slice of our own is written and read again as the same heights and path") {
    const Recording own = record(plan(read_experiment(
        "lab = \"landscape\"\nsteps = 12\ndata = { name = \"moons\", samples = 40 }\n"
        "network = { layers = [{ dense = 3 }, \"tanh\", { dense = 1 }, \"sigmoid\"] }\n"
        "plane = { directions = \"pca\", points = 9 }\n",
        "f.toml")));
    const LandscapePlane& plane = own.landscape->planes[0];
    const GridFile grid = grid_of(plane);
    using Write = void (*)(std::ostream&, const GridFile&);
    for (const auto& [ending, write] : {std::pair<std::string, Write>{".npz", write_grid_npz},
                                        {".csv", write_grid_csv},
                                        {".npy", write_grid_npy}}) {
        CAPTURE(ending);
        const Scratch file(ending);
        {
            std::ofstream out(file.path, std::ios::binary);
            write(out, grid);
        }
        const Recording again = record(plan(load_experiment(file.path.string())));
        const LandscapePlane& read = again.landscape->planes[0];
        CHECK(read.slice.values == plane.slice.values);
        if (ending != ".npy") CHECK(read.slice.x == plane.slice.x);
        if (ending != ".npy") CHECK(read.slice.y == plane.slice.y);
        CHECK(read.not_quasi_convex == plane.not_quasi_convex);
        if (ending != ".npz") continue;
        REQUIRE(read.paths.size() == 1);
        const auto& points = read.paths[0].points;
        REQUIRE(points.size() == plane.paths[0].points.size());
        for (std::size_t i = 0; i < points.size(); ++i) {
            CHECK(points[i].step == plane.paths[0].points[i].step);
            CHECK(points[i].x == plane.paths[0].points[i].x);
            CHECK(points[i].loss == plane.paths[0].points[i].loss);
        }
    }
}

TEST_CASE("a file that is gone when it is read again is an error that names it") {
    const Scratch file(".csv");
    std::ofstream(file.path) << "x,y,loss\n0,0,1\n1,0,2\n0,1,3\n1,1,4\n";
    const Plan known = plan(load_experiment(file.path.string()));
    CHECK(record(known).landscape->planes[0].slice.values == std::vector<double>{1, 2, 3, 4});
    std::filesystem::remove(file.path);
    CHECK_THROWS_WITH_AS(record(known), doctest::Contains(file.path.c_str()), Error);
}
