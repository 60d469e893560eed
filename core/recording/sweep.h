// sweep(): one experiment run with many values of two of its keys, and what became of each run.
#pragma once
#include <iosfwd>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/map.h"
#include "core/recording/recording.h"

namespace tani {

struct SweepPlan {
    SweepAxis x, y;  ///< keys as the run has them, where it has them itself, else the experiment's
    Measure measure = Measure::final_loss;
    int run = 0;              ///< which run of the experiment
    double tolerance = 1e-3;  ///< of steps_to_tolerance, in loss; of minimum, as a share of the
                              ///< domain's diagonal
    bool operator==(const SweepPlan&) const = default;
};

/// The key as the run has it: "runs.1.optimizer.lr" for "optimizer.lr", where run 1 says an
/// optimizer of its own; else the key itself, which is the base's.
std::string key_in_run(const Experiment& experiment, int run, std::string_view key);

/// The number of a run that a key sets.
struct SweepSlot {
    enum class Kind { other, start, setting } kind = Kind::other;
    std::size_t index = 0;  ///< of the coordinate, or of RuleEntry::parameters
    bool operator==(const SweepSlot&) const = default;
};

/// What the cells of a sweep have in common, and where the experiment itself stands among them.
struct SweepSite {
    RunPlan common;                                ///< the run at the map's first cell
    std::array<SweepSlot, 2> slots;                ///< what the keys of x and y set
    std::array<std::optional<double>, 2> here{};  ///< the experiment's own values of the keys
};
/// Throws Error as sweep() does.
SweepSite sweep_site(const Experiment& experiment, const SweepPlan& plan);

/// A measured map. Row-major, y rising: values[j·x.count + i] belongs to (x.at(i), y.at(j)). NaN
/// where there is none, as where two settings do not go together.
struct SweepMap {
    SweepPlan plan;
    std::vector<double> values;
    double highest_start = 0;  ///< the highest loss at which a corner's run begins
    double at(int i, int j) const {
        return values[static_cast<std::size_t>(j) * static_cast<std::size_t>(plan.x.count) +
                      static_cast<std::size_t>(i)];
    }
};

/// Runs a cell's experiment many at a time in vector registers where the rule is elementwise and the
/// keys are a start or a setting, else one by one; either way each cell is what the experiment gives
/// with its two keys set. Cells that a stop leaves out are NaN. Throws Error for a key that changes
/// nothing in the run or values that the experiment refuses.
SweepMap sweep(const Experiment& experiment, const SweepPlan& plan, const ParallelFor& parallel = {},
               std::stop_token stop = {});

/// NumPy's format, version 1.0: float64, shape (y.count, x.count).
void write_npy(const SweepMap& map, std::ostream& out);
/// A header with the two keys and the measure, then a line a cell.
void write_csv(const SweepMap& map, std::ostream& out);

}  // namespace tani
