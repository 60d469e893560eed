#include "app/figure/pen.h"

#include <algorithm>
#include <cmath>

#include "app/plot/strokes.h"
#include "app/plot/text.h"

namespace tani::figure {

Sizes sizes_of(const Fonts& fonts, Rect rect, float scale, bool presenter) {
    Sizes sizes = sizes_for(rect.width, rect.height, scale, presenter);
    const float factor = fonts.text()->FontSize / sizes.text;
    for (float* size : {&sizes.path, &sizes.head, &sizes.arrow, &sizes.marker, &sizes.gap, &sizes.rounding}) *size *= factor;
    sizes.text = fonts.text()->FontSize;
    sizes.small = fonts.small()->FontSize;
    sizes.large = fonts.large()->FontSize;
    return sizes;
}

void draw_reading(const Pen& pen, ImVec2 at, Rect bounds, const std::vector<std::string>& lines) {
    const ImFont& font = pen.small();
    const float em = font.FontSize, pad = 0.45f * em;
    float width = 0;
    for (const std::string& line : lines) width = std::max(width, text_width(font, line));
    width += 2 * pad;
    const float height = static_cast<float>(lines.size()) * 1.2f * em + 2 * pad;
    ImVec2 corner(at.x + em, at.y - em - height);
    if (corner.x + width > bounds.right()) corner.x = at.x - em - width;
    if (corner.y < bounds.y) corner.y = at.y + em;
    corner = {std::round(std::max(corner.x, bounds.x)), std::round(corner.y)};
    pen.list.AddRectFilled(corner, {corner.x + width, corner.y + height}, faded(pen.colours.card, 0.94f), pen.sizes.rounding);
    pen.list.AddRect(corner, {corner.x + width, corner.y + height}, pen.colours.border, pen.sizes.rounding, 0, pen.hairline());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        draw_text(pen.list, font, {corner.x + pad, corner.y + pad + static_cast<float>(i) * 1.2f * em}, pen.colours.text, lines[i]);
    }
}

}  // namespace tani::figure
