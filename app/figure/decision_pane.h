// What a run's network says of its data, in one pane: a decision map, a fitted curve, pictures, or
// predicted against true values.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/figure/pixel_picture.h"
#include "app/figure/training_drawing.h"

namespace tani::figure {

/// How data are shown.
enum class DecisionKind { map, curve, pictures, confusion, scatter };
DecisionKind decision_kind(const TrainingSetup& setup);
/// Width / height that a pane wants; 0: any.
double decision_aspect(const TrainingSetup& setup);

/// One kind of pane. The lifetime of what it draws is that of the pane.
class DecisionContent {
  public:
    virtual ~DecisionContent() = default;
    /// Pictures go under all else of the figure, so they are put in first.
    virtual void paint(const TrainingDrawing& d, int run, Rect rect) = 0;
    virtual void draw(const TrainingDrawing& d, int run) = 0;
    /// The place in the data under a pixel.
    virtual std::optional<Point> point_at(ImVec2 /*pixel*/) const { return std::nullopt; }
};

std::unique_ptr<DecisionContent> decision_map();
std::unique_ptr<DecisionContent> fitted_curve();
std::unique_ptr<DecisionContent> sample_pictures();
std::unique_ptr<DecisionContent> confusion_matrix();
std::unique_ptr<DecisionContent> predicted_against_true();

class DecisionPane {
  public:
    void paint(const TrainingDrawing& d, int run, Rect title, Rect rect);
    void draw(const TrainingDrawing& d);
    const Rect& rect() const { return rect_; }
    std::optional<Point> point_at(ImVec2 pixel) const {
        return content_ ? content_->point_at(pixel) : std::nullopt;
    }

  private:
    int run_ = 0;
    Rect title_, rect_;
    DecisionKind kind_ = DecisionKind::map;
    std::unique_ptr<DecisionContent> content_;
};

/// The place in the data under a pixel of the box.
std::optional<Point> place_under(const Mapping& mapping, ImVec2 pixel);

/// Of the mark of one of so many samples in a box: a truth table's four are as large as a class needs to see them.
float mark_radius(const TrainingDrawing& d, Rect box, int samples);

/// predict() in parts that stay in the processor's cache.
std::vector<float> predict_many(const TrainingSetup& setup, const TrainedState& state,
                                std::span<const float> x, std::size_t samples);

/// Which network a picture shows, to draw it anew only when that changed.
struct Shown {
    std::shared_ptr<const TrainingSetup> setup;
    std::uint64_t weights = 0;  ///< a mark of all of them
    Rect rect;
    Theme theme = Theme::dark;
    int detail = 0;
    bool operator==(const Shown&) const = default;
};
Shown shown_of(const TrainingDrawing& d, int run, Rect rect, int detail);

/// From the least to the most of column `column` in both parts of the data, with a little room.
Axis data_axis(const SplitData& data, std::size_t column);
Axis target_axis(const SplitData& data, std::size_t column);

}  // namespace tani::figure
