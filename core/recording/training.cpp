// What a training recording answers, and any of its steps again.
#include "core/recording/training.h"

#include <algorithm>
#include <cmath>

#include "core/recording/trainer.h"
#include "core/recording/wall.h"

namespace tani {

namespace {

std::shared_ptr<const SplitData> load_split(const RunPlan& run) {
    return std::make_shared<const SplitData>(
        split(load(run.training->data, run.seed), run.training->data, run.seed));
}

/// Of a list by rising step, the last one at or before `step`; -1 before the first.
template <class List, class StepOf>
std::ptrdiff_t last_before(const List& list, int step, const StepOf& step_of) {
    std::size_t below = 0, above = list.size();
    while (below < above) {
        const std::size_t middle = (below + above) / 2;
        if (step_of(list[middle]) <= step)
            below = middle + 1;
        else
            above = middle;
    }
    return static_cast<std::ptrdiff_t>(below) - 1;
}

}  // namespace

TrainingSetup::TrainingSetup(const RunPlan& run, std::shared_ptr<const SplitData> loaded)
    : spec(*run.training),
      seed(run.seed),
      shared_data(loaded ? std::move(loaded) : load_split(run)),
      data(*shared_data),
      network(spec.network, spec.outline),
      slopes(spec.network, spec.outline),
      train_y(network.targets(data.train)),
      validation_y(network.targets(data.validation)) {}

const Measured* TrainingRecording::measured_at(int step) const {
    const auto at = last_before(measured_, step, [](const Measured& m) { return m.step; });
    return at < 0 ? nullptr : &measured_[static_cast<std::size_t>(at)];
}

const Wall* TrainingRecording::wall_at(int step) const {
    const auto at = last_before(walls_, step, [](const auto& wall) { return wall->step; });
    return at < 0 ? nullptr : walls_[static_cast<std::size_t>(at)].get();
}

int TrainingRecording::norm_rows() const {
    const std::size_t each = 3 * setup_->network.windows().size();
    return each > 0 ? static_cast<int>(norms_.size() / each) : 0;
}

double TrainingRecording::norm(int norm_row, std::size_t window, Norm which) const {
    const std::size_t each = 3 * setup_->network.windows().size();
    return static_cast<double>(norms_[static_cast<std::size_t>(norm_row) * each + 3 * window +
                                      static_cast<std::size_t>(which)]);
}

const Settings& TrainingRecording::settings_at(int step) const {
    const Settings* settings = &plan_->settings;
    for (const Change& change : plan_->changes) {
        if (change.step <= step) settings = &change.settings;
    }
    return *settings;
}

std::optional<EarlyStop> TrainingRecording::early_stop() const {
    const auto& rule = plan_->training->early_stopping;
    if (!rule || measured_.empty() || std::isnan(measured_[0].validation_loss)) return std::nullopt;
    EarlyStop result{measured_[0].step, std::nullopt};
    double best = measured_[0].validation_loss;
    int without = 0;
    for (std::size_t i = 1; i < measured_.size(); ++i) {
        if (measured_[i].validation_loss < best - rule->min_delta) {
            best = measured_[i].validation_loss;
            result.best_step = measured_[i].step;
            without = 0;
        } else if (++without >= rule->patience) {
            result.stopped_step = measured_[i].step;
            break;
        }
    }
    return result;
}

Replay::Replay() = default;
Replay::~Replay() = default;
Replay::Replay(Replay&&) noexcept = default;
Replay& Replay::operator=(Replay&&) noexcept = default;

const TrainerState& TrainingRecording::kept_before(int step) const {
    const auto after =
        std::upper_bound(keyframes_.begin(), keyframes_.end(), step,
                         [](int at, const auto& keyframe) { return at < keyframe->step; });
    const TrainerState& keyframe = **(after - 1);
    const bool latest = latest_ && latest_->step <= step && latest_->step > keyframe.step;
    return latest ? *latest_ : keyframe;
}

const TrainedState& Replay::at(const TrainingRecording& recording, int step) {
    step = std::clamp(step, 0, recording.steps());
    const TrainerState& before = recording.kept_before(step);
    const bool same = trainer_ && setup_ == recording.setup_ && *plan_ == *recording.plan_;
    if (!same || trainer_->state().step > step || trainer_->state().step < before.step) {
        setup_ = recording.setup_;
        plan_ = recording.plan_;
        trainer_ = std::make_unique<Trainer>(setup_, plan_, before);
    }
    while (trainer_->state().step < step) trainer_->next();
    state_.step = step;
    state_.weights = trainer_->state().weights;
    state_.statistics = trainer_->state().statistics;
    return state_;
}

std::span<const int> Replay::batch() const {
    return trainer_ ? trainer_->batch() : std::span<const int>();
}

std::span<const float> Replay::gradient() {
    if (!trainer_) return {};
    gradient_.resize(setup_->network.weights());
    trainer_->gradient_here(gradient_);
    return gradient_;
}

namespace {

Pass<float> evaluation(const TrainedState& state, std::size_t samples) {
    return {.samples = samples,
            .weights = state.weights.data(),
            // Evaluation only reads them.
            .statistics = const_cast<float*>(state.statistics.data())};
}

}  // namespace

std::vector<float> predict(const TrainingSetup& setup, const TrainedState& state,
                           std::span<const float> x, std::size_t samples) {
    constexpr std::size_t at_once = 256;
    const Network<float>& network = setup.network;
    std::vector<float> result(samples * network.outputs());
    AlignedVector<float> memory(network.memory(std::min(at_once, samples)));
    for (std::size_t first = 0; first < samples; first += at_once) {
        const std::size_t count = std::min(at_once, samples - first);
        const float* out = network.predict(
            evaluation(state, count), x.data() + first * network.input().size(), memory.data());
        std::copy_n(out, count * network.outputs(),
                    result.begin() + static_cast<std::ptrdiff_t>(first * network.outputs()));
    }
    return result;
}

std::vector<std::vector<float>> activations(const TrainingSetup& setup, const TrainedState& state,
                                            std::span<const float> x) {
    const Network<float>& network = setup.network;
    AlignedVector<float> memory(network.memory(1));
    network.predict(evaluation(state, 1), x.data(), memory.data());
    std::vector<std::vector<float>> result;
    for (std::size_t i = 0; i < network.layers().size(); ++i) {
        const float* value = network.layers().place(memory.data(), i, 1).value;
        result.emplace_back(value, value + network.layers()[i].out.size());
    }
    return result;
}

int class_of(const TrainingSetup& setup, std::span<const float> outputs) {
    if (outputs.size() > 1)
        return static_cast<int>(std::max_element(outputs.begin(), outputs.end()) - outputs.begin());
    const LossEntry& loss = setup.network.loss();
    const bool computed_with_loss = setup.network.trained_layers() < setup.network.layers().size();
    return outputs[0] >= (computed_with_loss ? 0.5f : static_cast<float>(loss.threshold)) ? 1 : 0;
}

}  // namespace tani
