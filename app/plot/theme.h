// Colours, sizes and fonts of everything that is drawn: the figure and the window around it.
#pragma once
#include <array>
#include <memory>
#include <string_view>

#include <imgui.h>

#include "core/base/text.h"
#include "core/experiment/experiment.h"

namespace tani {

enum class Marker { circle, square, triangle, diamond, cross, plus, star, hexagon, triangle_down };

/// What tells a run from the others: colour, marker and dash, safe for colour-blind viewers.
struct RunStyle {
    ImU32 colour = 0;
    Marker marker = Marker::circle;
    float dash = 0;  ///< dash length in units of the line's width; 0: solid
};

/// Colours of a theme (ImU32, sRGB).
struct Palette {
    ImU32 window, panel, card, border, text, faint_text, accent, warning, error;
    ImU32 figure, axis, grid, contour, halo;  ///< `halo` is drawn under paths so that they stand out from the surface
    ImU32 gradient_arrow, velocity_arrow, update_arrow, minimum;
    bool dark = true;
};

const Palette& palette(Theme theme);
/// Styles repeat their colours after 8 runs with other markers and dashes.
RunStyle run_style(Theme theme, int run);
/// The height colour map at t in [0, 1], perceptually even: the same in the surface, the contours and the legend.
std::array<float, 3> height_colour(Theme theme, double t);

/// Sizes in pixels, from the picture's size, the interface scale and presenter mode.
struct Sizes {
    float text, small, large;         ///< font heights: labels; ticks; step and loss in presenter mode
    float path, head, arrow, marker;  ///< line width, head diameter, arrow width, step marker diameter
    float gap, rounding;
};
/// `scale` is the interface scale (1 at 96 dpi). In presenter mode at 1080p: text ≥ 32, large 40, path 5, head 16, arrow 4.
Sizes sizes_for(float width, float height, float scale, bool presenter);

/// The faces, at the sizes asked for, in one atlas. Latin, Greek, mathematics and the Japanese that the
/// program's own texts use are there from the start; other characters are added by `need`.
class Fonts {
  public:
    /// Adds faces to the atlas for these heights in pixels (rounded). Finds a face that has Japanese through fontconfig; without one it
    /// falls back to ImGui's own font and does not fail. Builds the atlas: a new one, or one that was cleared.
    Fonts(ImFontAtlas& atlas, std::array<float, 3> heights, std::string_view extra_text);
    ImFont* text() const { return fonts_[0]; }
    ImFont* small() const { return fonts_[1]; }
    ImFont* large() const { return fonts_[2]; }
    /// False when `text` has characters that the atlas lacks: build the atlas again with it as extra text.
    bool covers(std::string_view text) const;

  private:
    std::array<ImFont*, 3> fonts_{};
};

}  // namespace tani
