// Layer normalization. Ba, Kiros & Hinton 2016.
#include "core/network/normalization.h"

namespace tani::layer_entries {

namespace {

struct At {
    enum : std::size_t { eps, affine };
};

std::vector<std::size_t> numbers(Shape shape) {
    const auto c = static_cast<std::size_t>(shape.channels);
    if (!shape.picture()) return {c};
    return {c, static_cast<std::size_t>(shape.height), static_cast<std::size_t>(shape.width)};
}

template <class T>
class LayerNorm final : public Normalization<T> {
  public:
    LayerNorm(std::span<const double> s, Shape shape)
        : Normalization<T>(shape, s[At::eps],
                           s[At::affine] != 0 ? numbers(shape) : std::vector<std::size_t>{}),
          size_(shape.size()) {}

  protected:
    std::size_t groups(std::size_t samples) const override { return samples; }
    Group group(std::size_t g, std::size_t) const override { return {g * size_, 1, size_, 0}; }
    std::size_t channel(std::size_t i) const override { return i % size_; }

  private:
    std::size_t size_;
};

}  // namespace

LayerEntry layer_norm() {
    return {
        .id = "layer_norm",
        .order = 90,
        .name = {"Layer normalization", "レイヤー正規化"},
        .help = {"All numbers of one sample get mean 0 and deviation 1: no mini-batch is needed.",
                 "1つのデータの全数値を平均0、標準偏差1にする。ミニバッチの大きさによらない。"},
        .formula = "y = γ(x − μ)/√(σ² + ε) + β",
        .source = "Ba, Kiros & Hinton 2016",
        .pytorch = "torch.nn.LayerNorm",
        .parameters = {describe::epsilon(1e-5), describe::affine(true)},
        .normalization = true,
        .make = make_layer<LayerNorm>};
}

}  // namespace tani::layer_entries
