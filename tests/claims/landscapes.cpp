// What the captions of the bundled landscapes claim, measured on the bundled seed and, where chance
// has a say, on others too.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/recording/recording.h"

namespace {

using namespace tani;

/// A number as a caption rounds it.
doctest::Approx about(double said) { return doctest::Approx(said).epsilon(0.1).scale(0); }

#if defined(__SANITIZE_ADDRESS__)
constexpr bool quick = false;  // ten times slower there
#else
constexpr bool quick = true;
#endif

Experiment bundled(const std::string& id) {
    return load_experiment(std::string(TANI_SOURCE_DIR) + "/assets/experiments/" + id + ".toml");
}

const LandscapePlane& plane_of(const Recording& recording, std::size_t i) {
    return recording.landscape->planes[i];
}

const PlanePoint& end_of(const Recording& recording, int run) {
    return recording.landscape->path_of(run)->points.back();
}

/// The highest of the losses on the straight way between two points of the grid's coordinates.
double highest(const Slice& slice, Point from, Point to) {
    double result = 0;
    for (int i = 0; i <= 200; ++i) {
        const double share = i / 200.0;
        result = std::max(result, slice.between(from[0] + share * (to[0] - from[0]),
                                                from[1] + share * (to[1] - from[1])));
    }
    return result;
}

/// On a line through 0.
double on_line(const Slice& slice, double x) { return slice.between(x, 0); }

TEST_CASE("batch-surface: the plane is the whole truth and only the mean stands still") {
    const Recording r = record(plan(bundled("batch-surface")));
    const LandscapePlane& plane = plane_of(r, 0);
    for (const PlanePoint& point : r.landscape->path_of(0)->points) {
        CHECK(point.distance == 0);
        CHECK(point.loss == doctest::Approx(point.plane_loss));
    }
    // Where the surface is lowest, batch after batch.
    double furthest = 0;
    const auto lowest = [](const auto& values) {
        return std::distance(values.begin(), std::ranges::min_element(values));
    };
    const auto mean_at = lowest(plane.slice.values);
    REQUIRE(plane.batches.size() > 50);
    for (const BatchSlice& batch : plane.batches) {
        const auto apart =
            std::abs(lowest(*batch.values) % plane.slice.x.points - mean_at % plane.slice.x.points);
        furthest = std::max(furthest, static_cast<double>(apart) / plane.slice.x.points);
    }
    CHECK(furthest > 0.1);
}

TEST_CASE("plane-optimizers: the joint plane shows most of every path and less of Adam's loss") {
    const Recording r = record(plan(bundled("plane-optimizers")));
    REQUIRE(r.landscape->planes.size() == 1);
    for (int run = 0; run < 5; ++run) {
        CAPTURE(run);
        CHECK(end_of(r, run).explained > 0.885);
        CHECK(end_of(r, run).explained < 0.945);
    }
    CHECK(end_of(r, 4).loss == about(0.0017));
    CHECK(end_of(r, 4).plane_loss == about(0.0065));
    // SGD and momentum end together, and the three others far from them.
    const auto apart = [&](int a, int b) {
        return std::hypot(end_of(r, a).x - end_of(r, b).x, end_of(r, a).y - end_of(r, b).y);
    };
    for (const int adaptive : {2, 3, 4}) CHECK(apart(0, adaptive) > 4 * apart(0, 1));
}

TEST_CASE("plane-residual: without connections three times as much is not quasi-convex") {
    double plain = 0, residual = 0;
    for (std::int64_t seed = 0; seed < (quick ? 5 : 1); ++seed) {
        CAPTURE(seed);
        Experiment e = bundled("plane-residual");
        set_value(e, "seed", Value(seed));
        if (!quick) set_value(e, "plane.points", Value(std::int64_t{21}));
        const Recording r = record(plan(e));
        CHECK(plane_of(r, 0).not_quasi_convex > 3 * plane_of(r, 1).not_quasi_convex);
        plain += plane_of(r, 0).not_quasi_convex;
        residual += plane_of(r, 1).not_quasi_convex;
        if (seed != 1) continue;
        CHECK(plane_of(r, 0).not_quasi_convex == about(0.58));
        CHECK(plane_of(r, 1).not_quasi_convex < 0.025);
        for (const int run : {0, 1}) CHECK(end_of(r, run).loss < 1e-4);
    }
    CHECK(plain > 3 * residual);
}

TEST_CASE("plane-batch: what looks sharp depends on the directions' lengths") {
    const Recording r = record(plan(bundled("plane-batch")));
    const auto rise = [&](std::size_t i) {
        const Slice& line = plane_of(r, i).slice;
        return (on_line(line, -0.3) + on_line(line, 0.3)) / 2 - on_line(line, 0);
    };
    CHECK(on_line(plane_of(r, 0).slice, 0) == about(0.104));
    CHECK(on_line(plane_of(r, 1).slice, 0) == about(0.107));
    CHECK(rise(1) / rise(0) == doctest::Approx(5).epsilon(0.15).scale(0));
    CHECK(rise(3) < 0.8 * rise(2));
}

TEST_CASE("plane-between: most of the barrier is that of the running statistics") {
    const Recording r = record(plan(bundled("plane-between")));
    const auto barrier = [&](std::size_t i) {
        return highest(plane_of(r, i).slice, {0, 0}, {1, 0});
    };
    CHECK(barrier(0) == about(0.33));
    CHECK(barrier(1) == about(0.14));
    for (const double end : {0.0, 1.0}) CHECK(on_line(plane_of(r, 0).slice, end) < 0.015);
}

TEST_CASE("plane-barrier: one start leads into one valley and another behind a barrier") {
    const Recording r = record(plan(bundled("plane-barrier")));
    const Slice& slice = plane_of(r, 0).slice;
    CHECK(highest(slice, {0, 0}, {1, 0}) < 0.01);
    CHECK(highest(slice, {0, 0}, {0, 1}) == about(0.93));
    for (int run = 0; run < 3; ++run) CHECK(end_of(r, run).loss < 0.01);
}

TEST_CASE("edge-of-stability: the sharpness rises to two over the rate and stays there") {
    const Recording r = record(plan(bundled("edge-of-stability")));
    for (std::size_t run = 0; run < 2; ++run) {
        CAPTURE(run);
        const double limit = run == 0 ? 20 : 40;
        const auto& measured = r.trainings[run].curvatures();
        CHECK(measured[0].eigenvalue < 0.75 * limit);
        for (std::size_t i = 0; i < measured.size(); ++i) {
            const Curvature& at = measured[i];
            if (at.step >= 500) CHECK(std::abs(at.eigenvalue / limit - 1) < 0.25);
        }
    }
    CHECK(r.trainings[0].curvatures().back().eigenvalue == doctest::Approx(19.9).epsilon(0.01));
    CHECK(r.trainings[1].curvatures().back().eigenvalue == doctest::Approx(38.7).epsilon(0.01));
    for (const TrainingRecording& run : r.trainings) {
        CHECK(run.measured().back().train_loss < 0.05 * run.measured()[0].train_loss);
    }
}

TEST_CASE("zero-one-loss: the error rate is flat on more than half of the plane") {
    const Recording r = record(plan(bundled("zero-one-loss")));
    const auto flat = [&](std::size_t plane) {
        const Slice& slice = plane_of(r, plane).slice;
        int same = 0, all = 0;
        for (int j = 0; j < slice.y.points; ++j) {
            for (int i = 0; i + 1 < slice.x.points; ++i, ++all)
                same += slice.value(i, j) == slice.value(i + 1, j) ? 1 : 0;
        }
        return static_cast<double>(same) / all;
    };
    CHECK(flat(0) == 0);
    CHECK(flat(1) > 0.5);
    for (const double value : plane_of(r, 1).slice.values)
        CHECK(std::abs(value * 150 - std::round(value * 150)) < 1e-9);
    const auto lowest = [&](std::size_t plane) {
        return std::ranges::min(plane_of(r, plane).slice.values);
    };
    CHECK(end_of(r, 0).loss <= lowest(0) * 1.01);
    CHECK(end_of(r, 1).loss == lowest(1));
}

}  // namespace
