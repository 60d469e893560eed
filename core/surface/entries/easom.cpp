// Easom (1990): a needle hole in a plain. Four faint hollows surround it.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry easom() {
    return {.id = "easom",
            .name = {"Easom", "イーソム関数"},
            .help = {"A flat plain with a single deep hole at (π, π): away from it the gradient is "
                     "practically zero, and nothing tells where to go. Usually drawn on [-100, "
                     "100], where the hole is a pinprick.",
                     "平らな面の (π, π) "
                     "に深い穴が1つだけある。離れると勾配はほぼ0で、進む方向の手がかりがない。通常"
                     "の定義域は [-100, 100] で、穴は針の先ほどになる。"},
            .formula = "-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)",
            .x = {-1, 7},
            .y = {-1, 7},
            .start = {1.6, 4.6},
            .minima = {{3.141592653589793, 3.141592653589793, -1},
                       {1.3049954504376675, 1.3049954504376675, -8.110223891570066e-05},
                       {1.3049954504376675, 4.978189856741919, -8.110223891570066e-05},
                       {4.978189856741919, 1.3049954504376675, -8.110223891570066e-05},
                       {4.978189856741919, 4.978189856741919, -8.110223891570066e-05}},
            .source =
                "Easom (1990), A Survey of Global Optimization Techniques, thesis, University of "
                "Louisville"};
}

}  // namespace tani::surface_entries
