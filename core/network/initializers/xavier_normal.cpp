// Xavier (Glorot), normal. Glorot & Bengio 2010, eq. (12).
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry xavier_normal() {
    return drawing_normal(
        [](std::span<const double> s, const WeightWindow& window) {
            return s[0] * std::sqrt(2 / (fan_of(window) + fan_of(window, true)));
        },
        {.id = "xavier_normal",
         .order = 60,
         .name = {"Xavier normal", "Xavierの正規分布"},
         .help = {"Xavier with normal numbers. For sigmoid and tanh.",
                  "Xavierの正規分布版。シグモイドやtanhに向く。"},
         .formula = "w ~ N(0, g²·2/(n + m))",
         .source = "Glorot & Bengio 2010, eq. (12)",
         .pytorch = "torch.nn.init.xavier_normal_",
         .parameters = {describe::gain(1)}});
}

}  // namespace tani::initializer_entries
