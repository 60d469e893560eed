// Where the parts of the network lab's figure go. Pure arithmetic on what each part says it needs.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "app/figure/layout.h"

namespace tani::figure {

struct NetworkNeeds {
    LayoutNeeds header;               ///< sizes, title and readout
    /// Known names, in order; "table", "decision" and "wall" among them. The wall has the room that
    /// decision maps would have.
    std::vector<std::string> panels;
    int panes = 0;                    ///< decision maps or the like
    double aspect = 1;                ///< width / height that they want
    float table_height = 0;
    std::function<float(float width)> caption_height, strip_height;
};

/// In `panes`, `title` and `contours`; in `panels` the others by name; `legend` is the strip of
/// runs, empty where the table or the panes' titles name them. What does not fit is left out.
Layout lay_out_network(Rect rect, const NetworkNeeds& needs);

}  // namespace tani::figure
