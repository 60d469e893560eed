// Small matrices for Muon and Shampoo.
#include "core/optimizer/matrix_rule.h"

#include <algorithm>
#include <cmath>

#include "core/optimizer/dense.h"
#include "core/optimizer/describe.h"

namespace tani {

Parameter describe::matrix_entries() {
    return toggle(
        "matrix", {"as a 2×2 matrix", "2×2行列とみなす"},
        {"On: x and y are the entries of the matrix (x y; y x), whose singular values are |x + y| "
         "and |x − y|. Off: the point is a column, which has one singular value only. For two "
         "coordinates.",
         "オン：xとyを行列 (x y; y x) の成分とみなす。その特異値は |x + y| と |x − y|。オフ：点を"
         "列ベクトルとみなす（特異値は1つだけ）。2変数のときに効く。"});
}

void NewtonSchulz::apply(std::span<double> matrix, std::size_t rows, int steps, double eps,
                         std::span<double> scratch) {
    constexpr double a = 3.4445, b = -4.7750, c = 2.0315;
    const std::size_t columns = matrix.size() / rows;
    const double norm = std::max(std::sqrt(dense::dot(matrix, matrix)), eps);
    for (double& entry : matrix) entry /= norm;
    const auto row = [&](std::size_t i) {
        return std::span<const double>(matrix).subspan(i * columns, columns);
    };
    for (int k = 0; k < steps; ++k) {
        // X ← aX + (bA + cA²)X with A = XX'.
        std::array<double, 4> gram{}, factor{};
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < rows; ++j) gram[i * rows + j] = dense::dot(row(i), row(j));
        }
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < rows; ++j) {
                double square = 0;
                for (std::size_t m = 0; m < rows; ++m)
                    square += gram[i * rows + m] * gram[m * rows + j];
                factor[i * rows + j] = b * gram[i * rows + j] + c * square;
            }
        }
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < columns; ++j) {
                double sum = a * matrix[i * columns + j];
                for (std::size_t m = 0; m < rows; ++m)
                    sum += factor[i * rows + m] * matrix[m * columns + j];
                scratch[i * columns + j] = sum;
            }
        }
        std::ranges::copy(scratch.first(matrix.size()), matrix.begin());
    }
}

std::array<double, 2> singular_values(const std::array<double, 4>& m) {
    // Half the sum and half the difference of the lengths of the conformal and anticonformal parts.
    const double conformal = std::hypot(m[0] + m[3], m[2] - m[1]);
    const double anticonformal = std::hypot(m[0] - m[3], m[2] + m[1]);
    return {(conformal + anticonformal) / 2, std::abs(conformal - anticonformal) / 2};
}

}  // namespace tani
