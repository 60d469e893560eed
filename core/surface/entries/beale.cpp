// Beale (1958): a narrow flat valley between steep corners.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry beale() {
    return {
        .id = "beale",
        .name = {"Beale", "ビール関数"},
        .help =
            {"Almost flat in the middle and very steep at the corners: a rate that is safe at the "
             "corners is far too small on the floor.",
             "中央はほとんど平らで四隅は非常に急。四隅で発散しない学習率は、谷底では小さすぎる。"},
        .formula = "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
        .x = {-4.5, 4.5},
        .y = {-4.5, 4.5},
        .start = {1, 1.5},
        .minima = {{3, 0.5, 0}},
        .source =
            "Beale (1958), On an iterative method for finding a local minimum of a function of "
            "more than one variable, Technical Report 25, Statistical Techniques Research Group, "
            "Princeton University",
        .log_height = true};
}

}  // namespace tani::surface_entries
