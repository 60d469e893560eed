// One pass through the network: a layer is scaled before what follows it sees its output.
#include "core/network/lsuv.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "core/base/aligned.h"
#include "core/network/network.h"

namespace tani {

namespace {

using Floats = AlignedVector<float>;

/// The variance about the mean.
double variance_of(std::span<const float> numbers) {
    const auto n = static_cast<double>(numbers.size());
    double mean = 0, squares = 0;
    for (const float number : numbers) mean += number;
    mean /= n;
    for (const float number : numbers) squares += (number - mean) * (number - mean);
    return squares / n;
}

/// Divides all of them, or none where the quotients would not be finite: by 0 or by no number.
bool divide(std::span<float> weights, double by) {
    double most = 0;
    for (const float w : weights) most = std::max(most, std::abs(static_cast<double>(w)));
    if (!(most / by < std::numeric_limits<float>::max())) return false;
    for (float& w : weights) w = static_cast<float>(w / by);
    return true;
}

class Scaling {
  public:
    Scaling(const Network<float>& network, const UnitVariance& unit, std::span<float> weights,
            std::size_t samples)
        : unit_(unit), weights_(weights), statistics_(network.statistics()) {
        network.fill_statistics(statistics_);
        pass_.samples = samples;
        pass_.weights = weights.data();
        pass_.statistics = statistics_.data();
    }

    /// What the layers make of x, once they are scaled.
    Floats through(const Sequence<float>& layers, Floats x) {
        for (std::size_t i = 0; i < layers.size(); ++i) x = through(layers[i], x);
        return x;
    }

  private:
    Floats through(const Layer<float>& layer, const Floats& x) {
        if (const auto* block = dynamic_cast<const Residual<float>*>(&layer)) {
            Floats y = through(block->inside(), x);
            for (std::size_t i = 0; i < y.size(); ++i) y[i] += x[i];
            return y;
        }
        Floats y = output(layer, x);
        for (const WeightWindow& window : layer.windows) {
            if (window.kind == WeightKind::weight && scaled_.insert(window.offset).second)
                scale(layer, window, x, y);
        }
        return y;
    }

    void scale(const Layer<float>& layer, const WeightWindow& window, const Floats& x, Floats& y) {
        const std::span<float> own = weights_.subspan(window.offset, window.size());
        for (int k = 0; k < unit_.iterations; ++k) {
            const double variance = variance_of(y);
            if (std::abs(variance - 1) < unit_.tolerance) return;
            if (!divide(own, std::sqrt(variance))) return;
            y = output(layer, x);
        }
    }

    Floats output(const Layer<float>& layer, const Floats& x) {
        Pass<float> pass = pass_;
        pass.training = layer.mixes_samples();
        Floats y(pass.samples * layer.out.size());
        memory_.resize(std::max(memory_.size(), layer.memory(pass.samples)));
        layer.forward(pass, x.data(), y.data(), memory_.data());
        return y;
    }

    UnitVariance unit_;
    std::span<float> weights_;
    Floats statistics_, memory_;
    Pass<float> pass_;
    std::set<std::size_t> scaled_;  ///< offsets
};

}  // namespace

void unit_variance(const Network<float>& network, const UnitVariance& unit,
                   std::span<float> weights, const float* x, std::size_t samples) {
    const std::size_t numbers = samples * network.input().size();
    Scaling(network, unit, weights, samples).through(network.layers(), Floats(x, x + numbers));
}

}  // namespace tani
