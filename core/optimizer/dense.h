// Dense vectors and matrices, in a fixed order of arithmetic.
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
/// out ← out + A·B, row-major, A as wide as B is high; each number is summed in the order of the
/// rows of B.
void add_product(std::span<const double> a, std::span<const double> b, std::span<double> out,
                 std::size_t rows, std::size_t inner);
/// The transpose of a row-major matrix.
void transpose(std::span<const double> matrix, std::size_t rows, std::span<double> out);

/// Eigenvalues, rising, and the unit eigenvectors as the columns of `vectors`, of a symmetric
/// row-major n×n matrix, which is overwritten. NaN goes in, NaN comes out. Small ones by Jacobi's
/// cyclic method: Golub & Van Loan, Matrix Computations, 4th ed., Algorithm 8.5.2; for n = 2 one exact
/// rotation. Larger ones by eigen_of_large.
void eigen(std::span<double> matrix, std::span<double> values, std::span<double> vectors);
/// The same by Eigen (reduction to a tridiagonal matrix and QR iterations), which allocates its
/// workspace.
void eigen_of_large(std::span<const double> matrix, std::span<double> values,
                    std::span<double> vectors);

}  // namespace tani::dense
