// Eigenvalues of larger symmetric matrices, by Eigen.
#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Eigenvalues>

#include "core/optimizer/dense.h"

namespace tani::dense {

void eigen_of_large(std::span<const double> matrix, std::span<double> values,
                    std::span<double> vectors) {
    const bool finite = std::ranges::all_of(matrix, [](double a) { return std::isfinite(a); });
    if (!finite) {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        std::ranges::fill(values, nan);
        std::ranges::fill(vectors, nan);
        return;
    }
    using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto n = static_cast<Eigen::Index>(values.size());
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> found(
        Eigen::Map<const Matrix>(matrix.data(), n, n));
    Eigen::Map<Eigen::VectorXd>(values.data(), n) = found.eigenvalues();
    Eigen::Map<Matrix>(vectors.data(), n, n) = found.eigenvectors();
}

}  // namespace tani::dense
