#include "app/figure/network_diagram.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/figure/class_colours.h"

namespace tani::figure {

namespace {

constexpr int most_units = 16;
/// Weights weaker than this share of the layer's strongest are left out.
constexpr float least_share = 0.03f;
constexpr float unit_pitch = 1.25f, filter_pitch = 2.3f;  // in lines

/// Which of so many are shown where only some fit: the first and the last, dots between.
std::vector<int> shown_units(int count, int most) {
    std::vector<int> units;
    if (count <= most) {
        for (int i = 0; i < count; ++i) units.push_back(i);
        return units;
    }
    const int above = most / 2, below = most - 1 - above;
    for (int i = 0; i < above; ++i) units.push_back(i);
    for (int i = count - below; i < count; ++i) units.push_back(i);
    return units;
}

float strongest(std::span<const float> numbers, const WeightWindow& window) {
    float most = 0;
    for (const float number : numbers.subspan(window.offset, window.size())) {
        if (std::isfinite(number)) most = std::max(most, std::abs(number));
    }
    return most;
}

}  // namespace

NetworkDiagram::Column NetworkDiagram::column_of(const NetworkStage& stage, float x, Rect room,
                                                 float em) const {
    Column column;
    column.x = x;
    column.units = !stage.out.picture();
    const int count =
        column.units ? static_cast<int>(stage.out.size()) : std::max(stage.out.channels, 1);
    const float pitch = (column.units ? unit_pitch : filter_pitch) * em;
    const int fits = std::clamp(static_cast<int>(room.height / (0.8f * pitch)), 2, most_units);
    const std::vector<int> units = shown_units(count, column.units ? fits : std::min(fits, 8));
    column.dots = static_cast<int>(units.size()) < count;
    const auto places = static_cast<float>(units.size() + (column.dots ? 1 : 0));
    const float step = std::min(room.height / std::max(places, 1.0f), 1.7f * pitch);
    column.size = std::min(step * 0.72f, (column.units ? 0.95f : 2.6f) * em);
    column.half_width = column.size / 2;
    column.top = room.centre().y - step * places / 2;
    column.bottom = room.centre().y + step * places / 2;
    float y = column.top + step / 2;
    const auto half = column.dots ? (units.size() + 1) / 2 : units.size() + 1;
    for (std::size_t i = 0; i < units.size(); ++i) {
        if (i == half) {
            column.dots_at = {x, y};
            y += step;
        }
        column.spots.push_back({units[i], {x, y}});
        y += step;
    }
    return column;
}

void NetworkDiagram::lay_out(const TrainingDrawing& d, Rect rect) {
    columns_.clear();
    const auto count = static_cast<float>(stages_.size());
    const float em = d.pen.sizes.small;
    const float pitch = rect.width / count;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        const float x = rect.x + (static_cast<float>(i) + 0.5f) * pitch;
        columns_.push_back(column_of(stages_[i], std::round(x), rect, em));
    }
}

/// Whose network, what the lines are, and what their colours say.
Rect NetworkDiagram::draw_title(const TrainingDrawing& d, Rect rect) const {
    const float em = d.pen.sizes.small, middle = rect.y + 0.5f * em;
    const ImFont& font = d.pen.small();
    const bool gradients = d.view.weights == WeightsShown::gradients;
    const std::string what = d.word_of(gradients ? "network.gradients_of" : "network.weights_of");
    const std::string count =
        d.phrase("network.weight_count",
                 whole_text(static_cast<long>(d.setup(d.selected).network.trained())));
    float x = rect.x;
    draw_text(d.pen.list, font, {x, rect.y}, d.pen.colours.text, what);
    x += text_width(font, what) + 0.8f * em;
    float right = rect.right();
    const auto key = [&](std::string_view word, ImU32 colour) {
        const std::string& text = d.word_of(word);
        const float width = text_width(font, text) + 1.7f * em;
        if (right - width < x + 6 * em) return;
        draw_text(d.pen.list, font, {right, middle}, d.pen.colours.faint_text, text, {1, 0.5f});
        right -= width;
        d.pen.list.AddRectFilled({right, middle - 1.5f}, {right + 1.3f * em, middle + 1.5f},
                                 colour);
        right -= 0.9f * em;
    };
    key("network.negative", negative_colour(d.input.theme));
    key("network.positive", positive_colour(d.input.theme));
    if (d.runs.size() > 1) {
        x = draw_run_name(d, d.selected, font, {x, middle}, std::max(right - x, 0.0f)) + 0.8f * em;
    }
    if (x + text_width(font, count) < right) {
        draw_text(d.pen.list, font, {x, rect.y}, d.pen.colours.faint_text, count);
    }
    return {rect.x, rect.y + 1.7f * em, rect.width, rect.height - 1.7f * em};
}

void NetworkDiagram::draw_labels(const TrainingDrawing& d, Rect rect) const {
    const ImFont& font = d.pen.small();
    const float em = d.pen.sizes.small;
    const float room = rect.width / static_cast<float>(stages_.size()) - 0.4f * em;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        const NetworkStage& stage = stages_[i];
        std::vector<std::string> lines;
        if (i == 0) {
            lines = {d.word_of("network.input"), shape_text(stage.out)};
        } else {
            lines = stage.names;
            if (stage.out.picture()) {
                lines.insert(lines.begin() + 1, shape_text(stage.out));
            }
        }
        float y = rect.y;
        for (std::size_t k = 0; k < lines.size() && y + em <= rect.bottom() + 1; ++k) {
            const ImU32 ink = k == 0 ? d.pen.colours.text : d.pen.colours.faint_text;
            std::string line = lines[k];
            // Deep networks: the number of units alone.
            if (text_width(font, line) > room && k == 0 && stage.weights) {
                line = shape_text(stage.out);
            }
            draw_text(d.pen.list, font, {columns_[i].x, y}, ink, shortened(font, line, room),
                      {0.5f, 0});
            y += 1.15f * em;
        }
    }
}

void NetworkDiagram::draw_band(const TrainingDrawing& d, const Column& from,
                               const Column& to) const {
    const ImU32 colour = faded(d.pen.colours.axis, 0.22f);
    d.pen.list.AddQuadFilled(
        {from.x + from.half_width + 3, from.top}, {to.x - to.half_width - 3, to.top},
        {to.x - to.half_width - 3, to.bottom}, {from.x + from.half_width + 3, from.bottom}, colour);
}

void NetworkDiagram::draw_edges(const TrainingDrawing& d, std::size_t to) const {
    const Column &left = columns_[to - 1], &right = columns_[to];
    const NetworkStage& stage = stages_[to];
    const WeightWindow* window = stage.weights;
    const std::size_t inputs = stages_[to - 1].out.size();
    if (!window || window->shape.size() != 2 || !left.units || window->shape[1] != inputs) {
        draw_band(d, left, right);
        return;
    }
    struct Edge {
        float share = 0;
        ImVec2 from, to;
    };
    std::vector<Edge> edges;
    const float most = strongest(numbers_, *window);
    if (!(most > 0)) return;
    for (const Spot& a : left.spots) {
        for (const Spot& b : right.spots) {
            const auto at = window->offset + static_cast<std::size_t>(b.unit) * inputs +
                            static_cast<std::size_t>(a.unit);
            const float share = numbers_[at] / most;
            if (!(std::abs(share) > least_share)) continue;
            edges.push_back(
                {share, {a.at.x + left.half_width, a.at.y}, {b.at.x - right.half_width, b.at.y}});
        }
    }
    std::ranges::sort(edges, {}, [](const Edge& edge) { return std::abs(edge.share); });
    const float widest = std::max(1.35f * d.pen.sizes.path, 1.5f);
    // Many lines at once cover each other: only few of them may be bright.
    const float crowd = edges.size() > 60 ? 0.8f : 1.0f;
    for (const Edge& edge : edges) {
        const float size = std::abs(edge.share);
        const ImU32 colour =
            edge.share > 0 ? positive_colour(d.input.theme) : negative_colour(d.input.theme);
        d.pen.list.AddLine(edge.from, edge.to, faded(colour, crowd * (0.12f + 0.88f * size * size)),
                           std::max(widest * size, 1.0f));
    }
}

void NetworkDiagram::draw_column(const TrainingDrawing& d, std::size_t index) const {
    const Column& column = columns_[index];
    const NetworkStage& stage = stages_[index];
    const Pen& pen = d.pen;
    const float line = pen.hairline();
    if (column.units) {
        const float most = stage.biases ? strongest(numbers_, *stage.biases) : 0;
        for (const Spot& spot : column.spots) {
            const float bias =
                most > 0
                    ? numbers_[stage.biases->offset + static_cast<std::size_t>(spot.unit)] / most
                    : 0;
            pen.list.AddCircleFilled(
                spot.at, column.size / 2,
                signed_colour(d.input.theme, 0.85 * static_cast<double>(bias)));
            pen.list.AddCircle(spot.at, column.size / 2, pen.colours.axis, 0, line);
        }
    } else if (stage.weights && stage.weights->shape.size() == 4) {
        const auto filters = filters_of(*stage.weights, numbers_, stage.weights->shape[0]);
        const float most = strongest_of(filters);
        for (const Spot& spot : column.spots) {
            draw_filter(pen, filters[static_cast<std::size_t>(spot.unit)], most,
                        {spot.at.x - column.size / 2, spot.at.y - column.size / 2}, column.size);
        }
    } else {
        for (const Spot& spot : column.spots) {
            const ImVec2 from(spot.at.x - column.size / 2, spot.at.y - column.size / 2);
            const ImVec2 to(from.x + column.size, from.y + column.size);
            pen.list.AddRectFilled(from, to, pen.colours.card, 2);
            pen.list.AddRect(from, to, pen.colours.axis, 2, 0, line);
        }
    }
    if (column.dots) {
        const float radius = std::max(0.09f * pen.sizes.small, 1.0f);
        for (const float off : {-1.0f, 0.0f, 1.0f}) {
            pen.list.AddCircleFilled({column.dots_at.x, column.dots_at.y + off * 4.5f * radius},
                                     radius, pen.colours.faint_text);
        }
    }
}

/// Over the residual block, from what goes in to what it is added to.
void NetworkDiagram::draw_skip(const TrainingDrawing& d, const Column& from,
                               const Column& to) const {
    const float top = std::min(from.top, to.top);
    const ImVec2 a(from.x, from.top), b(to.x, to.top);
    const float lift = std::max(1.4f * d.pen.sizes.small, 4.0f);
    d.pen.list.AddBezierCubic(a, {a.x, top - lift}, {b.x, top - lift}, b, d.pen.colours.accent,
                              std::max(0.7f * d.pen.sizes.path, 1.0f));
}

void NetworkDiagram::draw(const TrainingDrawing& d, Rect rect) {
    const float em = d.pen.sizes.small;
    if (rect.height < 6 * em || rect.width < 8 * em) return;
    stages_ = stages_of(d.setup(d.selected).network);
    const TrainingRecording& run = d.run(d.selected);
    numbers_ = d.view.weights == WeightsShown::gradients
                   ? d.replays.gradient(d.selected, run, d.row(d.selected))
                   : std::span<const float>(d.state(d.selected).weights);
    Rect body = draw_title(d, rect);
    std::size_t lines = 2;
    bool skips = false;
    for (const NetworkStage& stage : stages_) {
        lines = std::max(lines, stage.names.size() + (stage.out.picture() ? 1 : 0));
        skips = skips || stage.skips_from >= 0;
    }
    lines = std::min<std::size_t>(lines, body.height > 12 * em ? 4 : 2);
    const float below = 1.15f * em * static_cast<float>(lines) + 0.3f * em;
    Rect labels{body.x, body.bottom() - below + 0.3f * em, body.width, below - 0.3f * em};
    body.height -= below;
    if (skips) body = {body.x, body.y + 1.2f * em, body.width, body.height - 1.2f * em};
    lay_out(d, body);
    for (std::size_t i = 1; i < stages_.size(); ++i) draw_edges(d, i);
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        const int from = stages_[i].skips_from;
        if (from >= 0) draw_skip(d, columns_[static_cast<std::size_t>(from)], columns_[i]);
        draw_column(d, i);
    }
    draw_labels(d, labels);
}

}  // namespace tani::figure
