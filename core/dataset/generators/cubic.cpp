// The cubic 3x³ − 2x² + 1 with noise, for overfitting.
#include <cmath>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, noise };
};

DataOutline outline(std::span<const double> s) { return curve_outline(whole(s[At::samples])); }

double truth(std::span<const double>, double x) { return 3 * x * x * x - 2 * x * x + 1; }

Dataset make(std::span<const double> s, std::uint64_t seed) {
    const auto place = [](int, Draws& draws) { return draws.within(-1, 1); };
    return make_curve(outline(s), s[At::noise], seed, place, [s](double x) { return truth(s, x); });
}

}  // namespace

DatasetEntry cubic() {
    return {
        .id = "cubic",
        .order = 130,
        .name = {"Noisy cubic", "雑音のある3次関数"},
        .help = {"y = 3x³ − 2x² + 1 with noise and few samples: a large network learns the noise "
                 "as well.",
                 "y = 3x³ − 2x² + 1 "
                 "に雑音を加えた少数のサンプル。大きなネットワークは雑音まで学習する（過学習）。"},
        .parameters = {describe::samples(40), describe::noise_on_target(0.5, 2)},
        .outline = outline,
        .make = make,
        .truth = truth};
}

}  // namespace tani::dataset_entries
