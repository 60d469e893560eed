#include "core/landscape/lanczos.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>

#include "core/network/sums.h"

namespace tani {

namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
    return lane_sum<double>(a.size(), [&](std::size_t i) { return a[i] * b[i]; });
}

void add(Vector& to, double factor, const Vector& v) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * v[i];
}

void scale(Vector& v, double factor) {
    for (double& number : v) number *= factor;
}

/// What is orthogonal to all of the basis; twice, as once loses digits.
void orthogonalize(Vector& v, const std::vector<Vector>& basis) {
    for (int time = 0; time < 2; ++time) {
        for (const Vector& b : basis) add(v, -dot(v, b), b);
    }
}

/// Eigenvalues, rising, and vectors of the tridiagonal matrix.
Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> ritz(const Vector& diagonal, const Vector& beside) {
    const auto n = static_cast<Eigen::Index>(diagonal.size());
    const Eigen::VectorXd d = Eigen::Map<const Eigen::VectorXd>(diagonal.data(), n);
    const Eigen::VectorXd s = Eigen::Map<const Eigen::VectorXd>(beside.data(), n - 1);
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(d, s);
    return solver;
}

}  // namespace

std::vector<Eigenpair> largest_eigenpairs(const MatrixProduct& product,
                                          std::span<const double> start, const LanczosWish& wish) {
    const std::size_t n = start.size();
    std::vector<Vector> basis;
    Vector diagonal, beside;
    Vector v(start.begin(), start.end());
    double length = std::sqrt(dot(v, v));
    if (!(length > 0) || !std::isfinite(length)) return {};
    scale(v, 1 / length);
    const auto most = static_cast<std::size_t>(
        std::min<double>(wish.most_products, static_cast<double>(n)));
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solution;
    Vector next(n);
    while (basis.size() < most) {
        basis.push_back(v);
        std::ranges::fill(next, 0.0);
        product(v, next);
        const double along = dot(next, v);
        if (!std::isfinite(along)) return {};
        diagonal.push_back(along);
        orthogonalize(next, basis);
        length = std::sqrt(dot(next, next));
        solution = ritz(diagonal, beside);
        const auto& values = solution.eigenvalues();
        const auto size = values.size();
        const double largest = std::max(std::abs(values[0]), std::abs(values[size - 1]));
        // Nothing is left that the matrix could reach from here.
        if (length <= 1e-14 * largest || length == 0) break;
        const auto wanted = static_cast<Eigen::Index>(wish.count);
        if (size >= wanted) {
            double worst = 0;
            for (Eigen::Index k = 0; k < wanted; ++k) {
                const double last = solution.eigenvectors()(size - 1, size - 1 - k);
                worst = std::max(worst, std::abs(length * last));
            }
            if (worst <= wish.tolerance * largest) break;
        }
        beside.push_back(length);
        scale(next, 1 / length);
        v = next;
    }
    std::vector<Eigenpair> result;
    const auto size = solution.eigenvalues().size();
    for (Eigen::Index k = 0; k < std::min<Eigen::Index>(size, static_cast<Eigen::Index>(wish.count));
         ++k) {
        Eigenpair pair{solution.eigenvalues()[size - 1 - k], Vector(n, 0.0)};
        for (Eigen::Index j = 0; j < size; ++j) {
            add(pair.vector, solution.eigenvectors()(j, size - 1 - k),
                basis[static_cast<std::size_t>(j)]);
        }
        scale(pair.vector, 1 / std::sqrt(dot(pair.vector, pair.vector)));
        result.push_back(std::move(pair));
    }
    return result;
}

}  // namespace tani
