// The mean of a run's points beside the run (Polyak–Ruppert), where the run averages.
#pragma once
#include <span>
#include <vector>

#include "app/figure/drawing.h"
#include "app/figure/paths.h"

namespace tani::figure {

/// How the mean has moved up to the playhead, and where it is.
void draw_averages(const Drawing& d, const Projector& projector, const std::vector<RunPath>& paths);

/// A thin dashed line in a light tone of the run's colour, which shows over the run's own path.
void draw_average_line(const Drawing& d, std::span<const ImVec2> line, int run);

/// The ring that stands for a mean, on the map and in the legend.
void draw_average_mark(const Drawing& d, ImVec2 at, ImU32 colour);

}  // namespace tani::figure
