#include "app/figure/metrics_table.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

constexpr float pitch = 1.42f;  // of a row, in lines

struct Cell {
    std::string text;
    double worth = NAN;  ///< to find the best of a column
};

enum class Best { none, least, most };

struct Column {
    std::string_view word;
    int importance = 0;  ///< 0 is dropped last
    Best best = Best::none;
    std::vector<Cell> cells = {};
    float before = 0, after = 0;  ///< widths on either side of the decimal point
    float width = 0;
    std::string head = {};
};

std::size_t point_of(const std::string& text) {
    // What is not a number stands before the point altogether.
    std::size_t at = text.find('.');
    if (at == std::string::npos) at = text.find_first_of("% ×e");
    return std::min(at, text.size());
}

double batch_of(const TrainingDrawing& d, int run) {
    const TrainingRecording& r = d.run(run);
    return r.settings_at(std::min(d.row(run), std::max(r.steps() - 1, 0))).batch;
}

double rate_of(const TrainingDrawing& d, int run) {
    const TrainingRecording& r = d.run(run);
    const double rate = r.row(d.row(run)).rate;
    return std::isnan(rate) && d.row(run) > 0 ? r.row(d.row(run) - 1).rate : rate;
}

Cell loss_cell(double value) { return {loss_text(value), value}; }

Cell metric_cell(Metric metric, double value) { return {metric_text(metric, value), value}; }

std::vector<Column> columns_of(const TrainingDrawing& d,
                               const std::vector<TrainingSeries>& series) {
    const Metric metric = d.setup(d.selected).spec.metric;
    const Best better = metric == Metric::accuracy ? Best::most : Best::least;
    const bool held_out =
        std::ranges::any_of(d.runs, [&](int run) { return d.has_validation(run); });
    // A metric that is the loss itself says nothing new.
    const std::string& loss = d.setup(d.selected).spec.network.loss.name;
    const bool is_loss = (metric == Metric::mean_squared_error && loss == "mse") ||
                         (metric == Metric::mean_absolute_error && loss == "mae");
    std::vector<Column> columns;
    const auto add = [&](std::string_view word, int importance, Best best, auto&& cell_of) {
        Column column{.word = word, .importance = importance, .best = best};
        for (const int run : d.runs) column.cells.push_back(cell_of(run));
        columns.push_back(std::move(column));
    };
    const auto measured = [&](auto&& of) {
        return [&d, of](int run) {
            const Measured* m = d.measured(run);
            return m ? of(*m) : Cell{"–"};
        };
    };
    add("figure.step", 2, Best::none, [&](int run) { return Cell{whole_text(d.row(run))}; });
    add("network.epoch", 3, Best::none,
        [&](int run) { return Cell{fmt::format("{:.1f}", d.run(run).row(d.row(run)).epoch)}; });
    add("network.train_loss", 1, Best::least,
        measured([](const Measured& m) { return loss_cell(m.train_loss); }));
    if (held_out) {
        add("network.validation_loss", 0, Best::least,
            measured([](const Measured& m) { return loss_cell(m.validation_loss); }));
    }
    if (!is_loss) {
        add("network.train_metric", 4, better,
            measured([metric](const Measured& m) { return metric_cell(metric, m.train_metric); }));
        if (held_out) {
            add("network.validation_metric", 1, better, measured([metric](const Measured& m) {
                    return metric_cell(metric, m.validation_metric);
                }));
        }
    }
    add("network.best_loss", 5, Best::least, [&](int run) {
        const Measured* best = series[static_cast<std::size_t>(run)].best_at(d.row(run));
        if (!best) return Cell{"–"};
        return loss_cell(std::isnan(best->validation_loss) ? best->train_loss
                                                           : best->validation_loss);
    });
    add("network.best_step", 6, Best::none, [&](int run) {
        const Measured* best = series[static_cast<std::size_t>(run)].best_at(d.row(run));
        return Cell{best ? whole_text(best->step) : "–"};
    });
    add("network.rate", 6, Best::none,
        [&](int run) { return Cell{number_text(rate_of(d, run), 3)}; });
    add("network.batch", 7, Best::none, [&](int run) {
        const double batch = batch_of(d, run);
        return Cell{batch > 0 ? whole_text(static_cast<long>(batch)) : d.word_of("network.all")};
    });
    add("network.weights", 8, Best::none, [&](int run) {
        return Cell{whole_text(static_cast<long>(d.setup(run).network.trained()))};
    });
    return columns;
}

void measure(const TrainingDrawing& d, Column& column) {
    const ImFont& font = d.pen.small();
    column.head = d.word_of(column.word);
    if (column.word == "network.train_metric" || column.word == "network.validation_metric") {
        const Metric metric = d.setup(d.selected).spec.metric;
        column.head = d.phrase(column.word,
                               d.word_of(metric == Metric::accuracy ? "network.accuracy_short"
                                         : metric == Metric::mean_absolute_error ? "network.mae"
                                                                                 : "network.mse"));
    }
    for (const Cell& cell : column.cells) {
        const std::size_t point = point_of(cell.text);
        column.before = std::max(column.before, text_width(font, cell.text.substr(0, point)));
        column.after = std::max(column.after, text_width(font, cell.text.substr(point)));
    }
    // Numbers change while it plays: room for the usual ones from the start.
    column.before = std::max(column.before, text_width(font, "00"));
    column.width = std::max(column.before + column.after, text_width(font, column.head));
}

/// The index of the best cell; none where all are alike or only one counts.
std::optional<std::size_t> best_of(const Column& column) {
    if (column.best == Best::none) return std::nullopt;
    std::optional<std::size_t> best;
    int count = 0;
    bool differ = false;
    for (std::size_t i = 0; i < column.cells.size(); ++i) {
        const double worth = column.cells[i].worth;
        if (!std::isfinite(worth)) continue;
        ++count;
        if (!best) {
            best = i;
            continue;
        }
        const double before = column.cells[*best].worth;
        differ = differ || worth != before;
        if (column.best == Best::least ? worth < before : worth > before) best = i;
    }
    return count > 1 && differ ? best : std::nullopt;
}

/// What became of the run, in place of its numbers.
std::string fate(const TrainingDrawing& d, int run) {
    if (d.has_diverged(run)) return "✕ " + d.phrase("network.diverged_at", whole_text(d.row(run)));
    if (d.waits(run)) return d.word_of("network.training_now");
    return {};
}

float name_width(const TrainingDrawing& d) {
    float width = 4 * d.pen.sizes.small;
    for (const int run : d.runs) {
        float own = text_width(d.pen.small(), d.label(run)) + 1.2f * d.pen.sizes.small;
        if (const std::string text = fate(d, run); !text.empty()) {
            own += text_width(d.pen.small(), text) + 0.8f * d.pen.sizes.small;
        }
        width = std::max(width, own);
    }
    return width;
}

void draw_column(const TrainingDrawing& d, const Column& column, float x, float y, float room) {
    const ImFont& font = d.pen.small();
    const float em = d.pen.sizes.small;
    draw_text(d.pen.list, font, {x + room, y}, d.pen.colours.faint_text, column.head, {1, 0});
    y += pitch * em;
    const auto best = best_of(column);
    const float point = x + room - column.after;
    for (std::size_t i = 0; i < column.cells.size(); ++i) {
        const std::string& text = column.cells[i].text;
        const std::size_t at = point_of(text);
        const bool is_best = best == i;
        const bool selected = d.runs[i] == d.selected || d.runs.size() == 1;
        const ImU32 ink = is_best || selected
                              ? d.pen.colours.text
                              : mixed(d.pen.colours.text, d.pen.colours.faint_text, 0.5f);
        const float left = point - text_width(font, text.substr(0, at));
        draw_text(d.pen.list, font, {left, y}, ink, text);
        if (is_best) {
            // Bold, as far as one face goes, and underlined.
            draw_text(d.pen.list, font, {left + 0.045f * em, y}, ink, text);
            d.pen.list.AddRectFilled({left, y + 1.1f * em},
                                     {left + text_width(font, text), y + 1.1f * em + 1.5f},
                                     d.pen.colours.accent);
        }
        y += pitch * em;
    }
}

}  // namespace

float metrics_table_height(const TrainingDrawing& d) {
    return (static_cast<float>(d.runs.size()) + 1) * pitch * d.pen.sizes.small;
}

void draw_metrics_table(const TrainingDrawing& d, Rect rect,
                        const std::vector<TrainingSeries>& series) {
    const float em = d.pen.sizes.small;
    std::vector<Column> columns = columns_of(d, series);
    for (Column& column : columns) measure(d, column);
    const float least_gap = 1.3f * em;
    const float names = std::min(name_width(d), 0.4f * rect.width);
    const auto needed = [&] {
        float width = names;
        for (const Column& column : columns) width += column.width + least_gap;
        return width;
    };
    while (!columns.empty() && needed() > rect.width) {
        columns.erase(std::ranges::max_element(columns, {}, &Column::importance));
    }
    const float spare = rect.width - needed();
    const float gap =
        least_gap + std::clamp(spare / static_cast<float>(columns.size() + 1), 0.0f, 2.6f * em);
    for (std::size_t i = 0; i < d.runs.size(); ++i) {
        const int run = d.runs[i];
        const float top = rect.y + static_cast<float>(i + 1) * pitch * em;
        if (run == d.selected && d.runs.size() > 1) {
            d.pen.list.AddRectFilled({rect.x - 0.3f * em, top - 0.13f * em},
                                     {rect.right(), top + (pitch - 0.16f) * em},
                                     faded(d.pen.colours.grid, 0.55f), 3);
        }
        const std::string text = fate(d, run);
        const float room = names - (text.empty() ? 0 : text_width(d.pen.small(), text) + 0.8f * em);
        const float end = draw_run_name(d, run, d.pen.small(), {rect.x, top + 0.5f * em}, room);
        if (!text.empty()) {
            draw_text(d.pen.list, d.pen.small(), {end + 0.8f * em, top},
                      d.has_diverged(run) ? d.pen.colours.error : d.pen.colours.faint_text, text);
        }
    }
    const float line = rect.y + 1.2f * em;
    float x = rect.x + names;
    for (const Column& column : columns) {
        draw_column(d, column, x + gap, rect.y, column.width);
        x += gap + column.width;
    }
    d.pen.list.AddRectFilled({rect.x, line}, {x, line + d.pen.hairline()}, d.pen.colours.grid);
}

namespace {

struct Strip {
    std::vector<ImVec2> places;
    float height = 0;
};

float entry_width(const TrainingDrawing& d, int run) {
    const std::string text = fate(d, run);
    return text_width(d.pen.small(), d.label(run)) + 1.2f * d.pen.sizes.small +
           (text.empty() ? 0 : text_width(d.pen.small(), text) + 0.6f * d.pen.sizes.small);
}

Strip strip_of(const TrainingDrawing& d, float width) {
    Strip strip;
    const float em = d.pen.sizes.small, line = 1.5f * em;
    ImVec2 at(0, 0);
    for (const int run : d.runs) {
        const float needed = entry_width(d, run);
        if (at.x > 0 && at.x + needed > width) at = {0, at.y + line};
        strip.places.push_back(at);
        at.x += needed + 1.6f * em;
    }
    strip.height = at.y + line;
    return strip;
}

}  // namespace

float run_strip_height(const TrainingDrawing& d, float width) { return strip_of(d, width).height; }

void draw_run_strip(const TrainingDrawing& d, Rect rect) {
    const Strip strip = strip_of(d, rect.width);
    const float em = d.pen.sizes.small;
    for (std::size_t i = 0; i < d.runs.size(); ++i) {
        const ImVec2 at(rect.x + strip.places[i].x, rect.y + strip.places[i].y + 0.75f * em);
        const float end =
            draw_run_name(d, d.runs[i], d.pen.small(), at, std::max(rect.right() - at.x, em));
        const std::string text = fate(d, d.runs[i]);
        if (text.empty()) continue;
        draw_text(d.pen.list, d.pen.small(), {end + 0.6f * em, at.y},
                  d.has_diverged(d.runs[i]) ? d.pen.colours.error : d.pen.colours.faint_text, text,
                  {0, 0.5f});
    }
}

}  // namespace tani::figure
