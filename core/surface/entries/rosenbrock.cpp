// Rosenbrock (1960): a curved valley with a flat floor, the classic of optimization.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry rosenbrock() {
    return {.id = "rosenbrock",
            .name = {"Rosenbrock", "ローゼンブロック関数"},
            .help = {"A banana-shaped valley: its floor is found quickly, the minimum at (a, a²) "
                     "along the flat floor only slowly.",
                     "バナナ形に曲がった谷。谷底にはすぐ着くが、平らな谷底に沿って最小点 (a, a²) "
                     "まで進むのに時間がかかる。"},
            .formula = "(a - x)^2 + b*(y - x^2)^2",
            .constants = {{.id = "a",
                           .symbol = "a",
                           .name = {"position", "最小点の位置"},
                           .help = {"The minimum lies at (a, a²).", "最小点は (a, a²) にある。"},
                           .standard = 1,
                           .slider_from = -1.5,
                           .slider_to = 1.5},
                          {.id = "b",
                           .symbol = "b",
                           .name = {"steepness", "壁の急さ"},
                           .help = {"How much steeper the walls are than the floor.",
                                    "谷底に対して壁がどれだけ急か。"},
                           .standard = 100,
                           .slider_from = 1,
                           .slider_to = 1000,
                           .scale = Scale::log}},
            .x = {-2, 2},
            .y = {-1, 3},
            .start = {-1.2, 1},
            .minima = {{1, 1, 0}},
            .source =
                "Rosenbrock (1960), An automatic method for finding the greatest or least value of "
                "a function, The Computer Journal 3(3), 175-184",
            .log_height = true};
}

}  // namespace tani::surface_entries
