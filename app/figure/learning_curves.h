// Learning curves: the mini-batch's loss, the loss on all training and validation data, or the
// metric, of every run, over the steps, the epochs, the evaluations or the learning rate.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/figure/rate_marks.h"
#include "app/figure/training_drawing.h"
#include "app/figure/training_series.h"

namespace tani::figure {

class LearningCurves {
  public:
    enum class What { loss, metric };
    /// `series` is parallel to the recording's trainings and up to date.
    void draw(const TrainingDrawing& d, What what, Rect rect,
              const std::vector<TrainingSeries>& series);

  private:
    enum class Kind { batch, smooth_batch, train, validation };
    struct Head {
        int run = 0;
        ImVec2 at;
    };
    const Envelope& envelope(int run, Kind kind) const;
    void find_marks(const TrainingDrawing& d);
    void find_axes(const TrainingDrawing& d, Rect rect);
    Axis axis_across(const TrainingDrawing& d) const;
    Axis axis_upwards(const TrainingDrawing& d);
    std::string across_name(const TrainingDrawing& d) const;
    double place(const TrainingDrawing& d, int run, double step) const;
    ImVec2 pixel(double across, double value) const;
    double shown(double value) const { return percent_ ? 100 * value : value; }
    std::vector<ImVec2> pixels_between(const TrainingDrawing& d, int run, Kind kind, double from,
                                       double to) const;
    ImVec2 pixel_at(const TrainingDrawing& d, int run, Kind kind, double step) const;
    void draw_title(const TrainingDrawing& d, Rect rect) const;
    void draw_changes(const TrainingDrawing& d) const;
    void draw_playhead(const TrainingDrawing& d) const;
    void draw_line(const TrainingDrawing& d, int run, Kind kind) const;
    void draw_run(const TrainingDrawing& d, int run) const;
    void draw_early_stop(const TrainingDrawing& d, int run) const;
    void draw_heads(const TrainingDrawing& d) const;
    void add_hits(const TrainingDrawing& d) const;
    void draw_hovered(const TrainingDrawing& d) const;
    bool has(const TrainingDrawing& d, Kind kind) const;

    const std::vector<TrainingSeries>* series_ = nullptr;
    What what_ = What::loss;
    CurveAxis over_ = CurveAxis::steps;
    bool percent_ = false;
    bool labelled_below_ = false;
    Mapping mapping_;
    AxesTicks ticks_;
    RateMarks marks_;
    RateSuggestions suggested_;
    std::optional<TrainingRecording> suggested_to_;
};

}  // namespace tani::figure
