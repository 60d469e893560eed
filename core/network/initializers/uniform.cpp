// Uniform between two bounds.
#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry uniform() {
    return {.id = "uniform",
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
                            .scale = Scale::log}},
            .fill = [](std::span<const double> s, const WeightWindow&, const WeightDraws& draws,
                       std::span<double> out) {
                const double bound = s[0];
                for (std::size_t i = 0; i < out.size(); ++i)
                    out[i] = bound * (2 * draws.uniform(i) - 1);
            }};
}

}  // namespace tani::initializer_entries
