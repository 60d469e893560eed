// How the ten digits are written by hand: strokes through named points, in several styles.
#pragma once
#include <span>
#include <vector>

#include "core/dataset/pen.h"

namespace tani {

struct GlyphStroke {
    StrokeKind kind = StrokeKind::straight;
    std::vector<int> points;  ///< of the glyph: strokes that meet share a point
};

/// One way to write a digit, within [0, 1] × [0, 1].
struct Glyph {
    std::vector<PenPoint> points;
    std::vector<GlyphStroke> strokes;
};

/// The styles of a digit from 0 to 9.
std::span<const Glyph> digit_glyphs(int digit);

}  // namespace tani
