// Ordered dithering of smooth shading only, so that flat areas stay clean and a GIF's differences
// small.
#pragma once
#include <cstdint>
#include <vector>

#include "app/film/libav.h"

namespace tani {

/// Adds Bayer's 8×8 pattern (Bayer 1973) before colours are mapped to a palette: to pixels whose
/// colour the palette lacks, and away from edges. It stands still, so what does not move stays the
/// same bytes.
class SmoothDither {
  public:
    explicit SmoothDither(const AVFrame& palette);
    /// Pixels `from` … `to` of a row of 0xAARRGGBB pixels; `left` is the undithered one before
    /// them.
    void apply(std::uint8_t* row, std::size_t from, std::size_t to, int y,
               std::uint32_t left) const;

  private:
    bool in_palette(std::uint32_t pixel) const {
        return (present_[(pixel & 0xFFFFFFU) >> 6U] >> (pixel & 63U) & 1U) != 0;
    }
    std::vector<std::uint64_t> present_;  ///< a bit per 24-bit colour
};

}  // namespace tani
