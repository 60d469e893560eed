// Training, one update after the other: the state that moves on, and what moves it.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/network/hessian.h"
#include "core/optimizer/schedule.h"
#include "core/optimizer/weights.h"
#include "core/recording/batches.h"
#include "core/recording/training.h"

namespace tani {

/// All that the next updates depend on, besides the plan. Copied, it is a keyframe.
struct TrainerState {
    int step = 0;
    long epoch = 0;            ///< whole ones that are over
    std::size_t position = 0;  ///< samples seen of the present one
    double evaluations = 0;
    double last_loss = 0;  ///< of the mini-batch before, for schedules that watch it
    AlignedVector<float> weights, statistics;
    std::unique_ptr<WeightRule> rule;
    std::unique_ptr<Schedule> schedule;
    std::size_t next_change = 0;

    TrainerState() = default;
    TrainerState(const TrainerState& other);
    std::size_t bytes() const;
};

/// Loss and metric over data, in evaluation mode, without penalty; NaN without data.
struct Quality {
    double loss = 0, metric = 0;
};

class Trainer final : private WeightOracle {
  public:
    /// At the start.
    Trainer(std::shared_ptr<const TrainingSetup> setup, std::shared_ptr<const RunPlan> plan);
    /// Where a state was left.
    Trainer(std::shared_ptr<const TrainingSetup> setup, std::shared_ptr<const RunPlan> plan,
            const TrainerState& state);
    Trainer(const Trainer&) = delete;
    Trainer& operator=(const Trainer&) = delete;

    const TrainerState& state() const { return state_; }
    /// Splits large mini-batches over threads; the numbers do not depend on it.
    void use(const ParallelFor* parallel) { parallel_ = parallel; }

    /// The row of the present step, and the update to the next.
    TrainingRecording::Row next();
    /// The row alone, for the last one.
    TrainingRecording::Row look();
    /// The samples of the mini-batch of the update that follows.
    std::span<const int> batch();
    /// Of the update made last: the gradient as the rule was given it at first, flat.
    std::span<const float> used_gradient() const { return gradient_; }
    /// The gradient of the mini-batch that follows, without noise and clipping.
    void gradient_here(std::span<float> out);
    /// Settings in force for the update that follows.
    const Settings& settings() const { return *settings_; }

    Quality quality(const Dataset& data, std::span<const float> y);

  private:
    double value(std::span<const float> w) override;
    void gradient(std::span<const float> w, std::span<float> out) override;
    void unclipped_gradient(std::span<const float> w, std::span<float> out) override;
    void hessian_times(std::span<const float> w, std::span<const double> v,
                       std::span<double> out) override;
    void normal(std::span<double> out) override;
    double uniform() override;

    void take_changes();
    void take_rule(const Settings& settings, bool reset);
    double rate();
    void draw_batch();
    /// Loss of the mini-batch with penalty, and its gradient where `out` is not empty.
    double loss_at(std::span<const float> w, std::span<float> out);
    bool here(std::span<const float> w) const;
    void add_noise(std::span<float> out) const;
    std::uint64_t counter(std::uint64_t drawn) const;

    /// A stretch of the mini-batch that is computed by itself.
    struct Part {
        std::size_t first = 0, samples = 0;
        double sum = 0;
        AlignedVector<float> memory, gradient;
    };

    std::shared_ptr<const TrainingSetup> setup_;
    std::shared_ptr<const RunPlan> plan_;
    const Network<float>& network_;
    TrainerState state_;
    const Settings* settings_ = nullptr;
    const RuleEntry* entry_ = nullptr;
    std::vector<WeightBlock> blocks_;
    std::vector<double> settings_now_;
    int rate_index_ = -1;
    double rate_now_ = 0;
    const ParallelFor* parallel_ = nullptr;

    BatchOrder order_;
    std::span<const int> batch_;
    int batch_step_ = -1;
    const float *x_ = nullptr, *y_ = nullptr;
    AlignedVector<float> batch_x_, batch_y_;
    std::vector<Part> parts_;
    AlignedVector<float> gradient_;

    std::optional<HessianProduct> hessian_;  ///< none until a rule asks for it

    // Of the update in hand.
    bool loss_known_ = false, statistics_moved_ = false, looks_here_ = false,
         first_gradient_ = true;
    double loss_here_ = 0;
    std::uint64_t normals_ = 0, chances_ = 0;
    AlignedVector<float> evaluation_memory_;
};

}  // namespace tani
