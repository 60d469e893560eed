// Norms of weights, gradients and updates of each layer of the selected run over the steps.
#pragma once
#include <array>
#include <optional>
#include <vector>

#include "app/figure/training_drawing.h"
#include "app/figure/training_series.h"

namespace tani::figure {

class NormCurves {
  public:
    void draw(const TrainingDrawing& d, Rect rect);

  private:
    using Norm = TrainingRecording::Norm;
    struct Line {
        std::string name;
        std::size_t window = 0;
        std::array<Envelope, 3> norms;  ///< by Norm
    };
    void update(const TrainingRecording& run, int columns);
    void draw_one(const TrainingDrawing& d, Norm which, Rect rect) const;
    void draw_names(const TrainingDrawing& d, Rect rect) const;

    std::optional<TrainingRecording> run_;
    int rows_ = 0, stride_ = 0, bucket_ = 0;
    std::vector<Line> lines_;
};

}  // namespace tani::figure
