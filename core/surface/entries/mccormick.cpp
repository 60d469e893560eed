// McCormick: a wavy ramp. x = 1/2 - pi/3 and y = -1/2 - pi/3 at the lowest point of the domain.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry mccormick() {
    return {.id = "mccormick",
            .name = {"McCormick", "マコーミック関数"},
            .help = {"A wavy ramp with two hollows in view. Beyond the domain it keeps falling, so "
                     "a path with too much speed runs away.",
                     "波打つ斜面で、見えている範囲にくぼみが2つ。定義域の外では下がり続けるため、勢"
                     "いがつきすぎると止まらない。"},
            .formula = "sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1",
            .x = {-1.5, 4},
            .y = {-3, 4},
            .start = {3.5, 3.5},
            .minima = {{-0.5471975511965977, -1.5471975511965979, -1.9132229549810364},
                       {2.5943951023931957, 1.5943951023931955, 1.2283696986087569}},
            .source =
                "Jamil & Yang (2013), A literature survey of benchmark functions for global "
                "optimisation problems, Int. J. Mathematical Modelling and Numerical Optimisation "
                "4(2), 150-194"};
}

}  // namespace tani::surface_entries
