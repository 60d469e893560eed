#include "core/recording/curvature.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/landscape/directions.h"

namespace tani {

Sharpness::Sharpness(const TrainingSetup& setup, std::uint64_t seed)
    : setup_(setup), hessian_(setup.slopes) {
    const AlignedVector<float> random = random_direction(setup.network, seed, 2);
    start_.assign(random.begin(), random.end());
}

MatrixProduct Sharpness::product_at(const TrainedState& state, const ParallelFor& parallel) {
    const Dataset& data = setup_.data.train;
    const HessianBatch batch{.x = data.x.data(),
                             .y = setup_.train_y.data(),
                             .samples = static_cast<std::size_t>(data.outline.samples),
                             .statistics = state.statistics,
                             .training = setup_.network.mixes_samples()};
    return [this, batch, &state, &parallel](std::span<const double> v, std::span<double> out) {
        hessian_(batch, state.weights, v, out, parallel);
    };
}

double Sharpness::at(const TrainedState& state) {
    const auto found = largest_eigenpairs(product_at(state, {}), start_,
                                          {.count = 1, .tolerance = 1e-3, .most_products = 60});
    if (found.empty()) return std::numeric_limits<double>::quiet_NaN();
    // A little of everything, so that a direction that grows later is found.
    const AlignedVector<float> random =
        random_direction(setup_.network, static_cast<std::uint64_t>(state.step), 3);
    const double some = 0.1 / std::sqrt(static_cast<double>(setup_.network.trained()));
    start_ = found.front().vector;
    for (std::size_t i = 0; i < start_.size(); ++i)
        start_[i] += some * static_cast<double>(random[i]);
    return found.front().value;
}

std::vector<Eigenpair> Sharpness::pairs(const TrainedState& state, std::size_t count,
                                        const ParallelFor& parallel) {
    return largest_eigenpairs(product_at(state, parallel), start_,
                              {.count = count, .tolerance = 1e-6, .most_products = 300});
}

AlignedVector<float> gradient_of(const TrainingSetup& setup, const TrainedState& state) {
    const Network<float>& network = setup.network;
    const Dataset& data = setup.data.train;
    const auto all = static_cast<std::size_t>(data.outline.samples);
    constexpr std::size_t part_samples = 256;
    const std::size_t at_once = network.mixes_samples() ? all : std::min(part_samples, all);
    AlignedScratch<float> memory(network.memory(at_once));
    AlignedVector<float> gradient(network.weights());
    for (std::size_t first = 0; first < all; first += at_once) {
        const Pass<float> pass{.samples = std::min(at_once, all - first),
                               .training = network.mixes_samples(),
                               .weights = state.weights.data(),
                               .gradients = gradient.data(),
                               // Not updated, so only read.
                               .statistics = const_cast<float*>(state.statistics.data()),
                               .first_sample = first};
        network.backpropagate(pass, data.x.data() + first * network.input().size(),
                              setup.train_y.data() + first * network.target_size(), all,
                              memory.data());
    }
    network.penalty(state.weights, gradient);
    return gradient;
}

}  // namespace tani
