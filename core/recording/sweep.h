// sweep(): one experiment run with many values of two of its keys, and what became of each run.
#pragma once
#include <iosfwd>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"
#include "core/recording/recording.h"

namespace tani {

/// The values of one key: `count` numbers from `from` to `to`, evenly spaced or, with `log`, evenly
/// in their logarithm.
struct SweepAxis {
    std::string key;  ///< as --set takes it: "optimizer.lr", "start.0", "runs.1.optimizer.momentum"
    double from = 0, to = 1;
    int count = 2;
    bool log = false;
    double at(int index) const;
    bool operator==(const SweepAxis&) const = default;
};

/// "KEY=FROM:TO:COUNT" or "KEY=FROM:TO:COUNT:log". Throws Error saying what is wrong.
SweepAxis read_axis(std::string_view text);

enum class Measure {
    final_loss,          ///< of the last step; infinite where the run stopped being finite
    steps_to_tolerance,  ///< the first step from which on loss − least minimum stays below the
                         ///< tolerance; NaN where it never does
    diverged,            ///< 1 where the run stopped being finite or ended higher than it began, else 0
    rate,                ///< the factor by which the distance to the minimum shrinks per step,
                         ///< √ of the loss's, fitted to the tail by least squares on its logarithm
    radius,              ///< the spectral radius of the iteration at the minimum, where theory gives
                         ///< one for the rule; nothing is run
    minimum              ///< the index of the listed minimum in which the run ended, or −1
};

struct MeasureName {
    Measure measure;
    std::string_view id;
    Text name, help;
};
std::span<const MeasureName> measures();
/// Throws Error with the known names.
Measure find_measure(std::string_view id);

struct SweepPlan {
    SweepAxis x, y;
    Measure measure = Measure::final_loss;
    int run = 0;              ///< which run of the experiment
    double tolerance = 1e-3;  ///< of steps_to_tolerance, in loss; of minimum, as a share of the
                              ///< domain's diagonal
    bool operator==(const SweepPlan&) const = default;
};

/// A measured map. Row-major, y rising: values[j·x.count + i] belongs to (x.at(i), y.at(j)). NaN
/// where there is none, as where two settings do not go together.
struct SweepMap {
    SweepPlan plan;
    std::vector<double> values;
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
