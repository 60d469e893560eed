// The sigmoid linear unit, or swish. Elfwing, Uchibe & Doya 2018; Ramachandran, Zoph & Le 2017.
#include "core/network/activation.h"
#include "core/network/scalar.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Silu {
    explicit Silu(std::span<const double>) {}
    T value(T x) const { return x * scalar::sigmoid(x); }
    T slope(T x, T y) const {
        const T share = scalar::sigmoid(x);
        return y + share * (T(1) - y);
    }
};

}  // namespace

LayerEntry silu() {
    return activation_of<Silu>(
        {.id = "silu",
         .order = 110,
         .name = {"SiLU (swish)", "SiLU（swish）"},
         .help = {"x times its sigmoid: smooth, with a small dip below 0.",
                  "xにシグモイド関数を掛けたもの。滑らかで、負の側に小さなくぼみがある。"},
         .formula = "y = x·σ(x)",
         .source = "Elfwing, Uchibe & Doya 2018",
         .pytorch = "torch.nn.SiLU"});
}

}  // namespace tani::activation_entries
