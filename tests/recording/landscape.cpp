// Planes of trained runs: where paths are on them, what they hide, and that nothing depends on
// threads, watchers or what was recorded before.
#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <thread>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/recording/curvature.h"
#include "core/recording/landscape_files.h"
#include "core/recording/recording.h"

namespace {

using namespace tani;

Plan lab(const std::string& more, const std::string& network = "layers = [{ dense = 6 }, \"tanh\", { dense = 1 }, \"sigmoid\"]") {
    return plan(read_experiment("lab = \"landscape\"\nsteps = 40\noptimizer = { name = \"sgd\", lr = 0.5 }\n"
                                "data = { name = \"moons\", samples = 120 }\nnetwork = { " + network + " }\n" + more,
                                "test.toml"));
}

Recording recorded(const std::string& more) { return record(lab(more)); }

void three_threads(int count, const std::function<void(int)>& job) {
    std::vector<std::jthread> all;
    for (int t = 0; t < 3; ++t) {
        all.emplace_back([&, t] {
            for (int i = t; i < count; i += 3) job(i);
        });
    }
}

std::string csv(const Recording& recording) {
    std::ostringstream out;
    write_csv(recording, out);
    return out.str();
}

const std::string two_runs = "[[runs]]\n[[runs]]\noptimizer = { name = \"adam\", lr = 0.02 }\n";

}  // namespace

TEST_CASE("the middle of a random plane is the end of training") {
    const Recording recording = recorded("[plane]\npoints = 11\n");
    REQUIRE(recording.landscape);
    REQUIRE(recording.landscape->planes.size() == 1);
    const LandscapePlane& plane = recording.landscape->planes[0];
    CHECK(plane.problem.empty());
    CHECK(!plane.coarse);
    CHECK(plane.slice.x.from <= -1);
    CHECK(plane.slice.x.to >= 1);
    const PlanePath& path = plane.paths[0];
    CHECK(path.points.front().step == 0);
    CHECK(path.points.back().step == 40);
    CHECK(path.points.back().x == doctest::Approx(0));
    CHECK(path.points.back().distance == doctest::Approx(0));
    const double final_loss = recording.trainings[0].measured().back().train_loss;
    CHECK(path.points.back().loss == doctest::Approx(final_loss).epsilon(1e-6));
    CHECK(path.points.back().plane_loss == doctest::Approx(final_loss).epsilon(1e-6));
    // The start is far outside of a random plane, and what the plane shows of the path is little.
    CHECK(path.points.front().distance > 0.1);
    CHECK(path.points.back().explained < 0.5);
}

TEST_CASE("every point of a path has its true loss") {
    const Recording recording = recorded("[plane]\ndirections = \"pca\"\npoints = 11\nevery = 7\n");
    const PlanePath& path = recording.landscape->planes[0].paths[0];
    REQUIRE(path.points.size() == 7);  // 0 7 14 21 28 35 40
    const TrainingRecording& run = recording.trainings[0];
    Replay replay;
    for (const PlanePoint& point : path.points) {
        const TrainedState& state = replay.at(run, point.step);
        const auto outputs = predict(run.setup(), state, run.setup().data.train.x, run.setup().data.train.outline.samples > 0 ? static_cast<std::size_t>(run.setup().data.train.outline.samples) : 0);
        double sum = 0;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const double p = static_cast<double>(outputs[i]);
            sum -= std::log(run.setup().train_y[i] > 0.5f ? p : 1 - p);
        }
        CHECK(point.loss == doctest::Approx(sum / static_cast<double>(outputs.size())).epsilon(1e-4));
    }
}

TEST_CASE("the share that a plane explains is one less the spread off it") {
    const Recording recording = recorded("[plane]\ndirections = \"pca\"\npoints = 5\n");
    const LandscapePlane& plane = recording.landscape->planes[0];
    const PlanePath& path = plane.paths[0];
    // With the plane through the mean: Σ distance² is what it leaves of Σ |w − mean|².
    const auto& states = recording.trainings[0].path();
    double off = 0, all = 0;
    for (std::size_t i = 0; i < states.size(); ++i) {
        off += path.points[i].distance * path.points[i].distance;
        for (std::size_t k = 0; k < plane.plane->center.size(); ++k) {
            const double away = static_cast<double>(states[i]->weights[k]) - static_cast<double>(plane.plane->center[k]);
            all += away * away;
        }
    }
    CHECK(path.points.back().explained == doctest::Approx(1 - off / all).epsilon(1e-4));
    CHECK(path.points.back().explained == doctest::Approx(plane.share_x + plane.share_y).epsilon(1e-4));
    CHECK(plane.share_x > plane.share_y);
}

TEST_CASE("a model with two weights is wholly on its plane") {
    const Recording recording = record(plan(read_experiment(R"(
lab = "landscape"
steps = 30
optimizer = { name = "sgd", lr = 0.1 }
data = { name = "line", samples = 40 }
network = { layers = [{ dense = 1 }] }
plane = { directions = "weights", points = 9, shared = true }
[[runs]]
[[runs]]
batch = 4
)", "test.toml")));
    REQUIRE(recording.landscape->planes.size() == 1);
    for (const PlanePath& path : recording.landscape->planes[0].paths) {
        const auto& states = recording.trainings[static_cast<std::size_t>(path.run)].path();
        const auto& windows = recording.trainings[0].setup().network.windows();
        REQUIRE(recording.trainings[0].setup().network.trained() == 2);
        for (std::size_t i = 0; i < path.points.size(); ++i) {
            const PlanePoint& point = path.points[i];
            CHECK(point.distance == doctest::Approx(0));
            CHECK(point.x == doctest::Approx(static_cast<double>(states[i]->weights[windows[0].offset])));
            CHECK(point.y == doctest::Approx(static_cast<double>(states[i]->weights[windows[1].offset])));
            CHECK(point.plane_loss == doctest::Approx(point.loss).epsilon(1e-5));
            if (i > 0) CHECK(point.explained == doctest::Approx(1));
        }
    }
}

TEST_CASE("the line between two runs ends at both") {
    const Recording recording = recorded(two_runs + "[plane]\ndirections = \"between\"\ndimensions = 1\npoints = 11\n");
    REQUIRE(recording.landscape->planes.size() == 1);
    const LandscapePlane& plane = recording.landscape->planes[0];
    CHECK(plane.slice.is_line());
    CHECK(plane.paths[0].points.back().x == doctest::Approx(0));
    CHECK(plane.paths[1].points.back().x == doctest::Approx(1));
    CHECK(plane.paths[1].points.back().distance == doctest::Approx(0).epsilon(1e-5));
    CHECK(plane.slice.between(1, 0) == doctest::Approx(recording.trainings[1].measured().back().train_loss).epsilon(2e-2));
}

TEST_CASE("a plane between two runs goes through their common start") {
    const Recording recording = recorded(two_runs + "[plane]\ndirections = \"between\"\npoints = 9\n");
    const LandscapePlane& plane = recording.landscape->planes[0];
    for (const PlanePath& path : plane.paths) {
        CHECK(path.points.front().x == doctest::Approx(0).epsilon(1e-4));
        CHECK(path.points.front().y == doctest::Approx(1).epsilon(1e-4));
        CHECK(path.points.front().distance == doctest::Approx(0).epsilon(1e-4));
    }
}

TEST_CASE("the joint plane of several runs shows more of each than a random one") {
    const Recording joint = recorded(two_runs + "[plane]\ndirections = \"joint_pca\"\npoints = 9\n");
    REQUIRE(joint.landscape->planes.size() == 1);
    REQUIRE(joint.landscape->planes[0].paths.size() == 2);
    const Recording random = recorded(two_runs + "[plane]\npoints = 9\nshared = true\n");
    REQUIRE(random.landscape->planes.size() == 1);
    for (int run = 0; run < 2; ++run) {
        CHECK(joint.landscape->path_of(run)->points.back().explained > 0.8);
        CHECK(random.landscape->path_of(run)->points.back().explained < 0.5);
    }
    const Recording own = recorded(two_runs + "[plane]\npoints = 9\n");
    CHECK(own.landscape->planes.size() == 2);
}

TEST_CASE("the axes of a Hessian's plane are a dense Hessian's eigenvectors") {
    const Recording recording = recorded("[plane]\ndirections = \"hessian\"\npoints = 5\n[curvature]\nevery = 40\n");
    const LandscapePlane& plane = recording.landscape->planes[0];
    const TrainingRecording& run = recording.trainings[0];
    // Differences of gradients in double.
    const TrainingSetup& setup = run.setup();
    const Network<double> network(setup.spec.network, setup.spec.outline);
    const TrainedState& end = *run.path().back();
    const auto samples = static_cast<std::size_t>(setup.data.train.outline.samples);
    const std::vector<double> x(setup.data.train.x.begin(), setup.data.train.x.end()), y(setup.train_y.begin(), setup.train_y.end());
    std::vector<std::size_t> places;
    for (const WeightWindow& window : network.windows()) {
        for (std::size_t i = 0; i < window.size(); ++i) places.push_back(window.offset + i);
    }
    const auto gradient = [&](std::size_t place, double by) {
        AlignedVector<double> w(end.weights.begin(), end.weights.end()), g(w.size()), room(network.memory(samples));
        w[place] += by;
        network.backpropagate({.samples = samples, .weights = w.data(), .gradients = g.data()}, x.data(), y.data(), samples, room.data());
        return g;
    };
    const auto n = static_cast<Eigen::Index>(places.size());
    Eigen::MatrixXd hessian(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
        constexpr double h = 1e-5;
        const auto ahead = gradient(places[static_cast<std::size_t>(i)], h), behind = gradient(places[static_cast<std::size_t>(i)], -h);
        for (Eigen::Index j = 0; j < n; ++j) {
            const std::size_t at = places[static_cast<std::size_t>(j)];
            hessian(i, j) = (ahead[at] - behind[at]) / (2 * h);
        }
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver((hessian + hessian.transpose()) / 2);
    CHECK(plane.eigenvalue_x == doctest::Approx(solver.eigenvalues()[n - 1]).epsilon(1e-4));
    CHECK(plane.eigenvalue_y == doctest::Approx(solver.eigenvalues()[n - 2]).epsilon(1e-4));
    double along = 0;
    for (Eigen::Index j = 0; j < n; ++j) along += solver.eigenvectors()(j, n - 1) * static_cast<double>(plane.plane->x[places[static_cast<std::size_t>(j)]]);
    CHECK(std::abs(along) == doctest::Approx(1).epsilon(1e-4));
    // The curvature along training ends with the same number.
    REQUIRE(run.curvatures().size() == 2);
    CHECK(run.curvatures().back().eigenvalue == doctest::Approx(solver.eigenvalues()[n - 1]).epsilon(2e-3));
    CHECK(run.curvatures().back().limit == doctest::Approx(4));  // 2/η
}

TEST_CASE("a landscape does not depend on threads or on who watches") {
    const std::string text = two_runs + "[plane]\ndirections = \"joint_pca\"\npoints = 21\n[curvature]\nevery = 10\n";
    const Recording one = recorded(text), many = record(lab(text), three_threads);
    int seen = 0;
    const Watch watch{[] { return true; }, [&](Recording) { ++seen; }};
    const Recording watched = record(lab(text), {}, {}, nullptr, &watch);
    CHECK(seen > 2);
    for (const Recording* other : {&many, &watched}) {
        CHECK(csv(*other) == csv(one));
        CHECK(other->landscape->planes[0].slice.values == one.landscape->planes[0].slice.values);
    }
}

TEST_CASE("who watches sees a coarse plane first and the old one until then") {
    const std::string text = "[plane]\npoints = 41\n";
    const Recording before = recorded(text);
    std::vector<std::string> stages;
    const Watch watch{[] { return true; }, [&](Recording now) {
                          const auto* l = now.landscape.get();
                          stages.push_back(!l ? "none" : l->stale ? "stale" : l->planes[0].coarse ? "coarse" : "fine");
                      }};
    const Recording after = record(lab(text + "seed = 4\n"), {}, {}, &before, &watch);
    REQUIRE(stages.size() >= 2);  // the training itself is had before
    CHECK(stages[stages.size() - 2] == "coarse");
    CHECK(stages.back() == "fine");
    stages.clear();
    record(plan(read_experiment("lab = \"landscape\"\nsteps = 41\noptimizer = { name = \"sgd\", lr = 0.4 }\n"
                                "data = { name = \"moons\", samples = 120 }\n", "test.toml")), {}, {}, &after, &watch);
    CHECK(stages.front() == "stale");
    CHECK(stages.back() == "fine");
}

TEST_CASE("what did not change is taken from the recording before") {
    const std::string text = two_runs + "[plane]\npoints = 15\n";
    const Recording before = recorded(text);
    const Recording same = record(lab("title = \"Another\"\n" + text), {}, {}, &before);
    CHECK(csv(same) == csv(before));
    CHECK(same.landscape->planes[1].plane == before.landscape->planes[1].plane);
    const Recording moved = record(lab(text + "directions = \"pca\"\n"), {}, {}, &before);
    CHECK(moved.trainings[0].path().back() == before.trainings[0].path().back());
    CHECK(moved.landscape->planes[1].plane != before.landscape->planes[1].plane);
    CHECK(csv(moved) == csv(recorded(text + "directions = \"pca\"\n")));
}

TEST_CASE("a run that diverges has a plane through its last finite weights or says why not") {
    const Recording recording = recorded("plane = { points = 5 }\n[[runs]]\noptimizer = { lr = 1e30 }\n");
    REQUIRE(recording.landscape->planes.size() == 1);
    const LandscapePlane& plane = recording.landscape->planes[0];
    CHECK((!plane.problem.empty() || plane.slice.values.size() == 25));
    for (const PlanePoint& point : plane.paths.empty() ? std::vector<PlanePoint>{} : plane.paths[0].points)
        CHECK(std::isfinite(point.x));
}

TEST_CASE("planes are written as the arrays that make them") {
    const Recording recording = recorded("[plane]\npoints = 5\nextent = 0.5\n");
    std::map<std::string, std::string> files;
    write_trainings(recording, [&](const std::string& name, const std::function<void(std::ostream&)>& write) {
        std::ostringstream out;
        write(out);
        files[name] = out.str();
    });
    for (const char* name : {"center.npy", "direction_x.npy", "direction_y.npy", "run0/center.npy", "run0/path.npy", "run0/path_steps.npy", "losses.npy", "xs.npy", "ys.npy"})
        CHECK(files.count(name) == 1);
    const std::size_t numbers = recording.trainings[0].setup().network.trained();
    CHECK(files["center.npy"].find(fmt::format("({},)", numbers)) != std::string::npos);
    CHECK(files["losses.npy"].find("(5, 5)") != std::string::npos);
}
