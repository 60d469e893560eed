// The network as units in columns, with weights (or their gradients) as width and colour of the
// lines between them; convolutions as stacks of filters.
#pragma once
#include <string>
#include <vector>

#include "app/figure/filters.h"
#include "app/figure/training_drawing.h"

namespace tani::figure {

/// Layers that belong together: one that makes something new, and what only changes its numbers.
struct NetworkStage {
    std::vector<std::string> names;  ///< "dense 64", "tanh"
    Shape out;
    const WeightWindow* weights = nullptr;  ///< of a dense layer or a convolution; else null
    const WeightWindow* biases = nullptr;
    int skips_from = -1;  ///< a residual block ends here that began after this stage
};

/// From the input on. Pointers go into the network.
std::vector<NetworkStage> stages_of(const Network<float>& network);
/// "64", "8×6×6".
std::string shape_text(const Shape& shape);

class NetworkDiagram {
  public:
    void draw(const TrainingDrawing& d, Rect rect);

  private:
    /// A unit or a filter of a stage.
    struct Spot {
        int unit = 0;
        ImVec2 at;
    };
    struct Column {
        std::vector<Spot> spots;
        float x = 0, half_width = 0, top = 0, bottom = 0;
        bool dots = false;  ///< not all of them are shown
        ImVec2 dots_at;
        bool units = true;  ///< else filters or pictures
        float size = 0;     ///< diameter or side
    };
    void lay_out(const TrainingDrawing& d, Rect rect);
    Column column_of(const NetworkStage& stage, float x, Rect room, float em) const;
    Rect draw_title(const TrainingDrawing& d, Rect rect) const;
    void draw_labels(const TrainingDrawing& d, Rect rect) const;
    void draw_edges(const TrainingDrawing& d, std::size_t to) const;
    void draw_band(const TrainingDrawing& d, const Column& from, const Column& to) const;
    void draw_column(const TrainingDrawing& d, std::size_t index) const;
    void draw_skip(const TrainingDrawing& d, const Column& from, const Column& to) const;

    std::vector<NetworkStage> stages_;
    std::vector<Column> columns_;
    std::span<const float> numbers_;
};

}  // namespace tani::figure
