// Undo: a list of old experiments.
#pragma once
#include <deque>
#include <optional>

#include "core/experiment/experiment.h"

namespace tani::studio {

class History {
  public:
    explicit History(std::size_t bound = 500) : bound_(bound) {}

    /// `old` is what was there before a change. Drops what could be redone.
    void push(Experiment old);
    /// The experiment before the last change; `current` can then be redone. Empty when there is
    /// none.
    std::optional<Experiment> undo(const Experiment& current);
    std::optional<Experiment> redo(const Experiment& current);
    bool can_undo() const { return !past_.empty(); }
    bool can_redo() const { return !future_.empty(); }
    std::size_t size() const { return past_.size(); }

  private:
    std::size_t bound_;
    std::deque<Experiment> past_, future_;
};

/// What is saved with an experiment but is no undo step: the camera and which run is selected.
bool differ_only_in_looking(const Experiment& a, const Experiment& b);
/// `experiment` looked at as `current` is, so that undo never turns the camera.
Experiment looked_at_like(Experiment experiment, const Experiment& current);

}  // namespace tani::studio
