// What every part of the network lab's figure draws with. Private to this folder.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/figure/drawing.h"
#include "core/recording/training.h"

namespace tani::figure {

/// The same run: its rows so far are the same too, since recording is a pure function of the plan.
bool same_run(const TrainingRecording& a, const TrainingRecording& b);

/// The networks as they were at a step, one for each run.
class Replays {
  public:
    /// Lives until the next call for this run.
    const TrainedState& at(int run, const TrainingRecording& recording, int step);
    /// Of the loss on the mini-batch that follows the step.
    std::span<const float> gradient(int run, const TrainingRecording& recording, int step);

  private:
    struct One {
        Replay replay;
        std::shared_ptr<const TrainingSetup> setup;
    };
    std::vector<std::unique_ptr<One>> runs_;
};

/// One picture being drawn. Lives for a call of NetworkFigure::draw.
struct TrainingDrawing {
    Pen pen;
    const Recording& recording;
    const FigureInput& input;
    const View& view;
    std::vector<int> runs;  ///< those that are not hidden
    int selected = 0;       ///< one of them
    Replays& replays;
    Hits& hits;

    const TrainingRecording& run(int index) const {
        return recording.trainings[static_cast<std::size_t>(index)];
    }
    const TrainingSetup& setup(int index) const { return run(index).setup(); }
    RunStyle style(int index) const { return run_style(input.theme, index); }
    const std::string& label(int index) const { return run(index).plan().shown.in(input.language); }
    /// The playhead within the run's rows.
    double head(int index) const;
    /// The row at or before it.
    int row(int index) const { return static_cast<int>(head(index)); }
    /// The last measurement at or before the playhead; null before the first.
    const Measured* measured(int index) const { return run(index).measured_at(row(index)); }
    const TrainedState& state(int index) const {
        return replays.at(index, run(index), row(index));
    }
    /// The run has reached the step at which it diverged.
    bool has_diverged(int index) const;
    /// The playhead waits for rows to come.
    bool waits(int index) const;
    bool has_validation(int index) const {
        return setup(index).data.validation.outline.samples > 0;
    }
    /// The largest number of steps that the experiment asks for: an axis that does not move while
    /// the rows come in.
    int planned_steps() const;

    template <class... Values>
    std::string phrase(std::string_view key, const Values&... values) const {
        return pen.phrase(key, values...);
    }
    const std::string& word_of(std::string_view key) const { return pen.word_of(key); }
};

/// Accuracy in per cent, errors as numbers; "–" for what was not measured.
std::string metric_text(Metric metric, double value);
std::string loss_text(double value);
std::string_view metric_word(Metric metric);

/// A marker and a name, shortened to fit; returns where the name ended.
float draw_marked_name(const Pen& pen, int run, std::string_view name, const ImFont& font,
                       ImVec2 left_middle, float width);
float draw_run_name(const TrainingDrawing& d, int run, const ImFont& font, ImVec2 left_middle,
                    float width);
/// A sentence in the middle of an empty part.
void draw_empty(const Pen& pen, Rect rect, std::string_view text);
inline void draw_empty(const TrainingDrawing& d, Rect rect, std::string_view text) {
    draw_empty(d.pen, rect, text);
}

}  // namespace tani::figure
