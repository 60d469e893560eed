// He (Kaiming), normal. He, Zhang, Ren & Sun 2015, eq. (10).
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry he_normal() {
    return {.id = "he_normal",
            .order = 90,
            .name = {"He normal", "Heの正規分布"},
            .help = {"Makes up for the half that ReLU cuts off: the deviation is √(2/n).",
                     "ReLUが捨てる半分を補う。標準偏差は√(2/n)。"},
            .formula = "w ~ N(0, 2/n)",
            .source = "He et al. 2015, eq. (10)",
            .pytorch = "torch.nn.init.kaiming_normal_",
            .fill = [](std::span<const double>, const WeightWindow& window,
                       const WeightDraws& draws, std::span<double> out) {
                const double deviation = std::sqrt(2 / static_cast<double>(window.fan_in));
                for (std::size_t i = 0; i < out.size(); ++i) out[i] = deviation * draws.normal(i);
            }};
}

}  // namespace tani::initializer_entries
