// A layer of a network: what it is (LayerEntry), and one that computes (Layer). Activations are
// layers without weights.
//
// Numbers of a mini-batch stand sample after sample, a picture channel by channel and row by row.
// All weights of a network are in one flat vector; a layer knows its windows into it and holds
// none.
#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/dual.h"
#include "core/base/parameter.h"
#include "core/base/text.h"
#include "core/dataset/dataset.h"

namespace tani {

/// What the numbers of a window are, which says how they begin and whether a penalty counts them.
enum class WeightKind { weight, bias, scale, shift };

/// A window into the flat vector: one array of PyTorch's state_dict.
struct WeightWindow {
    std::string name;                ///< "weight"; within a network "0.weight"
    std::vector<std::size_t> shape;  ///< PyTorch's: (outputs, inputs), (channels, inputs, k, k)
    WeightKind kind = WeightKind::weight;
    std::size_t fan_in = 1, fan_out = 1;
    std::size_t offset = 0;  ///< a multiple of 64 bytes in float
    bool first = false;      ///< the first one of the kind `weight` in its network
    std::size_t size() const {
        std::size_t all = 1;
        for (const std::size_t n : shape) all *= n;
        return all;
    }
};

/// What a forward or backward pass through a layer has at hand besides the numbers themselves.
template <class T>
struct Pass {
    std::size_t samples = 0;
    bool training = false;       ///< dropout drops, batch normalization uses the batch's statistics
    const T* weights = nullptr;  ///< the flat vector
    T* gradients = nullptr;      ///< likewise; a backward pass adds to it
    T* statistics = nullptr;     ///< running means and variances, flat
    bool update_statistics = false;  ///< of a training pass that is followed by an update
    // What dropout draws from: the same for the same update, whatever the parts of the mini-batch.
    std::uint64_t seed = 0;
    long step = 0;
    std::size_t first_sample = 0;  ///< of this part, within its mini-batch
};

template <class T>
class Layer {
  public:
    virtual ~Layer() = default;
    Shape in, out;
    std::vector<WeightWindow> windows = {};
    std::vector<WeightWindow> statistics = {};  ///< buffers that are not trained, likewise
    int number = 0;                             ///< within the network, for random streams

    /// Numbers kept from the forward to the backward pass, and scratch.
    virtual std::size_t memory(std::size_t /*samples*/) const { return 0; }
    /// The samples of a mini-batch cannot be computed in parts.
    virtual bool mixes_samples() const { return false; }
    virtual void forward(const Pass<T>& pass, const T* x, T* y, T* memory) const = 0;
    /// From dL/dy to dL/dx, which is null where nobody needs it, and to the weights' gradients.
    virtual void backward(const Pass<T>& pass, const T* x, const T* y, const T* dy, T* dx,
                          T* memory) const = 0;
    /// All layers, this one first, a residual block's own among them.
    virtual void visit(const std::function<void(Layer<T>&, const std::string& prefix)>& see,
                       const std::string& prefix) {
        see(*this, prefix);
    }
};

/// A layer that can be computed in float, in double for tests, and with derivatives along a
/// direction.
struct LayerMaker {
    template <class T>
    using Make = std::unique_ptr<Layer<T>> (*)(std::span<const double> settings, Shape in);
    Make<float> in_float = nullptr;
    Make<double> in_double = nullptr;
    Make<Dual> in_dual = nullptr;

    template <class T>
    std::unique_ptr<Layer<T>> make(std::span<const double> settings, Shape in) const;
};

template <>
inline std::unique_ptr<Layer<float>> LayerMaker::make<float>(std::span<const double> settings,
                                                             Shape in) const {
    return in_float(settings, in);
}
template <>
inline std::unique_ptr<Layer<double>> LayerMaker::make<double>(std::span<const double> settings,
                                                               Shape in) const {
    return in_double(settings, in);
}

template <>
inline std::unique_ptr<Layer<Dual>> LayerMaker::make<Dual>(std::span<const double> settings,
                                                           Shape in) const {
    return in_dual(settings, in);
}

template <template <class> class L, class T>
std::unique_ptr<Layer<T>> one_layer(std::span<const double> settings, Shape in) {
    auto layer = std::make_unique<L<T>>(settings, in);
    layer->in = in;
    return layer;
}

/// LayerEntry::make of a class L<T>(settings, shape of the input) that sets `out` and its windows.
template <template <class> class L>
inline constexpr LayerMaker make_layer{&one_layer<L, float>, &one_layer<L, double>,
                                       &one_layer<L, Dual>};

/// What a layer makes of an input of this shape, or why it cannot.
struct Fit {
    Shape out;
    std::string wrong;  ///< empty: it fits
};

/// One entry of the catalogues: `layers/<id>.cpp` and `activations/<id>.cpp` define
/// `LayerEntry <id>()`.
struct LayerEntry {
    std::string id = {};
    int order = 1000;
    Text name = {};
    Text help = {};
    std::string formula = {};  ///< "y = Wx + b"
    std::string source = {};
    std::string pytorch = {};  ///< "torch.nn.Linear", or empty
    /// The first may stand for itself: `{ dense = 64 }`.
    std::vector<Parameter> parameters = {};
    bool activation = false;
    bool normalization = false;
    bool container = false;  ///< holds layers of its own (residual)
    /// Of an activation: the values it comes close to on both sides; infinite where it does not.
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
    std::function<Fit(std::span<const double> settings, Shape in)> fit =
        {};  ///< none: any, unchanged
    LayerMaker make = {};
    /// Of an activation: its value and its slope at x.
    std::function<double(std::span<const double> settings, double x)> value = {}, slope = {};
};

/// Layers and activations, each in the order they are taught. Built once.
std::span<const LayerEntry> layer_catalogue();
std::span<const LayerEntry> activation_catalogue();
/// In either catalogue.
const LayerEntry* find_layer(std::string_view id);
std::vector<double> default_settings(const LayerEntry& entry);
/// What the entry makes of the input.
Fit fit(const LayerEntry& entry, std::span<const double> settings, Shape in);

namespace describe {
/// How many of something a layer has: outputs, channels.
Parameter count_of(std::string id, std::string symbol, Text name, Text help, double standard,
                   double slider_to);
Parameter with_bias();
/// Whether a normalization has a scale and a shift for each channel.
Parameter affine(bool standard);
Parameter epsilon(double standard);
Parameter kernel(double standard);
Parameter stride(double standard, Text help);
}  // namespace describe

}  // namespace tani
