// Gaussian clouds around the corners of a regular polygon.
#include <cmath>
#include <numbers>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, classes, noise };
};

DataOutline outline(std::span<const double> s) {
    return plane_outline(whole(s[At::samples]), whole(s[At::classes]));
}

Dataset make(std::span<const double> s, std::uint64_t seed) {
    const double first = Draws::of_all(seed).within(0, 1);
    return make_points(outline(s), s[At::noise], seed, [&](int label, Draws&) -> PlanePoint {
        const double angle = 2 * std::numbers::pi * (first + label / s[At::classes]);
        return {std::cos(angle), std::sin(angle)};
    });
}

}  // namespace

DatasetEntry blobs() {
    return {
        .id = "blobs",
        .order = 60,
        .name = {"Blobs", "クラスターの点群"},
        .help = {"Clouds of points around the corners of a polygon, a class each: softmax with "
                 "several classes.",
                 "正多角形の頂点を中心とする点の集まりがそれぞれ1つのクラスになる。ソフトマックス"
                 "による多クラス分類の例である。"},
        .parameters = {describe::samples(400),
                       describe::whole_number("classes", "K", {"classes", "クラス数"},
                                              {"How many clouds there are.", "点群の数。"}, 3, 2,
                                              8),
                       describe::noise(0.25, 1,
                                       {"Standard deviation of a cloud, whose centre is at "
                                        "distance 1 from the origin.",
                                        "点群の標準偏差。中心は原点から距離1にある。"})},
        .outline = outline,
        .make = make};
}

}  // namespace tani::dataset_entries
