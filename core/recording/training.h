// A network in training: what a run of the network lab records, and how any step of it is had again
// exactly.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/aligned.h"
#include "core/base/parallel.h"
#include "core/dataset/dataset.h"
#include "core/experiment/experiment.h"
#include "core/network/network.h"
#include "core/recording/growing.h"

namespace tani {

/// Data and network of a run. Made once; shared by recordings, figures and runs that agree on it.
struct TrainingSetup {
    TrainingSpec spec;
    std::uint64_t seed = 0;
    std::shared_ptr<const SplitData> shared_data;
    const SplitData& data;
    Network<float> network;
    Network<Dual> slopes;        ///< the same network, for second derivatives
    AlignedVector<float> train_y, validation_y;  ///< targets as the loss wants them
    /// `loaded`: the same data, where they are there already; else they are loaded. Throws Error for
    /// data that cannot be read or do not fit the network.
    explicit TrainingSetup(const RunPlan& run, std::shared_ptr<const SplitData> loaded = {});
    /// Whether a run would load the same data.
    bool has_data_of(const RunPlan& run) const {
        return seed == run.seed && spec.data == run.training->data;
    }
};

/// Weights and running statistics after so many updates.
struct TrainedState {
    int step = 0;
    AlignedVector<float> weights, statistics;  ///< flat, as the network's windows say
};

/// Losses and metrics on all training and validation data, in evaluation mode, without penalty. NaN
/// where there are no such data.
struct Measured {
    int step = 0;
    double epoch = 0;
    double train_loss = 0, validation_loss = 0, train_metric = 0, validation_metric = 0;
};

/// The largest eigenvalue of the Hessian of the loss on all training data, with penalty.
struct Curvature {
    int step = 0;
    double eigenvalue = 0;
    /// Above it plain descent with the rule's rate in force diverges on a quadratic: 2/η of gradient
    /// descent, 2(1 + α)/η with momentum. NaN for rules that have no such limit.
    double limit = 0;
};

/// Where training would stop on its own; see EarlyStopping.
struct EarlyStop {
    int best_step = 0;                ///< of the lowest validation loss so far
    std::optional<int> stopped_step;  ///< where the patience was over
};

class Trainer;
struct TrainerState;
struct Wall;

/// The rows of one run. Row i is step i; row 0 is the start. A copy is cheap, and immutable while
/// the original grows.
class TrainingRecording {
  public:
    struct Row {
        double batch_loss =
            0;  ///< of the mini-batch of the update row → row + 1, before it, with penalty
        double epoch = 0;  ///< how often the training data have been gone through
        double rate = 0;   ///< the learning rate of that update
        double evaluations =
            0;  ///< gradients and losses of mini-batches that the rule has asked for
    };

    const RunPlan& plan() const { return *plan_; }
    const TrainingSetup& setup() const { return *setup_; }
    const std::shared_ptr<const TrainingSetup>& setup_shared() const { return setup_; }
    int rows() const { return static_cast<int>(rows_.size()); }
    int steps() const { return rows() - 1; }
    const Row& row(int step) const { return rows_[static_cast<std::size_t>(step)]; }
    /// Of the network's quality over time, by rising step: at step 0, at the end of every epoch (or
    /// of every so many), and at the last step.
    const Growing<Measured>& measured() const { return measured_; }
    /// The last one at or before a step; null before the first.
    const Measured* measured_at(int step) const;

    /// Euclidean norms of each weight window, its gradient and its last update, at every
    /// norm_stride-th step.
    int norm_stride() const { return norm_stride_; }
    enum class Norm { weights, gradient, update };
    int norm_rows() const;
    double norm(int norm_row, std::size_t window, Norm which) const;

    /// Of the initializer lab, by rising step: every so many steps and at the last one.
    const Growing<std::shared_ptr<const Wall>>& walls() const { return walls_; }
    /// The last one at or before a step; null before the first.
    const Wall* wall_at(int step) const;

    /// Of the landscape lab, by rising step: weights every so many steps, and at the last one.
    const Growing<std::shared_ptr<const TrainedState>>& path() const { return path_; }
    /// Of the landscape lab, where it is wanted: every so many steps and at the last one.
    const Growing<Curvature>& curvatures() const { return curvatures_; }

    const Settings& settings_at(int step) const;
    bool finished() const { return finished_; }  ///< false while more rows are to come
    bool diverged() const { return diverged_; }  ///< the loss or the weights were no longer finite
    std::optional<EarlyStop> early_stop() const;
    /// The same rows under another plan's label.
    TrainingRecording renamed(std::shared_ptr<const RunPlan> plan) const {
        TrainingRecording result = *this;
        result.plan_ = std::move(plan);
        return result;
    }

  private:
    friend class TrainingRecorder;
    friend class Replay;
    std::shared_ptr<const RunPlan> plan_;
    std::shared_ptr<const TrainingSetup> setup_;
    Growing<Row> rows_;
    Growing<Measured> measured_;
    Growing<float> norms_;
    Growing<std::shared_ptr<const Wall>> walls_;
    Growing<std::shared_ptr<const TrainedState>> path_;
    Growing<Curvature> curvatures_;
    int norm_stride_ = 1;
    bool finished_ = false, diverged_ = false;
    std::vector<std::shared_ptr<const TrainerState>> keyframes_;  ///< by rising step, 0 first
    std::shared_ptr<const TrainerState> latest_;  ///< of the last row: who watches looks there

    /// The last state that is kept at or before a step.
    const TrainerState& kept_before(int step) const;
};

/// Any step of a recording again, bit for bit: from the keyframe before it, or onwards from the
/// step that was asked for last.
class Replay {
  public:
    Replay();
    ~Replay();
    Replay(Replay&&) noexcept;
    Replay& operator=(Replay&&) noexcept;
    const TrainedState& at(const TrainingRecording& recording, int step);
    /// The samples of the mini-batch that follows the step asked for last, and the gradient of the
    /// loss on it, flat.
    std::span<const int> batch() const;
    std::span<const float> gradient();

  private:
    std::unique_ptr<Trainer> trainer_;
    std::shared_ptr<const TrainingSetup> setup_;
    std::shared_ptr<const RunPlan> plan_;
    TrainedState state_;
    AlignedVector<float> gradient_;
};

/// What the network says of so many inputs in evaluation mode: samples × outputs, after its last
/// activation (a sigmoid or softmax that the loss computes is there too; without one in the
/// network, outputs of a cross-entropy are still logits).
std::vector<float> predict(const TrainingSetup& setup, const TrainedState& state,
                           std::span<const float> x, std::size_t samples);
/// Every layer's output for one input, layer after layer.
std::vector<std::vector<float>> activations(const TrainingSetup& setup, const TrainedState& state,
                                            std::span<const float> x);
/// The class (or 0/1 for each label) that outputs stand for.
int class_of(const TrainingSetup& setup, std::span<const float> outputs);

}  // namespace tani
