// Two classes on the two sides of a straight line, with a gap between them.
#include <cmath>
#include <numbers>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, margin, angle, noise };
};

DataOutline outline(std::span<const double> s) { return plane_outline(whole(s[At::samples]), 2); }

Dataset make(std::span<const double> s, std::uint64_t seed) {
    const double angle = s[At::angle] * std::numbers::pi / 180;
    const double c = std::cos(angle), sn = std::sin(angle);
    return make_points(outline(s), s[At::noise], seed, [&](int label, Draws& draws) -> PlanePoint {
        const double along = draws.within(-plane_reach, plane_reach);
        const double distance = draws.within(s[At::margin], plane_reach) * (label == 0 ? -1 : 1);
        return {c * along - sn * distance, sn * along + c * distance};
    });
}

}  // namespace

DatasetEntry linear() {
    return {
        .id = "linear",
        .order = 10,
        .name = {"Linearly separable points", "線形分離できる点"},
        .help = {"Two classes that a straight line through the origin separates: what a single "
                 "unit can learn.",
                 "原点を通る直線で分けられる2つのクラス。1つのユニットだけで学習できる。"},
        .source = "Rosenblatt 1958, The Perceptron",
        .parameters = {describe::samples(200),
                       describe::number("margin", "m", {"margin", "マージン"},
                                        {"Half the width of the empty strip between the "
                                         "classes: the perceptron needs fewer corrections the "
                                         "wider it is.",
                                         "クラスの間の空白帯の幅の半分。広いほどパーセプトロンの"
                                         "修正回数は少なくて済む。"},
                                        0.15, 0, 1),
                       describe::number("angle", "θ", {"angle", "角度"},
                                        {"Direction of the separating line in degrees.",
                                         "クラスを分ける直線の向き（度）。"},
                                        30, -180, 180),
                       describe::noise_on_points(0)},
        .outline = outline,
        .make = make};
}

}  // namespace tani::dataset_entries
