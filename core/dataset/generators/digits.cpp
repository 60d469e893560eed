// Small pictures of the ten digits, drawn by a program with a trembling hand.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/dataset/glyphs.h"
#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, size, jitter, rotation, shift, scale, pen, noise };
};

DataOutline outline(std::span<const double> s) {
    return picture_outline(whole(s[At::samples]), 1, whole(s[At::size]), 10);
}

/// From the box of the glyphs to pixels.
struct Hand {
    double size, scale, angle, slant, dx, dy;
    PenPoint operator()(const PenPoint& p) const {
        const double x = (p[0] - 0.5 + slant * (0.5 - p[1])) * scale, y = (p[1] - 0.5) * scale;
        const double c = std::cos(angle), s = std::sin(angle);
        return {(0.5 + c * x - s * y + dx) * size, (0.5 + s * x + c * y + dy) * size};
    }
};

Hand hand(std::span<const double> s, Draws& draws) {
    constexpr double filled = 0.92;  // of the picture by an unscaled digit
    const double turn = s[At::rotation] * std::numbers::pi / 180;
    return {.size = s[At::size],
            .scale = filled * (1 - draws.within(0, s[At::scale])),
            .angle = draws.within(-turn, turn),
            .slant = draws.within(-turn, turn),
            .dx = draws.within(-s[At::shift], s[At::shift]),
            .dy = draws.within(-s[At::shift], s[At::shift])};
}

void draw_digit(std::span<float> pixels, std::span<const double> s, int digit, Draws& draws) {
    const auto styles = digit_glyphs(digit);
    const Glyph& glyph =
        styles[static_cast<std::size_t>(draws.below(static_cast<int>(styles.size())))];
    const Hand placed = hand(s, draws);
    const double thickness = s[At::pen] * s[At::size] * draws.within(0.75, 1.25);
    std::vector<PenPoint> points;
    for (const PenPoint& point : glyph.points) {
        const double dx = s[At::jitter] * draws.normal(), dy = s[At::jitter] * draws.normal();
        points.push_back(placed({point[0] + dx, point[1] + dy}));
    }
    for (const GlyphStroke& stroke : glyph.strokes) {
        std::vector<PenPoint> through;
        for (const int i : stroke.points) through.push_back(points[static_cast<std::size_t>(i)]);
        draw_line(pixels, whole(s[At::size]), along(through, stroke.kind), thickness);
    }
    for (float& pixel : pixels) {
        const double value = pixel + s[At::noise] * draws.normal();
        pixel = static_cast<float>(std::clamp(value, 0.0, 1.0));
    }
}

Dataset make(std::span<const double> s, std::uint64_t seed) {
    Dataset data{.outline = outline(s), .class_names = numbered(10, 0)};
    const std::size_t size = data.outline.input.size();
    data.x.resize(static_cast<std::size_t>(data.outline.samples) * size);
    for (int i = 0; i < data.outline.samples; ++i) {
        Draws draws(seed, static_cast<std::uint64_t>(i));
        const int digit = i % 10;
        draw_digit(std::span(data.x).subspan(static_cast<std::size_t>(i) * size, size), s, digit,
                   draws);
        data.y.push_back(static_cast<float>(digit));
    }
    return data;
}

std::vector<Parameter> parameters() {
    return {
        describe::samples(2000),
        describe::picture_size(12),
        describe::number(
            "jitter", "j", {"tremble", "手の震え"},
            {"Standard deviation by which every point of a stroke is moved, as a share "
             "of the picture.",
             "線の各点をずらす量の標準偏差。画像の大きさに対する比で表す。"},
            0.025, 0, 0.1),
        describe::number("rotation", "θ", {"rotation", "回転"},
                         {"The largest angle of turn, and of slant, in degrees to either side.",
                          "回転と傾斜の最大の角度（度）。左右どちらにも傾く。"},
                         12, 0, 90),
        describe::number("shift", "d", {"shift", "平行移動"},
                         {"The largest shift to either side as a share of the picture. A "
                          "convolutional network minds it less than a dense one.",
                          "平行移動の最大量。画像の大きさに対する比で表す。畳み込みネットワークは"
                          "全結合のものより影響を受けにくい。"},
                         0.06, 0, 0.3),
        describe::number(
            "scale", "z", {"shrinking", "縮小"},
            {"The largest share by which a digit is smaller.", "数字を縮小する割合の最大値。"}, 0.2,
            0, 0.6),
        describe::number("pen", "p", {"pen", "ペンの太さ"},
                         {"Mean thickness of the pen as a share of the picture; it varies by a "
                          "quarter.",
                          "ペンの太さの平均。画像の大きさに対する比で表し、4分の1の幅で変わる。"},
                         0.12, 0.04, 0.25),
        describe::noise_on_pixels(0.05)};
}

}  // namespace

DatasetEntry digits() {
    return {
        .id = "digits",
        .order = 200,
        .name = {"Digits", "手書き風の数字"},
        .help = {"Small grey pictures of the digits 0 to 9, drawn by a program stroke by stroke "
                 "with tremble, turn, slant, shift, pens of several widths and noise.",
                 "プログラムが描いた0から9の数字の小さな白黒画像。線の震え、回転、傾斜、平行移動、"
                 "ペンの太さ、雑音が1枚ごとに異なる。"},
        .parameters = parameters(),
        .outline = outline,
        .make = make};
}

}  // namespace tani::dataset_entries
