// The maps of an experiment's table `map`: for each run that has one what it shows and where the run
// stands in it.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/recording/momentum_theory.h"
#include "core/recording/sweep.h"

namespace tani {

struct RunMap {
    SweepPlan plan;
    SweepSite site;
    std::array<Text, 2> axes;  ///< names of the keys for people
    Text run;                  ///< the run's label
    std::vector<Minimum> minima;  ///< of the run's surface
    std::optional<MomentumTheory> theory;
    std::string problem;  ///< why this run has no map; then only `plan` and `run` mean something
    /// The measured values; none until they are. Its counts may be smaller than the plan's: a coarse
    /// map is the same map.
    std::shared_ptr<const SweepMap> map;

    /// The same measurement, whatever the run's own values of the two keys are.
    bool measures_as(const RunMap& other) const;
    bool about_starts() const;
};

/// One map, not yet measured; its `problem` says why it cannot be.
RunMap run_map(const Experiment& experiment, const Plan& plan, const SweepPlan& sweep, bool theory = true,
               std::span<const RunMap> previous = {});

/// The maps that the plan asks for, not yet measured. What follows from a surface that `previous` maps have
/// too is taken from them.
std::vector<RunMap> maps_of(const Experiment& experiment, const Plan& plan, std::span<const RunMap> previous = {});

/// Measures every map. Cells that a stop leaves out are NaN. `most_cells` along an axis.
void measure(std::vector<RunMap>& maps, const Experiment& experiment, const ParallelFor& parallel = {},
             std::stop_token stop = {}, int most_cells = 1 << 20);

}  // namespace tani
