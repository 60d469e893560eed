// Colours and sizes. Run colours follow Okabe and Ito's colour-blind safe set (2008), lightened or darkened per theme; the height
// colours are a line through OKLab (B. Ottosson, 2020) of low chroma, so that saturated paths stand out from them.
#include "app/plot/theme.h"

#include <algorithm>
#include <cmath>

namespace tani {

namespace {

constexpr ImU32 rgb(unsigned hex, unsigned alpha = 255) {
    return IM_COL32((hex >> 16) & 255u, (hex >> 8) & 255u, hex & 255u, alpha);
}

constexpr Palette dark_palette{.window = rgb(0x12151b),
                               .panel = rgb(0x191d25),
                               .card = rgb(0x212733),
                               .border = rgb(0x343c4b),
                               .text = rgb(0xf1f4f9),
                               .faint_text = rgb(0xa9b3c3),
                               .accent = rgb(0x59b8ff),
                               .warning = rgb(0xffc14d),
                               .error = rgb(0xff7a68),
                               .figure = rgb(0x12151b),
                               .axis = rgb(0x8b97aa),
                               .grid = rgb(0x2a313d),
                               .contour = rgb(0xdfeaff, 88),
                               .halo = rgb(0x070a10, 176),
                               .gradient_arrow = rgb(0xff9c8f),
                               .velocity_arrow = rgb(0x9df0c4),
                               .update_arrow = rgb(0xffffff),
                               .minimum = rgb(0xffffff),
                               .dark = true};

constexpr Palette light_palette{.window = rgb(0xeef1f5),
                                .panel = rgb(0xf7f9fb),
                                .card = rgb(0xffffff),
                                .border = rgb(0xcdd4de),
                                .text = rgb(0x171c24),
                                .faint_text = rgb(0x525d6d),
                                .accent = rgb(0x0a67b8),
                                .warning = rgb(0x9a5b00),
                                .error = rgb(0xb92613),
                                .figure = rgb(0xfdfdfe),
                                .axis = rgb(0x667182),
                                .grid = rgb(0xe1e6ec),
                                .contour = rgb(0x23384f, 92),
                                .halo = rgb(0xffffff, 205),
                                .gradient_arrow = rgb(0xb3261e),
                                .velocity_arrow = rgb(0x0b6b3a),
                                .update_arrow = rgb(0x101319),
                                .minimum = rgb(0x101319),
                                .dark = false};

constexpr Palette projector_palette{.window = rgb(0xffffff),
                                    .panel = rgb(0xffffff),
                                    .card = rgb(0xffffff),
                                    .border = rgb(0x8a929e),
                                    .text = rgb(0x000000),
                                    .faint_text = rgb(0x2c333d),
                                    .accent = rgb(0x004f9e),
                                    .warning = rgb(0x7a4300),
                                    .error = rgb(0xa31200),
                                    .figure = rgb(0xffffff),
                                    .axis = rgb(0x20262e),
                                    .grid = rgb(0xd3d9e0),
                                    .contour = rgb(0x0c2036, 140),
                                    .halo = rgb(0xffffff, 235),
                                    .gradient_arrow = rgb(0xa31200),
                                    .velocity_arrow = rgb(0x00572b),
                                    .update_arrow = rgb(0x000000),
                                    .minimum = rgb(0x000000),
                                    .dark = false};

// Neighbours in the list differ for all common colour deficiencies: orange, sky, then pink, yellow, green, ...
constexpr std::array<unsigned, 8> dark_runs{0xffa41b, 0x63c9ff, 0xff8fc7, 0xf4e75a, 0x35dca4, 0xff6d45, 0xb9a5ff, 0xe9eef5};
constexpr std::array<unsigned, 8> light_runs{0xd04a00, 0x0062b5, 0xb22a80, 0x7c6200, 0x007c60, 0x9c1c1c, 0x5d43c4, 0x2b3038};
constexpr std::array<unsigned, 8> projector_runs{0xc43c00, 0x0050a8, 0xa3106d, 0x6a5200, 0x00684e, 0x8a0d12, 0x4a2bb8, 0x15181d};
constexpr std::array<Marker, 9> markers{Marker::circle, Marker::square, Marker::triangle, Marker::diamond, Marker::cross,
                                        Marker::plus, Marker::star, Marker::hexagon, Marker::triangle_down};
constexpr std::array<float, 4> dashes{0.0f, 4.0f, 2.2f, 7.0f};

/// Lightness, chroma and hue (degrees) at both ends of a theme's height colours.
struct HeightRamp {
    double lightness[2], chroma[2], hue[2];
};

constexpr HeightRamp ramp_of(Theme theme) {
    switch (theme) {
        case Theme::light: return {{0.735, 0.972}, {0.068, 0.016}, {244, 200}};
        case Theme::projector: return {{0.80, 0.995}, {0.066, 0.004}, {244, 200}};
        case Theme::dark: break;
    }
    return {{0.205, 0.555}, {0.048, 0.044}, {276, 212}};
}

double to_srgb(double linear) {
    const double c = std::clamp(linear, 0.0, 1.0);
    return c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1 / 2.4) - 0.055;
}

std::array<float, 3> from_oklch(double lightness, double chroma, double hue) {
    const double radians = hue * 3.14159265358979323846 / 180;
    const double a = chroma * std::cos(radians), b = chroma * std::sin(radians);
    const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
    return {static_cast<float>(to_srgb(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)),
            static_cast<float>(to_srgb(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)),
            static_cast<float>(to_srgb(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))};
}

double between(const double (&ends)[2], double t) { return ends[0] + (ends[1] - ends[0]) * t; }

/// Text height of ordinary figures: slower than the picture, so that small films stay readable and large windows spacious.
float reading_height(float picture) {
    struct Knot {
        float picture, text;
    };
    constexpr std::array<Knot, 6> knots{{{120, 9.5f}, {240, 11.5f}, {480, 14.5f}, {720, 16.5f}, {1080, 19}, {2160, 36}}};
    if (picture <= knots.front().picture) return knots.front().text;
    for (std::size_t i = 1; i < knots.size(); ++i) {
        if (picture > knots[i].picture) continue;
        const float t = (picture - knots[i - 1].picture) / (knots[i].picture - knots[i - 1].picture);
        return knots[i - 1].text + t * (knots[i].text - knots[i - 1].text);
    }
    return knots.back().text * picture / knots.back().picture;
}

}  // namespace

const Palette& palette(Theme theme) {
    switch (theme) {
        case Theme::light: return light_palette;
        case Theme::projector: return projector_palette;
        case Theme::dark: break;
    }
    return dark_palette;
}

RunStyle run_style(Theme theme, int run) {
    const auto index = static_cast<std::size_t>(std::max(run, 0));
    const auto& colours = theme == Theme::dark ? dark_runs : theme == Theme::light ? light_runs : projector_runs;
    return {.colour = rgb(colours[index % colours.size()]),
            .marker = markers[index % markers.size()],
            .dash = dashes[(index / colours.size() + (index % 2 == 1 ? 1 : 0)) % dashes.size()]};
}

std::array<float, 3> height_colour(Theme theme, double t) {
    const HeightRamp ramp = ramp_of(theme);
    const double at = std::isfinite(t) ? std::clamp(t, 0.0, 1.0) : 1.0;
    return from_oklch(between(ramp.lightness, at), between(ramp.chroma, at), between(ramp.hue, at));
}

Sizes sizes_for(float width, float height, float scale, bool presenter) {
    const float picture = std::max(std::min(height, width * 0.72f), 60.0f);
    if (presenter) {
        const float unit = std::max(std::min(height, width * 0.5625f), 60.0f) / 1080;
        return {.text = std::max(32 * unit, 10.0f), .small = std::max(32 * unit, 10.0f), .large = std::max(42 * unit, 12.0f),
                .path = std::max(5 * unit, 2.0f), .head = std::max(18 * unit, 8.0f), .arrow = std::max(4.4f * unit, 2.0f),
                .marker = std::max(9 * unit, 4.0f), .gap = std::max(18 * unit, 6.0f), .rounding = 8 * unit};
    }
    const float text = scale * reading_height(picture / scale);
    const float unit = text / 16;
    return {.text = text, .small = text * 0.86f, .large = text * 1.45f,
            .path = 2.3f * unit, .head = 12 * unit, .arrow = 2.5f * unit,
            .marker = 5.2f * unit, .gap = 11 * unit, .rounding = 5 * unit};
}

}  // namespace tani
