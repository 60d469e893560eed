#include "core/recording/landscape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/landscape/directions.h"
#include "core/recording/batch_slices.h"
#include "core/recording/plane_maker.h"
#include "core/recording/read_planes.h"
#include "core/recording/record_training.h"
#include "core/recording/recording.h"

namespace tani {

namespace {

constexpr int coarse_points = 11;
constexpr std::size_t most_batch_values = 64'000'000;  // of all slices of mini-batches

/// Coordinates in an orthonormal basis of the plane, whose variance can be compared with the path's.
class Basis {
  public:
    explicit Basis(const Plane& plane) {
        const double xx = dot(plane.x, plane.x);
        length_x_ = std::sqrt(xx);
        if (plane.is_line() || xx == 0) return;
        along_ = dot(plane.x, plane.y) / length_x_;
        length_y_ = std::sqrt(std::max(0.0, dot(plane.y, plane.y) - along_ * along_));
    }
    std::array<double, 2> of(double x, double y) const {
        return {x * length_x_ + y * along_, y * length_y_};
    }

  private:
    double length_x_ = 0, length_y_ = 0, along_ = 0;
};

/// The spread of points about their mean, point after point (Welford 1962).
template <class Numbers>
class Scatter {
  public:
    double add(const Numbers& point) {
        if (count_ == 0) mean_.assign(point.size(), 0.0);
        ++count_;
        double sum = 0;
        for (std::size_t i = 0; i < point.size(); ++i) {
            const double away = static_cast<double>(point[i]) - mean_[i];
            mean_[i] += away / count_;
            sum += away * (static_cast<double>(point[i]) - mean_[i]);
        }
        return all_ += sum;
    }

  private:
    std::vector<double> mean_;
    double count_ = 0, all_ = 0;
};

PlanePath path_on(const Plane& plane, const TrainingRecording& training, int run) {
    PlanePath path{.run = run, .label = {}, .points = {}};
    const Basis basis(plane);
    Scatter<AlignedVector<float>> whole;
    Scatter<std::array<double, 2>> within;
    for (std::size_t i = 0; i < training.path().size(); ++i) {
        const TrainedState& state = *training.path()[i];
        const Projected p = plane.project(state.weights);
        if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.distance)) break;
        PlanePoint point{.step = state.step, .x = p.x, .y = p.y, .distance = p.distance};
        const double all = whole.add(state.weights), seen = within.add(basis.of(p.x, p.y));
        if (i > 0 && all > 0) point.explained = std::min(1.0, seen / all);
        path.points.push_back(point);
    }
    return path;
}

/// Runs that are drawn on the plane of a run.
std::vector<int> runs_on(const Plan& plan, int run) {
    if (!plan.runs[static_cast<std::size_t>(run)].plane->shared) return {run};
    std::vector<int> runs;
    for (int i = 0; i < static_cast<int>(plan.runs.size()); ++i) {
        if (plan.runs[static_cast<std::size_t>(i)].plane->shared) runs.push_back(i);
    }
    return runs;
}

Range widened(Range range, double by) {
    const double margin = by * (range.to - range.from);
    return {range.from - margin, range.to + margin};
}

/// What of an axis is shown: all paths with some room, and what the directions ask for by themselves.
struct Shown {
    Range x, y;
};

Shown shown_of(const LandscapePlane& plane) {
    Range x{0, 0}, y{0, 0};
    const auto see = [](Range& range, double at) {
        range.from = std::min(range.from, at);
        range.to = std::max(range.to, at);
    };
    for (const PlanePath& path : plane.paths) {
        for (const PlanePoint& point : path.points) {
            see(x, point.x);
            see(y, point.y);
        }
    }
    x = widened(x, 0.15);
    y = widened(y, 0.15);
    const Directions directions = plane.spec.directions;
    if (directions == Directions::random || directions == Directions::gradient) {
        for (const double end : {-1.0, 1.0}) {
            see(x, end);
            see(y, end);
        }
    } else if (directions == Directions::between) {
        for (const double end : {-0.5, 1.5}) {
            see(x, end);
            see(y, end);
        }
    }
    // A path along one direction alone would make a strip.
    const double wide = x.to - x.from, deep = y.to - y.from;
    const double least = std::max({0.6 * std::max(wide, deep), 1e-3});
    const auto at_least = [&](Range& range) {
        const double missing = least - (range.to - range.from);
        if (missing > 0) range = {range.from - missing / 2, range.to + missing / 2};
    };
    at_least(x);
    at_least(y);
    return {plane.spec.x.value_or(x), plane.spec.y.value_or(y)};
}

class Surveyor {
  public:
    Surveyor(Recording& recording, const ParallelFor& parallel, const std::stop_token& stop,
             const Watch* watch)
        : recording_(recording), parallel_(parallel), stop_(stop), watch_(watch) {}

    void survey(const Recording* previous) {
        const Plan& plan = recording_.plan;
        for (int run = 0; run < static_cast<int>(plan.runs.size()); ++run) {
            const std::vector<int> runs = runs_on(plan, run);
            if (runs.front() != run) continue;
            if (const LandscapePlane* known = find(previous, runs)) {
                landscape_.planes.push_back(*known);
                renumber(landscape_.planes.back(), runs);
                ready_.push_back(true);
            } else {
                landscape_.planes.push_back(outlined(runs));
                ready_.push_back(false);
            }
        }
        for (const int points : {coarse_points, 0}) {
            for (std::size_t i = 0; i < landscape_.planes.size(); ++i) {
                if (!ready_[i]) fill(landscape_.planes[i], points);
            }
            show();
        }
        for (std::size_t i = 0; i < landscape_.planes.size(); ++i) {
            if (!ready_[i]) measure_paths(landscape_.planes[i]);
        }
        for (std::size_t i = 0; i < landscape_.planes.size(); ++i) {
            if (!ready_[i]) fill_batches(landscape_.planes[i]);
        }
        landscape_.finished = !stop_.stop_requested();
        recording_.landscape = std::make_shared<const Landscape>(std::move(landscape_));
    }

  private:
    const TrainingRecording& training(int run) const {
        return recording_.trainings[static_cast<std::size_t>(run)];
    }
    const RunPlan& run_plan(int run) const {
        return recording_.plan.runs[static_cast<std::size_t>(run)];
    }

    void show() {
        if (!watch_ || stop_.stop_requested() || !watch_->due()) return;
        recording_.landscape = std::make_shared<const Landscape>(landscape_);
        watch_->see(recording_);
    }

    /// The same plane of the recording before, if it is finished.
    const LandscapePlane* find(const Recording* previous, const std::vector<int>& runs) const {
        if (!previous || !previous->landscape || !previous->landscape->finished ||
            previous->landscape->stale)
            return nullptr;
        for (const LandscapePlane& plane : previous->landscape->planes) {
            const auto before = runs_on(previous->plan, plane.run);
            if (plane.spec != *run_plan(runs.front()).plane || before.size() != runs.size())
                continue;
            const auto same = [&](int a, int b) {
                return same_training(previous->plan.runs[static_cast<std::size_t>(a)], run_plan(b));
            };
            if (std::ranges::equal(before, runs, same) && same_through(*previous, plane.spec))
                return &plane;
        }
        return nullptr;
    }

    /// Whether the runs that a plane goes through by their labels are the same ones.
    bool same_through(const Recording& previous, const PlaneSpec& spec) const {
        return std::ranges::all_of(spec.through, [&](const std::string& label) {
            const auto a = std::ranges::find(previous.plan.runs, label, &RunPlan::label);
            const auto b = std::ranges::find(recording_.plan.runs, label, &RunPlan::label);
            return a != previous.plan.runs.end() && b != recording_.plan.runs.end() &&
                   same_training(*a, *b);
        });
    }

    static void renumber(LandscapePlane& plane, const std::vector<int>& runs) {
        plane.run = runs.front();
        for (std::size_t i = 0; i < plane.paths.size() && i < runs.size(); ++i)
            plane.paths[i].run = runs[i];
    }

    /// Directions, and where the paths are.
    LandscapePlane outlined(const std::vector<int>& runs) const {
        LandscapePlane result;
        result.spec = *run_plan(runs.front()).plane;
        result.run = runs.front();
        PlaneMade made = make_plane(recording_, result.spec, runs, parallel_);
        result.axes = made.axes;
        result.problem = made.problem;
        result.share_x = made.share_x;
        result.share_y = made.share_y;
        result.eigenvalue_x = made.eigenvalue_x;
        result.eigenvalue_y = made.eigenvalue_y;
        if (!result.problem.empty()) return result;
        result.plane = std::make_shared<const Plane>(std::move(made.plane));
        for (const int run : runs)
            result.paths.push_back(path_on(*result.plane, training(run), run));
        return result;
    }

    Objective objective_of(const LandscapePlane& plane) const {
        const TrainingSetup& setup = training(plane.run).setup();
        const bool held_out = plane.spec.data == PlaneData::validation;
        const Dataset& data = held_out ? setup.data.validation : setup.data.train;
        const AlignedVector<float>& y = held_out ? setup.validation_y : setup.train_y;
        return {.network = &setup.network,
                .outline = data.outline,
                .x = std::span(data.x),
                .y = y,
                .samples = static_cast<std::size_t>(data.outline.samples),
                .height = plane.spec.height,
                .statistics = plane.spec.statistics};
    }

    /// `points` along each side; 0: as many as are wanted.
    void fill(LandscapePlane& plane, int points) {
        if (!plane.problem.empty() || stop_.stop_requested()) return;
        if (points > 0 && points * points * 2 > plane.spec.points * plane.spec.points) return;
        const Shown shown = shown_of(plane);
        const int count = points > 0 ? points : plane.spec.points;
        GridAxis x{shown.x.from, shown.x.to, count}, y{shown.y.from, shown.y.to, count};
        if (plane.plane->is_line()) {
            x.points = points > 0 ? points : 4 * (plane.spec.points - 1) + 1;
            y = {0, 0, 1};
        }
        Slice slice = slice_of(objective_of(plane), *plane.plane, x, y, parallel_, stop_);
        if (stop_.stop_requested()) return;
        plane.slice = std::move(slice);
        plane.coarse = points > 0;
        plane.not_quasi_convex = share_not_quasi_convex(plane.slice);
    }

    /// The surface on every mini-batch of the path.
    void fill_batches(LandscapePlane& plane) {
        if (plane.spec.data != PlaneData::batch || stop_.stop_requested()) return;
        const BatchSurvey batches{.training = training(plane.run),
                                  .whole = objective_of(plane),
                                  .most_values = most_batch_values / landscape_.planes.size(),
                                  .parallel = parallel_,
                                  .stop = stop_};
        slice_batches(batches, plane, [this] { show(); });
    }

    /// The true loss at every point of the paths, and the plane's where it shows them.
    void measure_paths(LandscapePlane& plane) {
        if (!plane.problem.empty()) return;
        const Objective whole = objective_of(plane);
        std::vector<std::vector<int>> batches;
        if (plane.spec.data == PlaneData::batch) batches = batches_on_path(training(plane.run));
        std::vector<std::pair<PlanePath*, std::size_t>> jobs;
        for (PlanePath& path : plane.paths) {
            path.by_batch = !batches.empty();
            for (std::size_t i = 0; i < path.points.size(); ++i) jobs.emplace_back(&path, i);
        }
        run_jobs(parallel_, static_cast<int>(jobs.size()), [&](int index) {
            if (stop_.stop_requested()) return;
            const auto [path, i] = jobs[static_cast<std::size_t>(index)];
            PlanePoint& point = path->points[i];
            const TrainedState& state = *training(path->run).path()[i];
            AlignedScratch<float> memory;
            AlignedVector<float> weights(state.weights.size()),
                statistics(state.statistics.size());
            BatchMemory samples;
            const Objective objective =
                path->by_batch ? on_batch(whole, batches[i], samples) : whole;
            point.loss = objective.value(state.weights, state.statistics, memory);
            plane.plane->weights_at(point.x, point.y, weights);
            plane.plane->statistics_at(point.x, point.y, statistics);
            point.plane_loss = objective.value(weights, statistics, memory);
        });
    }

    Recording& recording_;
    const ParallelFor& parallel_;
    const std::stop_token& stop_;
    const Watch* watch_;
    Landscape landscape_;
    std::vector<bool> ready_;
};

}  // namespace

const PlanePoint* PlanePath::at(double step) const {
    const auto after = std::ranges::upper_bound(
        points, step, {}, [](const PlanePoint& point) { return static_cast<double>(point.step); });
    return after == points.begin() ? nullptr : &*std::prev(after);
}

const BatchSlice* LandscapePlane::batch_at(double step) const {
    const auto after = std::ranges::upper_bound(
        batches, step, {}, [](const BatchSlice& batch) { return static_cast<double>(batch.step); });
    return after == batches.begin() ? nullptr : &*std::prev(after);
}

const PlanePath* Landscape::path_of(int run) const {
    for (const LandscapePlane& plane : planes) {
        for (const PlanePath& path : plane.paths) {
            if (path.run == run) return &path;
        }
    }
    return nullptr;
}

void survey(Recording& recording, const ParallelFor& parallel, const std::stop_token& stop,
            const Recording* previous, const Watch* watch) {
    Surveyor(recording, parallel, stop, watch).survey(previous);
}

Recording record_landscape(const Plan& plan, const ParallelFor& parallel,
                           const std::stop_token& stop, const Recording* previous,
                           const Watch* watch) {
    if (reads_planes(plan)) return read_planes(plan, previous);
    // Until there is a new landscape the old one stays.
    std::shared_ptr<const Landscape> old;
    if (previous && previous->landscape) {
        auto copy = std::make_shared<Landscape>(*previous->landscape);
        copy->stale = true;
        old = std::move(copy);
    }
    const Watch with_old{[&] { return watch->due(); },
                         [&](Recording so_far) {
                             so_far.landscape = old;
                             watch->see(std::move(so_far));
                         }};
    Recording recording =
        record_trainings(plan, parallel, stop, previous, watch ? &with_old : nullptr);
    if (stop.stop_requested()) {
        recording.landscape = old;
    } else {
        survey(recording, parallel, stop, previous, watch);
    }
    return recording;
}

}  // namespace tani
