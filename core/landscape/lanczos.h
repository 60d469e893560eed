// Eigenvalues of large symmetric matrices that are only known by what they do to a vector.
#pragma once
#include <functional>
#include <span>
#include <vector>

namespace tani {

/// out ← A·v
using MatrixProduct = std::function<void(std::span<const double> v, std::span<double> out)>;

struct Eigenpair {
    double value = 0;
    std::vector<double> vector;  ///< of length 1
};

struct LanczosWish {
    std::size_t count = 1;    ///< how many of the largest eigenvalues
    double tolerance = 1e-6;  ///< of ‖A·v − λ·v‖, relative to the largest |λ| seen
    int most_products = 200;
};

/// The largest eigenvalues, falling, with their vectors, from a vector to begin with, by the Lanczos
/// method with full reorthogonalization. Fewer pairs where the matrix has a smaller rank than was
/// asked for. (A multiple eigenvalue is found once: the method sees one vector of its space.)
std::vector<Eigenpair> largest_eigenpairs(const MatrixProduct& product,
                                          std::span<const double> start, const LanczosWish& wish);

}  // namespace tani
