// The surface that moves with every mini-batch: against the closed form of a straight line's
// squared error, and against the data of all batches together.
#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <thread>

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/recording/batch_slices.h"
#include "core/recording/batch_walk.h"
#include "core/recording/landscape_files.h"
#include "core/recording/recording.h"

namespace {

using namespace tani;

Plan line_lab(const std::string& more, const std::string& plane = "") {
    return plan(read_experiment(
        "lab = \"landscape\"\nsteps = 24\nbatch = 6\noptimizer = { name = \"sgd\", lr = 0.1 }\n"
        "data = { name = \"line\", samples = 36, validation = 0 }\n"
        "network = { layers = [{ dense = 1 }], loss = \"mse\" }\n"
        "plane = { directions = \"weights\", data = \"batch\", points = 13, x = [-1, 2], "
        "y = [-2, 1.5]" +
            plane + " }\n" + more,
        "test.toml"));
}

/// The mean of (a·x + b − y)² over some samples.
double squared_error(const Dataset& data, std::span<const int> rows, double a, double b) {
    double sum = 0;
    for (const int row : rows) {
        const auto i = static_cast<std::size_t>(row);
        const double e = a * static_cast<double>(data.x[i]) + b - static_cast<double>(data.y[i]);
        sum += e * e;
    }
    return sum / static_cast<double>(rows.size());
}

void three_threads(int count, const std::function<void(int)>& job) {
    std::vector<std::jthread> all;
    for (int t = 0; t < 3; ++t) {
        all.emplace_back([&, t] {
            for (int i = t; i < count; i += 3) job(i);
        });
    }
}

}  // namespace

TEST_CASE("the plane of the only two weights is the whole truth") {
    const Recording recording = record(line_lab(""));
    const LandscapePlane& plane = recording.landscape->planes.at(0);
    const std::vector<PlanePoint>& points = plane.paths.at(0).points;
    REQUIRE(points.size() == 25);
    for (const PlanePoint& point : points) {
        CHECK(point.distance == 0);
        CHECK(point.plane_loss == point.loss);
        CHECK((std::isnan(point.explained) || std::abs(point.explained - 1) < 1e-9));
    }
}

TEST_CASE("every surface is the closed form of its own mini-batch") {
    const Recording recording = record(line_lab(""));
    const LandscapePlane& plane = recording.landscape->planes.at(0);
    const TrainingRecording& run = recording.trainings.at(0);
    const Dataset& data = run.setup().data.train;
    REQUIRE(plane.batches.size() == 25);
    Replay replay;
    for (std::size_t k = 0; k < plane.batches.size(); ++k) {
        const BatchSlice& slice = plane.batches[k];
        const PlanePoint& point = plane.paths[0].points[k];
        replay.at(run, slice.step);
        const std::span<const int> rows = replay.batch();
        CHECK(slice.step == static_cast<int>(k));
        CHECK(slice.samples == 6);
        REQUIRE(rows.size() == 6);
        double worst = 0;
        for (int j = 0; j < 13; ++j) {
            for (int i = 0; i < 13; ++i) {
                const double truth =
                    squared_error(data, rows, plane.slice.x.at(i), plane.slice.y.at(j));
                const auto at = static_cast<std::size_t>(j * 13 + i);
                const auto value = static_cast<double>((*slice.values)[at]);
                worst = std::max(worst, std::abs(value - truth) / (truth + 1e-3));
            }
        }
        CHECK(worst < 1e-5);  // the rounding of float
        CHECK(std::abs(point.loss - squared_error(data, rows, point.x, point.y)) <
              1e-6 * (1 + point.loss));
        // The row's loss is that of the same batch: nothing is penalised here.
        if (slice.step < run.steps())
            CHECK(std::abs(point.loss - run.row(slice.step).batch_loss) < 1e-9);
    }
}

TEST_CASE("the mean surface of an epoch is that of all data") {
    const Recording recording = record(line_lab(""));
    const LandscapePlane& plane = recording.landscape->planes.at(0);
    for (std::size_t at = 0; at < plane.slice.values.size(); ++at) {
        double sum = 0;
        for (std::size_t k = 6; k < 12; ++k)
            sum += static_cast<double>((*plane.batches[k].values)[at]);
        const double all = plane.slice.values[at];
        CHECK(std::abs(sum / 6 - all) < 1e-5 * (1 + all));
    }
}

TEST_CASE("a walk through the batches finds those of the trainer") {
    const Recording recording =
        record(line_lab("changes = [{ step = 9, batch = 10 }, { step = 15, batch = \"all\" }]\n"));
    const TrainingRecording& run = recording.trainings.at(0);
    Replay replay;
    BatchWalk walk(run);
    for (const int step : {0, 1, 5, 8, 9, 13, 14, 15, 23, 24}) {
        replay.at(run, step);
        const std::span<const int> truth = replay.batch(), found = walk.at(step);
        CHECK(std::ranges::equal(truth, found));
    }
    // A batch of all samples is drawn as the surface of all data.
    const LandscapePlane& plane = recording.landscape->planes.at(0);
    CHECK(plane.batch_at(24)->samples == 36);
    CHECK((*plane.batch_at(24)->values)[5] == static_cast<float>(plane.slice.values[5]));
}

TEST_CASE("surfaces of batches are the same for any number of threads and are kept") {
    const Plan wanted = line_lab("", ", every = 5");
    const Recording recording = record(wanted);
    const Recording again = record(wanted, three_threads);
    const LandscapePlane &a = recording.landscape->planes.at(0), &b = again.landscape->planes.at(0);
    REQUIRE(a.batches.size() == 6);  // 0 5 10 15 20 24
    for (std::size_t k = 0; k < a.batches.size(); ++k) {
        CHECK(a.batches[k].step == a.paths[0].points[k].step);
        CHECK(*a.batches[k].values == *b.batches[k].values);
    }
    CHECK(a.batch_at(9.5)->step == 5);
    const Recording third = record(wanted, {}, {}, &recording);
    CHECK(third.landscape->planes.at(0).batches[2].values == a.batches[2].values);
}

TEST_CASE("the surfaces of batches are written") {
    const Recording recording = record(line_lab("", ", every = 5"));
    std::map<std::string, std::string> files;
    write_planes(recording, [&](const std::string& name, const auto& write) {
        std::ostringstream out;
        write(out);
        files[name] = out.str();
    });
    REQUIRE(files.contains("run0/batch_losses.npy"));
    CHECK(files["run0/batch_losses.npy"].find("(6, 13, 13)") != std::string::npos);
    CHECK(files["run0/batch_losses.npy"].find("<f4") != std::string::npos);
    CHECK(files["run0/batch_steps.npy"].find("(6,)") != std::string::npos);
}

TEST_CASE("one plane of all runs has no surface of one batch") {
    CHECK_THROWS_WITH_AS(line_lab("[[runs]]\n[[runs]]\noptimizer = \"adam\"\n", ", shared = true"),
                         doctest::Contains("every run has mini-batches of its own"), Error);
}

TEST_CASE("more surfaces than there is room for are thinned out evenly") {
    const Recording recording = record(line_lab(""));
    const TrainingRecording& run = recording.trainings.at(0);
    const TrainingSetup& setup = run.setup();
    LandscapePlane plane = recording.landscape->planes.at(0);
    const std::vector<BatchSlice> all = plane.batches;
    const ParallelFor serial;
    const std::stop_token never;
    int looks = 0;
    slice_batches({.training = run,
                   .whole = {.network = &setup.network,
                             .outline = setup.data.train.outline,
                             .x = setup.data.train.x,
                             .y = setup.train_y,
                             .samples = 36},
                   .most_values = 10 * 13 * 13,
                   .parallel = serial,
                   .stop = never},
                  plane, [&] { ++looks; });
    CHECK(looks == 1);
    REQUIRE(plane.batches.size() == 9);  // 0 3 ... 24
    for (const BatchSlice& slice : plane.batches) {
        CHECK(slice.step % 3 == 0);
        CHECK(*slice.values == *all[static_cast<std::size_t>(slice.step)].values);
    }
}
