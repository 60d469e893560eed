// Two half circles that reach into each other.
#include <cmath>
#include <numbers>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, noise };
};

DataOutline outline(std::span<const double> s) { return plane_outline(whole(s[At::samples]), 2); }

Dataset make(std::span<const double> s, std::uint64_t seed) {
    return make_points(outline(s), s[At::noise], seed, [](int label, Draws& draws) -> PlanePoint {
        const double angle = draws.within(0, std::numbers::pi);
        const double x = std::cos(angle) - 0.5, y = std::sin(angle) - 0.25;
        return label == 0 ? PlanePoint{x, y} : PlanePoint{-x, -y};
    });
}

}  // namespace

DatasetEntry moons() {
    return {.id = "moons",
            .order = 40,
            .name = {"Moons", "三日月"},
            .help = {"Two half circles that interlock: the boundary is a curve.",
                     "かみ合った2つの半円。境界は曲線になる。"},
            .parameters = {describe::samples(1000), describe::noise_on_points(0.1)},
            .outline = outline,
            .make = make};
}

}  // namespace tani::dataset_entries
