// Dense vectors and matrices.
#include "core/optimizer/dense.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tani::dense {

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

void add(double scale, std::span<const double> x, std::span<double> y) {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += scale * x[i];
}

void multiply(std::span<const double> matrix, std::span<const double> x, std::span<double> out) {
    const std::size_t n = x.size();
    for (std::size_t row = 0; row < n; ++row) out[row] = dot(matrix.subspan(row * n, n), x);
}

double largest(std::span<const double> x) {
    double most = 0;
    // NaN is larger than everything, as in PyTorch's max.
    for (const double value : x) most = std::abs(value) <= most ? most : std::abs(value);
    return most;
}

double sum_of_sizes(std::span<const double> x) {
    double sum = 0;
    for (const double value : x) sum += std::abs(value);
    return sum;
}

void fill_identity(std::span<double> matrix, double scale, std::size_t n) {
    std::ranges::fill(matrix, 0.0);
    for (std::size_t i = 0; i < n; ++i) matrix[i * n + i] = scale;
}

void add_product(std::span<const double> a, std::span<const double> b, std::span<double> out,
                 std::size_t rows, std::size_t inner) {
    if (inner == 0) return;
    const std::size_t columns = b.size() / inner;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t m = 0; m < inner; ++m)
            add(a[i * inner + m], b.subspan(m * columns, columns), out.subspan(i * columns, columns));
    }
}

void transpose(std::span<const double> matrix, std::size_t rows, std::span<double> out) {
    const std::size_t columns = matrix.size() / rows;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) out[j * rows + i] = matrix[i * columns + j];
    }
}

namespace {

/// Makes the element (p, q) 0 by a rotation, which goes into the vectors too.
void rotate(std::span<double> a, std::span<double> vectors, std::size_t n, std::size_t p,
            std::size_t q) {
    const double apq = a[p * n + q];
    if (apq == 0) return;
    const double tau = (a[q * n + q] - a[p * n + p]) / (2 * apq);
    const double tangent = (tau >= 0 ? 1 : -1) / (std::abs(tau) + std::hypot(1.0, tau));
    const double cosine = 1 / std::sqrt(1 + tangent * tangent), sine = tangent * cosine;
    const double app = a[p * n + p], aqq = a[q * n + q];
    for (std::size_t k = 0; k < n; ++k) {
        const double vp = vectors[k * n + p], vq = vectors[k * n + q];
        vectors[k * n + p] = cosine * vp - sine * vq;
        vectors[k * n + q] = sine * vp + cosine * vq;
        if (k == p || k == q) continue;
        const double akp = a[k * n + p], akq = a[k * n + q];
        a[k * n + p] = a[p * n + k] = cosine * akp - sine * akq;
        a[k * n + q] = a[q * n + k] = sine * akp + cosine * akq;
    }
    a[p * n + p] = app - tangent * apq;
    a[q * n + q] = aqq + tangent * apq;
    a[p * n + q] = a[q * n + p] = 0;
}

double off_diagonal(std::span<const double> a, std::size_t n) {
    double sum = 0;
    for (std::size_t p = 0; p < n; ++p) {
        for (std::size_t q = p + 1; q < n; ++q) sum += std::abs(a[p * n + q]);
    }
    return sum;
}

void rising(std::span<double> values, std::span<double> vectors) {
    const std::size_t n = values.size();
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t least = i;
        for (std::size_t j = i + 1; j < n; ++j) {
            if (values[j] < values[least]) least = j;
        }
        if (least == i) continue;
        std::swap(values[i], values[least]);
        for (std::size_t k = 0; k < n; ++k) std::swap(vectors[k * n + i], vectors[k * n + least]);
    }
}

void by_rotations(std::span<double> matrix, std::span<double> values, std::span<double> vectors) {
    const std::size_t n = values.size();
    fill_identity(vectors, 1, n);
    // Each sweep about squares what is off the diagonal; with NaN there it would never be 0.
    constexpr int most_sweeps = 50;
    for (int sweep = 0; sweep < most_sweeps && off_diagonal(matrix, n) != 0; ++sweep) {
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t q = p + 1; q < n; ++q) rotate(matrix, vectors, n, p, q);
        }
    }
    for (std::size_t i = 0; i < n; ++i) values[i] = matrix[i * n + i];
    rising(values, vectors);
}

}  // namespace

void eigen(std::span<double> matrix, std::span<double> values, std::span<double> vectors) {
    constexpr std::size_t most_by_rotations = 8;
    values.size() <= most_by_rotations ? by_rotations(matrix, values, vectors)
                                       : eigen_of_large(matrix, values, vectors);
}

}  // namespace tani::dense
