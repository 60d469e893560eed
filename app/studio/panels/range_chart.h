// The range test under the rate's slider: the loss over the learning rate, with what it suggests.
#pragma once
#include <optional>

#include "app/studio/range_tester.h"
#include "app/studio/ui.h"

namespace tani::studio {

/// A row that opens and closes the test.
void range_test_row(const Ui& ui, float width);
/// The chart, with `rate`, the one in force, marked. A press in it chooses a rate: the nearest
/// mark's, or the one under the mouse. Gives the chosen one where it is another.
std::optional<double> range_chart(const Ui& ui, const TestedRates& test, double rate, float width);

}  // namespace tani::studio
