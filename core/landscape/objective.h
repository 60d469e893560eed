// A network with data: a function of its weights.
#pragma once
#include <cstddef>
#include <span>

#include "core/base/aligned.h"
#include "core/landscape/choices.h"
#include "core/network/network.h"

namespace tani {

/// Refers to a network and data that outlive it. A value may be asked for from many threads, each
/// with its own memory.
struct Objective {
    const Network<float>* network = nullptr;
    DataOutline outline = {};
    std::span<const float> x, y;  ///< samples × inputs; as the loss wants them
    std::size_t samples = 0;
    Height height = Height::loss;
    Statistics statistics = Statistics::kept;

    /// At flat weights and running statistics, in evaluation mode, but for recomputed statistics.
    double value(std::span<const float> weights, std::span<const float> running,
                 AlignedScratch<float>& memory) const;
};

}  // namespace tani
