// Cross-entropy of several classes, of what goes into a softmax: log Σ exp zⱼ − z of the class.
#include <algorithm>
#include <cmath>

#include "core/network/loss.h"
#include "core/network/scalar.h"

namespace tani::loss_entries {

namespace {

template <class T>
struct CrossEntropy {
    static constexpr Wanted wanted = Wanted::index;
    explicit CrossEntropy(std::span<const double>) {}

    T value(std::size_t n, const T* out, const T* y) const {
        const T* const most = std::max_element(out, out + n);
        T rest = T(0);
        for (std::size_t i = 0; i < n; ++i) {
            if (out + i != most) rest += scalar::exp(out[i] - *most);
        }
        return of_rest(rest) + (*most - out[truth(y)]);
    }

    T gradient(std::size_t n, T factor, const T* out, const T* y, T* d) const {
        const T* const most = std::max_element(out, out + n);
        T rest = T(0);
        for (std::size_t i = 0; i < n; ++i) {
            d[i] = scalar::exp(out[i] - *most);
            if (out + i != most) rest += d[i];
        }
        for (std::size_t i = 0; i < n; ++i) d[i] = factor * (d[i] / (T(1) + rest));
        d[truth(y)] -= factor;
        return of_rest(rest) + (*most - out[truth(y)]);
    }

  private:
    /// log Σ exp zⱼ less the largest zⱼ, exact also where the others are next to nothing.
    static T of_rest(T rest) {
        using std::log1p;
        return log1p(rest);
    }
    static std::size_t truth(const T* y) {
        return static_cast<std::size_t>(static_cast<double>(y[0]));
    }
};

}  // namespace

LossEntry cross_entropy() {
    return loss_of<CrossEntropy>(
        {.id = "cross_entropy",
         .order = 50,
         .name = {"Cross-entropy", "交差エントロピー"},
         .help =
             {"The surprise at the true class. With a softmax at the end of the network both are "
              "computed together; without one the outputs are taken as what would go into it, as "
              "in PyTorch.",
              "正解のクラスの意外さ。最後がソフトマックスなら両者をまとめて計算し、なければPyTorch"
              "と同じく出力をソフトマックスに入れる前の値とみなす。"},
         .formula = "L = −mean log p(class),  p = softmax(z)",
         .source = "Bridle 1990; Bishop 2006, eq. (4.108)",
         .pytorch = "torch.nn.CrossEntropyLoss",
         .over_outputs = false,
         .fuses = "softmax",
         .suits = [](TargetKind kind) { return kind == TargetKind::classes; }});
}

}  // namespace tani::loss_entries
