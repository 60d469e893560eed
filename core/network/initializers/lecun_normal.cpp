// 1/√n, which some lectures call Xavier. LeCun, Bottou, Orr & Müller 1998, section 4.6.
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry lecun_normal() {
    return {.id = "lecun_normal",
            .order = 70,
            .name = {"LeCun normal", "LeCunの正規分布"},
            .help = {"Keeps the spread of signals going forward; some lectures call it Xavier.",
                     "順方向の信号の広がりを保つ。これをXavierと呼ぶ講義もある。"},
            .formula = "w ~ N(0, 1/n)",
            .source = "LeCun et al. 1998, section 4.6",
            .fill = [](std::span<const double>, const WeightWindow& window,
                       const WeightDraws& draws, std::span<double> out) {
                const double deviation = 1 / std::sqrt(static_cast<double>(window.fan_in));
                for (std::size_t i = 0; i < out.size(); ++i) out[i] = deviation * draws.normal(i);
            }};
}

}  // namespace tani::initializer_entries
