// Dropout. Srivastava et al. 2014; scaled while training, as in PyTorch.
#include <algorithm>

#include "core/base/random.h"
#include "core/network/layer.h"
#include "core/network/sums.h"

namespace tani::layer_entries {

namespace {

template <class T>
class Dropout final : public Layer<T> {
  public:
    Dropout(std::span<const double> s, Shape shape) : share_(s[0]) { this->out = shape; }

    std::size_t memory(std::size_t samples) const override {
        return aligned(samples * this->in.size());
    }

    void forward(const Pass<T>& pass, const T* x, T* y, T* kept) const override {
        const std::size_t n = pass.samples * this->in.size();
        if (!pass.training) {
            std::copy_n(x, n, y);
            return;
        }
        draw(pass, n, kept);
        for (std::size_t i = 0; i < n; ++i) y[i] = x[i] * kept[i];
    }

    void backward(const Pass<T>& pass, const T*, const T*, const T* dy, T* dx,
                  T* kept) const override {
        if (!dx) return;
        const std::size_t n = pass.samples * this->in.size();
        for (std::size_t i = 0; i < n; ++i) dx[i] = pass.training ? dy[i] * kept[i] : dy[i];
    }

  private:
    /// What each number is multiplied by: 0, or 1/(1 − p).
    void draw(const Pass<T>& pass, std::size_t n, T* kept) const {
        const auto least = static_cast<std::uint64_t>(share_ * 0x1p32);
        const T scale = share_ < 1 ? static_cast<T>(1 / (1 - share_)) : T(0);
        const std::array<std::uint32_t, 2> key = {static_cast<std::uint32_t>(pass.seed),
                                                  static_cast<std::uint32_t>(pass.seed >> 32)};
        const auto layer = static_cast<std::uint32_t>(this->number);
        const std::size_t first = pass.first_sample * this->in.size();
        std::array<std::uint32_t, 4> bits{};
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t at = first + i;
            if (i == 0 || at % 4 == 0) {
                bits = philox(
                    {static_cast<std::uint32_t>(at / 4), static_cast<std::uint32_t>(pass.step),
                     static_cast<std::uint32_t>(Stream::dropout), layer},
                    key);
            }
            kept[i] = bits[at % 4] >= least ? scale : T(0);
        }
    }

    double share_;
};

}  // namespace

LayerEntry dropout() {
    return {.id = "dropout",
            .order = 70,
            .name = {"Dropout", "ドロップアウト"},
            .help = {"While training, each number is dropped with this probability and the others "
                     "are scaled up; afterwards nothing is dropped.",
                     "学習中は各数値をこの確率で0にし、残りを拡大する。学習後はそのまま通す。"},
            .formula = "y = x·m/(1 − p),  m ~ Bernoulli(1 − p)",
            .source = "Srivastava et al. 2014",
            .pytorch = "torch.nn.Dropout",
            .parameters = {{.id = "p",
                            .symbol = "p",
                            .name = {"share dropped", "落とす割合"},
                            .help = {"The probability that a number is dropped.",
                                     "数値を0にする確率。"},
                            .standard = 0.5,
                            .bounds = {.least = 0, .most = 1},
                            .slider_from = 0,
                            .slider_to = 0.9}},
            .make = make_layer<Dropout>};
}

}  // namespace tani::layer_entries
