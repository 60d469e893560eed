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

/// Marks that lie on one picture after another: what they cover and with what is worked out once.
class Marks {
  public:
    void clear(int width, int height);
    void blend(int x, int y, ImU32 colour, float share);
    /// After all have been blended: lays them on a raster of this size.
    void onto(Raster& raster) const;

  private:
    struct Cover {
        float keep = 1;  ///< of what lies below
        float r = 0, g = 0, b = 0;
    };
    int width_ = 0, height_ = 0;
    std::vector<int> place_;  ///< of a texel in covers_; -1: not covered
    std::vector<Cover> covers_;
    std::vector<int> texels_;  ///< of covers_
};

/// A disc, or a ring where it is hollow, with a thin line around it.
struct Stamp {
    ImU32 colour = 0, outline = 0;
    float radius = 3;
    bool hollow = false;
    /// On a Raster or Marks.
    template <class Target>
    void press(Target& target, float x, float y) const;
};

}  // namespace tani::figure
