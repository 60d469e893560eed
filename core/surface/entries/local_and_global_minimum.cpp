// A tilted double well in x, a bowl in y.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry local_and_global_minimum() {
    return {
        .id = "local_and_global_minimum",
        .name = {"Local and global minimum", "局所最適解と大域最適解"},
        .help = {"Two hollows, one deeper than the other. From the right, plain descent stops in "
                 "the shallow one; momentum or a larger rate can carry the point over the hill.",
                 "深さの違う2つのくぼみ。右から始めると単純な勾配降下法は浅い方で止まるが、モメンタ"
                 "ムや大きめの学習率では丘を越えることがある。"},
        .formula = "(x^2 - 1)^2 + t*x + y^2/2",
        .constants =
            {{.id = "t",
              .symbol = "t",
              .name = {"tilt", "傾き"},
              .help =
                  {"At 0 both hollows are equally deep; above about 1.54 the shallow one is gone.",
                   "0なら2つのくぼみは同じ深さ。約1.54を超えると浅い方は消える。"},
              .standard = 0.3,
              .slider_from = -2,
              .slider_to = 2}},
        .x = {-2, 2},
        .y = {-2, 2},
        .start = {1.8, 1.5},
        .minima = {{-1.0355787140888537, 0, -0.30542848374391596},
                   {0.9601495555191055, 0, 0.29414648102826285}},
        .source = "Made for teaching"};
}

}  // namespace tani::surface_entries
