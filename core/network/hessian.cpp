#include "core/network/hessian.h"

#include <algorithm>

namespace tani {

namespace {

constexpr std::size_t part_samples = 128;  // of a batch that can be computed in parts

}  // namespace

void HessianProduct::operator()(const HessianBatch& batch, std::span<const float> w,
                                std::span<const double> v, std::span<double> out,
                                const ParallelFor& parallel) {
    weights_.resize(w.size());
    for (std::size_t i = 0; i < w.size(); ++i) weights_[i] = Dual(static_cast<double>(w[i]), v[i]);
    statistics_.assign(batch.statistics.begin(), batch.statistics.end());
    const std::size_t all = batch.samples;
    const std::size_t count =
        network_->mixes_samples() ? 1 : (all + part_samples - 1) / part_samples;
    parts_.resize(std::max(count, parts_.size()));
    const std::size_t inputs = network_->input().size(), targets = network_->target_size();
    run_jobs(parallel, static_cast<int>(count), [&](int index) {
        const auto p = static_cast<std::size_t>(index);
        const std::size_t first = all * p / count, samples = all * (p + 1) / count - first;
        Part& part = parts_[p];
        part.gradient.assign(w.size(), Dual());
        part.memory.resize(std::max(part.memory.size(), network_->memory(samples)));
        part.x.assign(batch.x + first * inputs, batch.x + (first + samples) * inputs);
        part.y.assign(batch.y + first * targets, batch.y + (first + samples) * targets);
        network_->backpropagate({.samples = samples,
                                 .training = batch.training,
                                 .weights = weights_.data(),
                                 .gradients = part.gradient.data(),
                                 .statistics = statistics_.data(),
                                 .seed = batch.seed,
                                 .step = batch.step,
                                 .first_sample = first},
                                part.x.data(), part.y.data(), all, part.memory.data());
    });
    network_->penalty(weights_, parts_.front().gradient);
    for (std::size_t i = 0; i < out.size(); ++i) {
        double sum = 0;
        for (std::size_t p = 0; p < count; ++p) sum += parts_[p].gradient[i].slope;
        out[i] = sum;
    }
}

}  // namespace tani
