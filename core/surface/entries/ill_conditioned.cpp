// A bowl whose curvatures differ by the factor kappa, its condition number (Polyak 1964).
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry ill_conditioned() {
    return {
        .id = "ill_conditioned",
        .name = {"Ill-conditioned bowl", "悪条件のおわん"},
        .help =
            {"The curvature is 1 along x and κ along y. The larger the condition number κ, the "
             "more steps descent needs: about κ, momentum at its best about √κ. Try turning it, "
             "too.",
             "x方向の曲率は1、y方向は κ。条件数 κ が大きいほど多くのステップが要る。勾配降下法は κ "
             "に、最良のモメンタムは √κ にほぼ比例する。回転させて比べてもよい。"},
        .formula = "(x^2 + kappa*y^2)/2",
        .constants = {{.id = "kappa",
                       .symbol = "κ",
                       .name = {"condition number", "条件数"},
                       .help = {"The ratio of the largest curvature to the smallest.",
                                "最大の曲率と最小の曲率の比。"},
                       .standard = 100,
                       .bounds = {.least = 0, .least_open = true},
                       .slider_from = 1,
                       .slider_to = 1000,
                       .scale = Scale::log}},
        .x = {-5, 5},
        .y = {-2, 2},
        .start = {-4, 1},
        .minima = {{0, 0, 0}},
        .source =
            "Polyak (1964), Some methods of speeding up the convergence of iteration methods, USSR "
            "Computational Mathematics and Mathematical Physics 4(5), 1-17"};
}

}  // namespace tani::surface_entries
