// What rules for weight matrices see of a point: a column, or the entries of a 2×2 matrix.
#pragma once
#include <array>
#include <cstddef>
#include <span>

#include "core/optimizer/optimizer.h"

namespace tani {

namespace describe {
/// Whether two coordinates stand for the matrix (x y; y x); the parameter `matrix`.
Parameter matrix_entries();
}  // namespace describe

/// The gradient of a loss with respect to the entries of (x y; y x), from that with respect to x
/// and y: each of them stands twice in it. Row by row.
inline std::array<double, 4> entry_gradient(std::span<const double> g) {
    return {g[0] / 2, g[1] / 2, g[1] / 2, g[0] / 2};
}

/// A matrix is made nearly orthogonal in place: its singular values become about 1 (0.7 to 1.2),
/// its singular directions stay. Steps of the Newton–Schulz iteration that Jordan et al. 2024 use
/// in Muon (there five, in bfloat16), with the coefficients of their code.
class NewtonSchulz {
  public:
    /// Row by row, no higher than wide. A norm below `eps` counts as `eps`.
    static void apply(std::span<double> matrix, std::size_t rows, int steps, double eps,
                      std::span<double> scratch);
    /// How many numbers `scratch` needs.
    static std::size_t scratch(std::size_t rows, std::size_t columns) {
        return 2 * rows * columns + 2 * rows * rows;
    }
};

/// Both singular values of a 2×2 matrix, the larger first.
std::array<double, 2> singular_values(const std::array<double, 4>& matrix);

}  // namespace tani
