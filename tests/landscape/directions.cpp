// Directions: lengths, seeds, and principal components against a singular value decomposition.
#include <cmath>

#include <Eigen/Core>
#include <Eigen/SVD>
#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/landscape/directions.h"
#include "core/landscape/plane.h"
#include "tests/network/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

Network<float> small_network(std::vector<LayerSpec> layers, Shape input = {3}) {
    DataOutline data;
    data.samples = 10;
    data.input = input;
    data.kind = TargetKind::numbers;
    data.targets = 2;
    return Network<float>(network(std::move(layers)), data);
}

AlignedVector<float> begun(const Network<float>& network) {
    AlignedVector<float> weights(network.weights());
    network.fill_weights(5, weights);
    return weights;
}

/// The points as rows of a matrix.
Eigen::MatrixXd matrix_of(const std::vector<AlignedVector<float>>& points) {
    Eigen::MatrixXd matrix(static_cast<Eigen::Index>(points.size()),
                           static_cast<Eigen::Index>(points.front().size()));
    for (std::size_t p = 0; p < points.size(); ++p) {
        for (std::size_t i = 0; i < points[p].size(); ++i)
            matrix(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(i)) =
                static_cast<double>(points[p][i]);
    }
    return matrix;
}

std::vector<std::span<const float>> spans(const std::vector<AlignedVector<float>>& points) {
    return {points.begin(), points.end()};
}

}  // namespace

TEST_CASE("every filter of a normalized direction is as long as the weights' own") {
    const auto network = small_network({dense(7), layer("tanh"), dense(5), layer("relu"), dense(2)});
    const auto weights = begun(network);
    auto direction = random_direction(network, 3, 0);
    normalize(network, weights, Normalization::filter, true, direction);
    for (const WeightWindow& window : network.windows()) {
        const std::size_t filters = window.kind == WeightKind::weight ? window.shape.front() : 1;
        const std::size_t size = window.size() / filters;
        for (std::size_t f = 0; f < filters; ++f) {
            const std::size_t from = window.offset + f * size;
            const double wanted = norm(std::span(weights).subspan(from, size));
            CHECK(norm(std::span(direction).subspan(from, size)) ==
                  doctest::Approx(wanted).epsilon(1e-5));
        }
    }
}

TEST_CASE("a convolution's filter is an output channel") {
    const auto network = small_network(
        {layer("conv", {{"channels", 4}, {"kernel", 3}}), layer("flatten"), dense(2)}, {2, 5, 5});
    const auto weights = begun(network);
    auto direction = random_direction(network, 3, 0);
    normalize(network, weights, Normalization::filter, false, direction);
    const WeightWindow& window = network.windows().front();
    REQUIRE(window.shape.front() == 4);
    const std::size_t size = window.size() / 4;
    for (std::size_t f = 0; f < 4; ++f) {
        const std::size_t from = window.offset + f * size;
        CHECK(norm(std::span(direction).subspan(from, size)) ==
              doctest::Approx(norm(std::span(weights).subspan(from, size))).epsilon(1e-5));
    }
}

TEST_CASE("biases and normalizations stay where they are unless they are asked for") {
    const auto network = small_network({dense(4), layer("batch_norm"), layer("relu"), dense(2)});
    const auto weights = begun(network);
    for (const Normalization kind :
         {Normalization::filter, Normalization::layer, Normalization::none}) {
        auto direction = random_direction(network, 1, 1);
        normalize(network, weights, kind, false, direction);
        for (const WeightWindow& window : network.windows()) {
            const double length = norm(std::span(direction).subspan(window.offset, window.size()));
            if (window.kind == WeightKind::weight) {
                CHECK(length > 0);
            } else {
                CHECK(length == 0);
            }
        }
    }
}

TEST_CASE("a direction normalized by layers has each array's length, one without none") {
    const auto network = small_network({dense(6), layer("tanh"), dense(2)});
    const auto weights = begun(network);
    const auto drawn = random_direction(network, 9, 0);
    auto direction = drawn;
    normalize(network, weights, Normalization::layer, true, direction);
    for (const WeightWindow& window : network.windows()) {
        const auto part = [&](std::span<const float> v) {
            return v.subspan(window.offset, window.size());
        };
        CHECK(norm(part(direction)) == doctest::Approx(norm(part(weights))).epsilon(1e-5));
    }
    direction = drawn;
    normalize(network, weights, Normalization::none, true, direction);
    CHECK(direction == drawn);
}

TEST_CASE("random directions differ by number and seed and are normal") {
    const auto network = small_network({dense(100), layer("tanh"), dense(100), dense(2)});
    const auto a = random_direction(network, 1, 0), b = random_direction(network, 1, 1),
               c = random_direction(network, 2, 0);
    CHECK(a == random_direction(network, 1, 0));
    const auto n = static_cast<double>(network.trained());
    for (const auto& one : {a, b, c}) CHECK(norm(one) * norm(one) / n == doctest::Approx(1).epsilon(0.05));
    CHECK(std::abs(dot(a, b)) / n < 0.05);
    CHECK(std::abs(dot(a, c)) / n < 0.05);
}

TEST_CASE("principal components are those of a singular value decomposition") {
    std::vector<AlignedVector<float>> points;
    for (std::uint64_t p = 0; p < 40; ++p) {
        // A bent path with some noise, as a training's is.
        AlignedVector<float> point(300);
        const auto noise = random_numbers<float>(300, p + 1);
        for (std::size_t i = 0; i < point.size(); ++i) {
            const float t = static_cast<float>(p) / 40, k = static_cast<float>(i) / 300;
            point[i] = t * std::sin(9 * k) + 0.4f * t * t * std::cos(25 * k) + 0.01f * noise[i];
        }
        points.push_back(std::move(point));
    }
    const PrincipalComponents found = principal_components(spans(points));
    Eigen::MatrixXd matrix = matrix_of(points);
    matrix.rowwise() -= matrix.colwise().mean().eval();
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(matrix, Eigen::ComputeThinV);
    const Eigen::VectorXd squares = svd.singularValues().array().square();
    CHECK(found.share_x == doctest::Approx(squares[0] / squares.sum()).epsilon(1e-5));
    CHECK(found.share_y == doctest::Approx(squares[1] / squares.sum()).epsilon(1e-5));
    for (int k = 0; k < 2; ++k) {
        double along = 0;
        const auto& own = k == 0 ? found.x : found.y;
        for (std::size_t i = 0; i < own.size(); ++i)
            along += static_cast<double>(own[i]) * svd.matrixV()(static_cast<Eigen::Index>(i), k);
        CHECK(std::abs(along) == doctest::Approx(1).epsilon(1e-5));
    }
    CHECK(dot(found.x, found.y) == doctest::Approx(0).epsilon(1e-5));
}

TEST_CASE("a path on a line has one component, one that stands still none") {
    std::vector<AlignedVector<float>> points;
    for (int p = 0; p < 5; ++p) points.push_back({0, static_cast<float>(p), static_cast<float>(2 * p)});
    const PrincipalComponents found = principal_components(spans(points));
    CHECK(found.share_x == doctest::Approx(1));
    CHECK(found.x[2] == doctest::Approx(2 / std::sqrt(5.0)));  // forwards: the last point is ahead
    CHECK(norm(found.y) == 0);
    CHECK(found.mean[1] == doctest::Approx(2));
    points.assign(3, {1, 2, 3});
    CHECK_THROWS_AS(principal_components(spans(points)), Error);
}
