// He (Kaiming), uniform. He, Zhang, Ren & Sun 2015.
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry he_uniform() {
    return {.id = "he_uniform",
            .order = 80,
            .name = {"He uniform", "Heの一様分布"},
            .help = {"Makes up for the half that ReLU cuts off.", "ReLUが捨てる半分を補う。"},
            .formula = "w ~ U(±√(6/n))",
            .source = "He et al. 2015",
            .pytorch = "torch.nn.init.kaiming_uniform_",
            .fill = [](std::span<const double>, const WeightWindow& window,
                       const WeightDraws& draws, std::span<double> out) {
                const double bound = std::sqrt(6 / static_cast<double>(window.fan_in));
                for (std::size_t i = 0; i < out.size(); ++i)
                    out[i] = bound * (2 * draws.uniform(i) - 1);
            }};
}

}  // namespace tani::initializer_entries
