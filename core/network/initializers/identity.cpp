// The identity: every layer begins by passing on what it gets. Le, Jaitly & Hinton 2015, A simple
// way to initialize recurrent networks of rectified linear units; convolutions as
// torch.nn.init.dirac_.
#include <algorithm>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

InitializerEntry identity() {
    return {.id = "identity",
            .order = 140,
            .name = {"Identity", "単位行列"},
            .help = {"Each unit begins with what the unit of the same number before it says; units "
                     "without one begin with 0. Deterministic, for layers of equal size.",
                     "各ユニットが、前の層の同じ番号のユニットの値をそのまま渡す。対応するもののな"
                     "いユニット"
                     "は0。乱数を使わない。大きさの等しい層に向く。"},
            .formula = "W = g·I",
            .source = "Le, Jaitly & Hinton 2015",
            .pytorch = "torch.nn.init.eye_",
            .parameters = {describe::gain(1)},
            .fill = [](std::span<const double> s, const WeightWindow& window, const WeightDraws&,
                       std::span<double> out) {
                std::ranges::fill(out, 0.0);
                if (!is_matrix(window)) return;
                for (std::size_t i = 0; i < std::min(window.shape[0], window.shape[1]); ++i)
                    out[centre_of(window, i, i)] = s[0];
            }};
}

}  // namespace tani::initializer_entries
