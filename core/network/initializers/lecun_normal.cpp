// 1/√n, which some lectures call Xavier. LeCun, Bottou, Orr & Müller 1998, section 4.6.
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

namespace {

struct At {
    enum : std::size_t { gain, fan_out };
};

}  // namespace

InitializerEntry lecun_normal() {
    return drawing_normal(
        [](std::span<const double> s, const WeightWindow& window) {
            return s[At::gain] * (1 / std::sqrt(fan_of(window, s[At::fan_out] != 0)));
        },
        {.id = "lecun_normal",
         .order = 70,
         .name = {"LeCun normal", "LeCunの正規分布"},
         .help = {"Keeps the spread of signals going forward; some lectures call it Xavier. For "
                  "SELU, too.",
                  "順方向の信号の広がりを保つ。これをXavierと呼ぶ講義もある。SELUにも用いる。"},
         .formula = "w ~ N(0, g²/n)",
         .source = "LeCun et al. 1998, section 4.6",
         .parameters = {describe::gain(1), describe::by_fan_out()}});
}

}  // namespace tani::initializer_entries
