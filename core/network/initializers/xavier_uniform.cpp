// Xavier (Glorot), uniform. Glorot & Bengio 2010, eq. (16).
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry xavier_uniform() {
    return {.id = "xavier_uniform",
            .order = 50,
            .name = {"Xavier uniform", "Xavierの一様分布"},
            .help = {"Keeps the spread of signals and gradients from layer to layer where the "
                     "activation is about linear: for sigmoid and tanh.",
                     "活性化関数がほぼ線形な所で、信号と勾配の広がりを層から層へ保つ。シグモイドやt"
                     "anhに向く。"},
            .formula = "w ~ U(±g√(6/(n + m)))",
            .source = "Glorot & Bengio 2010, eq. (16)",
            .pytorch = "torch.nn.init.xavier_uniform_",
            .parameters = {{.id = "gain",
                            .symbol = "g",
                            .name = {"gain", "倍率"},
                            .help = {"What the spread is multiplied by.", "広がりに掛ける数。"},
                            .standard = 1,
                            .bounds = {.least = 0},
                            .slider_from = 0.1,
                            .slider_to = 5,
                            .scale = Scale::log}},
            .fill = [](std::span<const double> s, const WeightWindow& window,
                       const WeightDraws& draws, std::span<double> out) {
                const double bound = s[0] * std::sqrt(6 / (static_cast<double>(window.fan_in) +
                                                           static_cast<double>(window.fan_out)));
                for (std::size_t i = 0; i < out.size(); ++i)
                    out[i] = bound * (2 * draws.uniform(i) - 1);
            }};
}

}  // namespace tani::initializer_entries
