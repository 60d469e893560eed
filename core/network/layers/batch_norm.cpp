// Batch normalization. Ioffe & Szegedy 2015, Algorithm 1; the running variance divides by n − 1, as
// in PyTorch.
#include "core/network/normalization.h"

namespace tani::layer_entries {

namespace {

struct At {
    enum : std::size_t { eps, momentum, affine };
};

std::vector<std::size_t> channels(Shape shape) {
    return {static_cast<std::size_t>(shape.channels)};
}

template <class T>
class BatchNorm final : public Normalization<T> {
  public:
    BatchNorm(std::span<const double> s, Shape shape)
        : Normalization<T>(shape, s[At::eps],
                           s[At::affine] != 0 ? channels(shape) : std::vector<std::size_t>{}),
          momentum_(static_cast<T>(s[At::momentum])),
          channels_(static_cast<std::size_t>(shape.channels)),
          places_(shape.size() / channels_) {
        this->statistics = {{"running_mean", channels(shape), WeightKind::shift},
                            {"running_var", channels(shape), WeightKind::scale}};
    }

    bool mixes_samples() const override { return true; }

  protected:
    std::size_t groups(std::size_t) const override { return channels_; }
    Group group(std::size_t g, std::size_t samples) const override {
        return {g * places_, samples, places_, channels_ * places_};
    }
    std::size_t channel(std::size_t i) const override { return i / places_ % channels_; }
    bool measures(const Pass<T>& pass) const override { return pass.training; }

    Moments<T> measured(const Pass<T>& pass, const T* x, const Group& all,
                        std::size_t g) const override {
        T& mean = pass.statistics[this->statistics[0].offset + g];
        T& variance = pass.statistics[this->statistics[1].offset + g];
        using std::sqrt;
        if (!pass.training) return {mean, T(1) / sqrt(variance + this->eps_), variance};
        const Moments<T> found = moments(x, all, this->eps_);
        if (pass.update_statistics) {
            const auto n = static_cast<T>(static_cast<double>(all.size()));
            const T unbiased = n > T(1) ? found.variance * (n / (n - T(1))) : found.variance;
            mean = (T(1) - momentum_) * mean + momentum_ * found.mean;
            variance = (T(1) - momentum_) * variance + momentum_ * unbiased;
        }
        return found;
    }

  private:
    T momentum_;
    std::size_t channels_, places_;
};

}  // namespace

LayerEntry batch_norm() {
    return {
        .id = "batch_norm",
        .order = 80,
        .name = {"Batch normalization", "バッチ正規化"},
        .help = {"Each channel gets mean 0 and deviation 1 over the mini-batch, then a scale and a "
                 "shift that are learned. Afterwards running averages stand for the mini-batch.",
                 "各チャネルをミニバッチ全体で平均0、標準偏差1にし、学習する倍率とずれを加える。"
                 "学習後は移動平均を使う。"},
        .formula = "y = γ(x − μ)/√(σ² + ε) + β",
        .source = "Ioffe & Szegedy 2015",
        .pytorch = "torch.nn.BatchNorm1d, torch.nn.BatchNorm2d",
        .parameters = {describe::epsilon(1e-5),
                       {.id = "momentum",
                        .symbol = "m",
                        .name = {"momentum", "移動平均の更新率"},
                        .help = {"The share of the new mini-batch in the running averages.",
                                 "移動平均に入れる新しいミニバッチの割合。"},
                        .standard = 0.1,
                        .bounds = {.least = 0, .most = 1},
                        .slider_from = 0,
                        .slider_to = 1},
                       describe::affine(true)},
        .normalization = true,
        .make = make_layer<BatchNorm>};
}

}  // namespace tani::layer_entries
