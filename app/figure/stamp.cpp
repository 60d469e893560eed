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

void Marks::clear(int width, int height) {
    width_ = width;
    height_ = height;
    place_.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), -1);
    covers_.clear();
    texels_.clear();
}

void Marks::blend(int x, int y, ImU32 colour, float share) {
    if (x < 0 || y < 0 || x >= width_ || y >= height_ || share <= 0) return;
    const int texel = y * width_ + x;
    int& place = place_[static_cast<std::size_t>(texel)];
    if (place < 0) {
        place = static_cast<int>(covers_.size());
        covers_.emplace_back();
        texels_.push_back(texel);
    }
    Cover& cover = covers_[static_cast<std::size_t>(place)];
    const float most = std::min(share, 1.0f), rest = 1 - most;
    const auto part = [&](int shift) {
        return most * static_cast<float>((colour >> shift) & 255u);
    };
    cover = {rest * cover.keep, rest * cover.r + part(IM_COL32_R_SHIFT),
             rest * cover.g + part(IM_COL32_G_SHIFT), rest * cover.b + part(IM_COL32_B_SHIFT)};
}

void Marks::onto(Raster& raster) const {
    for (std::size_t i = 0; i < covers_.size(); ++i) {
        const Cover& cover = covers_[i];
        ImU32& texel = raster.texels[static_cast<std::size_t>(texels_[i])];
        const auto part = [&](int shift, float over) {
            const float under = static_cast<float>((texel >> shift) & 255u);
            return static_cast<ImU32>(cover.keep * under + over + 0.5f) << shift;
        };
        texel = part(IM_COL32_R_SHIFT, cover.r) | part(IM_COL32_G_SHIFT, cover.g) |
                part(IM_COL32_B_SHIFT, cover.b) | IM_COL32_A_MASK;
    }
}

template <class Target>
void Stamp::press(Target& target, float x, float y) const {
    const float line = std::max(0.34f * radius, 1.0f), reach = radius + line + 1;
    const int left = static_cast<int>(std::floor(x - reach)),
              top = static_cast<int>(std::floor(y - reach));
    const int right = static_cast<int>(std::ceil(x + reach)),
              bottom = static_cast<int>(std::ceil(y + reach));
    for (int py = top; py <= bottom; ++py) {
        for (int px = left; px <= right; ++px) {
            const float dx = static_cast<float>(px) + 0.5f - x,
                        dy = static_cast<float>(py) + 0.5f - y;
            const float away = std::sqrt(dx * dx + dy * dy);
            if (away > reach) continue;
            if (hollow) {
                // A ring of the colour on a wider one of the outline.
                target.blend(px, py, outline, 0.8f * (line + 0.8f - std::abs(away - radius)));
                target.blend(px, py, colour, line * 0.5f + 0.5f - std::abs(away - radius));
            } else {
                target.blend(px, py, outline, radius + 0.6f + 0.5f - away);
                target.blend(px, py, colour, radius - 0.1f + 0.5f - away);
            }
        }
    }
}

template void Stamp::press(Raster&, float, float) const;
template void Stamp::press(Marks&, float, float) const;

}  // namespace tani::figure
