// Matrices for Muon and Shampoo.
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

namespace {

constexpr double a = 3.4445, b = -4.7750, c = 2.0315;

/// X ← aX + (bA + cA²)X with A = XX', for at most two rows: a surface's.
void low_steps(std::span<double> matrix, std::size_t rows, int steps, std::span<double> scratch) {
    const std::size_t columns = matrix.size() / rows;
    const auto row = [&](std::size_t i) {
        return std::span<const double>(matrix).subspan(i * columns, columns);
    };
    for (int k = 0; k < steps; ++k) {
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

/// The same for any number of rows, a row at a time, so that the loops are long.
void high_step(std::span<double> matrix, std::size_t rows, std::span<double> scratch) {
    const std::size_t size = matrix.size(), square = rows * rows;
    const std::span<double> turned = scratch.first(size), next = scratch.subspan(size, size);
    const std::span<double> gram = scratch.subspan(2 * size, square);
    const std::span<double> factor = scratch.subspan(2 * size + square, square);
    dense::transpose(matrix, rows, turned);
    std::ranges::fill(gram, 0.0);
    dense::add_product(matrix, turned, gram, rows, size / rows);
    std::ranges::fill(factor, 0.0);
    dense::add_product(gram, gram, factor, rows, rows);
    for (std::size_t i = 0; i < square; ++i) factor[i] = b * gram[i] + c * factor[i];
    for (std::size_t i = 0; i < size; ++i) next[i] = a * matrix[i];
    dense::add_product(factor, matrix, next, rows, rows);
    std::ranges::copy(next, matrix.begin());
}

}  // namespace

void NewtonSchulz::apply(std::span<double> matrix, std::size_t rows, int steps, double eps,
                         std::span<double> scratch) {
    const double norm = std::max(std::sqrt(dense::dot(matrix, matrix)), eps);
    for (double& entry : matrix) entry /= norm;
    if (rows <= 2) return low_steps(matrix, rows, steps, scratch);
    for (int k = 0; k < steps; ++k) high_step(matrix, rows, scratch);
}

std::array<double, 2> singular_values(const std::array<double, 4>& m) {
    // Half the sum and half the difference of the lengths of the conformal and anticonformal parts.
    const double conformal = std::hypot(m[0] + m[3], m[2] - m[1]);
    const double anticonformal = std::hypot(m[0] - m[3], m[2] + m[1]);
    return {(conformal + anticonformal) / 2, std::abs(conformal - anticonformal) / 2};
}

}  // namespace tani
