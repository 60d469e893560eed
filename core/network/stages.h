// What a lecture calls a layer: weights with the normalization and the activation that follow them.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/network/network.h"

namespace tani {

/// One of them, in the order in which signals go through. Numbers are Layer::number.
struct Stage {
    std::string name;  ///< of its layer with weights within the network: "0", "3.1"; of the block
    bool sum = false;  ///< the sum that a residual block hands on: no weights of its own
    int window = -1;   ///< its weights in Network::windows(); -1: none
    int preactivation = -1;  ///< the layer whose output the activation is given; -1: none
    /// The layer whose output is handed on; -1 of the last one where nothing but the loss follows.
    int activation = -1;
    const LayerEntry* function = nullptr;  ///< the activation; null: none, as of a linear layer
    std::vector<double> function_settings = {};
    std::size_t fan_in = 0, fan_out = 0;  ///< of its weights
    std::size_t units = 0;                ///< or channels
    bool normalized = false;              ///< between its weights and its activation
};

/// The stages of a network. Pooling, dropout and flattening belong to none.
std::vector<Stage> stages_of(const Network<float>& network);

/// Where the output of a layer and the gradient with respect to it lie in the memory of a pass.
struct LayerNumbers {
    const float *value = nullptr, *gradient = nullptr;
    std::size_t size = 0;  ///< of one sample
};
/// By Layer::number; empty for a layer that the loss computes itself.
std::vector<LayerNumbers> numbers_in(const Network<float>& network, const float* memory,
                                     std::size_t samples);

}  // namespace tani
