// Runs are trained in turns of a few updates, so that all of them can be watched from the start and
// a cancelled job ends at once.
#include "core/recording/record_training.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/recording/curvature.h"
#include "core/recording/trainer.h"
#include "core/recording/wall.h"

namespace tani {

namespace {

constexpr std::size_t keyframe_bytes = 64u << 20;  // of one run
constexpr std::size_t most_wall_bytes = 48u << 20;  // of one run
constexpr std::size_t most_path_bytes = 64u << 20;  // of one run
constexpr double turn_products = 2e7;              // multiplications of a turn: some milliseconds
constexpr double curvature_products = 200;       // passes of a measurement, in numbers of this one
constexpr int norm_samples = 1000;                 // of a run, about
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Plans that agree in everything that the first updates depend on; how many of them.
int common_steps(const RunPlan& a, const RunPlan& b) {
    if (a.training != b.training || a.seed != b.seed || !(a.settings == b.settings)) return 0;
    // A schedule knows how long the run is.
    const auto scheduled = [](const Settings& s) { return !s.optimizer.schedule.name.empty(); };
    if (a.steps != b.steps &&
        (scheduled(a.settings) ||
         std::ranges::any_of(a.changes, [&](const Change& c) { return scheduled(c.settings); })))
        return 0;
    int common = std::min(a.steps, b.steps);
    for (std::size_t i = 0; i < std::max(a.changes.size(), b.changes.size()); ++i) {
        if (i < a.changes.size() && i < b.changes.size() && a.changes[i] == b.changes[i]) continue;
        if (i < a.changes.size()) common = std::min(common, a.changes[i].step);
        if (i < b.changes.size()) common = std::min(common, b.changes[i].step);
        break;
    }
    return common;
}

/// Multiplications of one update, roughly.
double cost_of(const Network<float>& network, double samples) {
    double numbers = 0;
    Shape shape = network.input();
    for (std::size_t i = 0; i < network.layers().size(); ++i) {
        const Layer<float>& layer = network.layers()[i];
        double weights = 0;
        for (const WeightWindow& window : layer.windows)
            weights += static_cast<double>(window.size());
        const double places =
            layer.out.picture() ? static_cast<double>(layer.out.size()) / layer.out.channels : 1;
        numbers += weights * places + 20 * static_cast<double>(layer.out.size());
        shape = layer.out;
    }
    return 3 * numbers * samples + 20 * static_cast<double>(network.weights());
}

}  // namespace

class TrainingRecorder {
  public:
    TrainingRecorder(std::shared_ptr<const RunPlan> plan,
                     std::shared_ptr<const TrainingSetup> setup,
                     const TrainingRecording* previous) {
        recording_.plan_ = std::move(plan);
        recording_.setup_ = std::move(setup);
        recording_.norm_stride_ = std::max(1, recording_.plan_->steps / norm_samples);
        const Settings& settings = recording_.plan_->settings;
        const double samples =
            settings.batch > 0 ? settings.batch : recording_.setup_->data.train.outline.samples;
        double cost = cost_of(recording_.setup_->network, samples);
        if (const auto& wall = recording_.plan_->training->wall) {
            wall_every_ = wall->every;
            cost += cost_of(recording_.setup_->network, wall->samples) / wall_every_;
        }
        if (const auto& path = recording_.plan_->training->path) {
            path_every_ = path->every;
            curvature_every_ = path->curvature_every;
            if (curvature_every_ > 0) {
                cost += curvature_products *
                        cost_of(recording_.setup_->network,
                                recording_.setup_->data.train.outline.samples) /
                        curvature_every_;
            }
        }
        turn_ = static_cast<int>(std::clamp(turn_products / cost, 1.0, 256.0));
        spacing_ = turn_;
        if (previous) begin_with(*previous);
    }

    bool finished() const { return recording_.finished_; }
    void use(const ParallelFor* parallel) { trainer_->use(parallel); }

    /// The first row, where there is none, and with it what the figure of the lab wants first: where
    /// somebody waits for it, a first look.
    void begin(const ParallelFor& parallel, Thoroughness thoroughness) {
        if (trainer_) return;
        trainer_ = std::make_unique<Trainer>(recording_.setup_, recording_.plan_);
        if (has_wall()) {
            meter_.emplace(*recording_.setup_);
            looked_first_ = thoroughness == Thoroughness::first_look && meter_->can_look_first();
            measure_wall(parallel, looked_first_ ? Thoroughness::first_look : Thoroughness::all);
        } else {
            measure();
        }
        one();
        // Nobody comes back to what is finished.
        if (recording_.finished_ && std::exchange(looked_first_, false)) look_again();
    }
    const TrainingRecording& recording() const { return recording_; }
    /// What there is by now, and one more row with its state: who watches looks there.
    const TrainingRecording& look() {
        // A wall takes longer than a row, and who watches it asks for no weights.
        if (!recording_.finished_ && !has_wall()) {
            recording_.latest_ = std::make_shared<const TrainerState>(trainer_->state());
            one();
        }
        return recording_;
    }
    /// A turn: some updates, or fewer where it is told to stop.
    void advance(const std::stop_token& stop) {
        if (stop.stop_requested()) return;
        if (std::exchange(looked_first_, false)) look_again();
        if (recording_.measured_.empty()) measure_first();
        for (int i = 0; i < turn_ && !recording_.finished_ && !stop.stop_requested(); ++i) one();
    }

  private:
    bool has_wall() const { return recording_.plan_->training->wall.has_value(); }

    void one() {
        const TrainerState& state = trainer_->state();
        const int step = state.step;
        if (step % spacing_ == 0) keep();
        const bool last = step >= recording_.plan_->steps || ended_early_;
        if (has_wall() && step > 0 && (step % wall_every_ == 0 || last)) measure_wall({});
        if (path_every_ > 0 && (step % path_every_ == 0 || last)) keep_path();
        if (curvature_every_ > 0 && (step % curvature_every_ == 0 || last)) measure_curvature();
        if (last) {
            recording_.latest_ = std::make_shared<const TrainerState>(state);
            recording_.rows_.push(trainer_->look());
            if (recording_.measured_.back().step != step) measure();
            recording_.finished_ = true;
            return;
        }
        const bool norms = step % recording_.norm_stride_ == 0;
        const StopRule stop = trainer_->settings().stop;
        if (norms || stop.tolerance > 0) before_ = state.weights;
        const long epoch = state.epoch;
        const TrainingRecording::Row row = trainer_->next();
        recording_.rows_.push(row);
        if (norms) push_norms();
        if (!std::isfinite(row.batch_loss)) {
            recording_.diverged_ = recording_.finished_ = true;
            return;
        }
        if (stop.tolerance > 0 && reached(stop, row)) ended_early_ = true;
        if (state.epoch != epoch && state.epoch % recording_.plan_->training->measure_every == 0)
            measure();
    }

    bool reached(const StopRule& stop, const TrainingRecording::Row& row) const {
        switch (stop.on) {
            case StopRule::On::loss:
                return row.batch_loss < stop.tolerance;
            case StopRule::On::grad_norm:
                return norm_of(trainer_->used_gradient()) < stop.tolerance;
            case StopRule::On::step_length:
                return update_norm(0, before_.size()) < stop.tolerance;
        }
        return false;
    }

    static double norm_of(std::span<const float> v) {
        return std::sqrt(static_cast<double>(
            lane_sum<float>(v.size(), [&](std::size_t i) { return v[i] * v[i]; })));
    }

    double update_norm(std::size_t from, std::size_t count) const {
        const float *now = trainer_->state().weights.data() + from, *then = before_.data() + from;
        return std::sqrt(static_cast<double>(lane_sum<float>(
            count, [&](std::size_t i) { return (now[i] - then[i]) * (now[i] - then[i]); })));
    }

    void push_norms() {
        for (const WeightWindow& window : recording_.setup_->network.windows()) {
            const std::size_t n = window.size();
            recording_.norms_.push(
                static_cast<float>(norm_of(std::span(before_).subspan(window.offset, n))));
            recording_.norms_.push(
                static_cast<float>(norm_of(trainer_->used_gradient().subspan(window.offset, n))));
            recording_.norms_.push(static_cast<float>(update_norm(window.offset, n)));
        }
    }

    /// All samples in place of the first look's.
    void look_again() {
        recording_.walls_ = {};
        wall_bytes_ = 0;
        measure_wall({}, Thoroughness::all, *recording_.keyframes_.front());
    }

    void measure_wall(const ParallelFor& parallel, Thoroughness thoroughness = Thoroughness::all) {
        measure_wall(parallel, thoroughness, trainer_->state());
    }
    void measure_wall(const ParallelFor& parallel, Thoroughness thoroughness,
                      const TrainerState& state) {
        if (!meter_) meter_.emplace(*recording_.setup_);
        const TrainedState now{state.step, state.weights, state.statistics};
        auto wall = std::make_shared<const Wall>(meter_->measure(
            now, recording_.plan_->seed, parallel, quantities(), thoroughness));
        wall_bytes_ += wall->bytes();
        recording_.walls_.push(std::move(wall));
        while (wall_bytes_ > most_wall_bytes && recording_.walls_.size() > 8) thin_walls();
    }

    /// Where they are too many, every other one goes.
    void thin_walls() {
        wall_every_ *= 2;
        Growing<std::shared_ptr<const Wall>> fewer;
        wall_bytes_ = 0;
        for (std::size_t i = 0; i < recording_.walls_.size(); ++i) {
            const auto& wall = recording_.walls_[i];
            const bool last = wall->step >= recording_.plan_->steps;
            if (wall->step % wall_every_ != 0 && !last) continue;
            wall_bytes_ += wall->bytes();
            fewer.push(wall);
        }
        recording_.walls_ = std::move(fewer);
    }

    void keep_path() {
        const TrainerState& state = trainer_->state();
        auto point = std::make_shared<const TrainedState>(
            TrainedState{state.step, state.weights, state.statistics});
        recording_.path_.push(std::move(point));
        const std::size_t bytes =
            (state.weights.size() + state.statistics.size()) * sizeof(float) * recording_.path_.size();
        if (bytes <= most_path_bytes || recording_.path_.size() <= 8) return;
        path_every_ *= 2;
        Growing<std::shared_ptr<const TrainedState>> fewer;
        for (std::size_t i = 0; i < recording_.path_.size(); ++i) {
            const auto& kept = recording_.path_[i];
            if (kept->step % path_every_ == 0 || kept->step == state.step) fewer.push(kept);
        }
        recording_.path_ = std::move(fewer);
    }

    /// Begins with the eigenvector of the measurement before: near it, after a few updates.
    void measure_curvature() {
        const TrainingSetup& setup = *recording_.setup_;
        const TrainerState& state = trainer_->state();
        if (!sharpness_) sharpness_.emplace(setup, recording_.plan_->seed);
        recording_.curvatures_.push(
            {state.step, sharpness_->at({state.step, state.weights, state.statistics}),
             largest_stable_curvature()});
    }

    /// Of the rule and the rate in force; a schedule's rate is the last update's.
    double largest_stable_curvature() const {
        const OptimizerSpec& optimizer = recording_.settings_at(trainer_->state().step).optimizer;
        const RuleEntry* rule = find_rule(optimizer);
        if (!rule || !rule->stability_limit) return not_a_number;
        const auto limit = rule->stability_limit(optimizer.settings);
        const int index = rate_index(*rule);
        if (!limit || index < 0) return not_a_number;
        const bool scheduled = !optimizer.schedule.name.empty() && !recording_.rows_.empty();
        const double rate = scheduled ? recording_.rows_.back().rate
                                      : optimizer.settings[static_cast<std::size_t>(index)];
        return *limit / rate;
    }

    /// On all data at step 0, before which the wall came.
    void measure_first() {
        Trainer start(recording_.setup_, recording_.plan_, *recording_.keyframes_.front());
        measure(start);
    }

    void measure() { measure(*trainer_); }
    void measure(Trainer& trainer) {
        const TrainingSetup& setup = *recording_.setup_;
        const TrainerState& state = trainer.state();
        const Quality train = trainer.quality(setup.data.train, setup.train_y);
        const Quality validation = trainer.quality(setup.data.validation, setup.validation_y);
        const double samples = setup.data.train.outline.samples;
        recording_.measured_.push(
            {state.step,
             static_cast<double>(state.epoch) + static_cast<double>(state.position) / samples,
             train.loss, validation.loss, train.metric, validation.metric});
        const auto& rule = recording_.plan_->training->early_stopping;
        if (rule && rule->end)
            ended_early_ = recording_.early_stop().value_or(EarlyStop{}).stopped_step.has_value();
    }

    /// A keyframe; where they are too many, every other one goes.
    void keep() {
        auto& keyframes = recording_.keyframes_;
        if (!keyframes.empty() && keyframes.back()->step == trainer_->state().step) return;
        keyframes.push_back(std::make_shared<const TrainerState>(trainer_->state()));
        const std::size_t most = std::max<std::size_t>(
            8, keyframe_bytes / std::max<std::size_t>(1, keyframes.back()->bytes()));
        if (keyframes.size() <= most) return;
        spacing_ *= 2;
        std::erase_if(keyframes,
                      [&](const auto& keyframe) { return keyframe->step % spacing_ != 0; });
    }

    /// What a recording of the same beginning has already.
    void begin_with(const TrainingRecording& previous) {
        const int common =
            std::min(common_steps(previous.plan(), *recording_.plan_), previous.steps());
        if (common <= 0 || previous.diverged()) return;
        const TrainerState& from = previous.kept_before(common);
        if (from.step == 0) return;
        recording_.setup_ = previous.setup_;
        recording_.keyframes_ = previous.keyframes_;
        std::erase_if(recording_.keyframes_,
                      [&](const auto& keyframe) { return keyframe->step > from.step; });
        const auto& keyframes = recording_.keyframes_;
        if (keyframes.size() > 1) spacing_ = keyframes[1]->step - keyframes[0]->step;
        recording_.rows_ = Growing<TrainingRecording::Row>::begin_of(
            previous.rows_, static_cast<std::size_t>(from.step));
        recording_.norm_stride_ = previous.norm_stride_;
        const int norm_rows = (from.step + recording_.norm_stride_ - 1) / recording_.norm_stride_;
        const std::size_t each = 3 * recording_.setup_->network.windows().size();
        recording_.norms_ =
            Growing<float>::begin_of(previous.norms_, static_cast<std::size_t>(norm_rows) * each);
        // A measurement at the last step of a run that now goes on is none of this one's.
        const int every = recording_.plan_->training->measure_every;
        for (std::size_t i = 0;
             i < previous.measured_.size() && previous.measured_[i].step <= from.step; ++i) {
            if (std::fmod(previous.measured_[i].epoch, every) == 0)
                recording_.measured_.push(previous.measured_[i]);
        }
        for (std::size_t i = 0; i < previous.walls_.size(); ++i) {
            const auto& wall = previous.walls_[i];
            if (wall->step >= from.step || wall->step % wall_every_ != 0) continue;
            wall_bytes_ += wall->bytes();
            recording_.walls_.push(wall);
        }
        for (std::size_t i = 0; i < previous.path_.size(); ++i) {
            const auto& point = previous.path_[i];
            if (point->step < from.step && point->step % path_every_ == 0)
                recording_.path_.push(point);
        }
        for (std::size_t i = 0; i < previous.curvatures_.size(); ++i) {
            const Curvature& curvature = previous.curvatures_[i];
            if (curvature.step < from.step && curvature.step % curvature_every_ == 0)
                recording_.curvatures_.push(curvature);
        }
        trainer_ = std::make_unique<Trainer>(recording_.setup_, recording_.plan_, from);
    }

    TrainingRecording recording_;
    std::unique_ptr<Trainer> trainer_;
    AlignedVector<float> before_;
    int turn_ = 1, spacing_ = 1;
    bool ended_early_ = false;
    std::optional<WallMeter> meter_;
    bool looked_first_ = false;  ///< the only wall so far is a first look
    int wall_every_ = 1;
    std::size_t wall_bytes_ = 0;
    int path_every_ = 0, curvature_every_ = 0;  ///< 0: none
    std::optional<Sharpness> sharpness_;
};

namespace {

/// Setups that runs share: the same data, split and network.
class SetupShelf {
  public:
    explicit SetupShelf(const Recording* previous) {
        if (!previous) return;
        for (const TrainingRecording& training : previous->trainings)
            setups_.push_back(training.setup_shared());
    }
    std::shared_ptr<const TrainingSetup> get(const RunPlan& run) {
        std::shared_ptr<const SplitData> loaded;
        for (const auto& setup : setups_) {
            if (setup->seed == run.seed && setup->spec == *run.training) return setup;
            if (setup->has_data_of(run)) loaded = setup->shared_data;
        }
        return setups_.emplace_back(std::make_shared<const TrainingSetup>(run, std::move(loaded)));
    }

  private:
    std::vector<std::shared_ptr<const TrainingSetup>> setups_;
};

/// The run of a recording that has the longest beginning in common with this plan.
const TrainingRecording* best_previous(const Recording* previous, const RunPlan& run) {
    const TrainingRecording* best = nullptr;
    int most = 0;
    for (std::size_t i = 0; previous && i < previous->trainings.size(); ++i) {
        const TrainingRecording& candidate = previous->trainings[i];
        const int common = std::min(common_steps(candidate.plan(), run), candidate.steps());
        if (common <= most) continue;
        most = common;
        best = &candidate;
    }
    return best;
}

}  // namespace

bool same_training(const RunPlan& a, const RunPlan& b) {
    return a.training == b.training && a.steps == b.steps && a.seed == b.seed &&
           a.settings == b.settings && a.changes == b.changes;
}

Recording record_trainings(const Plan& plan, const ParallelFor& parallel, std::stop_token stop,
                           const Recording* previous, const Watch* watch) {
    SetupShelf shelf(previous);
    std::vector<TrainingRecorder> recorders;
    Recording recording{.plan = plan, .runs = {}, .trainings = {}, .landscape = {}};
    std::vector<int> from(plan.runs.size(), -1);  // of the recorders; -1: had before
    recording.trainings.resize(plan.runs.size());
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
        auto run = std::make_shared<const RunPlan>(plan.runs[i]);
        const TrainingRecording* same = nullptr;
        for (std::size_t k = 0; previous && k < previous->trainings.size() && !same; ++k) {
            const TrainingRecording& candidate = previous->trainings[k];
            if (candidate.finished() && same_training(candidate.plan(), *run)) same = &candidate;
        }
        if (same) {
            recording.trainings[i] = same->renamed(std::move(run));
            continue;
        }
        const TrainingRecording* begun = best_previous(previous, *run);
        auto setup = begun ? begun->setup_shared() : shelf.get(*run);
        from[i] = static_cast<int>(recorders.size());
        recorders.emplace_back(std::move(run), std::move(setup), begun);
    }
    const auto take = [&](auto&& of) {
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (from[i] >= 0)
                recording.trainings[i] = of(recorders[static_cast<std::size_t>(from[i])]);
        }
    };
    // Also of a job that is to stop at once there is a first row.
    const bool several = parallel && recorders.size() > 1;
    const auto begin = [&](int i) {
        recorders[static_cast<std::size_t>(i)].begin(
            several ? ParallelFor{} : parallel,
            watch ? Thoroughness::first_look : Thoroughness::all);
    };
    if (several)
        parallel(static_cast<int>(recorders.size()), begin);
    else
        for (std::size_t i = 0; i < recorders.size(); ++i) begin(static_cast<int>(i));
    std::vector<TrainingRecorder*> going;
    for (TrainingRecorder& recorder : recorders) going.push_back(&recorder);
    const auto show = [&] {
        if (!watch || going.empty() || !watch->due()) return;
        take([](TrainingRecorder& recorder) { return recorder.look(); });
        watch->see(recording);
    };
    show();
    while (!going.empty() && !stop.stop_requested()) {
        // One run alone may split its mini-batches instead.
        for (TrainingRecorder* recorder : going)
            recorder->use(going.size() == 1 ? &parallel : nullptr);
        const auto job = [&](int i) { going[static_cast<std::size_t>(i)]->advance(stop); };
        if (parallel && going.size() > 1)
            parallel(static_cast<int>(going.size()), job);
        else
            for (std::size_t i = 0; i < going.size(); ++i) job(static_cast<int>(i));
        std::erase_if(going, [](const TrainingRecorder* recorder) { return recorder->finished(); });
        show();
    }
    take([](TrainingRecorder& recorder) { return recorder.recording(); });
    return recording;
}

}  // namespace tani
