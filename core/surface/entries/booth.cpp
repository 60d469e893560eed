// Booth: a quadratic whose axes are turned by 45 degrees; curvatures 2 and 18.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry booth() {
    return {
        .id = "booth",
        .name = {"Booth", "ブース関数"},
        .help =
            {"A quadratic bowl lying askew: its axes are turned by 45° and its curvatures are 2 "
             "and 18, so rules that scale each coordinate gain little.",
             "軸が45°傾いた2次関数。曲率は2と18で、座標ごとに歩幅を調整しても得るものは少ない。"},
        .formula = "(x + 2*y - 7)^2 + (2*x + y - 5)^2",
        .x = {-10, 10},
        .y = {-10, 10},
        .start = {-8, -6},
        .minima = {{1, 3, 0}},
        .source =
            "Jamil & Yang (2013), A literature survey of benchmark functions for global "
            "optimisation problems, Int. J. Mathematical Modelling and Numerical Optimisation "
            "4(2), 150-194"};
}

}  // namespace tani::surface_entries
