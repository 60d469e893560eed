// What the edits of runs share. Private to this folder.
#pragma once
#include <string>
#include <string_view>

#include "app/studio/edits.h"

namespace tani::studio {

/// "runs.2.optimizer.lr", or "optimizer.lr" in a file without runs.
std::string path_in_run(const Experiment& experiment, int run, std::string_view key);

/// The table that holds the run's changes: the run, or the base in a file without runs. A run that
/// follows the base's changes gets a copy of them first.
Table& change_owner(Experiment& experiment, int run);
/// Its list of changes, made where there is none.
Array& changes_array(Table& owner);
void drop_empty_changes(Table& owner);

/// A parameter's value as the file writes it: a flag, a whole number, a number.
Value typed_value(const Parameter& parameter, double value);

/// The optimizer of a run that takes this rule: at a rate that shows something; clipping, schedule
/// and averaging stay. A rule around another goes around the one that is there.
Table rule_table(const RunPlan& run, const RuleEntry& rule);

}  // namespace tani::studio
