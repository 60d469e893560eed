// The identity: a network of nothing else is one linear map.
#include "core/network/activation.h"

namespace tani::activation_entries {

namespace {

template <class T>
struct Identity {
    explicit Identity(std::span<const double>) {}
    T value(T x) const { return x; }
    T slope([[maybe_unused]] T x, [[maybe_unused]] T y) const { return T(1); }
};

}  // namespace

LayerEntry identity() {
    return activation_of<Identity>(
        {.id = "identity",
         .order = 10,
         .name = {"Identity", "恒等関数"},
         .help = {"Passes everything on unchanged. A deep network of it alone is still linear.",
                  "入力をそのまま出す。これだけでは何層重ねても線形のまま。"},
         .formula = "y = x",
         .pytorch = "torch.nn.Identity"});
}

}  // namespace tani::activation_entries
