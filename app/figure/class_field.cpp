#include "app/figure/class_field.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "app/figure/class_colours.h"

namespace tani::figure {

namespace {

/// A border is half as wide, and fades over a pixel.
constexpr float border_reach = 0.75f + 0.5f;

/// Bands of a twentieth are read as a scale, and a film of them is a fraction of one of smooth
/// shades.
float stepped(float share) { return static_cast<float>(static_cast<int>(share * 20 + 0.5f)) / 20; }

}  // namespace

void FieldGrid::line(int y, int width, std::vector<float>& into) const {
    const auto count = static_cast<std::size_t>(width);
    into.resize(count * channels);
    const int row = std::min(y / spacing, rows - 2);
    const float down = static_cast<float>(y - row * spacing) / static_cast<float>(spacing);
    const float over = 1 / static_cast<float>(spacing);
    for (std::size_t c = 0; c < channels; ++c) {
        float* to = into.data() + c * count;
        const auto place = [&](int column) {
            const float above = at(column, row)[c], below = at(column, row + 1)[c];
            return above + (below - above) * down;
        };
        float left = place(0);
        int x = 0;
        for (int column = 0; x < width; ++column) {
            const float right = place(std::min(column + 1, columns - 1));
            const int end = std::min(x + spacing, width);
            for (int k = 0; x < end; ++k, ++x) {
                to[x] = left + (right - left) * (static_cast<float>(k) * over);
            }
            left = right;
        }
    }
}

ClassColouring::Rgb ClassColouring::parts(ImU32 colour) {
    return {static_cast<float>((colour >> IM_COL32_R_SHIFT) & 255),
            static_cast<float>((colour >> IM_COL32_G_SHIFT) & 255),
            static_cast<float>((colour >> IM_COL32_B_SHIFT) & 255)};
}

ClassColouring::ClassColouring(Theme theme, std::size_t classes, bool separate)
    : ground_(parts(palette(theme).figure)), separate_(separate), dark_(theme == Theme::dark) {
    for (std::size_t i = 0; i < classes; ++i) {
        classes_.push_back(parts(class_colour(theme, static_cast<int>(i))));
    }
    border_ = parts(palette(theme).text);
}

void ClassColouring::row(const std::vector<float>& here, const std::vector<float>& below, int width,
                         ImU32* texels) const {
    if (classes_.size() == 2 && !separate_) return row_of_two(here, below, width, texels);
    const std::size_t count = static_cast<std::size_t>(width) + 1, n = classes_.size();
    std::vector<float> shares(n), right(n), under(n);
    for (std::size_t x = 0; x + 1 < count; ++x) {
        for (std::size_t c = 0; c < n; ++c) {
            shares[c] = here[c * count + x];
            right[c] = here[c * count + x + 1];
            under[c] = below[c * count + x];
        }
        texels[x] = colour(shares, border(shares, right, under));
    }
}

/// The most common case, in steps that the processor takes many at once.
void ClassColouring::row_of_two(const std::vector<float>& here, const std::vector<float>& below,
                                int width, ImU32* texels) const {
    const std::size_t count = static_cast<std::size_t>(width) + 1;
    const float *one = here.data(), *two = one + count;
    const float *under_one = below.data(), *under_two = under_one + count;
    const Rgb a = classes_[0], b = classes_[1];
    const float most = strength();
    for (std::size_t x = 0; x + 1 < count; ++x) {
        const float p = std::min(std::max(one[x], 0.0f), 1.0f),
                    q = std::min(std::max(two[x], 0.0f), 1.0f);
        const float share = stepped(p / std::max(p + q, 1e-12f));
        const float sure = std::abs(2 * share - 1);
        const float strong = most * (0.25f + 0.75f * sure);
        const float s = one[x] - two[x];
        const float dx = one[x + 1] - two[x + 1] - s, dy = under_one[x] - under_two[x] - s;
        const float slope = std::sqrt(dx * dx + dy * dy);
        const float away = std::abs(s) / std::max(slope, 1e-12f);
        const float line = std::min(std::max(border_reach - away, 0.0f), 1.0f);
        const auto mix = [&](float ground, float first, float second, float over) {
            const float inside = second + (first - second) * share;
            const float c = ground + (inside - ground) * strong;
            return static_cast<std::int32_t>(c + (over - c) * line + 0.5f);
        };
        const std::int32_t red = mix(ground_.r, a.r, b.r, border_.r),
                           green = mix(ground_.g, a.g, b.g, border_.g),
                           blue = mix(ground_.b, a.b, b.b, border_.b);
        texels[x] = static_cast<ImU32>(red) << IM_COL32_R_SHIFT |
                    static_cast<ImU32>(green) << IM_COL32_G_SHIFT |
                    static_cast<ImU32>(blue) << IM_COL32_B_SHIFT | IM_COL32_A_MASK;
    }
}

ImU32 ClassColouring::colour(std::span<const float> shares, float border) const {
    Rgb sum;
    float total = 0;
    for (std::size_t i = 0; i < classes_.size(); ++i) {
        const float share = stepped(std::clamp(shares[i], 0.0f, 1.0f));
        sum = {sum.r + share * classes_[i].r, sum.g + share * classes_[i].g,
               sum.b + share * classes_[i].b};
        total += share;
    }
    if (total > 0) sum = {sum.r / total, sum.g / total, sum.b / total};
    const float strong = strength() * (separate_ ? std::min(total, 1.0f) : certainty(shares));
    const auto mix = [](float a, float b, float t) { return a + (b - a) * t; };
    Rgb c{mix(ground_.r, sum.r, strong), mix(ground_.g, sum.g, strong),
          mix(ground_.b, sum.b, strong)};
    if (border > 0) {
        c = {mix(c.r, border_.r, border), mix(c.g, border_.g, border), mix(c.b, border_.b, border)};
    }
    return IM_COL32(static_cast<int>(c.r + 0.5f), static_cast<int>(c.g + 0.5f),
                    static_cast<int>(c.b + 0.5f), 255);
}

/// How much of a pixel the border covers, from the numbers there, right of it and below it.
float ClassColouring::border(std::span<const float> here, std::span<const float> right,
                             std::span<const float> below) const {
    float covered = 0;
    const auto cover = [&](float s, float sx, float sy) {
        const float slope = std::sqrt((sx - s) * (sx - s) + (sy - s) * (sy - s));
        if (slope <= 1e-12f) return;
        covered = std::max(covered, std::clamp(border_reach - std::abs(s) / slope, 0.0f, 1.0f));
    };
    if (separate_) {
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            cover(here[i] - 0.5f, right[i] - 0.5f, below[i] - 0.5f);
        }
        return covered;
    }
    std::size_t a = 0, b = 1;
    if (here[b] > here[a]) std::swap(a, b);
    for (std::size_t i = 2; i < classes_.size(); ++i) {
        if (here[i] > here[a]) {
            b = a;
            a = i;
        } else if (here[i] > here[b]) {
            b = i;
        }
    }
    cover(here[a] - here[b], right[a] - right[b], below[a] - below[b]);
    return covered;
}

/// 0.25 where all classes are alike, 1 where one is sure.
float ClassColouring::certainty(std::span<const float> shares) const {
    float most = 0;
    for (std::size_t i = 0; i < classes_.size(); ++i)
        most = std::max(most, stepped(std::clamp(shares[i], 0.0f, 1.0f)));
    const float least = 1 / static_cast<float>(classes_.size());
    return 0.25f + 0.75f * std::clamp((most - least) / (1 - least), 0.0f, 1.0f);
}

}  // namespace tani::figure
