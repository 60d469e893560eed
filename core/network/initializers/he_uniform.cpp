// He (Kaiming), uniform. He, Zhang, Ren & Sun 2015.
#include <cmath>
#include <numbers>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

namespace {

struct At {
    enum : std::size_t { gain, fan_out };
};

}  // namespace

InitializerEntry he_uniform() {
    return drawing_uniform(
        [](std::span<const double> s, const WeightWindow& window) {
            return s[At::gain] / std::numbers::sqrt2 *
                   std::sqrt(6 / fan_of(window, s[At::fan_out] != 0));
        },
        {.id = "he_uniform",
         .order = 80,
         .name = {"He uniform", "Heの一様分布"},
         .help = {"Makes up for the half that ReLU cuts off: with its gain √2 the bound is √(6/n).",
                  "ReLUが捨てる半分を補う。倍率が√2のとき範囲は±√(6/n)。"},
         .formula = "w ~ U(±g√(3/n))",
         .source = "He et al. 2015",
         .pytorch = "torch.nn.init.kaiming_uniform_",
         .parameters = {describe::gain(std::numbers::sqrt2), describe::by_fan_out()}});
}

}  // namespace tani::initializer_entries
