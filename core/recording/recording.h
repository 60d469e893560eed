// record(plan) → Recording: a pure function. Same plan, same build: the same bits.
#pragma once
#include <array>
#include <cmath>
#include <functional>
#include <iosfwd>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/optimizer/optimizer.h"
#include "core/recording/landscape.h"
#include "core/recording/training.h"
#include "core/surface/surface.h"

namespace tani {

/// Why a run ended.
enum class Ending { ran_all, converged, not_finite, cancelled };

/// What became of a run. `diverged` is what the screen says: not finite, or it left the domain, stayed out and ended higher than it began.
struct Outcome {
    Ending ending = Ending::ran_all;
    int last_step = 0;                      ///< the last row
    std::optional<int> left_domain;         ///< the first step outside the domain
    bool diverged = false;
    int diverged_step = 0;                  ///< the step at which it left for good or stopped being finite
    double rate_times_curvature = std::numeric_limits<double>::quiet_NaN();      ///< learning rate × largest curvature just before, where both are finite
    std::optional<double> stability_limit;  ///< the rule's limit for that product
    StopRule::On converged_on = StopRule::On::grad_norm;  ///< what fell below the tolerance
    /// One sentence: 「発散：ステップ5で定義域を出ました（学習率×最大曲率 = 2.08 > 2）」
    Text sentence() const;
};

/// The rows of one run, in immutable chunks. Row i is step i; row 0 is the start.
class RunRecording {
  public:
    static constexpr int chunk_rows = 1024;
    /// Numbers from one column of a chunk to the next: columns 8 KiB apart would share their cache lines' places.
    static constexpr int column_stride = chunk_rows + 8;
    /// Fixed columns; the state parts follow, two numbers (x, y) each, the rates of a run that has a schedule, the average of one that has one.
    enum Column { x, y, loss, grad_x, grad_y, used_x, used_y, evaluations, state };

    const RunPlan& plan() const { return *plan_; }
    const RuleEntry& rule() const { return *rule_; }  ///< of the settings at step 0
    const Surface& surface() const { return *surface_; }  ///< at step 0
    int rows() const { return rows_; }
    int steps() const { return rows_ - 1; }

    double at(int row, int column) const {
        return chunks_[static_cast<std::size_t>(row / chunk_rows)][static_cast<std::size_t>(column * column_stride + row % chunk_rows)];
    }
    Point point(int row) const { return {at(row, x), at(row, y)}; }
    double loss_at(int row) const { return at(row, loss); }
    /// The true gradient at the row's point, without noise.
    std::array<double, 2> gradient(int row) const { return {at(row, grad_x), at(row, grad_y)}; }
    double grad_norm(int row) const { return std::hypot(at(row, grad_x), at(row, grad_y)); }
    /// The gradient that the rule was given in the update row → row + 1 (noise, clipping, look-ahead); NaN for the last row.
    std::array<double, 2> used_gradient(int row) const;
    /// State part `part` (of the rule that made the update row − 1 → row) after `row` updates.
    std::array<double, 2> state_at(int row, int part) const { return {at(row, state + 2 * part), at(row, state + 2 * part + 1)}; }
    int state_parts() const { return state_parts_; }
    /// The learning rate of the update row → row + 1: the schedule's, or the lr in force. NaN for the last row.
    double rate_at(int row) const;
    /// The mean of the points up to this row, where the run averages (Polyak–Ruppert) and has begun to.
    std::optional<Point> average(int row) const;
    /// The loss there, without noise; NaN where there is no average.
    double average_loss(int row) const;
    bool averages() const { return average_column_ >= 0; }
    /// A column of one chunk as a span, for drawing without copying: `chunk` from 0.
    std::span<const double> column(int chunk, int column) const;
    int chunks() const { return static_cast<int>(chunks_.size()); }

    /// What was in force for the update row → row + 1. Where a schedule is, its `lr` is what the schedule starts from, not the rate.
    const Settings& settings_at(int row) const;
    /// The rule in force for the update row → row + 1 (a change may name another one).
    const RuleEntry& rule_at(int row) const;
    /// How many updates the rule has made since its state was last dropped, before the update row → row + 1.
    long updates_before(int row) const;
    /// Both coordinates' views of the update row → row + 1, for the formula with numbers, with the rate of that update. False for the last row.
    bool update_views(int row, std::array<UpdateView, 2>& views, std::vector<double>& storage) const;
    /// Distance to the nearest minimum of the surface at step 0; NaN when it has none.
    double distance(int row) const;

    const Outcome& outcome() const { return outcome_; }

  private:
    friend class RunRecorder;
    std::shared_ptr<const RunPlan> plan_;
    std::shared_ptr<const Surface> surface_;
    std::vector<int> resets_;  ///< rows at which the state was dropped, rising
    const RuleEntry* rule_ = nullptr;
    int rows_ = 0, state_parts_ = 0;
    int rate_column_ = -1;  ///< -1: no schedule, and no column
    int average_column_ = -1;  ///< x, y and loss of the average; -1: none
    std::vector<std::shared_ptr<const double[]>> chunks_;
    Outcome outcome_;
};

struct Recording {
    Plan plan;
    std::vector<RunRecording> runs;             ///< of the surface lab
    std::vector<TrainingRecording> trainings;   ///< of the labs with networks
    std::shared_ptr<const Landscape> landscape;  ///< of the landscape lab, once its trainings are over
    /// The largest number of steps of any run.
    int steps() const;
};

/// Records every run. `parallel` may be empty (one after another). Cancelled runs end where they are.
/// What `previous` has already, rows of runs that are the same and compiled surfaces, is shared with it.
/// Throws Error only for a plan that plan() would not have made.
/// A network's rows can be seen while they are made: `watch` is asked now and then whether it wants a copy, which it is then given.
struct Watch {
    std::function<bool()> due;
    std::function<void(Recording)> see;
};
Recording record(const Plan& plan, const ParallelFor& parallel = {}, std::stop_token stop = {}, const Recording* previous = nullptr,
                 const Watch* watch = nullptr);

/// Long form, one row per run and step: run,step,x,y,loss,grad_norm,evaluations, and
/// average_x,average_y,average_loss where any run averages; of trainings what write_training_csv, write_wall_csv or write_landscape_csv writes. Full precision, nan and inf spelled so, RFC 4180 quoting.
void write_csv(const Recording& recording, std::ostream& out);

}  // namespace tani
