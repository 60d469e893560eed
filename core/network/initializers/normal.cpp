// Normal with a chosen deviation.
#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry normal() {
    return drawing_normal(
        [](std::span<const double> s, const WeightWindow&) { return s[0]; },
        {.id = "normal",
         .order = 40,
         .name = {"Normal", "正規分布"},
         .help = {"The same deviation whatever the size of the layer: too small and signals die, "
                  "too large and they explode.",
                  "層の大きさによらず同じ標準偏差。小さすぎると信号が消え、大きすぎると爆発する。"},
         .formula = "w ~ N(0, σ²)",
         .source = "Krizhevsky, Sutskever & Hinton 2012, section 5 (with σ 0.01)",
         .pytorch = "torch.nn.init.normal_",
         .parameters = {describe::deviation(0.01)}});
}

}  // namespace tani::initializer_entries
