// Scaling a network's weights, layer after layer, until what each layer says has the variance 1.
// Mishkin & Matas 2016, All you need is a good init, Algorithm 1.
#pragma once
#include <cstddef>
#include <span>

namespace tani {

template <class T>
class Network;

struct UnitVariance {
    double tolerance = 0.1;
    int iterations = 10;  ///< at most, for each layer
};

/// Divides the weights of every layer, those in residual blocks too, by the deviation of its output
/// over samples and units, biases included. x: samples × inputs. Batch normalization takes the
/// samples' own statistics and nothing is dropped. Left as they are: shared weights at their second
/// use, and a layer whose output is constant or not finite.
void unit_variance(const Network<float>& network, const UnitVariance& unit,
                   std::span<float> weights, const float* x, std::size_t samples);

}  // namespace tani
