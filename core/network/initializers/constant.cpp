// All weights the same number.
#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry constant() {
    return {
        .id = "constant",
        .order = 20,
        .name = {"Constant", "定数"},
        .help =
            {"Every unit of a layer begins the same, gets the same gradient and stays the same.",
             "層のすべてのユニットが同じ値から始まり、同じ勾配を受け、同じまま動く。"},
        .formula = "w = c",
        .pytorch = "torch.nn.init.constant_",
        .parameters = {{.id = "value",
                        .symbol = "c",
                        .name = {"value", "値"},
                        .help = {"What every weight begins with.", "すべての重みの初期値。"},
                        .standard = 1,
                        .bounds = {},
                        .slider_from = -2,
                        .slider_to = 2,
                        .scale = Scale::linear}},
        .fill = [](std::span<const double> s, const WeightWindow&, const WeightDraws&,
                   std::span<double> out) {
            for (double& w : out) w = s[0];
        }};
}

}  // namespace tani::initializer_entries
