// One cell of the wall: histograms of a layer's numbers, with what they say in figures. Private to
// this folder.
#pragma once
#include "app/figure/wall_axes.h"

namespace tani::figure {

/// What a cell shows upwards, and mirrored below it.
struct CellQuantities {
    Quantity up = Quantity::activation;
    std::optional<Quantity> down = {};
};
CellQuantities quantities_of(CellContent content);

struct CellInput {
    const Stage& stage;
    const StageMeasures& measures;
    const WallAxes& axes;
    int run = 0;
};
void draw_cell(const TrainingDrawing& d, Rect rect, const CellInput& cell);

/// "35 %", "0.4 %", "100 %".
std::string share_text(double share);
/// "0 … 1", "±0.002".
std::string range_text(const CellAxis& axis);
std::string_view quantity_word(Quantity quantity);

}  // namespace tani::figure
