// The dense (fully connected, affine) layer.

#include "core/network/layer.h"
#include "core/network/product.h"
#include "core/network/sums.h"

namespace tani::layer_entries {

namespace {

struct At {
    enum : std::size_t { size, bias };
};

template <class T>
class Dense final : public Layer<T> {
  public:
    Dense(std::span<const double> s, Shape shape)
        : inputs_(shape.size()), outputs_(static_cast<std::size_t>(s[At::size])) {
        this->out = {static_cast<int>(outputs_), 1, 1};
        this->windows = {{"weight", {outputs_, inputs_}, WeightKind::weight, inputs_, outputs_}};
        if (s[At::bias] != 0) {
            this->windows.push_back({"bias", {outputs_}, WeightKind::bias, inputs_, outputs_});
        }
    }

    std::size_t memory(std::size_t) const override { return aligned(inputs_ * outputs_); }

    void forward(const Pass<T>& pass, const T* x, T* y, T* memory) const override {
        const T* weights = pass.weights + this->windows[0].offset;
        const T* bias = this->windows.size() > 1 ? pass.weights + this->windows[1].offset : nullptr;
        const std::size_t n = pass.samples;
        if (outputs_ <= few) {
            row_products<T>({n, inputs_, outputs_}, x, weights, y);
            for (std::size_t i = 0; bias && i < n; ++i) {
                for (std::size_t o = 0; o < outputs_; ++o) y[i * outputs_ + o] += bias[o];
            }
            return;
        }
        transpose<T>(weights, outputs_, inputs_, memory);
        const ProductSize size{n, inputs_, outputs_};
        if (bias) {
            product_onto<T>(size, {x, inputs_, 1}, memory, outputs_, bias, y, outputs_);
        } else {
            product<T>(size, {x, inputs_, 1}, memory, outputs_, y, outputs_, Into::fresh);
        }
    }

    void backward(const Pass<T>& pass, const T* x, const T*, const T* dy, T* dx,
                  T* memory) const override {
        const std::size_t n = pass.samples;
        if (pass.gradients) {
            weight_gradient(n, x, dy, pass.gradients + this->windows[0].offset, memory);
            if (this->windows.size() > 1) {
                T* bias = pass.gradients + this->windows[1].offset;
                for (std::size_t i = 0; i < n; ++i) {
                    for (std::size_t o = 0; o < outputs_; ++o) bias[o] += dy[i * outputs_ + o];
                }
            }
        }
        if (!dx) return;
        product<T>({n, outputs_, inputs_}, {dy, outputs_, 1},
                   pass.weights + this->windows[0].offset, inputs_, dx, inputs_, Into::fresh);
    }

  private:
    static constexpr std::size_t few = 4;  ///< columns that leave most of a vector empty

    void weight_gradient(std::size_t n, const T* x, const T* dy, T* gradient, T* memory) const {
        if (inputs_ > few || outputs_ <= few) {
            product<T>({outputs_, n, inputs_}, {dy, 1, outputs_}, x, inputs_, gradient, inputs_,
                       Into::sum);
            return;
        }
        product<T>({inputs_, n, outputs_}, {x, 1, inputs_}, dy, outputs_, memory, outputs_,
                   Into::fresh);
        for (std::size_t o = 0; o < outputs_; ++o) {
            for (std::size_t i = 0; i < inputs_; ++i) {
                gradient[o * inputs_ + i] += memory[i * outputs_ + o];
            }
        }
    }

    std::size_t inputs_, outputs_;
};

Fit fit(std::span<const double> s, Shape in) {
    if (in.picture()) return {{}, "dense wants numbers in a row; put \"flatten\" before it"};
    return {{static_cast<int>(s[At::size]), 1, 1}, ""};
}

}  // namespace

LayerEntry dense() {
    return {.id = "dense",
            .order = 10,
            .name = {"Dense", "全結合層"},
            .help = {"Every output is a weighted sum of all inputs, plus a bias.",
                     "各出力は、すべての入力の重み付き和にバイアスを加えたもの。"},
            .formula = "y = Wx + b",
            .source = "Rosenblatt 1958; Rumelhart, Hinton & Williams 1986",
            .pytorch = "torch.nn.Linear",
            .parameters = {describe::count_of("size", "n", {"outputs", "出力の数"},
                                              {"How many units the layer has.", "層のユニット数。"},
                                              16, 128),
                           describe::with_bias()},
            .fit = fit,
            .make = make_layer<Dense>};
}

}  // namespace tani::layer_entries
