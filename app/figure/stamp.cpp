#include "app/figure/stamp.h"

#include <algorithm>
#include <cmath>

#include "app/plot/strokes.h"

namespace tani::figure {

void Raster::resize(int w, int h, ImU32 colour) {
    width = w;
    height = h;
    texels.assign(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), colour);
}

void Raster::blend(int x, int y, ImU32 colour, float share) {
    if (x < 0 || y < 0 || x >= width || y >= height || share <= 0) return;
    ImU32& texel = at(x, y);
    texel = mixed(texel, colour, std::min(share, 1.0f)) | IM_COL32_A_MASK;
}

std::vector<ImU32> Raster::upside_down() const {
    std::vector<ImU32> rows;
    rows.reserve(texels.size());
    for (int y = height; y-- > 0;) {
        const auto from = texels.begin() + static_cast<std::ptrdiff_t>(y) * width;
        rows.insert(rows.end(), from, from + width);
    }
    return rows;
}

void Stamp::press(Raster& raster, float x, float y) const {
    const float line = std::max(0.34f * radius, 1.0f), reach = radius + line + 1;
    const int left = static_cast<int>(std::floor(x - reach)),
              top = static_cast<int>(std::floor(y - reach));
    const int right = static_cast<int>(std::ceil(x + reach)),
              bottom = static_cast<int>(std::ceil(y + reach));
    for (int py = top; py <= bottom; ++py) {
        for (int px = left; px <= right; ++px) {
            const float away =
                std::hypot(static_cast<float>(px) + 0.5f - x, static_cast<float>(py) + 0.5f - y);
            if (away > reach) continue;
            if (hollow) {
                // A ring of the colour on a wider one of the outline.
                raster.blend(px, py, outline, 0.8f * (line + 0.8f - std::abs(away - radius)));
                raster.blend(px, py, colour, line * 0.5f + 0.5f - std::abs(away - radius));
            } else {
                raster.blend(px, py, outline, radius + 0.6f + 0.5f - away);
                raster.blend(px, py, colour, radius - 0.1f + 0.5f - away);
            }
        }
    }
}

}  // namespace tani::figure
