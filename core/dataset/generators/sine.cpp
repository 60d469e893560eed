// A sine with noise.
#include <cmath>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, frequency, noise };
};

DataOutline outline(std::span<const double> s) { return curve_outline(whole(s[At::samples])); }

double truth(std::span<const double> s, double x) { return std::sin(s[At::frequency] * x); }

Dataset make(std::span<const double> s, std::uint64_t seed) {
    const auto place = [](int, Draws& draws) { return draws.within(-plane_reach, plane_reach); };
    return make_curve(outline(s), s[At::noise], seed, place, [s](double x) { return truth(s, x); });
}

}  // namespace

DatasetEntry sine() {
    return {
        .id = "sine",
        .order = 120,
        .name = {"Sine", "正弦波"},
        .help = {"A sine with noise: the sum of a few hidden units bends along with it.",
                 "雑音を加えた正弦波。少数の隠れユニットの和で近似できる。"},
        .parameters = {describe::samples(200),
                       describe::number(
                           "frequency", "ω", {"angular frequency", "角周波数"},
                           {"ω of y = sin(ωx): the higher it is, the more hidden units are needed.",
                            "y = sin(ωx) の ω。大きいほど多くの隠れユニットが必要になる。"},
                           3, 0.5, 20),
                       describe::noise_on_target(0.1, 1)},
        .outline = outline,
        .make = make,
        .truth = truth};
}

}  // namespace tani::dataset_entries
