// A one-dimensional signal of slow and fast waves, for networks with sine activations.
#include <cmath>
#include <numbers>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, frequency, noise };
};

DataOutline outline(std::span<const double> s) { return curve_outline(whole(s[At::samples])); }

double truth(std::span<const double> s, double x) {
    const double turn = 2 * std::numbers::pi * x;
    return 0.5 * std::sin(turn) + 0.3 * std::sin(s[At::frequency] / 2 * turn + 1) +
           0.2 * std::sin(s[At::frequency] * turn + 2);
}

Dataset make(std::span<const double> s, std::uint64_t seed) {
    const auto place = [samples = s[At::samples]](int sample, Draws& draws) {
        return -1 + 2 * (sample + draws.within(0, 1)) / samples;
    };
    return make_curve(outline(s), s[At::noise], seed, place, [s](double x) { return truth(s, x); });
}

}  // namespace

DatasetEntry signal() {
    return {.id = "signal",
            .order = 140,
            .name = {"Signal", "信号"},
            .help = {"Slow and fast waves added up, one sample after another: tanh and ReLU learn "
                     "the slow ones only, sine activations (SIREN) all.",
                     "遅い波と速い波を足した1次元の信号。tanhやReLUは遅い波しか学習できず、正弦の活"
                     "性化関数（SIREN）はすべて学習できる。"},
            .source =
                "After Sitzmann et al. 2020, Implicit Neural Representations with Periodic "
                "Activation Functions",
            .parameters = {describe::samples(512),
                           describe::number(
                               "frequency", "f", {"highest frequency", "最高周波数"},
                               {"Waves per unit of x of the fastest part. Of N samples over 2 "
                                "units, f up to N/4 can be told from a slower wave.",
                                "最も速い成分の、xの単位長さあたりの波の数。長さ2の区間にN個のサン"
                                "プルがあるとき、N/4までは遅い波と区別できる。"},
                               8, 1, 32),
                           describe::noise_on_target(0, 0.5)},
            .outline = outline,
            .make = make,
            .truth = truth};
}

}  // namespace tani::dataset_entries
