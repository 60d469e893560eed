// Drop-Wave: the rings of a drop on water. Its local minima are whole circles, so only the middle
// is listed.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry drop_wave() {
    return {.id = "drop_wave",
            .name = {"Drop-Wave", "ドロップウェーブ関数"},
            .help = {"The rings of a drop falling into water: every ring is a circular valley in "
                     "which descent gets caught; only the middle is the minimum.",
                     "水に落ちたしずくの波紋。どの輪も円形の谷で、勾配降下法はそこに捕まる。最小点"
                     "は中央だけ。"},
            .formula = "-(1 + cos(12*sqrt(x^2 + y^2)))/((x^2 + y^2)/2 + 2)",
            .x = {-2.5, 2.5},
            .y = {-2.5, 2.5},
            .start = {1.5, 1.1},
            .minima = {{0, 0, -1}},
            .source = "Surjanovic & Bingham, Virtual Library of Simulation Experiments"};
}

}  // namespace tani::surface_entries
