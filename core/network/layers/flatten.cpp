// Pictures become numbers in a row.
#include <algorithm>

#include "core/network/layer.h"

namespace tani::layer_entries {

namespace {

template <class T>
class Flatten final : public Layer<T> {
  public:
    Flatten(std::span<const double>, Shape shape) {
        this->out = {static_cast<int>(shape.size()), 1, 1};
    }
    void forward(const Pass<T>& pass, const T* x, T* y, T*) const override {
        std::copy_n(x, pass.samples * this->in.size(), y);
    }
    void backward(const Pass<T>& pass, const T*, const T*, const T* dy, T* dx, T*) const override {
        if (dx) std::copy_n(dy, pass.samples * this->in.size(), dx);
    }
};

}  // namespace

LayerEntry flatten() {
    return {.id = "flatten",
            .order = 50,
            .name = {"Flatten", "平坦化"},
            .help = {"Writes a picture's numbers in one row, for a dense layer.",
                     "画像の数値を一列に並べ、全結合層に渡す。"},
            .formula = "y = vec x",
            .pytorch = "torch.nn.Flatten",
            .fit =
                [](std::span<const double>, Shape in) {
                    return Fit{{static_cast<int>(in.size()), 1, 1}, ""};
                },
            .make = make_layer<Flatten>};
}

}  // namespace tani::layer_entries
