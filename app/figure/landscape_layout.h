// Where the parts of the landscape lab's figure go. Pure arithmetic on what each part says it
// needs.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "app/figure/layout.h"

namespace tani::figure {

struct LandscapeNeeds {
    LayoutNeeds header;  ///< sizes, title, readout, and the panes: their aspects and what they show
    /// Known names, in order; "plane" and "honesty" among them.
    std::vector<std::string> panels;
    float honesty_width = 400;  ///< of the table with all its columns
    std::function<float(float width)> caption_height, strip_height, honesty_height;
};

/// In `panes` the planes, in `panels` the others by name; `legend` is the strip of runs, empty
/// where the table of honesty names them. What does not fit is left out.
Layout lay_out_landscape(Rect rect, const LandscapeNeeds& needs);

}  // namespace tani::figure
