// Pictures made on the processor: a field of colours, and small marks stamped onto it. Thousands of
// data points cost nothing once they are part of a texture.
#pragma once
#include <vector>

#include "app/plot/theme.h"

namespace tani::figure {

/// Colours row by row from the top.
struct Raster {
    int width = 0, height = 0;
    std::vector<ImU32> texels;
    void resize(int w, int h, ImU32 colour);
    ImU32& at(int x, int y) {
        return texels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x)];
    }
    void blend(int x, int y, ImU32 colour, float share);
    /// Rows from the bottom, as textures have them.
    std::vector<ImU32> upside_down() const;
};

/// A disc, or a ring where it is hollow, with a thin line around it.
struct Stamp {
    ImU32 colour = 0, outline = 0;
    float radius = 3;
    bool hollow = false;
    void press(Raster& raster, float x, float y) const;
};

}  // namespace tani::figure
