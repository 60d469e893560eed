#include "app/figure/training_drawing.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

bool same_run(const TrainingRecording& a, const TrainingRecording& b) {
    if (&a.plan() == &b.plan()) return true;
    return a.setup_shared() == b.setup_shared() && a.plan() == b.plan();
}

const TrainedState& Replays::at(int run, const TrainingRecording& recording, int step) {
    const auto index = static_cast<std::size_t>(run);
    if (runs_.size() <= index) runs_.resize(index + 1);
    auto& one = runs_[index];
    if (!one || one->setup != recording.setup_shared()) {
        one = std::make_unique<One>();
        one->setup = recording.setup_shared();
    }
    return one->replay.at(recording, step);
}

std::span<const float> Replays::gradient(int run, const TrainingRecording& recording, int step) {
    at(run, recording, step);
    return runs_[static_cast<std::size_t>(run)]->replay.gradient();
}

double TrainingDrawing::head(int index) const {
    return std::clamp(input.playhead, 0.0, static_cast<double>(run(index).steps()));
}

bool TrainingDrawing::has_diverged(int index) const {
    return run(index).diverged() && row(index) >= run(index).steps();
}

bool TrainingDrawing::waits(int index) const {
    return !run(index).finished() && row(index) >= run(index).steps();
}

int TrainingDrawing::planned_steps() const {
    int steps = 1;
    for (const int index : runs) {
        const TrainingRecording& r = run(index);
        steps = std::max(steps, r.finished() ? r.steps() : r.plan().steps);
    }
    return steps;
}

std::string metric_text(Metric metric, double value) {
    if (!std::isfinite(value)) return std::isnan(value) ? "–" : number_text(value, 3);
    return metric == Metric::accuracy ? fmt::format("{:.1f} %", 100 * value)
                                      : number_text(value, 3);
}

std::string loss_text(double value) { return std::isnan(value) ? "–" : number_text(value, 3); }

std::string_view metric_word(Metric metric) {
    switch (metric) {
        case Metric::mean_absolute_error: return "network.mean_absolute_error";
        case Metric::mean_squared_error: return "network.mean_squared_error";
        case Metric::accuracy: break;
    }
    return "network.accuracy";
}

float draw_marked_name(const Pen& pen, int run, std::string_view name, const ImFont& font,
                       ImVec2 left_middle, float width) {
    const float dot = 0.62f * font.FontSize;
    const RunStyle style = run_style(pen.theme, run);
    draw_marker(pen.list, style.marker, {left_middle.x + dot / 2, left_middle.y}, dot,
                style.colour);
    const std::string fitting = shortened(font, name, width - 1.6f * dot);
    draw_text(pen.list, font, {left_middle.x + 1.6f * dot, left_middle.y}, pen.colours.text,
              fitting, {0, 0.5f});
    return left_middle.x + 1.6f * dot + text_width(font, fitting);
}

float draw_run_name(const TrainingDrawing& d, int run, const ImFont& font, ImVec2 left_middle,
                    float width) {
    return draw_marked_name(d.pen, run, d.label(run), font, left_middle, width);
}

void draw_empty(const Pen& pen, Rect rect, std::string_view text) {
    const std::vector<std::string> lines =
        wrapped(pen.small(), text, rect.width - 2 * pen.sizes.small);
    float y = rect.centre().y - 0.65f * pen.sizes.small * static_cast<float>(lines.size());
    for (const std::string& line : lines) {
        draw_text(pen.list, pen.small(), {rect.centre().x, y}, pen.colours.faint_text, line,
                  {0.5f, 0});
        y += 1.3f * pen.sizes.small;
    }
}

}  // namespace tani::figure
