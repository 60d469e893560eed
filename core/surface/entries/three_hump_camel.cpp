// The camel-back function with three minima (Dixon and Szegő 1975).
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry three_hump_camel() {
    return {
        .id = "three_hump_camel",
        .name = {"Three-hump camel", "三つこぶラクダ関数"},
        .help = {"Three minima in a row; the deepest lies in the middle.",
                 "3つの極小点が一列に並び、中央が最も深い。"},
        .formula = "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
        .x = {-2.5, 2.5},
        .y = {-2.5, 2.5},
        .start = {-2.3, 1.8},
        .minima = {{0, 0, 0},
                   {-1.747552345830289, 0.8737761729151445, 0.2986384422368594},
                   {1.747552345830289, -0.8737761729151445, 0.2986384422368594}},
        .source =
            "Dixon & Szegő, eds. (1975), Towards Global Optimisation, North-Holland; Jamil & Yang "
            "(2013), A literature survey of benchmark functions for global optimisation problems, "
            "Int. J. Mathematical Modelling and Numerical Optimisation 4(2), 150-194"};
}

}  // namespace tani::surface_entries
