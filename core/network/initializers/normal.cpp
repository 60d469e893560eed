// Normal with a chosen deviation.
#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry normal() {
    return {
        .id = "normal",
        .order = 40,
        .name = {"Normal", "正規分布"},
        .help = {"The same deviation whatever the size of the layer: too small and signals die, "
                 "too large and they explode.",
                 "層の大きさによらず同じ標準偏差。小さすぎると信号が消え、大きすぎると爆発する。"},
        .formula = "w ~ N(0, σ²)",
        .source = "Krizhevsky, Sutskever & Hinton 2012, section 5 (with σ 0.01)",
        .pytorch = "torch.nn.init.normal_",
        .parameters = {{.id = "std",
                        .symbol = "σ",
                        .name = {"deviation", "標準偏差"},
                        .help = {"Standard deviation of the weights.", "重みの標準偏差。"},
                        .standard = 0.01,
                        .bounds = {.least = 0},
                        .slider_from = 0.0001,
                        .slider_to = 2,
                        .scale = Scale::log}},
        .fill = [](std::span<const double> s, const WeightWindow&, const WeightDraws& draws,
                   std::span<double> out) {
            const double deviation = s[0];
            for (std::size_t i = 0; i < out.size(); ++i) out[i] = deviation * draws.normal(i);
        }};
}

}  // namespace tani::initializer_entries
