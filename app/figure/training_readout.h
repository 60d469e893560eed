// The step and the epoch at the playhead, beside the title of every lab that trains networks.
#pragma once
#include "app/figure/training_drawing.h"

namespace tani::figure {

/// Of the largest numbers, so that nothing moves in a film.
float readout_width(const TrainingDrawing& d);
/// Right-aligned in `rect`.
void draw_readout(const TrainingDrawing& d, Rect rect);

}  // namespace tani::figure
