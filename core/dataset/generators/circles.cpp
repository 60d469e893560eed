// A ring inside a ring.
#include <cmath>
#include <numbers>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, factor, noise };
};

DataOutline outline(std::span<const double> s) { return plane_outline(whole(s[At::samples]), 2); }

Dataset make(std::span<const double> s, std::uint64_t seed) {
    constexpr double outer = 1.25;
    return make_points(outline(s), s[At::noise], seed, [&](int label, Draws& draws) -> PlanePoint {
        const double angle = draws.within(0, 2 * std::numbers::pi);
        const double radius = label == 0 ? outer : outer * s[At::factor];
        return {radius * std::cos(angle), radius * std::sin(angle)};
    });
}

}  // namespace

DatasetEntry circles() {
    return {.id = "circles",
            .order = 30,
            .name = {"Circles", "同心円"},
            .help = {"One class around the other: a hidden layer has to close a line around the "
                     "inner one.",
                     "一方のクラスがもう一方を囲む。隠れ層で内側を囲む境界を作る必要がある。"},
            .parameters = {describe::samples(400),
                           describe::number("factor", "r", {"inner radius", "内側の半径"},
                                            {"Radius of the inner circle as a share of the outer "
                                             "one's.",
                                             "外側の円に対する内側の円の半径の比。"},
                                            0.5, 0.1, 0.9),
                           describe::noise_on_points(0.1)},
            .outline = outline,
            .make = make};
}

}  // namespace tani::dataset_entries
