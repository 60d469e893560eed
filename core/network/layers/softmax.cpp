// Softmax over the numbers of a sample.
#include <algorithm>

#include "core/network/layer.h"
#include "core/network/scalar.h"

namespace tani::layer_entries {

namespace {

template <class T>
class Softmax final : public Layer<T> {
  public:
    Softmax(std::span<const double>, Shape shape) { this->out = shape; }

    void forward(const Pass<T>& pass, const T* x, T* y, T*) const override {
        const std::size_t n = this->in.size();
        for (std::size_t s = 0; s < pass.samples; ++s, x += n, y += n) {
            const T most = *std::max_element(x, x + n);
            T sum = T(0);
            for (std::size_t i = 0; i < n; ++i) sum += y[i] = scalar::exp(x[i] - most);
            for (std::size_t i = 0; i < n; ++i) y[i] = y[i] / sum;
        }
    }

    void backward(const Pass<T>& pass, const T*, const T* y, const T* dy, T* dx,
                  T*) const override {
        if (!dx) return;
        const std::size_t n = this->in.size();
        for (std::size_t s = 0; s < pass.samples; ++s, y += n, dy += n, dx += n) {
            T sum = T(0);
            for (std::size_t i = 0; i < n; ++i) sum += dy[i] * y[i];
            for (std::size_t i = 0; i < n; ++i) dx[i] = y[i] * (dy[i] - sum);
        }
    }
};

Fit fit(std::span<const double>, Shape in) {
    if (in.picture()) return {{}, "softmax wants numbers in a row; put \"flatten\" before it"};
    return {in, ""};
}

}  // namespace

LayerEntry softmax() {
    return {.id = "softmax",
            .order = 60,
            .name = {"Softmax", "ソフトマックス"},
            .help = {"Positive numbers whose sum is 1: probabilities of classes. At the end of a "
                     "network with the loss cross_entropy both are computed together, without "
                     "rounding to 0.",
                     "和が1の正の数にする。クラスの確率として読む。ネットワークの最後に置いて損失を"
                     "cross_entropyとすると、両者をまとめて計算するので0に丸められない。"},
            .formula = "yᵢ = exp xᵢ / Σⱼ exp xⱼ",
            .source =
                "Bridle 1990, Probabilistic Interpretation of Feedforward Classification Network "
                "Outputs",
            .pytorch = "torch.nn.Softmax",
            .fit = fit,
            .make = make_layer<Softmax>};
}

}  // namespace tani::layer_entries
