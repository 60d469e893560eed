#include "app/figure/metrics_table.h"

#include "app/figure/number_table.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

using Best = NumberColumn::Best;

double batch_of(const TrainingDrawing& d, int run) {
    const TrainingRecording& r = d.run(run);
    return r.settings_at(std::min(d.row(run), std::max(r.steps() - 1, 0))).batch;
}

double rate_of(const TrainingDrawing& d, int run) {
    const TrainingRecording& r = d.run(run);
    const double rate = r.row(d.row(run)).rate;
    return std::isnan(rate) && d.row(run) > 0 ? r.row(d.row(run) - 1).rate : rate;
}

NumberCell loss_cell(double value) { return {loss_text(value), value}; }

NumberCell metric_cell(Metric metric, double value) { return {metric_text(metric, value), value}; }

std::string head_of(const TrainingDrawing& d, std::string_view word) {
    if (word != "network.train_metric" && word != "network.validation_metric") {
        return d.word_of(word);
    }
    const Metric metric = d.setup(d.selected).spec.metric;
    return d.phrase(word, d.word_of(metric == Metric::accuracy              ? "network.accuracy_short"
                                    : metric == Metric::mean_absolute_error ? "network.mae"
                                                                            : "network.mse"));
}

std::vector<NumberColumn> columns_of(const TrainingDrawing& d,
                               const std::vector<TrainingSeries>& series) {
    const Metric metric = d.setup(d.selected).spec.metric;
    const Best better = metric == Metric::accuracy ? Best::most : Best::least;
    const bool held_out =
        std::ranges::any_of(d.runs, [&](int run) { return d.has_validation(run); });
    // A metric that is the loss itself says nothing new.
    const std::string& loss = d.setup(d.selected).spec.network.loss.name;
    const bool is_loss = (metric == Metric::mean_squared_error && loss == "mse") ||
                         (metric == Metric::mean_absolute_error && loss == "mae");
    std::vector<NumberColumn> columns;
    const auto add = [&](std::string_view word, int importance, Best best, auto&& cell_of) {
        NumberColumn column{.head = head_of(d, word), .importance = importance, .best = best};
        for (const int run : d.runs) column.cells.push_back(cell_of(run));
        columns.push_back(std::move(column));
    };
    const auto measured = [&](auto&& of) {
        return [&d, of](int run) {
            const Measured* m = d.measured(run);
            return m ? of(*m) : NumberCell{"–"};
        };
    };
    add("figure.step", 2, Best::none, [&](int run) { return NumberCell{whole_text(d.row(run))}; });
    add("network.epoch", 3, Best::none,
        [&](int run) { return NumberCell{fmt::format("{:.1f}", d.run(run).row(d.row(run)).epoch)}; });
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
        if (!best) return NumberCell{"–"};
        return loss_cell(std::isnan(best->validation_loss) ? best->train_loss
                                                           : best->validation_loss);
    });
    add("network.best_step", 6, Best::none, [&](int run) {
        const Measured* best = series[static_cast<std::size_t>(run)].best_at(d.row(run));
        return NumberCell{best ? whole_text(best->step) : "–"};
    });
    add("network.rate", 6, Best::none,
        [&](int run) { return NumberCell{number_text(rate_of(d, run), 3)}; });
    add("network.batch", 7, Best::none, [&](int run) {
        const double batch = batch_of(d, run);
        return NumberCell{batch > 0 ? whole_text(static_cast<long>(batch)) : d.word_of("network.all")};
    });
    add("network.weights", 8, Best::none, [&](int run) {
        return NumberCell{whole_text(static_cast<long>(d.setup(run).network.trained()))};
    });
    return columns;
}

/// What became of the run, in place of its numbers.
std::string fate(const TrainingDrawing& d, int run) {
    if (d.has_diverged(run)) return "✕ " + d.phrase("network.diverged_at", whole_text(d.row(run)));
    if (d.waits(run)) return d.word_of("network.training_now");
    return {};
}

std::optional<std::size_t> selected_row(const TrainingDrawing& d) {
    const auto at = std::ranges::find(d.runs, d.selected);
    if (at == d.runs.end()) return std::nullopt;
    return static_cast<std::size_t>(at - d.runs.begin());
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

}  // namespace

float metrics_table_height(const TrainingDrawing& d) {
    return number_table_height(d.pen, d.runs.size());
}

void draw_metrics_table(const TrainingDrawing& d, Rect rect,
                        const std::vector<TrainingSeries>& series) {
    const float em = d.pen.sizes.small;
    NumberTable table{.columns = columns_of(d, series),
                      .rows = d.runs.size(),
                      .names = std::min(name_width(d), 0.4f * rect.width),
                      .selected = selected_row(d)};
    draw_number_table(d.pen, table, rect, [&](std::size_t i, ImVec2 at) {
        const int run = d.runs[i];
        const std::string text = fate(d, run);
        const float room =
            table.names - (text.empty() ? 0 : text_width(d.pen.small(), text) + 0.8f * em);
        const float end = draw_run_name(d, run, d.pen.small(), at, room);
        if (text.empty()) return;
        draw_text(d.pen.list, d.pen.small(), {end + 0.8f * em, at.y - 0.5f * em},
                  d.has_diverged(run) ? d.pen.colours.error : d.pen.colours.faint_text, text);
    });
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
