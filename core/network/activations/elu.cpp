// The exponential linear unit. Clevert, Unterthiner & Hochreiter 2016.
#include "core/network/activation.h"
#include "core/network/scalar.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Elu {
    T a;
    explicit Elu(std::span<const double> s) : a(static_cast<T>(s[0])) {}
    T value(T x) const { return x > T(0) ? x : a * (scalar::exp(x) - T(1)); }
    T slope(T x, T y) const { return x > T(0) ? T(1) : y + a; }
};

}  // namespace

LayerEntry elu() {
    return activation_of<Elu>(
        {.id = "elu",
         .order = 90,
         .name = {"ELU", "ELU"},
         .help = {"Like ReLU above 0, and falls to −α below: means stay nearer to 0.",
                  "正の側はReLUと同じで、負の側は−αに近づく。平均が0に近くなる。"},
         .formula = "y = x (x > 0),  α(eˣ − 1) (x ≤ 0)",
         .source = "Clevert, Unterthiner & Hochreiter 2016",
         .pytorch = "torch.nn.ELU",
         .parameters = {{.id = "alpha",
                         .symbol = "α",
                         .name = {"depth", "下限の大きさ"},
                         .help = {"The value far below 0 is −α.", "十分に小さいxでの値は−α。"},
                         .standard = 1,
                         .bounds = {.least = 0},
                         .slider_from = 0,
                         .slider_to = 3}}});
}

}  // namespace tani::activation_entries
