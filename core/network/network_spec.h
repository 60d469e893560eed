// A network as an experiment says it: small comparable values. What they mean is in layer.h, loss.h
// and initializer.h.
#pragma once
#include <string>
#include <vector>

namespace tani {

/// An entry of a catalogue with a number for each of its parameters.
struct Chosen {
    std::string name;
    std::vector<double> settings;
    bool operator==(const Chosen&) const = default;
};

/// One item of a torch.nn.Sequential. Repetitions are written out.
struct LayerSpec {
    std::string name;  ///< id of a layer or an activation
    std::vector<double> settings = {};
    std::vector<LayerSpec> inside = {};  ///< of a residual block
    /// In the same list, the item whose weights this one uses; -1: its own.
    int shares = -1;
    bool operator==(const LayerSpec&) const = default;
};

/// Added to the loss: l1·Σ|w| + l2·Σw², over weights; over biases too where it says so. Scales and
/// shifts of normalizations are left alone.
struct Penalty {
    double l1 = 0, l2 = 0;
    bool biases = false;
    bool operator==(const Penalty&) const = default;
};

/// Weights set by hand at the start.
struct GivenWeights {
    std::string name;             ///< PyTorch's: "0.weight"
    std::vector<double> numbers;  ///< in the order of the array, row by row
    bool operator==(const GivenWeights&) const = default;
};

struct NetworkSpec {
    std::vector<LayerSpec> layers;
    Chosen loss, initializer;
    Chosen bias_initializer;  ///< name empty: the initializer's own choice
    Penalty penalty = {};
    std::vector<GivenWeights> weights = {};
    bool operator==(const NetworkSpec&) const = default;
};

}  // namespace tani
