// The settings of a run on its card: rule, parameters, clipping, schedule, averaging. Private to
// this folder.
#pragma once
#include "app/studio/ui.h"
#include "core/optimizer/optimizer.h"

namespace tani::studio {

/// The choice of the run's rule.
void rule_combo(const Ui& ui, int run, const RuleEntry& current, float width);

/// One parameter of the rule, by its index.
void parameter_row(const Ui& ui, int run, const RuleEntry& rule, std::size_t index, float width);

/// Everything that the run's optimizer can say.
void run_settings(const Ui& ui, int run, const RuleEntry& rule, float width);

}  // namespace tani::studio
