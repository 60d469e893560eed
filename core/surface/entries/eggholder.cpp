// Eggholder: the lowest point of the domain lies on its edge, so the gradient is not zero there.
// Only this point is listed: the local minima are many, and some of them are kinks.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry eggholder() {
    return {.id = "eggholder",
            .name = {"Eggholder", "エッグホルダー関数"},
            .help = {"A wild landscape of hollows, ridges and kinks. The lowest point lies on the "
                     "edge x = 512; beyond it, it goes on falling. Coordinates are large: rates of "
                     "1 and more are right here.",
                     "くぼみと尾根と折れ目が入り組んだ地形。最も低い点は端の x = 512 "
                     "にあり、その外ではさらに下がる。座標が大きいため、学習率は1以上が適当。"},
            .formula = "-(y + 47)*sin(sqrt(abs(x/2 + y + 47))) - x*sin(sqrt(abs(x - y - 47)))",
            .x = {-512, 512},
            .y = {-512, 512},
            .start = {300, 300},
            .minima = {{512, 404.2318051137578, -959.6406627208509}},
            .source =
                "Jamil & Yang (2013), A literature survey of benchmark functions for global "
                "optimisation problems, Int. J. Mathematical Modelling and Numerical Optimisation "
                "4(2), 150-194; Surjanovic & Bingham, Virtual Library of Simulation Experiments"};
}

}  // namespace tani::surface_entries
