// The sign: a threshold unit between −1 and 1.
#include "core/network/activation.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Sign {
    explicit Sign(std::span<const double>) {}
    T value(T x) const { return x > T(0) ? T(1) : x < T(0) ? T(-1) : x; }
    T slope([[maybe_unused]] T x, [[maybe_unused]] T y) const { return T(0); }
};

}  // namespace

LayerEntry sign() {
    return activation_of<Sign>({.id = "sign",
                                .order = 30,
                                .name = {"Sign", "符号関数"},
                                .help = {"−1 or 1 (0 at 0). Its slope is 0: gradients do not pass.",
                                         "−1か1（0では0）。傾きが0なので勾配は伝わらない。"},
                                .formula = "y = sign(x)",
                                .source = "Widrow & Hoff 1960, Adaptive Switching Circuits",
                                .least = -1,
                                .most = 1});
}

}  // namespace tani::activation_entries
