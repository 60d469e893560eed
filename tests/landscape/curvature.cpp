// Eigenvalues against a dense solver, and Hessian products against differences of gradients.
#include <cmath>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <doctest/doctest.h>

#include "core/landscape/lanczos.h"
#include "core/network/hessian.h"
#include "tests/network/trying.h"

using namespace tani;
using namespace tani::trying;

namespace {

Eigen::MatrixXd random_symmetric(Eigen::Index n) {
    const auto numbers = random_numbers<double>(static_cast<std::size_t>(n * n), 3);
    const Eigen::MatrixXd a = Eigen::Map<const Eigen::MatrixXd>(numbers.data(), n, n);
    return (a + a.transpose()) / 2;
}

MatrixProduct product_of(const Eigen::MatrixXd& matrix) {
    return [&matrix](std::span<const double> v, std::span<double> out) {
        const auto n = static_cast<Eigen::Index>(v.size());
        Eigen::Map<Eigen::VectorXd>(out.data(), n) = matrix * Eigen::Map<const Eigen::VectorXd>(v.data(), n);
    };
}

}  // namespace

TEST_CASE("the largest eigenpairs are a dense solver's") {
    const Eigen::MatrixXd matrix = random_symmetric(80);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> dense_solver(matrix);
    const auto start = random_numbers<double>(80, 8);
    const auto found = largest_eigenpairs(product_of(matrix), start, {.count = 3, .tolerance = 1e-9});
    REQUIRE(found.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) {
        const auto at = static_cast<Eigen::Index>(79 - k);
        CHECK(found[k].value == doctest::Approx(dense_solver.eigenvalues()[at]).epsilon(1e-9));
        const double along = Eigen::Map<const Eigen::VectorXd>(found[k].vector.data(), 80).dot(dense_solver.eigenvectors().col(at));
        CHECK(std::abs(along) == doctest::Approx(1).epsilon(1e-7));
    }
}

TEST_CASE("a matrix of low rank has no more eigenpairs than it can") {
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(6, 6);
    matrix(1, 1) = 4;
    const auto start = random_numbers<double>(6, 8);
    const auto found = largest_eigenpairs(product_of(matrix), start, {.count = 2});
    REQUIRE(!found.empty());
    CHECK(found[0].value == doctest::Approx(4));
    if (found.size() > 1) CHECK(found[1].value == doctest::Approx(0));
    CHECK(largest_eigenpairs(product_of(matrix), std::vector<double>(6, 0.0), {}).empty());
}

TEST_CASE("negative curvature is not taken for the largest") {
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(4, 4);
    matrix.diagonal() << -9, 1, 2, 0.5;
    const auto found = largest_eigenpairs(product_of(matrix), std::vector<double>(4, 1.0), {.tolerance = 1e-10});
    REQUIRE(found.size() == 1);
    CHECK(found[0].value == doctest::Approx(2));
}

TEST_CASE("a Hessian product is the gradient's derivative, whatever the threads") {
    DataOutline data;
    data.samples = 300;
    data.input = {3};
    data.kind = TargetKind::numbers;
    data.targets = 2;
    NetworkSpec spec = network({dense(6), layer("tanh"), dense(5), layer("sigmoid"), dense(2)});
    spec.penalty.l2 = 1e-3;
    const Network<float> in_float(spec, data);
    const Network<double> in_double(spec, data);
    const Network<Dual> in_dual(spec, data);
    AlignedVector<float> w(in_float.weights());
    in_float.fill_weights(2, w);
    const auto x = random_numbers<float>(900, 1), y = random_numbers<float>(600, 2);
    std::vector<double> v(w.size(), 0.0), out(w.size()), again(w.size());
    const auto drawn = random_numbers<double>(w.size(), 5);
    for (const WeightWindow& window : in_float.windows()) {
        for (std::size_t i = 0; i < window.size(); ++i) v[window.offset + i] = drawn[window.offset + i];
    }
    const HessianBatch batch{.x = x.data(), .y = y.data(), .samples = 300};
    HessianProduct product(in_dual);
    product(batch, w, v, out);
    product(batch, w, v, again, [](int count, const std::function<void(int)>& job) {
        for (int i = count; i-- > 0;) job(i);
    });
    CHECK(out == again);

    const auto gradient = [&](double along) {
        AlignedVector<double> weights(w.size()), g(w.size()), room(in_double.memory(300));
        const std::vector<double> xs(x.begin(), x.end()), ys(y.begin(), y.end());
        for (std::size_t i = 0; i < w.size(); ++i) weights[i] = static_cast<double>(w[i]) + along * v[i];
        in_double.backpropagate({.samples = 300, .training = true, .weights = weights.data(), .gradients = g.data()},
                                xs.data(), ys.data(), 300, room.data());
        in_double.penalty(weights, g);
        return g;
    };
    constexpr double h = 1e-5;
    const auto ahead = gradient(h), behind = gradient(-h);
    for (std::size_t i = 0; i < w.size(); ++i)
        CHECK(out[i] == doctest::Approx((ahead[i] - behind[i]) / (2 * h)).epsilon(1e-6).scale(1));
}
