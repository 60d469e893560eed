// The long valley of the lectures: curvature 1/2 along x, 32 along y.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry valley() {
    return {.id = "valley",
            .name = {"Long valley", "細長い谷"},
            .help = {"A long valley, 64 times steeper across than along.", "横断方向が縦方向の64倍急な細長い谷。"},
            .formula = "x^2/a + b*y^2",
            .constants = {{.id = "a", .symbol = "a", .name = {"width", "幅"}, .help = {"Larger is flatter along x.", "大きいほどx方向が緩やか。"}, .standard = 4, .slider_from = 0.5, .slider_to = 20},
                          {.id = "b", .symbol = "b", .name = {"steepness", "急さ"}, .help = {"Larger is steeper along y.", "大きいほどy方向が急。"}, .standard = 16, .slider_from = 0.1, .slider_to = 50}},
            .x = {-10, 10},
            .y = {-3, 3},
            .start = {-9, 2},
            .minima = {{0, 0, 0}},
            .source = "made for this lecture"};
}

}  // namespace tani::surface_entries
