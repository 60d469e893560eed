// The sine of SIREN. Sitzmann et al. 2020, Implicit neural representations with periodic activation
// functions, section 3.
#include <cmath>

#include "core/network/activation.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Sine {
    T w;
    explicit Sine(std::span<const double> s) : w(static_cast<T>(s[0])) {}
    T value(T x) const {
        using std::sin;
        return sin(w * x);
    }
    T slope(T x, T) const {
        using std::cos;
        return w * cos(w * x);
    }
};

}  // namespace

LayerEntry sine() {
    return activation_of<Sine>(
        {.id = "sine",
         .order = 120,
         .name = {"Sine", "正弦関数"},
         .help =
             {"Periodic: fits signals with high frequencies, begun with siren (the same ω₀) as in "
              "the paper.",
              "周期的な活性化関数。論文のとおり初期化をsiren（ω₀は同じ値）とすると、周波数の高い"
              "信号も表せる。"},
         .formula = "y = sin(ω₀x)",
         .source = "Sitzmann et al. 2020",
         .parameters = {{.id = "omega",
                         .symbol = "ω₀",
                         .name = {"frequency", "角周波数"},
                         .help = {"What x is multiplied by; the paper takes 30 in the first layer.",
                                  "xに掛ける数。論文は最初の層で30とする。"},
                         .standard = 1,
                         .bounds = {.least = 0, .least_open = true},
                         .slider_from = 0.1,
                         .slider_to = 60,
                         .scale = Scale::log}}});
}

}  // namespace tani::activation_entries
