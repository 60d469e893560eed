// Uniform between two bounds.
#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry uniform() {
    return drawing_uniform(
        [](std::span<const double> s, const WeightWindow&) { return s[0]; },
        {.id = "uniform",
         .order = 30,
         .name = {"Uniform", "一様分布"},
         .help = {"The same spread whatever the size of the layer.",
                  "層の大きさによらず同じ広がりの一様分布。"},
         .formula = "w ~ U(±a)",
         .pytorch = "torch.nn.init.uniform_",
         .parameters = {{.id = "bound",
                         .symbol = "a",
                         .name = {"bound", "範囲"},
                         .help = {"Weights lie between −a and a.", "重みは−aからaまで。"},
                         .standard = 0.1,
                         .bounds = {.least = 0},
                         .slider_from = 0.001,
                         .slider_to = 2,
                         .scale = Scale::log}}});
}

}  // namespace tani::initializer_entries
