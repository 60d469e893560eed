// Three Gaussian pits in a shallow bowl: deep and narrow, wide, small.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry gaussian_pits() {
    return {.id = "gaussian_pits",
            .name = {"Gaussian pits", "ガウス形のくぼみ"},
            .help = {"The deepest pit is narrow and easily missed, the wide one catches most "
                     "paths. Where a path ends depends on the start, the rate and the rule.",
                     "最も深い穴は狭くて見逃しやすく、広い穴が多くの経路を集める。どこに着くかは出"
                     "発点、学習率、更新則で変わる。"},
            .formula =
                "(x^2 + y^2)/40 - d*exp(-2*((x - 2)^2 + (y - 1)^2)) - 1.2*exp(-((x + 1.5)^2 + (y - "
                "0.5)^2)/2) - 0.8*exp(-(x - 0.5)^2 - (y + 1.75)^2)",
            .constants = {{.id = "d",
                           .symbol = "d",
                           .name = {"depth", "深さ"},
                           .help = {"The depth of the narrow pit.", "狭い穴の深さ。"},
                           .standard = 2,
                           .slider_from = 0,
                           .slider_to = 4}},
            .x = {-4, 4},
            .y = {-3.5, 3.5},
            .start = {0.6, 2.8},
            .minima = {{1.9864990973343597, 0.9936044024177493, -1.8782551649512218},
                       {-1.4394810897571046, 0.47949955888694, -1.1401312125705299},
                       {0.4651489828706376, -1.6749255200816122, -0.7353412664245152}},
            .source = "Made for teaching"};
}

}  // namespace tani::surface_entries
