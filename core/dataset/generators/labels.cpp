// Three discs that overlap: a point belongs to any of them, to several or to none.
#include <cmath>
#include <numbers>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, radius, noise };
};

constexpr int discs = 3;

DataOutline outline(std::span<const double> s) {
    return {.samples = whole(s[At::samples]),
            .input = {.channels = 2},
            .kind = TargetKind::labels,
            .targets = discs};
}

bool inside(int disc, double radius, const PlanePoint& at) {
    constexpr double from_origin = 0.6;
    const double angle = std::numbers::pi * (0.5 + 2.0 * disc / discs);
    return std::hypot(at[0] - from_origin * std::cos(angle),
                      at[1] - from_origin * std::sin(angle)) < radius;
}

Dataset make(std::span<const double> s, std::uint64_t seed) {
    Dataset data{.outline = outline(s),
                 .input_names = {{"x₁", "x₁"}, {"x₂", "x₂"}},
                 .target_names = {{"A", "A"}, {"B", "B"}, {"C", "C"}}};
    for (int i = 0; i < data.outline.samples; ++i) {
        Draws draws(seed, static_cast<std::uint64_t>(i));
        const PlanePoint at = {draws.within(-plane_reach, plane_reach),
                               draws.within(-plane_reach, plane_reach)};
        for (const double coordinate : at) {
            data.x.push_back(static_cast<float>(coordinate + s[At::noise] * draws.normal()));
        }
        for (int disc = 0; disc < discs; ++disc) {
            data.y.push_back(inside(disc, s[At::radius], at) ? 1.0f : 0.0f);
        }
    }
    return data;
}

}  // namespace

DatasetEntry labels() {
    return {.id = "labels",
            .order = 80,
            .name = {"Overlapping discs", "重なり合う円板"},
            .help = {"Three discs that overlap, a label each: a point has several labels at once, "
                     "one or none. It takes an output with a sigmoid for every label.",
                     "重なり合う3つの円板がそれぞれ1つのラベルになる。1つの点が複数のラベルを持つこ"
                     "とも、1つも持たないこともある。出力はラベルごとのシグモイドになる。"},
            .parameters = {describe::samples(600),
                           describe::number("radius", "r", {"radius", "半径"},
                                            {"Radius of the discs, whose centres are 0.6 away from "
                                             "the origin.",
                                             "円板の半径。中心は原点から0.6の距離にある。"},
                                            0.8, 0.2, 1.5),
                           describe::noise_on_points(0)},
            .outline = outline,
            .make = make};
}

}  // namespace tani::dataset_entries
