// Small dense vectors and symmetric matrices, in a fixed order of arithmetic; nothing allocates.
#pragma once
#include <cstddef>
#include <span>

namespace tani::dense {

double dot(std::span<const double> a, std::span<const double> b);
/// y ← y + scale·x.
void add(double scale, std::span<const double> x, std::span<double> y);
/// out ← A·x for a row-major n×n matrix; `out` is not `x`.
void multiply(std::span<const double> matrix, std::span<const double> x, std::span<double> out);
double largest(std::span<const double> x);       ///< max |xᵢ|
double sum_of_sizes(std::span<const double> x);  ///< Σ|xᵢ|
void fill_identity(std::span<double> matrix, double scale, std::size_t n);

/// Eigenvalues, rising, and the unit eigenvectors as the columns of `vectors`, of a symmetric
/// row-major n×n matrix, which is overwritten. NaN goes in, NaN comes out. Jacobi's cyclic method:
/// Golub & Van Loan, Matrix Computations, 4th ed., Algorithm 8.5.2; for n = 2 one exact rotation.
void eigen(std::span<double> matrix, std::span<double> values, std::span<double> vectors);

}  // namespace tani::dense
