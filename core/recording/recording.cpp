// The recorder: steps a rule on a surface and keeps every number, a run at a time.
#include "core/recording/recording.h"

#include <algorithm>
#include <cmath>

#include "core/optimizer/schedule.h"
#include "core/recording/record_training.h"
#include "core/recording/surface_oracle.h"

namespace tani {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t chunk_rows = RunRecording::chunk_rows, stride = RunRecording::column_stride;

bool inside(const SurfaceSpec& domain, Point p) {
    return p[0] >= domain.x.from && p[0] <= domain.x.to && p[1] >= domain.y.from && p[1] <= domain.y.to;
}

/// Surfaces of a recording by their spec, so that runs on the same surface share one.
class SurfaceShelf {
  public:
    void add(const std::shared_ptr<const Surface>& surface) {
        if (std::ranges::find(surfaces_, surface) == surfaces_.end()) surfaces_.push_back(surface);
    }

    std::shared_ptr<const Surface> get(const SurfaceSpec& spec) {
        for (const auto& surface : surfaces_) {
            if (surface->spec() == spec) return surface;
        }
        return surfaces_.emplace_back(std::make_shared<const Surface>(spec));
    }

  private:
    std::vector<std::shared_ptr<const Surface>> surfaces_;
};

/// A change with its surface compiled, ready to be taken on at its step.
struct Stage {
    int step = 0;
    bool reset = false;
    const Settings* settings = nullptr;
    std::shared_ptr<const Surface> surface;
};

/// Whether two plans give the same rows: they may differ in what a run is called and whether it is drawn.
bool same_rows(const RunPlan& a, const RunPlan& b) {
    return a.start == b.start && a.steps == b.steps && a.seed == b.seed && a.settings == b.settings && a.changes == b.changes;
}

/// The finished run of a recording that has the rows of this plan; null when there is none.
const RunRecording* recorded_before(const Recording& recording, const RunPlan& plan) {
    for (const RunRecording& run : recording.runs) {
        if (run.outcome().ending != Ending::cancelled && same_rows(run.plan(), plan)) return &run;
    }
    return nullptr;
}

}  // namespace

class RunRecorder {
  public:
    RunRecorder(std::shared_ptr<const RunPlan> plan, SurfaceShelf& shelf) : plan_(std::move(plan)) {
        result_.plan_ = plan_;
        result_.rule_ = find_rule(plan_->settings.optimizer);
        stages_.push_back({0, false, &plan_->settings, shelf.get(plan_->settings.surface)});
        for (const Change& change : plan_->changes) {
            stages_.push_back({change.step, change.reset, &change.settings, shelf.get(change.settings.surface)});
        }
        result_.surface_ = stages_.front().surface;
        std::size_t parts = 0;
        for (const Stage& stage : stages_) {
            const RuleEntry* rule = find_rule(stage.settings->optimizer);
            if (!rule) throw Error("no such optimizer: " + stage.settings->optimizer.name);
            parts = std::max(parts, rule->state.size());
        }
        result_.state_parts_ = static_cast<int>(parts);
        columns_ = RunRecording::state + 2 * parts;
        state_end_ = columns_;
        const auto scheduled = [](const Stage& stage) { return !stage.settings->optimizer.schedule.name.empty(); };
        if (std::ranges::any_of(stages_, scheduled)) result_.rate_column_ = static_cast<int>(columns_++);
        const auto averaged = [](const Stage& stage) { return stage.settings->optimizer.average.has_value(); };
        if (std::ranges::any_of(stages_, averaged)) {
            result_.average_column_ = static_cast<int>(columns_);
            columns_ += 3;
        }
    }

    static const std::shared_ptr<const Surface>& surface_of(const RunRecording& run) { return run.surface_; }

    /// A finished run with the same rows under this plan's name.
    static RunRecording renamed(const RunRecording& run, std::shared_ptr<const RunPlan> plan) {
        RunRecording result = run;
        result.plan_ = std::move(plan);
        return result;
    }

    RunRecording run(const std::stop_token& stop) {
        SurfaceOracle oracle(*stages_[0].surface, plan_->seed);
        settings_ = stages_[0].settings;
        rule_now_ = result_.rule_;
        optimizer_ = rule_now_->make(settings_->optimizer.settings, 2);
        oracle.use(*stages_[0].surface, *settings_);
        take_schedule();
        point_ = plan_->start;
        int step = 0;
        while (!fill_chunk(oracle, step, stop)) {}
        double* last = row_at(result_.rows_ - 1);
        put(last, RunRecording::used_x, not_a_number);
        put(last, RunRecording::used_y, not_a_number);
        if (result_.rate_column_ >= 0) put(last, static_cast<std::size_t>(result_.rate_column_), not_a_number);
        conclude();
        for (auto& chunk : chunks_) result_.chunks_.push_back(std::move(chunk));
        return std::move(result_);
    }

  private:
    static void put(double* row, std::size_t column, double value) { row[column * stride] = value; }

    double* row_at(int step) {
        const auto index = static_cast<std::size_t>(step);
        return chunks_[index / chunk_rows].get() + index % chunk_rows;
    }

    /// Rows from `step` on until a chunk is full, or the run has ended: then it is true.
    bool fill_chunk(SurfaceOracle& oracle, int& step, const std::stop_token& stop) {
        chunks_.push_back(std::make_shared_for_overwrite<double[]>(columns_ * stride));
        double* row = chunks_.back().get();
        const int end = step + RunRecording::chunk_rows;
        const bool scheduled = result_.rate_column_ >= 0, averaged = result_.average_column_ >= 0;
        for (; step < end; ++step, ++row) {
            put_state(row);
            if (next_stage_ < stages_.size() && stages_[next_stage_].step <= step) [[unlikely]] change(oracle, step);
            std::array<double, 2> gradient;
            const double loss = oracle.look(point_, gradient);
            put(row, RunRecording::x, point_[0]);
            put(row, RunRecording::y, point_[1]);
            put(row, RunRecording::loss, loss);
            put(row, RunRecording::grad_x, gradient[0]);
            put(row, RunRecording::grad_y, gradient[1]);
            put(row, RunRecording::evaluations, oracle.evaluations());
            result_.rows_ = step + 1;
            note_domain(point_, step);
            if (averaged) [[unlikely]] put_average(row, step, oracle);
            if (ends(step, loss, gradient)) return true;
            if (scheduled) [[unlikely]] put_rate(row, {step, plan_->steps, base_rate_, loss});
            before_ = point_;
            oracle.begin_step(step);
            optimizer_->step(oracle, point_);
            put(row, RunRecording::used_x, oracle.used()[0]);
            put(row, RunRecording::used_y, oracle.used()[1]);
        }
        if (!stop.stop_requested()) return false;
        result_.outcome_.ending = Ending::cancelled;
        return true;
    }

    /// Takes on the changes of this step.
    [[gnu::noinline]] void change(SurfaceOracle& oracle, int step) {
        while (next_stage_ < stages_.size() && stages_[next_stage_].step <= step) {
            const Stage& stage = stages_[next_stage_++];
            settings_ = stage.settings;
            oracle.use(*stage.surface, *settings_);
            if (const RuleEntry* rule = find_rule(settings_->optimizer); rule != rule_now_) {
                rule_now_ = rule;
                optimizer_ = rule_now_->make(settings_->optimizer.settings, 2);
                result_.resets_.push_back(step);
            } else {
                optimizer_->set(settings_->optimizer.settings);
                if (stage.reset) {
                    optimizer_->reset();
                    result_.resets_.push_back(step);
                }
            }
            take_schedule();
        }
    }

    /// What the settings in force say of the rate. A schedule that stays the same goes on with its state.
    void take_schedule() {
        if (result_.rate_column_ < 0) return;
        const OptimizerSpec& spec = settings_->optimizer;
        settings_used_ = spec.settings;
        rate_index_ = rate_index(*rule_now_);
        base_rate_ = rate_now_ = rate_index_ < 0 ? not_a_number : spec.settings[static_cast<std::size_t>(rate_index_)];
        if (schedule_spec_ && *schedule_spec_ == spec.schedule) return;
        schedule_spec_ = &spec.schedule;
        const ScheduleEntry* entry = find_schedule(spec.schedule.name);
        schedule_ = entry ? entry->make(spec.schedule.settings) : nullptr;
    }

    /// Gives the rule the rate of the update that this row starts from, where it is another one than before.
    [[gnu::noinline]] void put_rate(double* row, const ScheduleMoment& moment) {
        const double rate = schedule_ ? schedule_->rate(moment) : base_rate_;
        put(row, static_cast<std::size_t>(result_.rate_column_), rate);
        if (rate == rate_now_ || rate_index_ < 0) return;
        rate_now_ = rate;
        settings_used_[static_cast<std::size_t>(rate_index_)] = rate;
        optimizer_->set(settings_used_);
    }

    /// The mean of the points so far; it begins anew where a change says another first step.
    [[gnu::noinline]] void put_average(double* row, int step, const SurfaceOracle& oracle) {
        const std::optional<Averaging>& average = settings_->optimizer.average;
        if (average != average_now_) {
            average_now_ = average;
            averaged_points_ = 0;
        }
        const auto column = static_cast<std::size_t>(result_.average_column_);
        const bool counts = average && step >= average->from;
        const double share = counts ? 1 / static_cast<double>(++averaged_points_) : not_a_number;
        if (averaged_points_ <= 1) average_ = point_;
        for (std::size_t i = 0; i < 2; ++i) average_[i] += share * (point_[i] - average_[i]);
        put(row, column, average_[0]);
        put(row, column + 1, average_[1]);
        put(row, column + 2, counts ? oracle.loss(average_) : not_a_number);
    }

    /// Whether the row of this step is the last one, and why.
    bool ends(int step, double loss, const std::array<double, 2>& gradient) {
        // 0 for every finite number, else NaN.
        if (point_[0] * 0 + point_[1] * 0 + loss * 0 != 0) [[unlikely]] {
            result_.outcome_.ending = Ending::not_finite;
            return true;
        }
        if (settings_->stop.tolerance > 0 && reached(settings_->stop, step, point_, before_, loss, gradient)) {
            result_.outcome_.ending = Ending::converged;
            result_.outcome_.converged_on = settings_->stop.on;
            return true;
        }
        return step == plan_->steps;
    }

    /// The state as the updates so far left it, before a change at this step drops any of it.
    void put_state(double* row) const {
        const std::span<const double> state = optimizer_->state();
        const std::size_t numbers = state_end_ - RunRecording::state;
        for (std::size_t i = 0; i < state.size(); ++i) put(row, RunRecording::state + i, state[i]);
        for (std::size_t i = state.size(); i < numbers; ++i) put(row, RunRecording::state + i, not_a_number);
    }

    void note_domain(Point p, int step) {
        if (inside(plan_->settings.surface, p)) {
            left_for_good_ = -1;
            return;
        }
        if (left_for_good_ < 0) left_for_good_ = step;
        if (!result_.outcome_.left_domain) result_.outcome_.left_domain = step;
    }

    static bool reached(const StopRule& rule, int step, Point p, Point before, double loss,
                        const std::array<double, 2>& gradient) {
        switch (rule.on) {
            case StopRule::On::grad_norm: return std::hypot(gradient[0], gradient[1]) < rule.tolerance;
            case StopRule::On::loss: return loss < rule.tolerance;
            case StopRule::On::step_length:
                return step > 0 && std::hypot(p[0] - before[0], p[1] - before[1]) < rule.tolerance;
        }
        return false;
    }

    void conclude() {
        Outcome& outcome = result_.outcome_;
        const int last = result_.rows_ - 1;
        outcome.last_step = last;
        const auto loss_at = [&](int step) { return row_at(step)[RunRecording::loss * stride]; };
        const bool ended_out = left_for_good_ >= 0;
        const bool not_finite = outcome.ending == Ending::not_finite;
        outcome.diverged = not_finite || (ended_out && loss_at(last) > loss_at(0));
        if (!outcome.diverged) return;
        outcome.diverged_step = ended_out ? left_for_good_ : last;
        const int just_before = std::max(0, outcome.diverged_step - 1);
        const Settings& settings = result_.settings_at(just_before);
        const RuleEntry* rule = find_rule(settings.optimizer);
        if (rate_index(*rule) < 0 || !rule->stability_limit) return;
        outcome.stability_limit = rule->stability_limit(settings.optimizer.settings);
        const Surface* surface = nullptr;
        for (const Stage& stage : stages_) {
            if (stage.step <= just_before) surface = stage.surface.get();
        }
        const double* row = row_at(just_before);
        const auto h = surface->jet({row[RunRecording::x * stride], row[RunRecording::y * stride]}).hessian;
        const auto [least, most] = eigenvalues(h[0], h[1], h[2]);
        const double rate = result_.rate_column_ >= 0
                                ? row[static_cast<std::size_t>(result_.rate_column_) * stride]
                                : settings.optimizer.settings[static_cast<std::size_t>(rate_index(*rule))];
        outcome.rate_times_curvature = rate * std::max(std::abs(least), std::abs(most));
    }

    std::shared_ptr<const RunPlan> plan_;
    std::vector<Stage> stages_;
    std::size_t next_stage_ = 1;
    const Settings* settings_ = nullptr;  ///< in force now, with the rule and its state
    const RuleEntry* rule_now_ = nullptr;
    std::unique_ptr<Optimizer> optimizer_;
    /// Of the schedule in force; untouched in a run that never has one.
    std::unique_ptr<Schedule> schedule_;
    const ScheduleSpec* schedule_spec_ = nullptr;
    std::vector<double> settings_used_;  ///< those in force with the rate of the moment
    double base_rate_ = 0, rate_now_ = 0;
    int rate_index_ = -1;
    std::optional<Averaging> average_now_;  ///< of which average_ is the mean so far
    long averaged_points_ = 0;
    Point point_{}, before_{}, average_{};
    std::size_t columns_ = 0, state_end_ = 0;
    std::vector<std::shared_ptr<double[]>> chunks_;
    int left_for_good_ = -1;  ///< the first step of the last stretch outside the domain, or -1
    RunRecording result_;
};

std::array<double, 2> RunRecording::used_gradient(int row) const {
    return {at(row, used_x), at(row, used_y)};
}

std::span<const double> RunRecording::column(int chunk, int column) const {
    const int begin = chunk * chunk_rows;
    const auto count = static_cast<std::size_t>(std::min(chunk_rows, rows_ - begin));
    return {chunks_[static_cast<std::size_t>(chunk)].get() + static_cast<std::size_t>(column) * stride, count};
}

const Settings& RunRecording::settings_at(int row) const {
    const Settings* settings = &plan_->settings;
    for (const Change& change : plan_->changes) {
        if (change.step > row) break;
        settings = &change.settings;
    }
    return *settings;
}

long RunRecording::updates_before(int row) const {
    int since = 0;
    for (const int reset : resets_) {
        if (reset <= row) since = reset;
    }
    return row - since;
}

const RuleEntry& RunRecording::rule_at(int row) const {
    return *find_rule(settings_at(row).optimizer);
}

double RunRecording::rate_at(int row) const {
    if (row < 0 || row + 1 >= rows_) return not_a_number;
    if (rate_column_ >= 0) return at(row, rate_column_);
    const int index = rate_index(rule_at(row));
    return index < 0 ? not_a_number : settings_at(row).optimizer.settings[static_cast<std::size_t>(index)];
}

bool RunRecording::update_views(int row, std::array<UpdateView, 2>& views, std::vector<double>& storage) const {
    if (row < 0 || row + 1 >= rows_) return false;
    const Settings& settings = settings_at(row);
    const RuleEntry& rule = rule_at(row);
    const std::size_t parts = rule.state.size();
    const long updates = updates_before(row);
    const std::size_t count = settings.optimizer.settings.size();
    storage.resize(parts * 4 + count);
    const std::span<double> used(storage.data() + parts * 4, count);
    std::ranges::copy(settings.optimizer.settings, used.begin());
    if (const int index = rate_index(rule); index >= 0) used[static_cast<std::size_t>(index)] = rate_at(row);
    const auto put = [&](std::size_t axis, std::size_t part, double before) {
        storage[axis * 2 * parts + part] = before;
        storage[axis * 2 * parts + parts + part] = state_at(row + 1, static_cast<int>(part))[axis];
    };
    if (updates == 0) {  // the row shows the state that a change has just dropped, or none yet
        const auto fresh = rule.make(settings.optimizer.settings, 2);
        for (std::size_t i = 0; i < 2 * parts; ++i) put(i % 2, i / 2, fresh->state()[i]);
    } else {
        for (std::size_t i = 0; i < 2 * parts; ++i) put(i % 2, i / 2, state_at(row, static_cast<int>(i / 2))[i % 2]);
    }
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const double* before = storage.data() + axis * 2 * parts;
        views[axis] = {.settings = used,
                       .updates = updates + 1,
                       .x = point(row)[axis],
                       .x_next = point(row + 1)[axis],
                       .gradient = used_gradient(row)[axis],
                       .state = {before, parts},
                       .state_next = {before + parts, parts}};
    }
    return true;
}

std::optional<Point> RunRecording::average(int row) const {
    if (average_column_ < 0 || std::isnan(at(row, average_column_ + 2))) return std::nullopt;
    return Point{at(row, average_column_), at(row, average_column_ + 1)};
}

double RunRecording::average_loss(int row) const {
    return average_column_ < 0 ? not_a_number : at(row, average_column_ + 2);
}

double RunRecording::distance(int row) const {
    double nearest = std::numeric_limits<double>::infinity();
    const Point p = point(row);
    for (const Minimum& minimum : surface_->minima()) {
        nearest = std::min(nearest, std::hypot(p[0] - minimum.x, p[1] - minimum.y));
    }
    return std::isfinite(nearest) ? nearest : not_a_number;
}

int Recording::steps() const {
    int most = 0;
    for (const RunRecording& run : runs) most = std::max(most, run.steps());
    for (const TrainingRecording& training : trainings) most = std::max(most, training.steps());
    if (!trainings.empty() || !landscape) return most;
    for (const LandscapePlane& plane : landscape->planes) {
        for (const PlanePath& path : plane.paths) most = std::max(most, path.points.back().step);
    }
    return most;
}

Recording record(const Plan& plan, const ParallelFor& parallel, std::stop_token stop, const Recording* previous,
                 const Watch* watch) {
    if (plan.lab == "landscape") return record_landscape(plan, parallel, stop, previous, watch);
    if (trains_networks(plan.lab)) return record_trainings(plan, parallel, stop, previous, watch);
    SurfaceShelf shelf;
    if (previous != nullptr) {
        for (const RunRecording& run : previous->runs) shelf.add(RunRecorder::surface_of(run));
    }
    Recording recording{.plan = plan, .runs = std::vector<RunRecording>(plan.runs.size()), .trainings = {}, .landscape = {}};
    struct Job {
        RunRecording* target;
        RunRecorder recorder;
    };
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
        auto run = std::make_shared<const RunPlan>(plan.runs[i]);
        if (const RunRecording* same = previous ? recorded_before(*previous, *run) : nullptr) {
            recording.runs[i] = RunRecorder::renamed(*same, std::move(run));
        } else {
            jobs.push_back({&recording.runs[i], RunRecorder(std::move(run), shelf)});
        }
    }
    const auto job = [&](int index) {
        Job& one = jobs[static_cast<std::size_t>(index)];
        *one.target = one.recorder.run(stop);
    };
    if (parallel && jobs.size() > 1) {
        parallel(static_cast<int>(jobs.size()), job);
    } else {
        for (int i = 0; i < static_cast<int>(jobs.size()); ++i) job(i);
    }
    return recording;
}

}  // namespace tani
