// For networks of sines. Sitzmann et al. 2020, Implicit neural representations with periodic
// activation functions, section 3.2. Biases as in the authors' program, which leaves PyTorch's.
#include <cmath>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

namespace {

double bound(std::span<const double> s, const WeightWindow& window) {
    const double n = fan_of(window);
    if (window.kind == WeightKind::bias) return 1 / std::sqrt(n);
    return window.first ? 1 / n : std::sqrt(6 / n) / s[0];
}

}  // namespace

InitializerEntry siren() {
    return drawing_uniform(
        bound,
        {.id = "siren",
         .order = 110,
         .name = {"SIREN", "SIREN"},
         .help =
             {"For layers of sin(ω₀x): keeps the spread of their inputs whatever the depth. Give "
              "the sine the same ω₀. With ω₀ = 1 the later layers begin with U(±√(6/n)), as some "
              "lectures write.",
              "sin(ω₀x)の層のための初期値。層を重ねても入力の広がりが変わらない。正弦関数のω₀と"
              "同じ値にする。ω₀ = 1なら2層目以降は講義でよく見るU(±√(6/n))となる。"},
         .formula = "w ~ U(±1/n) in the first layer, U(±√(6/n)/ω₀) in the others; b ~ U(±1/√n)",
         .source = "Sitzmann et al. 2020, section 3.2",
         .parameters = {{.id = "omega",
                         .symbol = "ω₀",
                         .name = {"frequency", "角周波数"},
                         .help = {"The activation sine's omega; 30 in the paper.",
                                  "活性化関数sineのomegaと同じ値。論文では30。"},
                         .standard = 30,
                         .bounds = {.least = 0, .least_open = true},
                         .slider_from = 0.1,
                         .slider_to = 60,
                         .scale = Scale::log}},
         .fills_biases = true});
}

}  // namespace tani::initializer_entries
