// A straight line with noise.
#include <cmath>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, slope, intercept, noise };
};

DataOutline outline(std::span<const double> s) { return curve_outline(whole(s[At::samples])); }

double truth(std::span<const double> s, double x) { return s[At::slope] * x + s[At::intercept]; }

Dataset make(std::span<const double> s, std::uint64_t seed) {
    const auto place = [](int, Draws& draws) { return draws.within(-plane_reach, plane_reach); };
    return make_curve(outline(s), s[At::noise], seed, place, [s](double x) { return truth(s, x); });
}

}  // namespace

DatasetEntry line() {
    return {.id = "line",
            .order = 110,
            .name = {"Line", "直線"},
            .help = {"A straight line with noise: one unit without an activation learns it.",
                     "雑音を加えた直線。活性化関数のない1つのユニットで学習できる。"},
            .parameters = {describe::samples(100),
                           describe::number("slope", "a", {"slope", "傾き"},
                                            {"a of y = ax + b: the weight to be found.",
                                             "y = ax + b の a。求めるべき重みである。"},
                                            1, -3, 3),
                           describe::number("intercept", "b", {"intercept", "切片"},
                                            {"b of y = ax + b: the bias to be found.",
                                             "y = ax + b の b。求めるべきバイアスである。"},
                                            0.5, -3, 3),
                           describe::noise_on_target(0.2, 1)},
            .outline = outline,
            .make = make,
            .truth = truth};
}

}  // namespace tani::dataset_entries
