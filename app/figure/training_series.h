// A run's rows reduced to what a picture can show, extended as the run grows.
#pragma once
#include <limits>
#include <optional>
#include <vector>

#include "core/recording/training.h"

namespace tani::figure {

/// The lowest and the highest value of each so many steps, in the order of their steps.
class Envelope {
  public:
    struct Point {
        int row = 0;
        double value = 0;
    };
    explicit Envelope(int steps_a_bucket = 1) : bucket_(steps_a_bucket) {}
    /// By rising row. What is not a number is left out.
    void add(int row, double value);
    bool empty() const { return points_.empty(); }
    const std::vector<Point>& points() const { return points_; }
    /// Of the finite values; the wrong way round where there are none.
    double least() const { return least_; }
    double most() const { return most_; }

  private:
    int bucket_ = 1;
    std::vector<Point> points_;
    std::size_t open_ = 0;  ///< where the bucket that is being filled begins
    double least_ = std::numeric_limits<double>::infinity();
    double most_ = -std::numeric_limits<double>::infinity();
};

/// A share of the past in a running mean, corrected for its start as Adam's moments are (Kingma &
/// Ba 2015, §3): the first values are not drawn towards zero.
class RunningMean {
  public:
    explicit RunningMean(double share = 0) : share_(share) {}
    double next(double value);

  private:
    double share_ = 0, sum_ = 0, power_ = 1;
};

class TrainingSeries {
  public:
    /// Looks at the rows that have come since the last time only; at all of them when the run is
    /// another one, or when the picture has become so much wider that more can be seen.
    void update(const TrainingRecording& recording, double smoothing, int columns);

    const Envelope& batch_loss() const { return batch_; }
    const Envelope& smooth_batch_loss() const { return smooth_; }
    const Envelope& train_loss() const { return train_loss_; }
    const Envelope& validation_loss() const { return validation_loss_; }
    const Envelope& train_metric() const { return train_metric_; }
    const Envelope& validation_metric() const { return validation_metric_; }
    /// The measurement with the lowest validation loss (training loss without validation data) at
    /// or before a step; null before the first.
    const Measured* best_at(int step) const;
    /// How many rows the last update looked at.
    int looked_at() const { return looked_at_; }

  private:
    void begin(const TrainingRecording& recording, double smoothing, int bucket);
    void add_rows();
    void add_measured();

    std::optional<TrainingRecording> run_;
    double smoothing_ = 0;
    int bucket_ = 0;
    int rows_ = 0, looked_at_ = 0;
    std::size_t measured_ = 0;
    RunningMean mean_;
    Envelope batch_, smooth_, train_loss_, validation_loss_, train_metric_, validation_metric_;
    std::vector<int> best_;  ///< of the measurements so far, the best: rising
};

}  // namespace tani::figure
