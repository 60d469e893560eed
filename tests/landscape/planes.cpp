// Slices against the network itself and against closed forms; projections; how quasi-convexity is
// counted.
#include <cmath>
#include <limits>
#include <thread>

#include <doctest/doctest.h>

#include "core/landscape/directions.h"
#include "core/landscape/slice.h"
#include "tests/network/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

/// A network with random data, and a plane through its start.
struct Tried {
    Network<float> network;
    std::vector<float> x, y;
    Plane plane;

    Tried(std::vector<LayerSpec> layers, const std::string& loss, TargetKind kind, int samples = 300)
        : network(trying::network(std::move(layers), loss), outline(kind, samples)),
          x(random_numbers<float>(static_cast<std::size_t>(samples) * 3, 7)) {
        for (int s = 0; s < samples; ++s) y.push_back(x[static_cast<std::size_t>(3 * s)] > 0 ? 1.0f : 0.0f);
        plane.center.resize(network.weights());
        network.fill_weights(11, plane.center);
        plane.statistics.resize(network.statistics());
        network.fill_statistics(plane.statistics);
        plane.x = random_direction(network, 4, 0);
        plane.y = random_direction(network, 4, 1);
        for (auto* direction : {&plane.x, &plane.y})
            normalize(network, plane.center, Normalization::filter, false, *direction);
    }

    static DataOutline outline(TargetKind kind, int samples) {
        DataOutline data;
        data.samples = samples;
        data.input = {3};
        data.kind = kind;
        data.targets = 1;
        data.classes = 2;
        return data;
    }

    Objective objective() const {
        Objective o{.network = &network, .outline = outline(TargetKind::classes, 0), .x = x, .y = y};
        o.samples = y.size();
        return o;
    }
};

Tried classifier() {
    return {{dense(16), layer("tanh"), dense(16), layer("relu"), dense(1), layer("sigmoid")},
            "binary_cross_entropy",
            TargetKind::classes};
}

Slice slice(int columns, int rows, double (*height)(double, double)) {
    Slice s{{-1, 1, columns}, {-1, 1, rows}, {}};
    for (int j = 0; j < rows; ++j) {
        for (int i = 0; i < columns; ++i) s.values.push_back(height(s.x.at(i), s.y.at(j)));
    }
    return s;
}

void threads(int count, const std::function<void(int)>& job) {
    std::vector<std::jthread> all;
    for (int t = 0; t < 3; ++t) {
        all.emplace_back([&, t] {
            for (int i = t; i < count; i += 3) job(i);
        });
    }
}

}  // namespace

TEST_CASE("a cell of a slice is the network's loss at its weights, whatever the threads") {
    const Tried tried = classifier();
    const Slice one = slice_of(tried.objective(), tried.plane, {-1, 1, 11}, {-0.5, 1.5, 7});
    const Slice many = slice_of(tried.objective(), tried.plane, {-1, 1, 11}, {-0.5, 1.5, 7}, threads);
    CHECK(one.values == many.values);
    std::vector<double> memory;
    for (const auto& [i, j] : {std::pair{0, 0}, {3, 6}, {10, 2}, {5, 1}}) {
        AlignedVector<float> weights(tried.network.weights());
        for (std::size_t k = 0; k < weights.size(); ++k) {
            weights[k] = tried.plane.center[k] + static_cast<float>(one.x.at(i)) * tried.plane.x[k] +
                         static_cast<float>(one.y.at(j)) * tried.plane.y[k];
        }
        AlignedVector<float> room(tried.network.memory(tried.y.size()));
        Pass<float> pass;
        pass.samples = tried.y.size();
        pass.weights = weights.data();
        const double sum = tried.network.loss_sum(pass, tried.x.data(), tried.y.data(), room.data());
        CHECK(one.value(i, j) == doctest::Approx(sum / tried.network.loss_count(tried.y.size())).epsilon(1e-6));
    }
}

TEST_CASE("a linear model's slice is a parabola") {
    const Tried tried({dense(1)}, "mse", TargetKind::numbers);
    const Slice s = slice_of(tried.objective(), tried.plane, {-2, 2, 9}, {0, 0, 1});
    REQUIRE(s.is_line());
    for (int i = 0; i + 3 < 9; ++i) {  // third differences are 0
        const double third = s.value(i + 3, 0) - 3 * s.value(i + 2, 0) + 3 * s.value(i + 1, 0) - s.value(i, 0);
        CHECK(third == doctest::Approx(0).epsilon(1e-5));
    }
    CHECK(share_not_quasi_convex(s) == 0);
}

TEST_CASE("the height may be the share of wrong answers") {
    const Tried tried = classifier();
    Objective objective = tried.objective();
    objective.height = Height::error;
    const Slice s = slice_of(objective, tried.plane, {-1, 1, 5}, {-1, 1, 5});
    for (const double value : s.values) {
        CHECK(value >= 0);
        CHECK(value <= 1);
        const double samples = value * static_cast<double>(tried.y.size());
        CHECK(samples == doctest::Approx(std::round(samples)).epsilon(1e-9));
    }
    // Counted by hand at the middle.
    AlignedVector<float> room(tried.network.memory(tried.y.size()));
    Pass<float> pass;
    pass.samples = tried.y.size();
    pass.weights = tried.plane.center.data();
    const float* p = tried.network.predict(pass, tried.x.data(), room.data());
    int wrong = 0;
    for (std::size_t i = 0; i < tried.y.size(); ++i) wrong += (p[i] > 0.5f) != (tried.y[i] > 0.5f);
    CHECK(s.value(2, 2) == doctest::Approx(wrong / static_cast<double>(tried.y.size())));
}

TEST_CASE("batch normalization with these data's statistics is a training step's") {
    const Tried tried({dense(8), layer("batch_norm"), layer("relu"), dense(1)}, "mse", TargetKind::numbers);
    Objective objective = tried.objective();
    AlignedScratch<float> memory;
    const double kept = objective.value(tried.plane.center, tried.plane.statistics, memory);
    objective.statistics = Statistics::recomputed;
    const double recomputed = objective.value(tried.plane.center, tried.plane.statistics, memory);
    AlignedVector<float> room(tried.network.memory(tried.y.size()));
    AlignedVector<float> running = tried.plane.statistics;
    Pass<float> pass;
    pass.samples = tried.y.size();
    pass.training = true;
    pass.weights = tried.plane.center.data();
    pass.statistics = running.data();
    const double sum = tried.network.loss_sum(pass, tried.x.data(), tried.y.data(), room.data());
    CHECK(recomputed == doctest::Approx(sum / static_cast<double>(tried.y.size())).epsilon(1e-6));
    CHECK(recomputed != doctest::Approx(kept).epsilon(1e-3));
}

TEST_CASE("a stopped slice leaves cells out") {
    const Tried tried = classifier();
    std::stop_source source;
    source.request_stop();
    const Slice s = slice_of(tried.objective(), tried.plane, {-1, 1, 5}, {-1, 1, 5}, {}, source.get_token());
    for (const double value : s.values) CHECK(std::isnan(value));
}

TEST_CASE("a projection is the nearest point of the plane") {
    Plane plane;
    plane.center = {1, 0, 0, 2};
    plane.x = {2, 0, 0, 0};
    plane.y = {1, 1, 0, 0};  // not at right angles
    const AlignedVector<float> weights = {5, 3, 4, 5};
    const Projected p = plane.project(weights);
    CHECK(p.y == doctest::Approx(3));
    CHECK(p.x == doctest::Approx(0.5));
    CHECK(p.distance == doctest::Approx(5));  // 4 and 3 of the others
    plane.y = plane.x;
    CHECK(plane.project(weights).x == doctest::Approx(2));
    CHECK(plane.project(weights).y == 0);
    plane.y.clear();
    CHECK(plane.project(weights).x == doctest::Approx(2));
    CHECK(plane.project(weights).distance == doctest::Approx(std::sqrt(9 + 16 + 9)));
}

TEST_CASE("values between the grid's points are bilinear") {
    const Slice s = slice(5, 3, [](double x, double y) { return 2 * x + 3 * y + x * y; });
    CHECK(s.between(0.25, 0.5) == doctest::Approx(0.5 + 1.5 + 0.125));
    CHECK(s.between(1, 1) == doctest::Approx(6));
    CHECK(std::isnan(s.between(1.01, 0)));
}

TEST_CASE("what is not quasi-convex is counted") {
    CHECK(share_not_quasi_convex(slice(21, 21, [](double x, double y) { return x * x + 4 * y * y; })) == 0);
    CHECK(share_not_quasi_convex(slice(21, 21, [](double x, double y) { return std::log(1e-3 + x * x + y * y); })) == 0);
    // Two wells along x: on every row the barrier is what stands above the worse of both floors.
    const Slice wells = slice(201, 5, [](double x, double) { return std::pow(x * x - 0.25, 2); });
    // (x² − ¼)² has its floors at ±½ and everything between them is a barrier.
    CHECK(share_not_quasi_convex(wells) == doctest::Approx(99.0 / 201));
    Slice pole = slice(3, 1, [](double x, double) { return x; });
    pole.y = {0, 0, 1};
    CHECK(share_not_quasi_convex(pole) == 0);
    pole.values[1] = std::numeric_limits<double>::quiet_NaN();
    CHECK(share_not_quasi_convex(pole) == doctest::Approx(1.0 / 3));
}
