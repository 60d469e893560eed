#include "app/figure/filters.h"

#include <algorithm>
#include <cmath>

#include "app/figure/class_colours.h"

namespace tani::figure {

namespace {

const WeightWindow* first_convolution(const TrainingSetup& setup) {
    for (const WeightWindow& window : setup.network.windows()) {
        if (window.shape.size() == 4) return &window;
    }
    return nullptr;
}

}  // namespace

bool has_filters(const TrainingSetup& setup) { return first_convolution(setup) != nullptr; }

std::vector<Filter> filters_of(const WeightWindow& window, std::span<const float> numbers,
                               std::size_t most) {
    std::vector<Filter> filters;
    const std::size_t channels = window.shape[1], area = window.shape[2] * window.shape[3];
    for (std::size_t i = 0; i < std::min(window.shape[0], most); ++i) {
        Filter filter{static_cast<int>(window.shape[2]), static_cast<int>(window.shape[3]),
                      std::vector<float>(area, 0.0f)};
        const float* from = numbers.data() + window.offset + i * channels * area;
        for (std::size_t c = 0; c < channels; ++c) {
            for (std::size_t k = 0; k < area; ++k) {
                filter.weights[k] += from[c * area + k] / static_cast<float>(channels);
            }
        }
        filters.push_back(std::move(filter));
    }
    return filters;
}

std::vector<Filter> first_filters(const TrainingSetup& setup, const TrainedState& state) {
    const WeightWindow* window = first_convolution(setup);
    return window ? filters_of(*window, state.weights, 64) : std::vector<Filter>{};
}

float strongest_of(const std::vector<Filter>& filters) {
    float most = 1e-12f;
    for (const Filter& filter : filters) {
        for (const float weight : filter.weights) {
            if (std::isfinite(weight)) most = std::max(most, std::abs(weight));
        }
    }
    return most;
}

void draw_filter(const Pen& pen, const Filter& filter, float strongest, ImVec2 corner,
                 float size) {
    const float cell = size / static_cast<float>(std::max(filter.height, filter.width));
    const auto edge = [&](float from, int index) {
        return std::round(from + static_cast<float>(index) * cell);
    };
    for (int row = 0; row < filter.height; ++row) {
        for (int column = 0; column < filter.width; ++column) {
            const float weight =
                filter.weights[static_cast<std::size_t>(row * filter.width + column)];
            pen.list.AddRectFilled(
                {edge(corner.x, column), edge(corner.y, row)},
                {edge(corner.x, column + 1), edge(corner.y, row + 1)},
                signed_colour(pen.theme, static_cast<double>(weight / strongest)));
        }
    }
    pen.list.AddRect({std::round(corner.x), std::round(corner.y)},
                     {edge(corner.x, filter.width), edge(corner.y, filter.height)},
                     pen.colours.axis, 0, 0, pen.hairline());
}

void draw_filters(const TrainingDrawing& d, Rect rect, const std::vector<Filter>& filters,
                  std::string_view name) {
    const float em = d.pen.sizes.small;
    draw_text(d.pen.list, d.pen.small(), {rect.x, rect.y}, d.pen.colours.faint_text, name);
    rect.y += 1.3f * em;
    rect.height -= 1.3f * em;
    const float size = std::floor(rect.height), gap = 0.3f * em;
    const float strongest = strongest_of(filters);
    float x = rect.x;
    for (const Filter& filter : filters) {
        if (x + size > rect.right()) break;
        draw_filter(d.pen, filter, strongest, {x, rect.y}, size);
        x += size + gap;
    }
}

}  // namespace tani::figure
