// The monkey saddle: three ways down, one for each leg and one for the tail.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry monkey_saddle() {
    return {.id = "monkey_saddle",
            .name = {"Monkey saddle", "猿の鞍点"},
            .help = {"Three valleys and three ridges meet at the origin, where even the second "
                     "derivatives vanish. It falls without end: there is no minimum, and every "
                     "path that leaves diverges.",
                     "3つの谷と3つの尾根が原点で出会い、そこでは2階微分まで0になる。どこまでも下が"
                     "るので最小点はなく、抜け出した経路は必ず発散する。"},
            .formula = "x^3 - 3*x*y^2",
            .x = {-1.5, 1.5},
            .y = {-1.5, 1.5},
            .start = {1.2, 0.01},
            .minima = {},
            .source = "Hilbert & Cohn-Vossen (1932), Anschauliche Geometrie, Springer"};
}

}  // namespace tani::surface_entries
