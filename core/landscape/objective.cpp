#include "core/landscape/objective.h"

#include <algorithm>

#include "core/network/correct.h"

namespace tani {

namespace {

constexpr std::size_t part_samples = 96;  // stay in the processor's cache

}  // namespace

double Objective::value(std::span<const float> weights, std::span<const float> running,
                        AlignedScratch<float>& memory) const {
    const bool recomputed = statistics == Statistics::recomputed && network->mixes_samples();
    const std::size_t at_once = recomputed ? samples : std::min(part_samples, samples);
    memory.resize(std::max(memory.size(), network->memory(at_once)));
    double sum = 0;
    for (std::size_t first = 0; first < samples; first += at_once) {
        const std::size_t count = std::min(at_once, samples - first);
        const Pass<float> pass{.samples = count,
                               .training = recomputed,
                               .weights = weights.data(),
                               // Not updated, so only read.
                               .statistics = const_cast<float*>(running.data()),
                               .first_sample = first};
        const float* inputs = x.data() + first * network->input().size();
        const float* targets = y.data() + first * network->target_size();
        const double loss = network->loss_sum(pass, inputs, targets, memory.data());
        if (height == Height::loss) {
            sum += loss;
            continue;
        }
        const float* out =
            network->layers().place(memory.data(), network->trained_layers() - 1, count).value;
        for (std::size_t i = 0; i < count; ++i) {
            sum += 1 - correct_share(*network, outline.kind, out + i * network->outputs(),
                                     targets + i * network->target_size());
        }
    }
    return sum / (height == Height::loss ? network->loss_count(samples)
                                         : static_cast<double>(samples));
}

}  // namespace tani
