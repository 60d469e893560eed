// A plane that moves with the mini-batches: the picture follows the playhead, on one scale for all.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <vector>

#include "app/figure/figure.h"
#include "app/figure/plane_reading.h"
#include "app/gl/context.h"
#include "core/recording/recording.h"

using namespace tani;
using namespace tani::figure;

namespace {

/// A bowl of all data, and batches whose bowls are shifted and deeper.
LandscapePlane moving_plane(int batches) {
    LandscapePlane plane;
    plane.spec.data = PlaneData::batch;
    plane.slice = {.x = {-2, 2, 21}, .y = {-2, 2, 21}, .values = {}};
    const auto bowl = [&](double shift, double floor) {
        std::vector<double> values;
        for (int j = 0; j < 21; ++j) {
            for (int i = 0; i < 21; ++i) {
                const double u = plane.slice.x.at(i) - shift, v = plane.slice.y.at(j);
                values.push_back(floor + u * u + v * v);
            }
        }
        return values;
    };
    plane.slice.values = bowl(0, 1);
    PlanePath path{.run = 0, .label = {}, .points = {}, .by_batch = true};
    for (int k = 0; k < batches; ++k) {
        const std::vector<double> values = bowl(0.4 * k, 0.9 - 0.1 * k);
        plane.batches.push_back(
            {10 * k, 8, std::make_shared<std::vector<float>>(values.begin(), values.end())});
        path.points.push_back(
            {.step = 10 * k, .x = 1.0 - 0.2 * k, .y = 0.5, .loss = 3.0 + k, .plane_loss = 2.5 + k});
    }
    plane.paths.push_back(path);
    return plane;
}

std::vector<unsigned char> picture(const Recording& recording, const View& view, double playhead) {
    FigureRenderer renderer(640, 360, 1, "");
    std::vector<unsigned char> rgba;
    renderer.render(recording, {.view = &view, .playhead = playhead}, rgba);
    return rgba;
}

}  // namespace

TEST_CASE("a moving plane is read at the mini-batch of the playhead") {
    const LandscapePlane plane = moving_plane(3);
    PlaneReading reading = reading_of(plane, HeightScale::linear);
    go_to(reading, plane, 9.5);
    CHECK(reading.batch == &plane.batches[0]);
    const std::uint64_t first = reading.heights.fingerprint;
    CHECK(std::abs(reading.value(1, 0) - 1.9) < 1e-3);
    go_to(reading, plane, 20);
    CHECK(reading.batch == &plane.batches[2]);
    CHECK(reading.heights.fingerprint != first);
    CHECK(std::abs(reading.value(0.8, 0) - 0.7) < 1e-3);  // 0.9 − 0.2 at its lowest
    CHECK(std::abs(reading.behind.value_at(static_cast<double>(reading.behind.drawn_height(0, 0))) -
                   1.0) < 1e-3);
}

TEST_CASE("all surfaces of a moving plane have one scale and the same contours") {
    const LandscapePlane plane = moving_plane(4);
    PlaneReading reading = reading_of(plane, HeightScale::linear);
    const auto levels = reading.heights.contour_values();
    for (const BatchSlice& batch : plane.batches) {
        go_to(reading, plane, batch.step);
        CHECK(reading.heights.low == doctest::Approx(0.6));  // the last one's lowest
        CHECK(reading.heights.contour_values() == levels);
        for (const float value : *batch.values) {
            CHECK(static_cast<double>(value) >= reading.heights.low - 1e-6);
            CHECK(static_cast<double>(value) <= reading.heights.high + 1e-6);
        }
    }
}

TEST_CASE("a plane that stands still is not read again") {
    LandscapePlane plane = moving_plane(2);
    plane.batches.clear();
    PlaneReading reading = reading_of(plane, HeightScale::linear);
    const std::uint64_t before = reading.heights.fingerprint;
    go_to(reading, plane, 10);
    CHECK(reading.batch == nullptr);
    CHECK(reading.heights.fingerprint == before);
}

TEST_CASE("losses of two mini-batches are not mixed") {
    const LandscapePlane plane = moving_plane(3);
    const PlanePath& path = plane.paths[0];
    const PlanePoint between = point_between(path, 15);
    CHECK(between.x == doctest::Approx(0.7));
    CHECK(between.loss == 4.0);
    CHECK(between.plane_loss == 3.5);
    // What the plane hides of this batch stays over the surface.
    CHECK(true_loss(path, between, 7.0) == 7.5);
}

TEST_CASE("the picture changes with the mini-batch") {
    const OffscreenContext gl;
    const Recording recording = record(plan(read_experiment(
        "lab = 'landscape'\nsteps = 6\nbatch = 4\noptimizer = { name = 'sgd', lr = 0.0 }\n"
        "data = { name = 'line', samples = 24, noise = 0.8 }\n"
        "network = { layers = [{ dense = 1 }] }\n"
        "plane = { directions = 'weights', data = 'batch', points = 15, x = [-2, 2], y = [-2, 2] }",
        "test")));
    for (const ShowMode show : {ShowMode::contours, ShowMode::surface}) {
        View view;
        view.panels = {"plane"};
        view.show = show;
        const auto first = picture(recording, view, 1), second = picture(recording, view, 2);
        std::size_t different = 0;
        for (std::size_t i = 0; i < first.size(); i += 4) different += first[i] != second[i];
        // A rate of 0 moves nothing but the surface.
        CHECK(different > 640 * 360 / 20);
        CHECK(picture(recording, view, 1) == first);
    }
}
