// The range test of a run for the window: recorded beside the experiment, which stays as it is.
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "core/recording/range_test.h"

namespace tani::studio {

/// A suggestion, rounded to the two digits that it is worth.
struct RateMark {
    std::string_view word;  ///< its name is the word "figure.<word>", its help "range_test.<word>"
    double rate = 0;
};

struct TestedRates {
    RunPlan of;  ///< the run that was tested, less what does not matter to the test
    RunPlan plan;  ///< the test itself
    RateCurve curve;
    RateSuggestions suggestions;
    std::vector<RateMark> marks;  ///< by rising rate
};

class RangeTester {
  public:
    /// The test of a run of the recording, whose surfaces it shares; recorded again where the run
    /// has changed in more than its rate, length and name. Null where the rule has no rate. A rule
    /// that asks much of the surface in a step makes fewer steps, so that a frame can wait for it.
    const TestedRates* of(const RunPlan& run, const Recording& recording);

  private:
    std::unique_ptr<const TestedRates> kept_;
};

}  // namespace tani::studio
