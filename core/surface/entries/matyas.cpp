// Matyas (1965): a shallow quadratic valley along the diagonal; curvatures 0.04 and 1.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry matyas() {
    return {
        .id = "matyas",
        .name = {"Matyas", "マティアス関数"},
        .help = {"A shallow diagonal valley with curvatures 0.04 and 1. Adaptive rules see the "
                 "same slope in both coordinates and cannot help.",
                 "対角線に沿った浅い谷で、曲率は0."
                 "04と1。座標ごとに調整する更新則でも、両座標の傾きが似ているため効果が小さい。"},
        .formula = "0.26*(x^2 + y^2) - 0.48*x*y",
        .x = {-10, 10},
        .y = {-10, 10},
        .start = {-9, 6},
        .minima = {{0, 0, 0}},
        .source = "Matyas (1965), Random optimization, Automation and Remote Control 26, 246-253"};
}

}  // namespace tani::surface_entries
