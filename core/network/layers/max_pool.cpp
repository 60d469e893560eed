// Max pooling.
#include "core/network/pool.h"

namespace tani::layer_entries {

namespace {

template <class T>
struct Largest {
    /// Where the largest number of a window stands; the first of equals, as in PyTorch.
    static int place(const T* x, int kernel, int row) {
        int best = 0;
        for (int i = 0; i < kernel; ++i) {
            for (int j = 0; j < kernel; ++j) {
                if (x[i * row + j] > x[best]) best = i * row + j;
            }
        }
        return best;
    }
    static T value(const T* x, int kernel, int row) { return x[place(x, kernel, row)]; }
    static void spread(const T* x, T dy, T* dx, int kernel, int row) {
        dx[place(x, kernel, row)] += dy;
    }
};

}  // namespace

LayerEntry max_pool() {
    return {
        .id = "max_pool",
        .order = 30,
        .name = {"Max pooling", "最大プーリング"},
        .help =
            {"The largest number of each window: the picture shrinks, small shifts matter less.",
             "各窓の最大値をとる。画像は小さくなり、わずかな位置のずれに強くなる。"},
        .formula = "yᵢⱼ = max x(si + a, sj + b),  0 ≤ a, b < k",
        .source =
            "Scherer, Müller & Behnke 2010, Evaluation of Pooling Operations in Convolutional "
            "Architectures",
        .pytorch = "torch.nn.MaxPool2d",
        .parameters = {describe::kernel(2),
                       describe::stride(0, {"Steps from window to window; 0 is the window's size.",
                                            "窓を動かす間隔。0なら窓の大きさと同じ。"})},
        .fit = fit_pool,
        .make = make_layer<Pooled<Largest>::template Of>};
}

}  // namespace tani::layer_entries
