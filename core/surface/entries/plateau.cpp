// A round hole in a plateau: far from it the gradient is almost zero.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry plateau() {
    return {.id = "plateau",
            .name = {"Plateau", "プラトー"},
            .help = {"Far from the hole the surface is almost flat: descent hardly moves, momentum "
                     "gathers speed, Adam walks on at its own pace.",
                     "穴から離れるとほとんど平ら。勾配降下法はほとんど動かず、モメンタムは徐々に加"
                     "速し、Adamは一定の歩幅で進む。"},
            .formula = "1 - exp(-(x^2 + y^2)/w)",
            .constants = {{.id = "w",
                           .symbol = "w",
                           .name = {"width", "穴の広さ"},
                           .help = {"Smaller is a narrower hole in a flatter plateau.",
                                    "小さいほど穴は狭く、周りは平らになる。"},
                           .standard = 4,
                           .bounds = {.least = 0, .least_open = true},
                           .slider_from = 1,
                           .slider_to = 20,
                           .scale = Scale::log}},
            .x = {-5, 5},
            .y = {-4, 4},
            .start = {-4, 2.5},
            .minima = {{0, 0, 0}},
            .source = "Made for teaching"};
}

}  // namespace tani::surface_entries
