// The long valley of the lectures: curvature 1/2 along x, 32 along y.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry valley() {
    return {
        .id = "valley",
        .name = {"Long valley", "細長い谷"},
        .help =
            {"A long valley, 64 times as curved across as along: plain descent bounces between its "
             "walls while it creeps along the floor. Its rate must stay below 2/(2b) = 0.0625.",
             "横断方向の曲率が谷沿いの64倍ある細長い谷。単純な勾配降下法は、谷底をゆっくり進みなが"
             "ら谷の往復を続ける。安定な学習率は 2/(2b) = 0.0625 未満。"},
        .formula = "x^2/a + b*y^2",
        .constants = {{.id = "a",
                       .symbol = "a",
                       .name = {"width", "谷の長さ"},
                       .help = {"The curvature along the valley is 2/a: larger is flatter.",
                                "谷沿いの曲率は 2/a。大きいほど緩やか。"},
                       .standard = 4,
                       .slider_from = 0.5,
                       .slider_to = 20,
                       .scale = Scale::log},
                      {.id = "b",
                       .symbol = "b",
                       .name = {"steepness", "壁の急さ"},
                       .help = {"The curvature across the valley is 2b: larger is steeper and "
                                "allows a lower rate only.",
                                "横断方向の曲率は 2b。大きいほど急で、使える学習率は小さくなる。"},
                       .standard = 16,
                       .slider_from = 0.1,
                       .slider_to = 50,
                       .scale = Scale::log}},
        .x = {-10, 10},
        .y = {-3, 3},
        .start = {-9, 2},
        .minima = {{0, 0, 0}},
        .source = "Made for the lectures on gradient descent and momentum"};
}

}  // namespace tani::surface_entries
