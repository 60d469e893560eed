// ReLU with a small slope below 0. Maas, Hannun & Ng 2013.
#include "core/network/activation.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct LeakyRelu {
    T a;
    explicit LeakyRelu(std::span<const double> s) : a(static_cast<T>(s[0])) {}
    T value(T x) const { return x > T(0) ? x : a * x; }
    T slope(T x, T) const { return x > T(0) ? T(1) : a; }
};

}  // namespace

LayerEntry leaky_relu() {
    return activation_of<LeakyRelu>(
        {.id = "leaky_relu",
         .order = 70,
         .name = {"Leaky ReLU", "Leaky ReLU"},
         .help = {"ReLU that leaks a little below 0, so that no unit dies.",
                  "負の側もわずかに通すReLU。ユニットが死なない。"},
         .formula = "y = max(0, x) + α·min(0, x)",
         .source = "Maas, Hannun & Ng 2013",
         .pytorch = "torch.nn.LeakyReLU",
         .parameters = {{.id = "negative_slope",
                         .symbol = "α",
                         .name = {"slope below 0", "負の側の傾き"},
                         .help = {"The slope where x is negative.", "xが負の所での傾き。"},
                         .standard = 0.01,
                         .bounds = {.least = 0},
                         .slider_from = 0,
                         .slider_to = 0.5}}});
}

}  // namespace tani::activation_entries
