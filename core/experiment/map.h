// What a map shows: a measure of a run over the values of two of the experiment's keys.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "core/base/text.h"

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
/// The text that read_axis() reads.
std::string axis_text(const SweepAxis& axis);
/// Throws Error for numbers between which no values lie.
void check_axis(const SweepAxis& axis);

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

std::string_view measure_id(Measure measure);

/// The table `map` of an experiment.
struct MapSpec {
    SweepAxis x, y;
    Measure measure = Measure::final_loss;
    double tolerance = 1e-3;
    bool all_runs = false;  ///< a map for each shown run, else for the selected one
    bool theory = true;     ///< drawn over the measurement where there is one
    bool operator==(const MapSpec&) const = default;
};

}  // namespace tani
