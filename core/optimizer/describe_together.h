// Descriptions that rules of directions and step lengths share.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "core/optimizer/describe.h"

namespace tani::describe {

/// The factor of a rule that finds its own step: 1 takes it whole.
Parameter step_factor();
/// Of the line search: the conditions' constants, and the exact search instead.
Parameter sufficient_decrease();
Parameter curvature_condition(double standard);
Parameter exact_search(double standard);

/// RuleEntry::check of a rule with a Wolfe search: it needs c₁ < c₂.
template <std::size_t exact, std::size_t c1, std::size_t c2>
std::optional<std::string> wolfe_check(std::span<const double> settings) {
    if (settings[exact] != 0 || settings[c1] < settings[c2]) return {};
    return "'c1' must be smaller than 'c2'";
}

/// The gradient at x, kept because a line search asks for others after it.
StatePart gradient_part();
StatePart direction_part();
StatePart step_part();

/// "α ← argmin f(x + αd)", or the Wolfe search's line.
FormulaLine search_line(bool exact);
/// "x ← x + ηαd".
FormulaLine move_line();

}  // namespace tani::describe
