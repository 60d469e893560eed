// Normal without its tails. Abadi et al. 2016, TensorFlow: truncated_normal; its deviation from the
// variance of a truncated normal distribution.
#include <cmath>
#include <numbers>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

namespace {

struct At {
    enum : std::size_t { deviation, cut };
};

double deviation(std::span<const double> s, const WeightWindow&) {
    const double cut = s[At::cut];
    const double density = std::exp(-cut * cut / 2) / std::sqrt(2 * std::numbers::pi);
    const double inside = std::erf(cut / std::numbers::sqrt2);
    return s[At::deviation] * std::sqrt(1 - 2 * cut * density / inside);
}

void fill(std::span<const double> s, const WeightWindow&, const WeightDraws& draws,
          std::span<double> out) {
    draws.normals(1, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
        // Every weight has its own row of numbers, whatever became of the others.
        for (std::size_t next = i; std::abs(out[i]) > s[At::cut];)
            out[i] = draws.normal(next += out.size());
        out[i] *= s[At::deviation];
    }
}

}  // namespace

InitializerEntry truncated_normal() {
    return {
        .id = "truncated_normal",
        .order = 43,
        .name = {"Truncated normal", "切断正規分布"},
        .help = {"Normal, drawn again where it lies further out than some deviations: no weight "
                 "begins very large. PyTorch's bounds a and b are ±c·σ.",
                 "標準偏差の何倍かより外の値を引き直した正規分布。極端に大きな重みがない。"
                 "PyTorchのa、bは±c·σにあたる。"},
        .formula = "w ~ N(0, σ²), |w| ≤ cσ",
        .source = "Abadi et al. 2016, TensorFlow; Keras' TruncatedNormal",
        .pytorch = "torch.nn.init.trunc_normal_",
        .parameters = {describe::deviation(0.05),
                       {.id = "cut",
                        .symbol = "c",
                        .name = {"cut", "切断点"},
                        .help = {"How many deviations from 0 a weight may lie. The weights' own "
                                 "deviation is smaller than σ: 0.88σ at 2.",
                                 "重みが0から標準偏差の何倍まで離れてよいか。重み自体の標準偏差は"
                                 "σより小さく、2で0.88σとなる。"},
                        .standard = 2,
                        .bounds = {.least = 0.1},
                        .slider_from = 0.5,
                        .slider_to = 4,
                        .scale = Scale::linear}},
        .fill = fill,
        .deviation = deviation};
}

}  // namespace tani::initializer_entries
