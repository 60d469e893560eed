// Styblinski and Tang (1990), in two dimensions: a double well in each coordinate.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry styblinski_tang() {
    return {.id = "styblinski_tang",
            .name = {"Styblinski–Tang", "スティブリンスキー・タン関数"},
            .help = {"A double well in each coordinate makes four minima of different depth. "
                     "Momentum can carry a path into a deeper one.",
                     "座標ごとに2つのくぼみがあり、深さの違う極小点が4つできる。モメンタムは勢いで"
                     "より深い谷へ移ることがある。"},
            .formula = "(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)/2",
            .x = {-5, 5},
            .y = {-5, 5},
            .start = {4.5, 4},
            .minima = {{-2.903534027771177, -2.903534027771177, -78.33233140754282},
                       {-2.903534027771177, 2.746802770990837, -64.19561235905536},
                       {2.746802770990837, -2.903534027771177, -64.19561235905536},
                       {2.746802770990837, 2.746802770990837, -50.05889331056788}},
            .source =
                "Styblinski & Tang (1990), Experiments in nonconvex optimization, Neural Networks "
                "3(4), 467-483"};
}

}  // namespace tani::surface_entries
