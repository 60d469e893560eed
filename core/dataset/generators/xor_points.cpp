// Opposite quadrants belong together: no straight line separates them.
#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, margin, noise };
};

DataOutline outline(std::span<const double> s) { return plane_outline(whole(s[At::samples]), 2); }

Dataset make(std::span<const double> s, std::uint64_t seed) {
    return make_points(outline(s), s[At::noise], seed, [&](int label, Draws& draws) -> PlanePoint {
        const double x = draws.within(s[At::margin], plane_reach);
        const double y = draws.within(s[At::margin], plane_reach);
        const double side = draws.below(2) == 0 ? -1 : 1;
        return {side * x, label == 0 ? side * y : -side * y};
    });
}

}  // namespace

DatasetEntry xor_points() {
    return {
        .id = "xor_points",
        .order = 20,
        .name = {"XOR points", "XORの点群"},
        .help = {"Points in four quadrants, opposite ones of one class: it takes a hidden layer.",
                 "4つの象限の点で、向かい合う象限が同じクラスになる。隠れ層が必要である。"},
        .source = "Minsky & Papert 1969, Perceptrons",
        .parameters = {describe::samples(200),
                       describe::number("margin", "m", {"margin", "マージン"},
                                        {"Half the width of the empty cross between the "
                                         "quadrants.",
                                         "象限の間の空白（十字形）の幅の半分。"},
                                        0.1, 0, 1),
                       describe::noise_on_points(0)},
        .outline = outline,
        .make = make};
}

}  // namespace tani::dataset_entries
