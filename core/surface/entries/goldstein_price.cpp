// Goldstein and Price (1971): four minima; the values span six orders of magnitude.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry goldstein_price() {
    return {
        .id = "goldstein_price",
        .name = {"Goldstein–Price", "ゴールドスタイン・プライス関数"},
        .help = {"Four minima with the values 3, 30, 84 and 840; the corners are higher than "
                 "100,000. Only a logarithmic height shows all of it, and only tiny rates survive.",
                 "値が3、30、84、840の4つの極小点があり、端では10万を超える。対数の高さでないと全体"
                 "が見えず、学習率もごく小さくする必要がある。"},
        .formula =
            "(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))*(30 + (2*x - "
            "3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
        .x = {-2, 2},
        .y = {-2, 2},
        .start = {1.5, 1.5},
        .minima = {{0, -1, 3}, {-0.6, -0.4, 30}, {1.8, 0.2, 84}, {1.2, 0.8, 840}},
        .source =
            "Goldstein & Price (1971), On descent from local minima, Mathematics of Computation "
            "25(115), 569-574",
        .log_height = true};
}

}  // namespace tani::surface_entries
