// ZerO: a start without random numbers. Zhao, Schäfer & Anandkumar 2022, ZerO initialization:
// initializing neural networks with only zeros and ones, Algorithm 1. Where outputs outnumber
// inputs the paper says c = 2^{-(m-1)/2}; the authors' program divides by 2^{m/2}, √2 times more.
#include <algorithm>
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

namespace {

/// The upper left corner of Sylvester's Hadamard matrix in `out`: from H to [H H; H −H], again and
/// again.
void hadamard(const WeightWindow& window, double scale, std::span<double> out) {
    const std::size_t rows = window.shape[0], columns = window.shape[1];
    const auto at = [&](std::size_t i, std::size_t j) -> double& {
        return out[centre_of(window, i, j)];
    };
    at(0, 0) = scale;
    for (std::size_t half = 1; half < rows; half *= 2) {
        for (std::size_t i = 0; i < std::min(2 * half, rows); ++i) {
            for (std::size_t j = 0; j < std::min(2 * half, columns); ++j) {
                if (i < half && j < half) continue;
                const double before = at(i % half, j % half);
                at(i, j) = i >= half && j >= half ? -before : before;
            }
        }
    }
}

void fill(std::span<const double>, const WeightWindow& window, const WeightDraws&,
          std::span<double> out) {
    std::ranges::fill(out, 0.0);
    if (!is_matrix(window)) return;
    const std::size_t outputs = window.shape[0], inputs = window.shape[1];
    if (outputs <= inputs) {
        for (std::size_t i = 0; i < outputs; ++i) out[centre_of(window, i, i)] = 1;
        return;
    }
    const double m = std::ceil(std::log2(static_cast<double>(outputs)));
    hadamard(window, std::exp2(-(m - 1) / 2), out);
}

}  // namespace

InitializerEntry zero() {
    return {
        .id = "zero",
        .order = 150,
        .name = {"ZerO", "ZerO"},
        .help = {"The identity, and where a layer widens a Hadamard matrix, which keeps its units "
                 "apart: a start without random numbers. Biases 0. c is the paper's; the authors' "
                 "program takes 2^(−m/2).",
                 "単位行列。層が広がる所ではアダマール行列でユニットに差をつける。乱数を使わない。"
                 "バイアスは0。cは論文の値で、著者らのプログラムでは2^(−m/2)。"},
        .formula =
            "W = I, or c·I*H_m I* with m = ⌈log₂ outputs⌉ and c = 2^(−(m−1)/2) where "
            "outputs > inputs",
        .source = "Zhao, Schäfer & Anandkumar 2022, Algorithm 1",
        .fill = fill};
}

}  // namespace tani::initializer_entries
