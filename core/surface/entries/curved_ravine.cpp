// A ravine that follows the parabola y = x²/2 and falls gently towards (1, 1/2).
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry curved_ravine() {
    return {.id = "curved_ravine",
            .name = {"Curved ravine", "曲がった谷"},
            .help = {"A narrow ravine along the parabola y = x²/2. AdaGrad goes on paying for the "
                     "steep wall that it met first; RMSprop forgets it and follows the bend.",
                     "放物線 y = x²/2 "
                     "に沿って曲がった狭い谷。AdaGradは最初の急な壁の勾配を引きずり、RMSpropはそれ"
                     "を忘れて曲がりに沿って進む。"},
            .formula = "(x - 1)^2/4 + b*(y - x^2/2)^2",
            .constants = {{.id = "b",
                           .symbol = "b",
                           .name = {"steepness", "壁の急さ"},
                           .help = {"Larger is a narrower ravine with steeper walls.",
                                    "大きいほど谷は狭く、壁は急になる。"},
                           .standard = 5,
                           .slider_from = 0.5,
                           .slider_to = 100,
                           .scale = Scale::log}},
            .x = {-4, 3},
            .y = {-1, 6},
            .start = {-3, 2},
            .minima = {{1, 0.5, 0}},
            .source = "Made for teaching, after Rosenbrock (1960)",
            .log_height = true};
}

}  // namespace tani::surface_entries
