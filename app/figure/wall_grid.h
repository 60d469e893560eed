// The wall: a row for each run, a column for each layer, a histogram in each cell.
#pragma once
#include <optional>
#include <vector>

#include "app/figure/wall_axes.h"

namespace tani::figure {

class WallGrid {
  public:
    void draw(const TrainingDrawing& d, Rect rect, const WallStages& stages);
    /// The cell that the last draw put under a pixel.
    std::optional<CellMark> cell_at(ImVec2 pixel) const;

  private:
    struct Cell {
        Rect rect;
        CellMark mark;
    };
    /// Which stages are shown, and how their cells lie.
    struct Grid {
        std::vector<std::size_t> columns;
        float label_width = 0, header = 0, width = 0, height = 0, gap = 0;
        bool all = true;  ///< no stage is left out
    };
    Grid grid_of(const TrainingDrawing& d, Rect rect, const WallStages& stages) const;
    void draw_header(const TrainingDrawing& d, Rect rect, const Grid& grid) const;
    void draw_label(const TrainingDrawing& d, Rect rect, int run, const Wall* wall,
                    const WallStages& stages, const WallAxes& axes) const;
    void draw_reading_of(const TrainingDrawing& d, const WallStages& stages) const;

    Rect rect_;
    std::vector<Cell> cells_;
};

}  // namespace tani::figure
