#include "app/figure/learning_curves.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tani::figure {

namespace {

/// A range of more than this many decades is drawn logarithmically.
constexpr double linear_decades = 2;
constexpr double linear_factor = 30;
/// A run that diverges does not squash the others: its curve leaves the picture above this many
/// times the largest loss at a start.
constexpr double diverged_room = 3;
/// The share of the mini-batches' losses that the axis may leave out at either end.
constexpr double outliers = 0.01;
constexpr float least_labelled = 12;  // in lines

/// The value below which a share of the points lies.
double quantile(std::vector<double>& values, double share) {
    if (values.empty()) return NAN;
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

/// Epochs or evaluations at the planned end of a run, from how it went so far.
double at_planned_end(const TrainingRecording& run, double now) {
    if (run.finished() || run.steps() < 1) return now;
    return now * std::max(1.0, static_cast<double>(run.plan().steps) / run.steps());
}

/// The next of 1, 2, 5 times a power of ten: a loss that begins at 2 leaves no empty decade above
/// it.
double rounded_up(double value) {
    const double decade = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
    for (const double times : {1.0, 2.0, 5.0}) {
        if (value <= times * decade * (1 + 1e-9)) return times * decade;
    }
    return 10 * decade;
}

}  // namespace

const Envelope& LearningCurves::envelope(int run, Kind kind) const {
    const TrainingSeries& s = (*series_)[static_cast<std::size_t>(run)];
    switch (kind) {
        case Kind::batch:
            return s.batch_loss();
        case Kind::smooth_batch:
            return s.smooth_batch_loss();
        case Kind::train:
            return what_ == What::loss ? s.train_loss() : s.train_metric();
        case Kind::validation:
            break;
    }
    return what_ == What::loss ? s.validation_loss() : s.validation_metric();
}

bool LearningCurves::has(const TrainingDrawing& d, Kind kind) const {
    if (what_ == What::metric && (kind == Kind::batch || kind == Kind::smooth_batch)) return false;
    return std::ranges::any_of(d.runs, [&](int run) { return !envelope(run, kind).empty(); });
}

double LearningCurves::place(const TrainingDrawing& d, int run, double step) const {
    const TrainingRecording& r = d.run(run);
    const int row = std::clamp(static_cast<int>(step), 0, r.steps());
    const int next = std::min(row + 1, r.steps());
    const double share = std::clamp(step - row, 0.0, 1.0);
    const auto along = [&](double a, double b) { return a + (b - a) * share; };
    switch (over_) {
        case CurveAxis::epochs:
            return along(r.row(row).epoch, r.row(next).epoch);
        case CurveAxis::evaluations:
            return along(r.row(row).evaluations, r.row(next).evaluations);
        case CurveAxis::rate:
            return r.row(std::max(row - 1, 0)).rate;
        case CurveAxis::steps:
            break;
    }
    return step;
}

std::string LearningCurves::across_name(const TrainingDrawing& d) const {
    switch (over_) {
        case CurveAxis::epochs:
            return d.word_of("network.epochs");
        case CurveAxis::evaluations:
            return d.word_of("figure.over_evaluations");
        case CurveAxis::rate:
            return d.word_of("figure.over_rate");
        case CurveAxis::steps:
            break;
    }
    return d.word_of("network.steps");
}

Axis LearningCurves::axis_across(const TrainingDrawing& d) const {
    if (over_ == CurveAxis::steps) return {0, static_cast<double>(d.planned_steps()), false};
    double most = 0, low = INFINITY, high = 0;
    for (const int run : d.runs) {
        const TrainingRecording& r = d.run(run);
        const TrainingRecording::Row& last = r.row(r.steps());
        if (over_ == CurveAxis::epochs) most = std::max(most, at_planned_end(r, last.epoch));
        if (over_ == CurveAxis::evaluations) {
            most = std::max(most, at_planned_end(r, last.evaluations));
        }
        for (const Envelope::Point& point : envelope(run, Kind::batch).points()) {
            const double rate = r.row(point.row).rate;
            if (!(rate > 0) || !std::isfinite(rate)) continue;
            low = std::min(low, rate);
            high = std::max(high, rate);
        }
    }
    if (over_ != CurveAxis::rate) return {0, most > 0 ? most : 1, false};
    if (!(high > 0)) return {0, 1, false};
    if (high > linear_factor * low) return {low, high, true};
    return rounded_axis(low > 0.35 * high && low < high ? low : 0, high, false);
}

Axis LearningCurves::axis_upwards(const TrainingDrawing& d) {
    double low = INFINITY, high = -INFINITY, start = -INFINITY;
    const bool diverged =
        std::ranges::any_of(d.runs, [&](int run) { return d.run(run).diverged(); });
    for (const int run : d.runs) {
        const Envelope& train = envelope(run, Kind::train);
        if (!train.empty()) start = std::max(start, train.points().front().value);
    }
    const double ceiling =
        diverged && std::isfinite(start) && start > 0 ? diverged_room * start : INFINITY;
    const auto take = [&](double value) {
        if (!std::isfinite(value) || value > ceiling) return;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    const bool smoothed = d.view.smoothing > 0;
    for (const int run : d.runs) {
        for (const Kind kind : {Kind::train, Kind::validation}) {
            const Envelope& e = envelope(run, kind);
            for (const Envelope::Point& point : e.points()) take(point.value);
        }
        if (what_ != What::loss) continue;
        std::vector<double> values;
        const Envelope& batch = envelope(run, smoothed ? Kind::smooth_batch : Kind::batch);
        for (const Envelope::Point& point : batch.points()) {
            if (std::isfinite(point.value)) values.push_back(point.value);
        }
        take(quantile(values, outliers));
        take(quantile(values, 1 - outliers));
    }
    if (!(high >= low)) return {0, 1, false};
    low = shown(low), high = shown(high);
    if (percent_) {
        // From nothing right to all right, unless all is in a small part of it.
        if (low < 60) return {0, 100, false};
        return {std::floor(low / 10) * 10, 100, false};
    }
    bool log = what_ == What::loss && d.view.loss_scale == HeightScale::log;
    if (what_ == What::loss && d.view.loss_scale == HeightScale::automatic) {
        log = low > 0 && std::log10(high / low) > linear_decades;
    }
    if (log && low <= 0) low = high > 0 ? high * 1e-8 : NAN;
    if (log && std::isfinite(low))
        return {rounded_axis(low, high, true).from, rounded_up(high), true};
    if (low > 0 && low < 0.35 * high) low = 0;
    return rounded_axis(low, high, false);
}

ImVec2 LearningCurves::pixel(double across, double value) const {
    const Rect& box = mapping_.box;
    double share = mapping_.y.fraction(shown(value));
    if (!std::isfinite(share)) share = value > 0 ? 2 : -0.5;
    share = std::clamp(share, -0.5, 2.0);
    const double along =
        mapping_.x.fraction(mapping_.x.log ? std::max(across, mapping_.x.from) : across);
    return {static_cast<float>(box.x + along * box.width),
            static_cast<float>(box.bottom() - share * box.height)};
}

/// What a range test on a network suggests.
void LearningCurves::find_marks(const TrainingDrawing& d) {
    marks_.clear();
    if (over_ != CurveAxis::rate || what_ != What::loss) return;
    const ImU32 colour = d.runs.size() > 1 ? d.style(d.selected).colour : 0;
    const TrainingRecording& run = d.run(d.selected);
    if (!suggested_to_ || suggested_to_->steps() != run.steps() || !same_run(*suggested_to_, run)) {
        suggested_to_ = run;
        suggested_ = suggest_rates(rate_curve_of(run));
    }
    marks_.prepare(d.pen, suggested_, colour);
}

void LearningCurves::find_axes(const TrainingDrawing& d, Rect rect) {
    const float em = d.pen.sizes.small;
    labelled_below_ = rect.height > least_labelled * em;
    const std::string across = across_name(d);
    AxesLook look = d.pen.axes_look();
    if (labelled_below_) look.x_label = across;
    const Axis x = axis_across(d), y = axis_upwards(d);
    const float title = 1.75f * em;
    ticks_ = fit_ticks(x, y, rect.width, rect.height - title - 1.6f * em, look);
    const float left = std::round(rect.x + ticks_.room.left);
    const float right = std::max(ticks_.room.right, em * 0.4f);
    const float width = std::floor(rect.right() - left - right);
    const float top = title + marks_.lay_out(d.pen, x, left, width);
    mapping_ = {x,
                y,
                {left, std::round(rect.y + top), width,
                 std::floor(rect.height - top - ticks_.room.bottom)}};
}

/// The value on the line between the points around a step; the last one's after it.
ImVec2 LearningCurves::pixel_at(const TrainingDrawing& d, int run, Kind kind, double step) const {
    const auto& points = envelope(run, kind).points();
    const auto after = std::ranges::upper_bound(
        points, step, {}, [](const Envelope::Point& p) { return static_cast<double>(p.row); });
    if (after == points.begin()) return {NAN, NAN};
    const Envelope::Point& before = *std::prev(after);
    const ImVec2 a = pixel(place(d, run, before.row), before.value);
    if (after == points.end()) return a;
    const ImVec2 b = pixel(place(d, run, after->row), after->value);
    return between(a, b, static_cast<float>((step - before.row) / (after->row - before.row)));
}

std::vector<ImVec2> LearningCurves::pixels_between(const TrainingDrawing& d, int run, Kind kind,
                                                   double from, double to) const {
    std::vector<ImVec2> line;
    const auto& points = envelope(run, kind).points();
    if (from > 0) {
        if (const ImVec2 at = pixel_at(d, run, kind, from); is_finite(at)) line.push_back(at);
    }
    for (const Envelope::Point& point : points) {
        if (point.row < from || (from > 0 && point.row == from)) continue;
        if (point.row > to) break;
        line.push_back(pixel(place(d, run, point.row), point.value));
    }
    if (!points.empty() && to < points.back().row) {
        if (const ImVec2 at = pixel_at(d, run, kind, to); is_finite(at)) line.push_back(at);
    }
    return line;
}

void LearningCurves::draw_line(const TrainingDrawing& d, int run, Kind kind) const {
    if (envelope(run, kind).empty()) return;
    const ImU32 colour = d.style(run).colour;
    const bool selected = run == d.selected;
    const float path = d.pen.sizes.path;
    Stroke past{.colour = colour, .width = path * (selected ? 0.9f : 0.72f), .dash = 0};
    switch (kind) {
        case Kind::batch:
            past.width = std::max(d.pen.hairline(), path * 0.36f);
            past.colour = faded(colour, d.view.smoothing > 0 ? 0.13f : 0.38f);
            break;
        case Kind::smooth_batch:
            past.width = std::max(d.pen.hairline(), path * 0.5f);
            past.colour = faded(colour, 0.62f);
            break;
        case Kind::validation:
            past.dash = 3.2f;
            break;
        case Kind::train:
            break;
    }
    Stroke ahead = past;
    ahead.colour = faded(past.colour, 0.34f);
    ahead.width = std::max(past.width * 0.6f, 1.0f);
    const double head = d.head(run), end = d.run(run).steps();
    if (d.input.ahead && head < end) {
        draw_polyline(d.pen.list, pixels_between(d, run, kind, head, end), ahead);
    }
    draw_polyline(d.pen.list, pixels_between(d, run, kind, 0, head), past);
}

void LearningCurves::draw_run(const TrainingDrawing& d, int run) const {
    for (const Kind kind : {Kind::train, Kind::validation}) draw_line(d, run, kind);
}

void LearningCurves::draw_playhead(const TrainingDrawing& d) const {
    const Rect& box = mapping_.box;
    const auto upright = [&](double at, ImU32 colour) {
        const float x = std::round(pixel(at, 1).x);
        if (x < box.x || x > box.right()) return;
        d.pen.list.AddRectFilled({x, box.y}, {x + d.pen.hairline(), box.bottom()}, colour);
    };
    if (over_ == CurveAxis::steps) {
        upright(std::clamp(d.input.playhead, 0.0, mapping_.x.to), faded(d.pen.colours.text, 0.5f));
    } else {
        upright(place(d, d.selected, d.head(d.selected)), faded(d.style(d.selected).colour, 0.7f));
    }
}

/// Where settings change: a notch on the axis.
void LearningCurves::draw_changes(const TrainingDrawing& d) const {
    const Rect& box = mapping_.box;
    const float side = 0.42f * d.pen.sizes.small;
    for (const int run : d.runs) {
        for (const Change& change : d.run(run).plan().changes) {
            if (change.step > d.run(run).steps()) break;
            const float x = pixel(place(d, run, change.step), 1).x;
            const ImU32 colour = d.style(run).colour;
            const std::array<ImVec2, 2> line{ImVec2(x, box.y), ImVec2(x, box.bottom())};
            draw_polyline(d.pen.list, line,
                          {.colour = faded(colour, 0.55f), .width = d.pen.hairline(), .dash = 3});
            d.pen.list.AddTriangleFilled({x, box.bottom() - 1.5f * side}, {x + side, box.bottom()},
                                         {x - side, box.bottom()}, colour);
        }
    }
}

/// A ring at the lowest validation loss so far, and a line where the patience is over.
void LearningCurves::draw_early_stop(const TrainingDrawing& d, int run) const {
    const TrainingRecording& r = d.run(run);
    if (!r.plan().training || !r.plan().training->early_stopping) return;
    const auto stop = r.early_stop();
    if (!stop) return;
    const Rect& box = mapping_.box;
    const ImU32 colour = d.style(run).colour;
    const bool reached = stop->stopped_step && d.head(run) >= *stop->stopped_step;
    if (const Measured* best = r.measured_at(stop->best_step);
        best && d.head(run) >= stop->best_step && (reached || d.head(run) >= r.steps())) {
        const double value = what_ == What::loss ? best->validation_loss : best->validation_metric;
        const ImVec2 at = pixel(place(d, run, best->step), value);
        if (is_finite(at)) {
            d.pen.list.AddCircle(at, d.pen.sizes.head * 0.62f, colour, 0,
                                 std::max(d.pen.sizes.path * 0.7f, 1.5f));
        }
    }
    if (!reached) return;
    const float x = std::round(pixel(place(d, run, *stop->stopped_step), 1).x);
    const std::array<ImVec2, 2> line{ImVec2(x, box.y), ImVec2(x, box.bottom())};
    draw_polyline(d.pen.list, line,
                  {.colour = colour,
                   .width = std::max(d.pen.hairline(), d.pen.sizes.path * 0.5f),
                   .dash = 5});
    if (run != d.selected) return;
    const std::string text = d.phrase("network.early_stop", whole_text(*stop->stopped_step),
                                      whole_text(stop->best_step));
    const float em = d.pen.sizes.small, width = text_width(d.pen.small(), text);
    const float left = std::clamp(x + 0.4f * em, box.x, std::max(box.right() - width, box.x));
    draw_text(d.pen.list, d.pen.small(), {left, box.y + 0.2f * em}, d.pen.colours.text, text, {},
              d.pen.colours.figure);
}

void LearningCurves::draw_heads(const TrainingDrawing& d) const {
    const Rect& box = mapping_.box;
    const float size = d.pen.sizes.head;
    for (const int run : d.runs) {
        const Kind kind = envelope(run, Kind::train).empty() ? Kind::batch : Kind::train;
        if (envelope(run, kind).empty()) continue;
        const RunStyle style = d.style(run);
        ImVec2 at = pixel_at(d, run, kind, d.head(run));
        if (!is_finite(at)) continue;
        if (d.has_diverged(run)) {
            const float x = pixel(place(d, run, d.run(run).steps()), 1).x;
            draw_cross(d.pen.list, {x, box.y + size * 0.5f}, size * 0.8f,
                       std::max(d.pen.sizes.path * 0.8f, 1.5f), style.colour,
                       d.pen.colours.halo | IM_COL32_A_MASK);
            continue;
        }
        at.y = std::clamp(at.y, box.y, box.bottom());
        draw_marker(d.pen.list, style.marker, at, size * 0.72f, style.colour,
                    d.pen.colours.dark ? IM_COL32_BLACK : IM_COL32_WHITE);
    }
}

void LearningCurves::add_hits(const TrainingDrawing& d) const {
    const Rect& box = mapping_.box;
    for (const int run : d.runs) {
        for (const Kind kind : {Kind::train, Kind::validation, Kind::batch}) {
            if (what_ == What::metric && kind == Kind::batch) continue;
            for (const Envelope::Point& point : envelope(run, kind).points()) {
                const ImVec2 at = pixel(place(d, run, point.row), point.value);
                if (is_finite(at) && at.y >= box.y && at.y <= box.bottom()) {
                    d.hits.add(at, run, point.row);
                }
            }
        }
    }
}

void LearningCurves::draw_hovered(const TrainingDrawing& d) const {
    if (!d.input.hovered || std::ranges::find(d.runs, d.input.hovered->run) == d.runs.end()) return;
    const auto [run, step] = *d.input.hovered;
    const TrainingRecording& r = d.run(run);
    if (step < 0 || step > r.steps()) return;
    const Measured* m = r.measured_at(step);
    const bool of_batch = what_ == What::loss && (!m || m->step != step);
    const double batch = r.row(step).batch_loss;
    if (of_batch ? std::isnan(batch) : m == nullptr) return;
    const double value = of_batch ? batch : what_ == What::loss ? m->train_loss : m->train_metric;
    ImVec2 at = pixel(place(d, run, of_batch ? step : m->step), value);
    if (!is_finite(at)) return;
    const Rect& box = mapping_.box;
    at.y = std::clamp(at.y, box.y, box.bottom());
    d.pen.list.AddCircle(at, d.pen.sizes.head * 0.55f, d.pen.colours.text, 0,
                         std::max(d.pen.sizes.path * 0.7f, 1.5f));
    std::vector<std::string> lines{fmt::format(
        "{} · {}", d.label(run),
        d.phrase("network.at_step", whole_text(step), number_text(r.row(step).epoch, 3)))};
    const auto line = [&](std::string_view word, const std::string& text) {
        lines.push_back(fmt::format("{} {}", d.word_of(word), text));
    };
    const Metric metric = r.setup().spec.metric;
    if (what_ == What::loss && !std::isnan(batch)) line("network.mini_batch", loss_text(batch));
    if (m && what_ == What::loss) {
        line("network.training", loss_text(m->train_loss));
        if (!std::isnan(m->validation_loss)) {
            line("network.validation", loss_text(m->validation_loss));
        }
    } else if (m) {
        line("network.training", metric_text(metric, m->train_metric));
        if (!std::isnan(m->validation_metric)) {
            line("network.validation", metric_text(metric, m->validation_metric));
        }
    }
    draw_reading(d.pen, at, box, lines);
}

/// What is drawn, and which line is what.
void LearningCurves::draw_title(const TrainingDrawing& d, Rect rect) const {
    const float em = d.pen.sizes.small, middle = rect.y + 0.5f * em;
    std::string title = what_ == What::loss
                            ? d.word_of("network.loss")
                            : d.word_of(metric_word(d.setup(d.selected).spec.metric));
    if (percent_) title += " (%)";
    if (!labelled_below_ && over_ != CurveAxis::steps) {
        title += " " + d.phrase("figure.over", across_name(d));
    }
    draw_text(d.pen.list, d.pen.small(), {rect.x, rect.y}, d.pen.colours.text, title);
    const float title_right = rect.x + text_width(d.pen.small(), title) + em;
    float x = rect.right();
    const float path = d.pen.sizes.path;
    const ImU32 ink = d.pen.colours.faint_text;
    const auto entry = [&](std::string_view word, const Stroke& stroke) {
        const std::string& text = d.word_of(word);
        const float width = text_width(d.pen.small(), text) + 2.5f * em;
        if (x - width < title_right) return;
        draw_text(d.pen.list, d.pen.small(), {x, middle}, ink, text, {1, 0.5f});
        x -= width;
        const std::array<ImVec2, 2> line{ImVec2(x + 0.2f * em, middle),
                                         ImVec2(x + 2.1f * em, middle)};
        draw_polyline(d.pen.list, line, stroke);
        x -= 0.9f * em;
    };
    if (has(d, Kind::validation)) {
        entry("network.validation", {.colour = ink, .width = path * 0.8f, .dash = 3.2f});
    }
    entry("network.training", {.colour = ink, .width = path * 0.8f, .dash = 0});
    if (has(d, Kind::batch)) {
        entry("network.mini_batch", {.colour = faded(ink, 0.6f),
                                     .width = std::max(d.pen.hairline(), path * 0.4f),
                                     .dash = 0});
    }
}

void LearningCurves::draw(const TrainingDrawing& d, What what, Rect rect,
                          const std::vector<TrainingSeries>& series) {
    series_ = &series;
    what_ = what;
    over_ = d.view.curves_over;
    percent_ = what == What::metric && d.setup(d.selected).spec.metric == Metric::accuracy;
    find_marks(d);
    find_axes(d, rect);
    const Rect& box = mapping_.box;
    if (box.width < 10 || box.height < 10) return;
    const std::string across = across_name(d);
    AxesLook look = d.pen.axes_look();
    if (labelled_below_) look.x_label = across;
    draw_title(d, rect);
    draw_grid(d.pen.list, mapping_, ticks_, look);
    marks_.draw(d.pen, box);
    d.pen.list.PushClipRect({box.x, box.y - 1}, {box.right() + 1, box.bottom() + 1}, true);
    draw_changes(d);
    draw_playhead(d);
    if (what == What::loss) {
        // With many runs only the selected one's mini-batches, once there is a smooth line.
        const bool few = d.runs.size() <= 3 || d.view.smoothing <= 0;
        for (const int run : d.runs) {
            if (few || run == d.selected) draw_line(d, run, Kind::batch);
        }
        for (const int run : d.runs) draw_line(d, run, Kind::smooth_batch);
    }
    for (const int run : d.runs) {
        if (run != d.selected) draw_run(d, run);
    }
    draw_run(d, d.selected);
    for (const int run : d.runs) draw_early_stop(d, run);
    d.pen.list.PopClipRect();
    draw_axes(d.pen.list, mapping_, ticks_, look);
    draw_heads(d);
    add_hits(d);
    draw_hovered(d);
}

}  // namespace tani::figure
