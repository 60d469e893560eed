// The cells of a sweep. Private to this folder.
#pragma once
#include <array>
#include <span>
#include <string>
#include <vector>

#include "core/recording/sweep.h"

namespace tani {

/// The cells of a sweep: what each runs.
class Cells {
  public:
    using Slot = SweepSlot;
    Cells(const Experiment& experiment, const SweepPlan& plan);

    const RunPlan& base() const { return base_; }
    std::array<Slot, 2> slots() const { return {x_, y_}; }
    bool only_numbers_differ() const { return x_.kind != Slot::Kind::other && y_.kind != Slot::Kind::other; }

    double x_at(std::size_t cell) const { return xs_[cell % xs_.size()]; }
    double y_at(std::size_t cell) const { return ys_[cell / xs_.size()]; }

    /// Whether lanes may differ in what the keys set: not in switches and whole numbers.
    bool are_continuous(const RuleEntry& rule) const;

    /// The run of a cell. Throws Error where the experiment refuses the two together.
    RunPlan run(std::size_t cell) const;

    /// Of the cells from `first` on, for lanes: the starts, and the settings a row each. Lanes beyond `count` repeat the last cell.
    void put(std::size_t first, std::size_t count, std::array<std::span<double>, 2> starts, std::span<double> settings) const;

  private:
    RunPlan planned(double x, double y) const;

    /// What differs between the base and a run in which one key has another value.
    Slot find_slot(const RunPlan& other, const std::string& key) const;

    const Experiment& experiment_;
    const SweepPlan& sweep_;
    RunPlan base_;
    Slot x_, y_;
    std::vector<double> xs_, ys_;  ///< values of the axes
};

}  // namespace tani
