// Average pooling.
#include "core/network/pool.h"

namespace tani::layer_entries {

namespace {

template <class T>
struct Mean {
    static T value(const T* x, int kernel, int row) {
        T sum = T(0);
        for (int i = 0; i < kernel; ++i) {
            for (int j = 0; j < kernel; ++j) sum += x[i * row + j];
        }
        return sum / static_cast<T>(kernel * kernel);
    }
    static void spread(const T*, T dy, T* dx, int kernel, int row) {
        const T share = dy / static_cast<T>(kernel * kernel);
        for (int i = 0; i < kernel; ++i) {
            for (int j = 0; j < kernel; ++j) dx[i * row + j] += share;
        }
    }
};

}  // namespace

LayerEntry average_pool() {
    return {
        .id = "average_pool",
        .order = 40,
        .name = {"Average pooling", "平均プーリング"},
        .help = {"The mean of each window.", "各窓の平均をとる。"},
        .formula = "yᵢⱼ = Σ x(si + a, sj + b)/k²,  0 ≤ a, b < k",
        .source =
            "LeCun et al. 1990, Handwritten Digit Recognition with a Back-Propagation Network",
        .pytorch = "torch.nn.AvgPool2d",
        .parameters = {describe::kernel(2),
                       describe::stride(0, {"Steps from window to window; 0 is the window's size.",
                                            "窓を動かす間隔。0なら窓の大きさと同じ。"})},
        .fit = fit_pool,
        .make = make_layer<Pooled<Mean>::template Of>};
}

}  // namespace tani::layer_entries
