// The round bowl: the same curvature in every direction (the sphere of De Jong 1975, halved).
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry bowl() {
    return {.id = "bowl",
            .name = {"Round bowl", "丸いおわん"},
            .help = {"Equally curved in all directions: descent goes straight to the middle, and "
                     "the rate 1/c arrives in one step. Above 2/c it diverges.",
                     "どの方向にも曲率が等しい。勾配降下法は中心へまっすぐ進み、学習率 1/c "
                     "なら1ステップで着く。2/c を超えると発散する。"},
            .formula = "c*(x^2 + y^2)/2",
            .constants = {{.id = "c",
                           .symbol = "c",
                           .name = {"curvature", "曲率"},
                           .help = {"The second derivative in every direction.",
                                    "どの方向にも共通の2階微分。"},
                           .standard = 1,
                           .slider_from = 0.1,
                           .slider_to = 100,
                           .scale = Scale::log}},
            .x = {-5, 5},
            .y = {-4, 4},
            .start = {-4, 2},
            .minima = {{0, 0, 0}},
            .source =
                "De Jong (1975), An analysis of the behavior of a class of genetic adaptive "
                "systems, University of Michigan (sphere)"};
}

}  // namespace tani::surface_entries
