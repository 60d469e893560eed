// All weights 0.
#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry zeros() {
    return {
        .id = "zeros",
        .order = 10,
        .name = {"Zeros", "すべて0"},
        .help =
            {"Every unit is the same and stays so: nothing is learned behind the last layer.",
             "すべてのユニットが同じになり、いつまでも同じまま。最後の層より手前は学習しない。"},
        .formula = "w = 0",
        .pytorch = "torch.nn.init.zeros_",
        .fill = [](std::span<const double>, const WeightWindow&, const WeightDraws&,
                   std::span<double> out) {
            for (double& w : out) w = 0;
        }};
}

}  // namespace tani::initializer_entries
