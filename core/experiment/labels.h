// What runs are called: in files (labels), and on the screen.
#pragma once
#include <vector>

#include "core/experiment/experiment.h"

namespace tani {

/// Fills in `label` and `shown` of every run. `written` has the label that the file gives to each,
/// or an empty text. Runs without one are called by the id of their rule (in the initializer lab, of their
/// initializer), made unique; on the screen by
/// its name, and by what tells them apart.
void name_runs(std::vector<RunPlan>& runs, const std::vector<Text>& written);

}  // namespace tani
