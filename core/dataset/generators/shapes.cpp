// Small colour pictures of a circle, a square, a triangle or a cross on a coloured ground.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, size, shift, rotation, contrast, noise };
};

enum class Figure { circle, square, triangle, cross };
constexpr int figures = 4, channels = 3;

DataOutline outline(std::span<const double> s) {
    return picture_outline(whole(s[At::samples]), channels, whole(s[At::size]), figures);
}

/// Within a figure of about the area of the unit circle, around the origin; y points down.
bool inside(Figure figure, double x, double y) {
    const double ax = std::abs(x), ay = std::abs(y);
    switch (figure) {
        case Figure::circle:
            return x * x + y * y < 1;
        case Figure::square:
            return std::max(ax, ay) < 0.88;
        case Figure::triangle: {
            constexpr double radius = 1.35;  // of the circle through the corners
            return y < radius / 2 && std::sqrt(3.0) * ax < y + radius;
        }
        case Figure::cross:
            return std::min(ax, ay) < 0.36 && std::max(ax, ay) < 1.15;
    }
    return false;
}

using Colour = std::array<double, channels>;

struct Colours {
    Colour ground, figure;
};

/// Two colours that differ by at least `contrast` in the root mean square over the channels.
Colours colours(double contrast, Draws& draws) {
    Colours pair{};
    const auto draw = [&](Colour& colour) {
        for (double& channel : colour) channel = draws.within(0, 1);
    };
    const auto differ = [&] {
        double square = 0;
        for (std::size_t i = 0; i < channels; ++i) {
            const double by = pair.figure[i] - pair.ground[i];
            square += by * by;
        }
        return std::sqrt(square / channels) >= contrast;
    };
    constexpr int tries = 100;
    for (int i = 0; i < tries; ++i) {
        draw(pair.ground);
        draw(pair.figure);
        if (differ()) return pair;
    }
    for (std::size_t i = 0; i < channels; ++i) pair.figure[i] = pair.ground[i] < 0.5 ? 1 : 0;
    return pair;
}

/// Where a figure stands, in pixels.
struct Place {
    double x, y, radius, angle;
};

Place place(std::span<const double> s, Draws& draws) {
    const double size = s[At::size], turn = s[At::rotation] * std::numbers::pi / 180;
    return {.x = size * (0.5 + draws.within(-s[At::shift], s[At::shift])),
            .y = size * (0.5 + draws.within(-s[At::shift], s[At::shift])),
            .radius = size * draws.within(0.22, 0.36),
            .angle = draws.within(-turn, turn)};
}

/// The share of a pixel that the figure covers, from a grid of points in it.
double coverage(Figure figure, const Place& at, int column, int row) {
    constexpr int grid = 4;
    const double c = std::cos(at.angle), s = std::sin(at.angle);
    int covered = 0;
    for (int j = 0; j < grid; ++j) {
        for (int i = 0; i < grid; ++i) {
            const double x = (column + (i + 0.5) / grid - at.x) / at.radius;
            const double y = (row + (j + 0.5) / grid - at.y) / at.radius;
            covered += inside(figure, c * x + s * y, c * y - s * x);
        }
    }
    return static_cast<double>(covered) / (grid * grid);
}

void draw_figure(std::span<float> pixels, std::span<const double> s, Figure figure, Draws& draws) {
    const Colours paint = colours(s[At::contrast], draws);
    const Place at = place(s, draws);
    const int size = whole(s[At::size]);
    for (int row = 0; row < size; ++row) {
        for (int column = 0; column < size; ++column) {
            const double share = coverage(figure, at, column, row);
            for (int channel = 0; channel < channels; ++channel) {
                const auto k = static_cast<std::size_t>(channel);
                const double value = paint.ground[k] + share * (paint.figure[k] - paint.ground[k]) +
                                     s[At::noise] * draws.normal();
                pixels[static_cast<std::size_t>((channel * size + row) * size + column)] =
                    static_cast<float>(std::clamp(value, 0.0, 1.0));
            }
        }
    }
}

Dataset make(std::span<const double> s, std::uint64_t seed) {
    Dataset data{
        .outline = outline(s),
        .class_names = {
            {"circle", "円"}, {"square", "正方形"}, {"triangle", "三角形"}, {"cross", "十字"}}};
    const std::size_t size = data.outline.input.size();
    data.x.resize(static_cast<std::size_t>(data.outline.samples) * size);
    for (int i = 0; i < data.outline.samples; ++i) {
        Draws draws(seed, static_cast<std::uint64_t>(i));
        const int label = i % figures;
        draw_figure(std::span(data.x).subspan(static_cast<std::size_t>(i) * size, size), s,
                    static_cast<Figure>(label), draws);
        data.y.push_back(static_cast<float>(label));
    }
    return data;
}

std::vector<Parameter> parameters() {
    return {describe::samples(2000),
            describe::picture_size(12),
            describe::number("shift", "d", {"shift", "平行移動"},
                             {"The largest shift from the middle as a share of the picture.",
                              "中央からの平行移動の最大量。画像の大きさに対する比で表す。"},
                             0.12, 0, 0.4),
            describe::number("rotation", "θ", {"rotation", "回転"},
                             {"The largest angle of turn in degrees, to either side.",
                              "回転の最大の角度（度）。左右どちらにも回る。"},
                             15, 0, 180),
            describe::number("contrast", "c", {"contrast", "コントラスト"},
                             {"How much the two colours differ at least, from 0 (not at all) to 1 "
                              "(black and white).",
                              "2つの色の差の下限。0なら差がなくてもよく、1なら白と黒ほど異なる。"},
                             0.3, 0, 0.8),
            describe::noise_on_pixels(0.05)};
}

}  // namespace

DatasetEntry shapes() {
    return {.id = "shapes",
            .order = 210,
            .name = {"Shapes in colour", "カラーの図形"},
            .help = {"Small colour pictures of a circle, a square, a triangle or a cross. Colours, "
                     "place and size tell nothing about the class: a network has to see the form.",
                     "円、正方形、三角形、十字のいずれかを描いた小さなカラー画像。色や位置や大きさ"
                     "からはクラスが分からず、形を見分ける必要がある。"},
            .parameters = parameters(),
            .outline = outline,
            .make = make};
}

}  // namespace tani::dataset_entries
