// Cells of a sweep in packs of lanes, or one by one.
#include "core/recording/sweep.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <bit>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/optimizer/lanes.h"
#include "core/recording/given_gradient.h"
#include "core/recording/sweep_cells.h"

namespace tani {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr std::size_t block_lanes = 192;  // what they need fits the fastest cache

/// How a run ended, whoever ran it.
struct End {
    Point at{};
    double first_loss = 0, loss = 0;
    bool finite = true;
    int settled = -1;  ///< steps_to_tolerance, or −1
};

double least_of(const Surface& surface) {
    const auto& minima = surface.minima();
    if (minima.empty()) throw Error("the surface has no known minimum to measure against");
    return minima.front().value;
}

/// √ of the factor by which loss − least shrinks per step, by least squares on the logarithm over the
/// last half of the steps before it reaches the rounding of the first loss.
double fitted_rate(const RunRecording& run, double least) {
    const double floor = 1e-24 * std::max(std::abs(run.loss_at(0) - least), 1e-300);
    int end = 0;
    while (end < run.rows() && run.loss_at(end) - least > floor) ++end;
    const int begin = end / 2;
    double n = 0, sum_k = 0, sum_l = 0, sum_kk = 0, sum_kl = 0;
    for (int row = begin; row < end; ++row) {
        const double k = row - begin, l = std::log(run.loss_at(row) - least);
        if (!std::isfinite(l)) continue;
        n += 1, sum_k += k, sum_l += l, sum_kk += k * k, sum_kl += k * l;
    }
    const double spread = n * sum_kk - sum_k * sum_k;
    return n >= 3 && spread > 0 ? std::exp((n * sum_kl - sum_k * sum_l) / spread / 2) : not_a_number;
}

class Sweeper {
  public:
    Sweeper(const Experiment& experiment, const SweepPlan& plan)
        : plan_(plan), cells_(experiment, plan), surface_(cells_.base().settings.surface) {
        if (plan.measure == Measure::steps_to_tolerance || plan.measure == Measure::rate ||
            plan.measure == Measure::radius) {
            least_ = least_of(surface_);
        }
        const RunPlan& base = cells_.base();
        const RuleEntry& rule = *find_rule(base.settings.optimizer);
        in_lanes_ = rule.make.many() != nullptr && cells_.only_numbers_differ() && base.changes.empty() &&
                    base.settings.stop.tolerance == 0 && base.settings.optimizer.schedule.name.empty() && cells_.are_continuous(rule) &&
                    plan.measure != Measure::rate && plan.measure != Measure::radius;
    }

    void fill(std::size_t first, std::span<double> values) const {
        if (in_lanes_) return fill_in_lanes(first, values);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = one(first + i);
    }

    /// At the corners: enough for the scale of the colours.
    double highest_start() const {
        double highest = -infinite;
        const auto columns = static_cast<std::size_t>(plan_.x.count), rows = static_cast<std::size_t>(plan_.y.count);
        for (const std::size_t cell : {std::size_t{0}, columns - 1, columns * (rows - 1), columns * rows - 1}) {
            try {
                const RunPlan run = cells_.run(cell);
                const double loss = run.settings.surface == surface_.spec() ? surface_.value(run.start) : Surface(run.settings.surface).value(run.start);
                if (loss > highest) highest = loss;
            } catch (const Error&) {
                continue;  // settings that do not go together
            }
        }
        return highest;
    }

  private:
    double measured(const End& end) const {
        switch (plan_.measure) {
            case Measure::final_loss: return end.finite ? end.loss : infinite;
            case Measure::diverged: return !end.finite || end.loss > end.first_loss ? 1 : 0;
            case Measure::steps_to_tolerance: return end.settled >= 0 ? end.settled : not_a_number;
            case Measure::minimum: return end.finite ? nearest(end.at) : -1;
            default: return not_a_number;
        }
    }

    double nearest(Point p) const {
        const SurfaceSpec& spec = surface_.spec();
        double best = plan_.tolerance * std::hypot(spec.x.to - spec.x.from, spec.y.to - spec.y.from);
        int found = -1;
        const auto& minima = surface_.minima();
        for (std::size_t i = 0; i < minima.size(); ++i) {
            const double away = std::hypot(p[0] - minima[i].x, p[1] - minima[i].y);
            if (away < best) best = away, found = static_cast<int>(i);
        }
        return found;
    }

    double one(std::size_t cell) const {
        try {
            RunPlan run = cells_.run(cell);
            return plan_.measure == Measure::radius ? radius(run) : recorded(std::move(run));
        } catch (const Error&) {
            return not_a_number;  // settings that do not go together
        }
    }

    double radius(const RunPlan& run) const {
        const RuleEntry& rule = *find_rule(run.settings.optimizer);
        if (!rule.radius) return not_a_number;
        const Minimum& minimum = surface_.minima().front();
        const auto h = surface_.jet({minimum.x, minimum.y}).hessian;
        double most = 0;
        for (const double curvature : eigenvalues(h[0], h[1], h[2])) {
            const auto one = rule.radius(run.settings.optimizer.settings, curvature);
            if (!one) return not_a_number;
            most = std::max(most, *one);
        }
        return most;
    }

    double recorded(RunPlan run) const {
        Plan all;
        all.runs = {std::move(run)};
        const Recording recording = record(all);
        const RunRecording& result = recording.runs.front();
        const int last = result.steps();
        End end{.at = result.point(last), .first_loss = result.loss_at(0), .loss = result.loss_at(last)};
        end.finite = result.outcome().ending != Ending::not_finite;
        if (plan_.measure == Measure::rate) return fitted_rate(result, least_);
        if (plan_.measure == Measure::steps_to_tolerance && end.finite) {
            int settled = last + 1;
            while (settled > 0 && result.loss_at(settled - 1) - least_ < plan_.tolerance) --settled;
            if (settled <= last) end.settled = settled;
        }
        return measured(end);
    }

    void fill_in_lanes(std::size_t first, std::span<double> values) const;

    const SweepPlan& plan_;
    Cells cells_;
    Surface surface_;
    double least_ = 0;
    bool in_lanes_ = false;
};

/// Some cells side by side. Packs in which no lane is finite any more are dropped on the way.
class LaneRun {
  public:
    LaneRun(const Cells& cells, const Surface& surface, std::size_t first, std::size_t count)
        : base_(cells.base()),
          surface_(surface),
          block_(surface, block_lanes, SurfaceBlock::Needs::gradient),
          given_(base_.settings, base_.seed) {
        const std::size_t lanes = (count + Pack::width - 1) / Pack::width * Pack::width;
        const std::size_t parameters = base_.settings.optimizer.settings.size();
        std::vector<double> settings(parameters * lanes);
        const std::span x(block_.x(), lanes), y(block_.y(), lanes);
        ends_.resize(lanes);
        cells.put(first, count, {x, y}, settings);
        std::vector<double> losses(lanes);
        surface.values(x, y, losses);
        for (std::size_t i = 0; i < lanes; ++i) ends_[i].first_loss = losses[i];
        rule_ = find_rule(base_.settings.optimizer)->make.many()({settings, x, y});
        pack_.resize(lanes / Pack::width);
        for (std::size_t p = 0; p < pack_.size(); ++p) pack_[p] = p;
    }

    /// `below`, where it is not NaN, is the loss under which a run counts as settled.
    std::vector<End> run(double below) {
        constexpr int steps_between_looks = 16;
        std::vector<double> losses;
        std::vector<int> last_above;
        const bool watches = !std::isnan(below);
        if (watches) last_above.assign(ends_.size(), 0);
        const bool alters = given_.differs();
        const double *gx = block_.gradient_x(), *gy = block_.gradient_y();
        std::size_t lanes = ends_.size();
        for (int step = 0;; ++step) {
            if (watches) watch(below, step, losses, last_above);
            if (step == base_.steps || lanes == 0) break;
            rule_->ask();
            block_.evaluate(lanes);
            if (alters) {
                alter(step);
                gx = gx_.data(), gy = gy_.data();
            }
            rule_->update(gx, gy);
            if (step % steps_between_looks != steps_between_looks - 1) continue;
            drop_what_is_over();
            lanes = rule_->packs() * Pack::width;
        }
        finish(last_above);
        return std::move(ends_);
    }

  private:
    std::size_t lane(std::size_t at) const { return pack_[at / Pack::width] * Pack::width + at % Pack::width; }

    void watch(double below, int step, std::vector<double>& losses, std::vector<int>& last_above) {
        losses.resize(rule_->x().size());
        surface_.values(rule_->x(), rule_->y(), losses);
        for (std::size_t i = 0; i < losses.size(); ++i) {
            if (!(losses[i] < below)) last_above[lane(i)] = step + 1;
        }
    }

    /// Noise and clipping, lane by lane.
    void alter(int step) {
        given_.begin_step(step);
        gx_.resize(rule_->x().size());
        gy_.resize(rule_->x().size());
        for (std::size_t i = 0; i < gx_.size(); ++i) {
            std::array<double, 2> g = {block_.gradient_x()[i], block_.gradient_y()[i]};
            given_.apply(g);
            gx_[i] = g[0];
            gy_[i] = g[1];
        }
    }

    void drop_what_is_over() {
        for (std::size_t p = rule_->packs(); p-- > 0;) {
            const Pack x = Pack::load(&rule_->x()[p * Pack::width]), y = Pack::load(&rule_->y()[p * Pack::width]);
            const Pack zero = (x - x) + (y - y);
            if (any(zero == Pack())) continue;
            for (std::size_t i = 0; i < Pack::width; ++i) ends_[lane(p * Pack::width + i)].finite = false;
            pack_[p] = pack_.back();
            pack_.pop_back();
            rule_->remove(p);
        }
    }

    void finish(const std::vector<int>& last_above) {
        std::vector<double> losses(rule_->x().size());
        surface_.values(rule_->x(), rule_->y(), losses);
        for (std::size_t i = 0; i < losses.size(); ++i) {
            End& end = ends_[lane(i)];
            end.at = {rule_->x()[i], rule_->y()[i]};
            end.loss = losses[i];
            end.finite = std::isfinite(end.at[0]) && std::isfinite(end.at[1]) && std::isfinite(end.loss);
            if (!last_above.empty() && end.finite && last_above[lane(i)] <= base_.steps) end.settled = last_above[lane(i)];
        }
    }

    const RunPlan& base_;
    const Surface& surface_;
    SurfaceBlock block_;
    GivenGradient given_;
    std::unique_ptr<LaneRule> rule_;
    std::vector<std::size_t> pack_;  ///< where each pack that is still running stood at first
    std::vector<End> ends_;
    AlignedVector<double> gx_, gy_;
};

void Sweeper::fill_in_lanes(std::size_t first, std::span<double> values) const {
    const double below = plan_.measure == Measure::steps_to_tolerance ? least_ + plan_.tolerance : not_a_number;
    const RuleEntry& rule = *find_rule(cells_.base().settings.optimizer);
    for (std::size_t done = 0; done < values.size(); done += block_lanes) {
        const std::size_t count = std::min(block_lanes, values.size() - done);
        const std::vector<End> ends = LaneRun(cells_, surface_, first + done, count).run(below);
        for (std::size_t i = 0; i < count; ++i) values[done + i] = measured(ends[i]);
        if (!rule.check) continue;
        for (std::size_t i = 0; i < count; ++i) {
            if (rule.check(cells_.run(first + done + i).settings.optimizer.settings)) values[done + i] = not_a_number;
        }
    }
}

}  // namespace

SweepMap sweep(const Experiment& experiment, const SweepPlan& plan, const ParallelFor& parallel, std::stop_token stop) {
    check_axis(plan.x);
    check_axis(plan.y);
    const Sweeper sweeper(experiment, plan);
    const auto columns = static_cast<std::size_t>(plan.x.count), cells = columns * static_cast<std::size_t>(plan.y.count);
    SweepMap map{.plan = plan, .values = std::vector<double>(cells, not_a_number), .highest_start = sweeper.highest_start()};
    // Jobs of the same cells for any number of threads; small enough to share out evenly.
    constexpr std::size_t cells_in_job = 8 * block_lanes;
    const auto jobs = static_cast<int>((cells + cells_in_job - 1) / cells_in_job);
    const auto job = [&](int index) {
        if (stop.stop_requested()) return;
        const std::size_t first = static_cast<std::size_t>(index) * cells_in_job;
        sweeper.fill(first, std::span(map.values).subspan(first, std::min(cells_in_job, cells - first)));
    };
    if (parallel) {
        parallel(jobs, job);
    } else {
        for (int i = 0; i < jobs; ++i) job(i);
    }
    return map;
}

}  // namespace tani
