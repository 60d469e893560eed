// A chosen spectral radius. Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent
// neural networks, section 2; Jaeger 2001 for scaling random numbers to it.
#include <cmath>

#include "core/base/aligned.h"
#include "core/network/initializer.h"
#include "core/network/product.h"
#include "core/network/sums.h"

namespace tani::initializer_entries {

namespace {

/// Beyond it the circular law tells the largest eigenvalue of n×n numbers from N(0, 1) to about 2%:
/// √n (Girko 1984). Finding it would take longer than a slider may.
constexpr std::size_t largest = 512;

/// The largest |eigenvalue|: Gelfand's limit of ‖Aᵖ‖^(1/p) at p = 2²⁰ by squaring, in float to
/// about 1e-5 of it. Unlike power iteration it does not mind complex pairs, and it is much faster
/// than all eigenvalues.
double radius_of(std::span<const double> matrix, std::size_t n) {
    AlignedVector<float> a(matrix.begin(), matrix.end()), square(a.size());
    double logarithm = 0, power = 1;
    for (int k = 0; k <= 20; ++k) {
        const double norm = std::sqrt(lane_sum<double>(
            a.size(), [&](std::size_t i) { return static_cast<double>(a[i]) * a[i]; }));
        if (norm == 0) return 0;
        logarithm += std::log(norm) / power;
        const auto scale = static_cast<float>(1 / norm);
        for (float& number : a) number *= scale;
        product<float>({n, n, n}, {a.data(), n, 1}, a.data(), n, square.data(), n, Into::fresh);
        a.swap(square);
        power *= 2;
    }
    return std::exp(logarithm);
}

bool is_square(const WeightWindow& window) {
    return window.shape.size() == 2 && window.shape[0] == window.shape[1];
}

/// Of a square matrix for many units; for few its scale wanders from draw to draw.
double deviation(std::span<const double> s, const WeightWindow& window) {
    return s[0] / std::sqrt(fan_of(window));
}

void fill(std::span<const double> s, const WeightWindow& window, const WeightDraws& draws,
          std::span<double> out) {
    if (!is_square(window) || window.shape[0] > largest) {
        draws.normals(deviation(s, window), out);
        return;
    }
    draws.normals(1, out);
    const double radius = radius_of(out, window.shape[0]);
    for (double& w : out) w *= radius > 0 ? s[0] / radius : 0;
}

}  // namespace

InitializerEntry spectral_radius() {
    return {
        .id = "spectral_radius",
        .order = 130,
        .name = {"Spectral radius", "スペクトル半径"},
        .help =
            {"Normal numbers, scaled so that the largest |eigenvalue| of a square matrix is ρ. "
             "With one matrix in all layers signals and gradients vanish below 1 and explode "
             "above. Other layers: N(0, ρ²/n).",
             "正規乱数を、正方行列の固有値の絶対値の最大がρになるように縮尺する。全層で同じ行列を"
             "使うと、1より小さければ信号と勾配が消失し、大きければ爆発する。正方でない層はN(0, "
             "ρ²/n)。"},
        .formula = "w ~ N(0, σ²) with max|λ(W)| = ρ",
        .source = "Pascanu et al. 2013, section 2",
        .parameters = {{.id = "radius",
                        .symbol = "ρ",
                        .name = {"spectral radius", "スペクトル半径"},
                        .help = {"Largest absolute value of the eigenvalues.",
                                 "固有値の絶対値の最大。"},
                        .standard = 1,
                        .bounds = {.least = 0},
                        .slider_from = 0.5,
                        .slider_to = 1.5,
                        .scale = Scale::linear}},
        .fill = fill,
        .deviation = deviation};
}

}  // namespace tani::initializer_entries
