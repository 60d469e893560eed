// Which values the histograms of the wall go from and to. Private to this folder.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "app/figure/training_drawing.h"
#include "core/recording/wall.h"

namespace tani::figure {

struct CellAxis {
    double from = -1, to = 1;
    double margin = 0;  ///< what is drawn beyond the values that it is about, on both sides
};

/// The stages of every recorded run, read once for each network.
class WallStages {
  public:
    void update(const TrainingDrawing& d);
    const std::vector<Stage>& of(int run) const { return stages_[static_cast<std::size_t>(run)]; }

  private:
    std::vector<std::shared_ptr<const TrainingSetup>> setups_;
    std::vector<std::vector<Stage>> stages_;
};

/// Cells whose values can be compared share an axis: those of the same activation function, and all
/// of another quantity. Bounded activations have their range; other axes are four times what is usual
/// at the start, in the first layer, or for gradients, which come from the other end, in the last one.
class WallAxes {
  public:
    WallAxes(const TrainingDrawing& d, const WallStages& stages);
    /// `own`: of the cell's values alone.
    CellAxis of(const Stage& stage, Quantity quantity, const Distribution& values, bool own) const;

  private:
    struct Group {
        Quantity quantity;
        std::string function;
        double reach;
        bool negative;  ///< whether there are values below 0
    };
    static std::string function_of(const Stage& stage, Quantity quantity);

    std::vector<Group> groups_;
};

}  // namespace tani::figure
