// Instance normalization. Ulyanov, Vedaldi & Lempitsky 2016.
#include "core/network/normalization.h"

namespace tani::layer_entries {

namespace {

struct At {
    enum : std::size_t { eps, affine };
};

template <class T>
class InstanceNorm final : public Normalization<T> {
  public:
    InstanceNorm(std::span<const double> s, Shape shape)
        : Normalization<T>(shape, s[At::eps],
                           s[At::affine] != 0
                               ? std::vector{static_cast<std::size_t>(shape.channels)}
                               : std::vector<std::size_t>{}),
          channels_(static_cast<std::size_t>(shape.channels)),
          places_(shape.size() / channels_) {}

  protected:
    std::size_t groups(std::size_t samples) const override { return samples * channels_; }
    Group group(std::size_t g, std::size_t) const override { return {g * places_, 1, places_, 0}; }
    std::size_t channel(std::size_t i) const override { return i / places_ % channels_; }

  private:
    std::size_t channels_, places_;
};

Fit fit(std::span<const double>, Shape in) {
    if (!in.picture()) {
        return {{}, "instance_norm wants pictures: a channel of a single number has no deviation"};
    }
    return {in, ""};
}

}  // namespace

LayerEntry instance_norm() {
    return {
        .id = "instance_norm",
        .order = 100,
        .name = {"Instance normalization", "インスタンス正規化"},
        .help =
            {"Each channel of each picture gets mean 0 and deviation 1: batch normalization "
             "with a mini-batch of one.",
             "画像ごと、チャネルごとに平均0、標準偏差1にする。バッチサイズ1のバッチ正規化と同じ。"},
        .formula = "y = (x − μ)/√(σ² + ε)",
        .source = "Ulyanov, Vedaldi & Lempitsky 2016",
        .pytorch = "torch.nn.InstanceNorm2d",
        .parameters = {describe::epsilon(1e-5), describe::affine(false)},
        .normalization = true,
        .fit = fit,
        .make = make_layer<InstanceNorm>};
}

}  // namespace tani::layer_entries
