// A gentle slope that ends in a cliff: gradient explosion as in recurrent networks (Pascanu et al.
// 2013).
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry cliff() {
    return {
        .id = "cliff",
        .name = {"Cliff", "崖"},
        .help = {"Beside the minimum stands a cliff. On it the gradient explodes and one step "
                 "throws the point far away; gradient clipping keeps it near.",
                 "最小点のすぐ横に崖がある。崖では勾配爆発が起きて1ステップで遠くへ飛ばされるが、勾"
                 "配クリッピングで防げる。"},
        .formula = "(x - 3)^2/10 + y^2/2 + h/(1 + exp(-10*(x - 3.2)))",
        .constants =
            {{.id = "h",
              .symbol = "h",
              .name = {"height", "崖の高さ"},
              .help =
                  {"The height of the cliff; its steepest gradient is about 2.5 times as large.",
                   "崖の高さ。最大の勾配はその約2.5倍。"},
              .standard = 30,
              .slider_from = 0,
              .slider_to = 100}},
        .x = {-12, 6},
        .y = {-3, 3},
        .start = {4.2, 1.5},
        .minima = {{2.41512096732433, 0, 0.04591049361338465}},
        .source =
            "Made for teaching, after Pascanu, Mikolov & Bengio (2013), On the difficulty of "
            "training recurrent neural networks, ICML"};
}

}  // namespace tani::surface_entries
