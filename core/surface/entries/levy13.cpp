// Levy No. 13 (after Levy and Montalvo 1985): ripples of three frequencies in a bowl. Only the
// global minimum is listed: there are 264 in view.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry levy13() {
    return {
        .id = "levy13",
        .name = {"Levy No. 13", "レヴィ関数 No. 13"},
        .help = {"A bowl crossed by ripples in both directions, with hundreds of local minima; the "
                 "global one is at (1, 1). Usually drawn on [-10, 10], cut here so that the "
                 "ripples can be seen.",
                 "縦横に波が走るおわん。局所最適解は数百あり、大域最適解は (1, 1)。通常の定義域は "
                 "[-10, 10] だが、波が見えるように狭めている。"},
        .formula = "sin(3*pi*x)^2 + (x - 1)^2*(1 + sin(3*pi*y)^2) + (y - 1)^2*(1 + sin(2*pi*y)^2)",
        .x = {-2, 4},
        .y = {-2, 4},
        .start = {-1.5, 3.3},
        .minima = {{1, 1, 0}},
        .source =
            "Levy & Montalvo (1985), The tunneling algorithm for the global minimization of "
            "functions, SIAM J. Scientific and Statistical Computing 6(1), 15-29; Surjanovic & "
            "Bingham, Virtual Library of Simulation Experiments"};
}

}  // namespace tani::surface_entries
