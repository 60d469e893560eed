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
    /// All of a window from U(±bound): out[i] is made from uniform(i).
    void uniforms(double bound, std::span<double> out) const;
    /// All of a window from N(0, deviation²): out[i] is made from normal(i).
    void normals(double deviation, std::span<double> out) const;

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
        fill = {};
    bool fills_biases = false;  ///< otherwise they begin at 0
    /// The standard deviation of a window's weights by the formula, about the mean 0; none where
    /// the formula says none, as of fixed values.
    std::function<double(std::span<const double> settings, const WeightWindow& window)> deviation =
        {};
    /// Of an initializer that looks at data: what it makes of the weights that fill() gave the
    /// whole network. x: samples × inputs.
    std::function<void(const Network<float>& network, std::span<const double> settings,
                       std::span<float> weights, const float* x, std::size_t samples)>
        adapt = {};
};

std::span<const InitializerEntry> initializer_catalogue();
const InitializerEntry* find_initializer(std::string_view id);
std::vector<double> default_settings(const InitializerEntry& entry);

/// A matrix or filters rather than biases, which have one number for each output.
inline bool is_matrix(const WeightWindow& window) { return window.shape.size() > 1; }
/// Numbers between an output and an input: 1 in a dense layer, k² in a convolution.
std::size_t kernel_size(const WeightWindow& window);
/// Of a matrix or of filters: where the weight from an input to an output stands, in the middle of
/// the kernel.
std::size_t centre_of(const WeightWindow& window, std::size_t output, std::size_t input);
/// The n of the formulas.
double fan_of(const WeightWindow& window, bool fan_out = false);

/// A deviation or a bound by the formula.
using SpreadFormula = double (*)(std::span<const double> settings, const WeightWindow& window);
/// The entry, with independent numbers from N(0, deviation²).
InitializerEntry drawing_normal(SpreadFormula deviation, InitializerEntry entry);
/// The entry, with independent numbers from U(±bound).
InitializerEntry drawing_uniform(SpreadFormula bound, InitializerEntry entry);

namespace describe {
Parameter gain(double standard);
/// Whether n counts the outgoing connections.
Parameter by_fan_out();
Parameter deviation(double standard);
}  // namespace describe

}  // namespace tani
