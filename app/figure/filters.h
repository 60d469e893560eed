// The filters of a convolution as little pictures: positive weights in one colour, negative ones in
// the other.
#pragma once
#include <string_view>
#include <vector>

#include "app/figure/training_drawing.h"

namespace tani::figure {

/// One filter: the mean over its input channels.
struct Filter {
    int height = 0, width = 0;
    std::vector<float> weights;
};

bool has_filters(const TrainingSetup& setup);
/// Of a window with the shape (outputs, channels, height, width), at most `most` of them.
std::vector<Filter> filters_of(const WeightWindow& window, std::span<const float> numbers,
                               std::size_t most);
/// Of the first convolution.
std::vector<Filter> first_filters(const TrainingSetup& setup, const TrainedState& state);
/// `strongest` has the full colour.
void draw_filter(const Pen& pen, const Filter& filter, float strongest, ImVec2 corner, float size);
float strongest_of(const std::vector<Filter>& filters);
/// As many as fit a row, with a name before them.
void draw_filters(const TrainingDrawing& d, Rect rect, const std::vector<Filter>& filters,
                  std::string_view name);

}  // namespace tani::figure
