// What parts of a picture draw with that need no recording.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "app/plot/axes.h"
#include "app/plot/theme.h"
#include "app/words/words.h"

namespace tani::figure {

struct Pen {
    ImDrawList& list;
    const Fonts& fonts;
    const Palette& colours;
    Sizes sizes;
    Language language;
    Theme theme;

    const ImFont& text() const { return *fonts.text(); }
    const ImFont& small() const { return *fonts.small(); }
    const ImFont& large() const { return *fonts.large(); }
    /// Width of thin lines: axes, grids, contours.
    float hairline() const { return sizes.text > 26 ? 2.0f : 1.0f; }
    AxesLook axes_look() const {
        return {.x_label = {}, .y_label = {}, .font = fonts.small(), .text = colours.faint_text, .line = colours.axis, .grid = colours.grid, .width = hairline()};
    }
    template <class... Values>
    std::string phrase(std::string_view key, const Values&... values) const {
        return fmt::format(fmt::runtime(word(language, key)), values...);
    }
    const std::string& word_of(std::string_view key) const { return word(language, key); }
};

/// Sizes for a rectangle, with lines in proportion to the fonts that were handed over.
Sizes sizes_of(const Fonts& fonts, Rect rect, float scale, bool presenter);

/// A rectangle with text, beside a point and inside `bounds`: readings under the mouse.
void draw_reading(const Pen& pen, ImVec2 at, Rect bounds, const std::vector<std::string>& lines);

}  // namespace tani::figure
