#include "app/figure/wall_grid.h"

#include <algorithm>
#include <cmath>

#include "app/figure/wall_cell.h"
#include "core/recording/spread.h"

namespace tani::figure {

namespace {

constexpr float least_cell = 5.0f;  // width in small letters
constexpr float widest_label = 0.25f, label_letters = 13;

/// The stages of a run that have the quantity.
bool has(const TrainingDrawing& d, int run, std::size_t stage, Quantity quantity) {
    const Wall* wall = d.run(run).wall_at(0);
    return wall && stage < wall->stages.size() && wall->stages[stage].find(quantity);
}

/// So many of them, the first and the last among them, evenly apart.
std::vector<std::size_t> thinned(const std::vector<std::size_t>& all, std::size_t most) {
    if (all.size() <= most || most < 2) return all;
    std::vector<std::size_t> some;
    for (std::size_t i = 0; i < most; ++i) {
        const double at = static_cast<double>(i) * static_cast<double>(all.size() - 1) /
                          static_cast<double>(most - 1);
        some.push_back(all[static_cast<std::size_t>(std::lround(at))]);
    }
    return some;
}

/// What is named when it happens.
std::vector<std::string_view> trends_of(const Wall* wall) {
    std::vector<std::string_view> words;
    if (!wall) return words;
    const Spread spread = spread_of(*wall);
    const auto tell = [&](Trend trend, std::string_view vanishing, std::string_view exploding) {
        if (trend != Trend::kept) words.push_back(trend == Trend::vanishing ? vanishing : exploding);
    };
    tell(spread.forward_trend, "wall.signal_vanishes", "wall.signal_explodes");
    tell(spread.backward_trend, "wall.gradient_vanishes", "wall.gradient_explodes");
    return words;
}

}  // namespace

WallGrid::Grid WallGrid::grid_of(const TrainingDrawing& d, Rect rect,
                                 const WallStages& stages) const {
    Grid grid;
    const float em = d.pen.sizes.small;
    const ImFont& font = d.pen.small();
    grid.gap = std::max(2.0f, std::round(0.2f * em));
    grid.header = std::round(1.5f * em);
    float label = 4 * em;
    for (const int run : d.runs) {
        label = std::max(label, text_width(font, d.label(run)) + 1.7f * em);
        for (const std::string_view key : trends_of(d.run(run).wall_at(d.row(run))))
            label = std::max(label, text_width(font, d.word_of(key)) + 1.7f * em);
    }
    grid.label_width = std::round(
        std::min(label, std::min(widest_label * rect.width, label_letters * em)));
    std::size_t longest = 0;
    for (const int run : d.runs) longest = std::max(longest, stages.of(run).size());
    const Quantity quantity = quantities_of(d.view.cells).up;
    std::vector<std::size_t> columns;
    for (std::size_t stage = 0; stage < longest; ++stage) {
        if (std::ranges::any_of(d.runs, [&](int run) { return has(d, run, stage, quantity); }))
            columns.push_back(stage);
    }
    const float room = rect.width - grid.label_width;
    const auto most =
        static_cast<std::size_t>(std::max(room / (least_cell * em + grid.gap), 1.0f));
    grid.columns = thinned(columns, most);
    grid.all = grid.columns.size() == columns.size();
    const auto across = static_cast<float>(std::max<std::size_t>(grid.columns.size(), 1));
    const auto down = static_cast<float>(d.runs.size());
    grid.width = room / across - grid.gap;
    grid.height = (rect.height - grid.header) / down - grid.gap;
    return grid;
}

void WallGrid::draw_header(const TrainingDrawing& d, Rect rect, const Grid& grid) const {
    const ImFont& font = d.pen.small();
    const float middle = rect.y + grid.header / 2;
    draw_text(d.pen.list, font, {rect.x + grid.label_width - 0.6f * font.FontSize, middle},
              d.pen.colours.faint_text, d.word_of("wall.layer"), {1, 0.5f});
    for (std::size_t i = 0; i < grid.columns.size(); ++i) {
        const float x = rect.x + grid.label_width +
                        (grid.width + grid.gap) * static_cast<float>(i) + grid.width / 2;
        draw_text(d.pen.list, font, {x, middle}, d.pen.colours.text,
                  fmt::format("{}", grid.columns[i] + 1), {0.5f, 0.5f});
    }
}

void WallGrid::draw_label(const TrainingDrawing& d, Rect rect, int run, const Wall* wall,
                          const WallStages& stages, const WallAxes& axes) const {
    const ImFont& font = d.pen.small();
    const float em = font.FontSize, line = 1.15f * em, dot = 0.62f * em;
    const RunStyle style = d.style(run);
    const float width = rect.width - 1.6f * dot - 0.5f * em;
    const auto lines_fit = static_cast<std::size_t>(std::max(rect.height / line, 1.0f));
    std::vector<std::string> names = wrapped(font, d.label(run), width);
    // As many lines as leave room for what the axis goes to.
    const std::size_t most_names = lines_fit > 4 ? 3 : std::max<std::size_t>(lines_fit - 1, 1);
    if (names.size() > std::min(most_names, lines_fit)) {
        names.resize(std::min(most_names, lines_fit));
        names.back() = shortened(font, names.back() + "…", width);
    }
    draw_marker(d.pen.list, style.marker, {rect.x + dot / 2, rect.y + line / 2}, dot, style.colour);
    float y = rect.y;
    const auto write = [&](const std::string& text, ImU32 colour) {
        if (y + em > rect.bottom() + 0.2f * em) return;
        draw_text(d.pen.list, font, {rect.x + 1.6f * dot, y}, colour,
                  shortened(font, text, width), {0, 0});
        y += line;
    };
    for (const std::string& name : names) write(name, d.pen.colours.text);
    if (!wall) return;
    for (const std::string_view key : trends_of(wall)) write(d.word_of(key), d.pen.colours.warning);
    if (!d.view.shared_axes) return;
    const CellQuantities shown = quantities_of(d.view.cells);
    for (const std::optional<Quantity> quantity : {std::optional(shown.up), shown.down}) {
        if (!quantity) continue;
        for (std::size_t i = 0; i < wall->stages.size(); ++i) {
            const Distribution* values = wall->stages[i].find(*quantity);
            if (!values) continue;
            const CellAxis axis = axes.of(stages.of(run)[i], *quantity, *values, false);
            const std::string_view arrow = shown.down ? (quantity == shown.up ? "↑ " : "↓ ") : "";
            write(std::string(arrow) + range_text(axis), d.pen.colours.faint_text);
            break;
        }
    }
}

void WallGrid::draw(const TrainingDrawing& d, Rect rect, const WallStages& stages) {
    rect_ = rect;
    cells_.clear();
    const Grid grid = grid_of(d, rect, stages);
    if (grid.columns.empty() || grid.width < 4 || grid.height < 4) {
        draw_empty(d, rect, d.word_of("wall.empty"));
        return;
    }
    draw_header(d, rect, grid);
    const WallAxes axes(d, stages);
    for (std::size_t r = 0; r < d.runs.size(); ++r) {
        const int run = d.runs[r];
        const Wall* wall = d.run(run).wall_at(d.row(run));
        const float y =
            rect.y + grid.header + (grid.height + grid.gap) * static_cast<float>(r);
        draw_label(d, {rect.x, y, grid.label_width, grid.height}, run, wall, stages, axes);
        if (!wall) continue;
        for (std::size_t c = 0; c < grid.columns.size(); ++c) {
            const std::size_t stage = grid.columns[c];
            if (stage >= wall->stages.size()) continue;
            const float x = rect.x + grid.label_width +
                            (grid.width + grid.gap) * static_cast<float>(c);
            const float x0 = std::round(x), y0 = std::round(y);
            const Rect cell{x0, y0, std::round(x + grid.width) - x0,
                            std::round(y + grid.height) - y0};
            const Quantity up = quantities_of(d.view.cells).up;
            if (!wall->stages[stage].find(up)) continue;
            draw_cell(d, cell, {stages.of(run)[stage], wall->stages[stage], axes, run});
            cells_.push_back({cell, {run, static_cast<int>(stage)}});
            if (d.input.hovered_cell == CellMark{run, static_cast<int>(stage)}) {
                d.pen.list.AddRect(cell.least(), cell.most(), d.pen.colours.accent,
                                   d.pen.sizes.rounding / 2, 0, 2 * d.pen.hairline());
            }
        }
    }
    draw_reading_of(d, stages);
}

void WallGrid::draw_reading_of(const TrainingDrawing& d, const WallStages& stages) const {
    const auto cell = std::ranges::find_if(
        cells_, [&](const Cell& one) { return d.input.hovered_cell == one.mark; });
    if (cell == cells_.end()) return;
    const int run = cell->mark.run;
    const Wall* wall = d.run(run).wall_at(d.row(run));
    const auto index = static_cast<std::size_t>(cell->mark.stage);
    const StageMeasures& measures = wall->stages[index];
    const Stage& stage = stages.of(run)[index];
    std::vector<std::string> lines = {
        d.phrase("wall.of_layer", d.label(run), cell->mark.stage + 1)};
    const CellQuantities shown = quantities_of(d.view.cells);
    for (const std::optional<Quantity> quantity : {std::optional(shown.up), shown.down}) {
        const Distribution* values = quantity ? measures.find(*quantity) : nullptr;
        if (!values) continue;
        lines.push_back(d.word_of(quantity_word(*quantity)));
        lines.push_back("  " + d.phrase("wall.mean_and_deviation", number_text(values->mean(), 3),
                                        number_text(values->deviation(), 3)));
        lines.push_back("  " + d.phrase("wall.from_to", number_text(values->least(), 3),
                                        number_text(values->most(), 3)));
        lines.push_back("  " + d.phrase("wall.near_zero",
                                        number_text(static_cast<double>(near_zero_bound(*quantity)), 1),
                                        share_text(values->near_zero())));
        if (*quantity != Quantity::activation) continue;
        if (stage.function && std::isfinite(stage.function->most) &&
            std::isfinite(stage.function->least))
            lines.push_back("  " + d.phrase("wall.saturated_long", share_text(values->outside())));
        lines.push_back("  " + d.phrase("wall.dead_long", share_text(measures.dead)));
    }
    draw_reading(d.pen, {cell->rect.right(), cell->rect.y + cell->rect.height / 2}, rect_, lines);
}

std::optional<CellMark> WallGrid::cell_at(ImVec2 pixel) const {
    for (const Cell& cell : cells_) {
        if (cell.rect.contains(pixel)) return cell.mark;
    }
    return std::nullopt;
}

}  // namespace tani::figure
