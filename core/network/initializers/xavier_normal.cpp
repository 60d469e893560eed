// Xavier (Glorot), normal. Glorot & Bengio 2010, eq. (12).
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry xavier_normal() {
    return {.id = "xavier_normal",
            .order = 60,
            .name = {"Xavier normal", "Xavierの正規分布"},
            .help = {"Xavier with normal numbers. For sigmoid and tanh.",
                     "Xavierの正規分布版。シグモイドやtanhに向く。"},
            .formula = "w ~ N(0, g²·2/(n + m))",
            .source = "Glorot & Bengio 2010, eq. (12)",
            .pytorch = "torch.nn.init.xavier_normal_",
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
                const double deviation =
                    s[0] * std::sqrt(2 / (static_cast<double>(window.fan_in) +
                                          static_cast<double>(window.fan_out)));
                for (std::size_t i = 0; i < out.size(); ++i) out[i] = deviation * draws.normal(i);
            }};
}

}  // namespace tani::initializer_entries
