// Himmelblau (1972): four minima of the same depth.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry himmelblau() {
    return {.id = "himmelblau",
            .name = {"Himmelblau", "ヒンメルブラウ関数"},
            .help = {"Four minima, all with the value 0. From one start different rules end in "
                     "different ones.",
                     "値が0の最小点が4つある。同じ出発点からでも、更新則によって行き先が変わる。"},
            .formula = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            .x = {-5, 5},
            .y = {-5, 5},
            .start = {0, 0},
            .minima = {{3, 2, 0},
                       {-2.805118086952745, 3.131312518250573, 0},
                       {3.5844283403304917, -1.8481265269644036, 0},
                       {-3.779310253377747, -3.2831859912861696, 0}},
            .source = "Himmelblau (1972), Applied Nonlinear Programming, McGraw-Hill"};
}

}  // namespace tani::surface_entries
