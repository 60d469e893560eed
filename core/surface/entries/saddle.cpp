// A saddle at the origin between two minima; its walls keep every path in view.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry saddle() {
    return {
        .id = "saddle",
        .name = {"Saddle", "鞍点"},
        .help = {"The gradient vanishes at the saddle (0, 0), which is a minimum along x and a "
                 "maximum along y. A start near the ridge y = 0 shows how long each rule waits "
                 "there; exactly on it nothing leaves without noise.",
                 "鞍点 (0, 0) では勾配が0になり、x方向には極小、y方向には極大。尾根 y = 0 "
                 "の近くから始めると、更新則ごとの停滞の長さがわかる。ちょうど尾根の上では、雑音が"
                 "ないと抜け出せない。"},
        .formula = "x^2/2 - y^2/2 + y^4/4",
        .x = {-2.5, 2.5},
        .y = {-1.8, 1.8},
        .start = {-2, 0.0001},
        .minima = {{0, -1, -0.25}, {0, 1, -0.25}},
        .source =
            "Made for teaching; on saddles in learning see Dauphin et al. (2014), Identifying and "
            "attacking the saddle point problem in high-dimensional non-convex optimization"};
}

}  // namespace tani::surface_entries
