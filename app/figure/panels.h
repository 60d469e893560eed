// The parts of a figure that are text: header, legend, the update formula with this step's numbers, caption.
#pragma once
#include <string>
#include <vector>

#include "app/figure/drawing.h"
#include "app/figure/layout.h"

namespace tani::figure {

/// "Step 57 / 200   Loss 0.0123", right-aligned in `rect`. The widths are those of the longest numbers, so that nothing moves in a film.
float readout_width(const Drawing& d);
void draw_readout(const Drawing& d, Rect rect);
void draw_title(const Pen& pen, const std::string& title, const Layout& layout);

float caption_height(const Pen& pen, const std::string& caption, float width);
void draw_caption(const Pen& pen, const std::string& caption, Rect rect);

/// One below another, with what became of each run; or one after another in as few lines as the width allows.
float legend_height(const Drawing& d, float width);
float legend_strip_height(const Drawing& d, float width);
void draw_legend(const Drawing& d, Rect rect, bool strip);

/// The update of the selected run at the playhead: symbols, and the same with this step's numbers.
class FormulaPanel {
  public:
    /// Room for the longest lines of the whole run, so that nothing moves in a film.
    float height(const Drawing& d, float width, int detail);
    void draw(const Drawing& d, Rect rect, int detail) const;

  private:
    struct Key {
        std::uint64_t mark = 0;
        int run = 0;
        float width = 0, font = 0;
        Language language = Language::en;
        bool operator==(const Key&) const = default;
    };
    std::vector<std::pair<Key, std::array<float, most_formula_detail + 1>>> heights_;
};

}  // namespace tani::figure
