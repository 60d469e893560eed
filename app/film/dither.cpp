// Ordered dithering of smooth shading only.
#include "app/film/dither.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace tani {
namespace {

constexpr int amplitude = 4;  // half the usual distance of two palette colours in a shaded surface
constexpr int near_enough = 1;  // per channel: nobody sees it
constexpr int edge = 24;        // sum over channels, to the pixel on the left
constexpr int side = 8;

/// Bayer's matrix: the bits of x ^ y and y, interleaved and reversed; −amplitude … amplitude.
constexpr std::array<std::array<int, side>, side> bayer_offsets() {
    std::array<std::array<int, side>, side> offsets{};
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            int rank = 0;
            for (int bit = 0; bit < 3; ++bit) {
                rank = rank << 2 | (((x ^ y) >> bit & 1) << 1) | (y >> bit & 1);
            }
            const int twice = 2 * rank + 1 - side * side;
            offsets[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] =
                (twice * amplitude + (twice < 0 ? -32 : 32)) / (side * side);
        }
    }
    return offsets;
}

std::uint32_t pixel_at(const std::uint8_t* row, std::size_t x) {
    std::uint32_t pixel = 0;
    std::memcpy(&pixel, row + 4 * x, sizeof pixel);
    return pixel;
}

int channel(std::uint32_t pixel, unsigned shift) {
    return static_cast<int>(pixel >> shift & 0xFFU);
}

int difference(std::uint32_t a, std::uint32_t b) {
    return std::abs(channel(a, 0) - channel(b, 0)) + std::abs(channel(a, 8) - channel(b, 8)) +
           std::abs(channel(a, 16) - channel(b, 16));
}

std::uint32_t moved(std::uint32_t pixel, int offset) {
    std::uint32_t result = 0xFF000000U;
    for (const unsigned shift : {0U, 8U, 16U}) {
        result |= static_cast<std::uint32_t>(std::clamp(channel(pixel, shift) + offset, 0, 255))
                  << shift;
    }
    return result;
}

}  // namespace

SmoothDither::SmoothDither(const AVFrame& palette) : present_((std::size_t{1} << 24U) / 64) {
    constexpr int span = 2 * near_enough + 1;
    for (int y = 0; y < palette.height; ++y) {
        const std::uint8_t* row =
            palette.data[0] + static_cast<std::ptrdiff_t>(y) * palette.linesize[0];
        for (int x = 0; x < palette.width; ++x) {
            const std::uint32_t colour = pixel_at(row, static_cast<std::size_t>(x));
            for (int around = 0; around < span * span * span; ++around) {
                const auto shifted = [&](unsigned shift, int offset) {
                    const int value =
                        std::clamp(channel(colour, shift) + offset - near_enough, 0, 255);
                    return static_cast<std::uint32_t>(value) << shift;
                };
                const std::uint32_t near = shifted(0, around % span) |
                                           shifted(8, around / span % span) |
                                           shifted(16, around / (span * span));
                present_[near >> 6U] |= std::uint64_t{1} << (near & 63U);
            }
        }
    }
}

void SmoothDither::apply(std::uint8_t* row, std::size_t from, std::size_t to, int y,
                         std::uint32_t left) const {
    static constexpr auto offsets = bayer_offsets();
    const auto& pattern = offsets[static_cast<std::size_t>(y % side)];
    for (std::size_t x = from; x < to; ++x) {
        const std::uint32_t pixel = pixel_at(row, x);
        if (!in_palette(pixel) && difference(pixel, left) < edge) {
            const std::uint32_t dithered = moved(pixel, pattern[x % side]);
            std::memcpy(row + 4 * x, &dithered, sizeof dithered);
        }
        left = pixel;
    }
}

}  // namespace tani
