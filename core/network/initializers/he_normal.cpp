// He (Kaiming), normal. He, Zhang, Ren & Sun 2015, eq. (10).
#include <cmath>
#include <numbers>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

namespace {

struct At {
    enum : std::size_t { gain, fan_out };
};

}  // namespace

InitializerEntry he_normal() {
    return drawing_normal(
        [](std::span<const double> s, const WeightWindow& window) {
            return s[At::gain] / std::numbers::sqrt2 *
                   std::sqrt(2 / fan_of(window, s[At::fan_out] != 0));
        },
        {.id = "he_normal",
         .order = 90,
         .name = {"He normal", "Heの正規分布"},
         .help = {"Makes up for the half that ReLU cuts off: with its gain √2 the deviation is "
                  "√(2/n).",
                  "ReLUが捨てる半分を補う。倍率が√2のとき標準偏差は√(2/n)。"},
         .formula = "w ~ N(0, g²/n)",
         .source = "He et al. 2015, eq. (10) and, by fan-out, eq. (14)",
         .pytorch = "torch.nn.init.kaiming_normal_",
         .parameters = {describe::gain(std::numbers::sqrt2), describe::by_fan_out()}});
}

}  // namespace tani::initializer_entries
