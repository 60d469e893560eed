// The residual block (a container: sequence.h computes it). He, Zhang, Ren & Sun 2016.
#include "core/network/layer.h"

namespace tani::layer_entries {

LayerEntry residual() {
    return {.id = "residual",
            .order = 110,
            .name = {"Residual block", "残差ブロック"},
            .help = {"What goes in is added to what the layers inside make of it: gradients have a "
                     "way around them. The shape stays.",
                     "入力を、中の層の出力に足し合わせる。勾配に近道ができる。形は変わらない。"},
            .formula = "y = x + f(x)",
            .source = "He, Zhang, Ren & Sun 2016",
            .container = true};
}

}  // namespace tani::layer_entries
