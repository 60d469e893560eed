// Xavier (Glorot), uniform. Glorot & Bengio 2010, eq. (16).
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry xavier_uniform() {
    return drawing_uniform(
        [](std::span<const double> s, const WeightWindow& window) {
            return s[0] * std::sqrt(6 / (fan_of(window) + fan_of(window, true)));
        },
        {.id = "xavier_uniform",
         .order = 50,
         .name = {"Xavier uniform", "Xavierの一様分布"},
         .help =
             {"Keeps the spread of signals and gradients from layer to layer where the "
              "activation is about linear: for sigmoid and tanh.",
              "活性化関数がほぼ線形な所で、信号と勾配の広がりを層から層へ保つ。シグモイドやtanhに"
              "向く。"},
         .formula = "w ~ U(±g√(6/(n + m)))",
         .source = "Glorot & Bengio 2010, eq. (16)",
         .pytorch = "torch.nn.init.xavier_uniform_",
         .parameters = {describe::gain(1)}});
}

}  // namespace tani::initializer_entries
