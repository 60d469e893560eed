// Arms that wind around the origin, after Lang & Witbrock's two spirals.
#include <cmath>
#include <numbers>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, arms, turns, noise };
};

DataOutline outline(std::span<const double> s) {
    return plane_outline(whole(s[At::samples]), whole(s[At::arms]));
}

Dataset make(std::span<const double> s, std::uint64_t seed) {
    constexpr double centre = 0.06;  // a small hole, as all arms would meet in the origin
    return make_points(outline(s), s[At::noise], seed, [&](int label, Draws& draws) -> PlanePoint {
        const double along = draws.within(centre, 1);
        const double turn = s[At::turns] * along + label / s[At::arms];
        const double angle = 2 * std::numbers::pi * turn;
        return {plane_reach * along * std::cos(angle), plane_reach * along * std::sin(angle)};
    });
}

}  // namespace

DatasetEntry spirals() {
    return {.id = "spirals",
            .order = 50,
            .name = {"Spirals", "らせん"},
            .help = {"Arms wound around each other, a class each: hard for a small network, and a "
                     "fair place for width against depth.",
                     "巻きついた腕がそれぞれ1つのクラスになる。小さなネットワークには難しく、幅と深"
                     "さを比べるのに向く。"},
            .source = "Lang & Witbrock 1988, Learning to Tell Two Spirals Apart",
            .parameters = {describe::samples(600),
                           describe::whole_number("arms", "K", {"arms", "腕の数"},
                                                  {"How many arms there are, and so many classes.",
                                                   "腕の数。クラスの数でもある。"},
                                                  2, 2, 6),
                           describe::number("turns", "t", {"turns", "巻き数"},
                                            {"How often an arm goes around the origin.",
                                             "1本の腕が原点の周りを回る回数。"},
                                            1.25, 0.25, 4),
                           describe::noise_on_points(0.03)},
            .outline = outline,
            .make = make};
}

}  // namespace tani::dataset_entries
