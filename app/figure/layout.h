// Where the parts of a figure go. Pure arithmetic on what each part says it needs.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "app/plot/axes.h"
#include "core/experiment/experiment.h"

namespace tani::figure {

/// How much the formula panel says: 0 the update lines, 1 with the rule's note, 2 with the surface's formula as well.
inline constexpr int most_formula_detail = 2;

struct LayoutNeeds {
    float text = 16, small = 14, large = 24, gap = 10;
    float title_width = 0;        ///< in the large font; 0: no title
    float readout_width = 0;      ///< step and loss in the large font
    std::vector<std::string> panels;  ///< known names, in order
    std::vector<double> aspects;  ///< width / height of the domain of each pane
    ShowMode show = ShowMode::both;
    bool titled = false;  ///< a pane has a title even where it is the only one
    int maps = 0;
    double map_aspect = 0;  ///< width / height of a map; 0: any
    std::function<float(float width)> caption_height, legend_height, legend_strip_height;
    std::function<float(float width, int detail)> formula_height;
};

struct PaneLayout {
    Rect title, surface, contours;  ///< empty: not shown
    /// Surface and contours together.
    Rect whole() const;
};

struct PanelLayout {
    std::string name;
    Rect rect;
};

struct Layout {
    Rect title, readout, caption, legend, views;
    Rect maps;  ///< empty: not shown
    bool large_title = true;
    int title_lines = 1;
    bool legend_strip = false;  ///< entries one after another instead of one below another
    std::vector<PaneLayout> panes;
    std::vector<PanelLayout> panels;
    int formula_detail = 0;
};

/// Places title and readout; takes their room from the top of `body`.
void lay_out_header(Layout& layout, Rect& body, const LayoutNeeds& needs);

Layout lay_out(Rect rect, const LayoutNeeds& needs);

/// Places the panes in the arrangement of surfaces and maps that has the most room in it.
void lay_out_views(Layout& layout, const Rect& views, const LayoutNeeds& needs);
/// How much room that is, to compare rectangles.
float views_score(const Rect& views, const LayoutNeeds& needs);

}  // namespace tani::figure
