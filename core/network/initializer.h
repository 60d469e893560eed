// How weights begin: what an initializer is, and the numbers it draws.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/network/layer.h"

namespace tani {

template <class T>
class Network;

/// Random numbers of one window: the same whatever else is drawn.
class WeightDraws {
  public:
    WeightDraws(std::uint64_t seed, std::size_t window)
        : seed_(seed), first_(static_cast<std::uint64_t>(window) << 32) {}
    /// Uniform in (0, 1).
    double uniform(std::size_t i) const;
    double normal(std::size_t i) const;

  private:
    std::uint64_t seed_, first_;
};

struct InitializerEntry {
    std::string id = {};
    int order = 1000;
    Text name = {};
    Text help = {};
    std::string formula = {};
    std::string source = {};
    std::string pytorch = {};
    std::vector<Parameter> parameters = {};
    /// Fills the numbers of a window, PyTorch's order.
    std::function<void(std::span<const double> settings, const WeightWindow& window,
                       const WeightDraws& draws, std::span<double> out)>
        fill;
    bool fills_biases = false;  ///< otherwise they begin at 0
    /// The standard deviation of a window's weights by the formula, about the mean 0; none where
    /// the formula says none, as of fixed values.
    std::function<double(std::span<const double> settings, const WeightWindow& window)> deviation =
        {};
    /// Of an initializer that looks at data: what it makes of the weights that fill() gave the whole
    /// network. x: samples × inputs.
    std::function<void(const Network<float>& network, std::span<const double> settings,
                       std::span<float> weights, const float* x, std::size_t samples)>
        adapt = {};
};

std::span<const InitializerEntry> initializer_catalogue();
const InitializerEntry* find_initializer(std::string_view id);
std::vector<double> default_settings(const InitializerEntry& entry);

}  // namespace tani
