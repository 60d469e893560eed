// The deviation of activations and of gradients over the layers, of every run, with what theory
// expects.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "app/figure/training_drawing.h"
#include "core/recording/spread.h"

namespace tani::figure {

class SpreadChart {
  public:
    void draw(const TrainingDrawing& d, Rect rect);

  private:
    enum class Way { forward, backward };
    struct Theory {
        std::shared_ptr<const TrainingSetup> setup;
        SpreadTheory forward, backward;
    };
    void update(const TrainingDrawing& d);
    void draw_one(const TrainingDrawing& d, Way way, Rect rect) const;
    void draw_band(const TrainingDrawing& d, const Mapping& mapping, int run, Way way) const;
    void draw_run(const TrainingDrawing& d, const Mapping& mapping, int run, Way way) const;
    const SpreadTheory& theory(int run, Way way) const;
    Axis axis_upwards(const TrainingDrawing& d, Way way) const;

    std::vector<Theory> theories_;  ///< of each run
    std::vector<Spread> now_;       ///< at the playhead; of each run
};

}  // namespace tani::figure
