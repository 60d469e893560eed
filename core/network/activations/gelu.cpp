// The Gaussian error linear unit. Hendrycks & Gimpel 2016.
#include <cmath>

#include "core/network/activation.h"
#include "core/network/scalar.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Gelu {
    explicit Gelu(std::span<const double>) {}
    static T share(T x) {
        return T(0.5) * (T(1) + scalar::erf(x * T(0.70710678118654752)));
    }
    T value(T x) const { return x * share(x); }
    T slope(T x, T) const {
        return share(x) + x * T(0.39894228040143268) * scalar::exp(T(-0.5) * x * x);
    }
};

}  // namespace

LayerEntry gelu() {
    return activation_of<Gelu>(
        {.id = "gelu",
         .order = 100,
         .name = {"GELU", "GELU"},
         .help = {"x times the share of a normal distribution below x. The exact form, as PyTorch "
                  "computes it.",
                  "xに標準正規分布の累積確率を掛けたもの。近似でない式（PyTorchの既定）。"},
         .formula = "y = x·Φ(x)",
         .source = "Hendrycks & Gimpel 2016",
         .pytorch = "torch.nn.GELU"});
}

}  // namespace tani::activation_entries
