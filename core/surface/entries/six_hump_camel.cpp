// The camel-back function with six minima (Dixon and Szegő 1978).
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry six_hump_camel() {
    return {.id = "six_hump_camel",
            .name = {"Six-hump camel", "六つこぶラクダ関数"},
            .help = {"Six minima in three pairs; two of them are global. The surface is unchanged "
                     "when both signs of x and y change.",
                     "極小点は3組6つあり、そのうち2つが大域最適解。x と y "
                     "の符号を同時に変えても形は同じ。"},
            .formula = "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2",
            .x = {-2.2, 2.2},
            .y = {-1.2, 1.2},
            .start = {1.9, 0.9},
            .minima = {{-0.08984201310031806, 0.7126564030207396, -1.0316284534898774},
                       {0.08984201310031806, -0.7126564030207396, -1.0316284534898774},
                       {-1.703606714969981, 0.7960835686726251, -0.2154638243837184},
                       {1.703606714969981, -0.7960835686726251, -0.2154638243837184},
                       {1.6071047529201974, 0.5686514548841314, 2.1042503103112575},
                       {-1.6071047529201974, -0.5686514548841314, 2.1042503103112575}},
            .source =
                "Dixon & Szegő (1978), The global optimization problem: an introduction, in "
                "Towards Global Optimisation 2, North-Holland, 1-15"};
}

}  // namespace tani::surface_entries
