// A network: layers in a row, a loss, and the map of the one flat vector that holds all weights. It
// holds no weights itself, so that a copy, an interpolation and a slice are vector algebra.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/aligned.h"
#include "core/dataset/dataset.h"
#include "core/network/loss.h"
#include "core/network/network_spec.h"
#include "core/network/sequence.h"

namespace tani {

/// Why outputs of this shape cannot be compared with targets of these data; empty where they can.
std::string misfit(const LossEntry& loss, Shape output, const DataOutline& data);

template <class T>
class Network {
  public:
    /// Throws Error where a layer does not fit what comes before it, or the last one the data.
    Network(const NetworkSpec& spec, const DataOutline& data);

    const NetworkSpec& spec() const { return spec_; }
    const Sequence<T>& layers() const { return layers_; }
    Shape input() const { return input_; }
    std::size_t outputs() const { return outputs_; }
    const LossEntry& loss() const { return *loss_entry_; }
    /// Numbers of the flat vector, with unused ones between the windows, and of the statistics.
    std::size_t weights() const { return weights_; }
    std::size_t statistics() const { return statistics_; }
    /// With PyTorch's names: "0.weight". Windows that layers share are there once.
    std::span<const WeightWindow> windows() const { return windows_; }
    std::span<const WeightWindow> statistics_windows() const { return statistics_windows_; }
    /// How many of the weights are trained, without the unused numbers.
    std::size_t trained() const;
    bool mixes_samples() const { return layers_.mixes_samples(); }

    /// The start: drawn from the seed, the same in float and double to rounding, or given by hand.
    void fill_weights(std::uint64_t seed, std::span<T> weights) const;
    /// The same for data: an initializer that looks at them is shown so many samples. Weights given
    /// by hand are its to change, too.
    void fill_weights(std::uint64_t seed, std::span<T> weights, const T* x,
                      std::size_t samples) const;
    void fill_statistics(std::span<T> statistics) const;
    /// Data's targets as the loss wants them: samples × target_size().
    AlignedVector<T> targets(const Dataset& data) const;
    std::size_t target_size() const { return loss_entry_->wanted == Wanted::index ? 1 : outputs_; }

    /// Numbers of memory that a pass over so many samples needs.
    std::size_t memory(std::size_t samples) const { return layers_.memory(samples); }
    /// What the network says: samples × outputs, within the memory.
    const T* predict(const Pass<T>& pass, const T* x, T* memory) const {
        return layers_.forward(pass, x, memory, layers_.size());
    }
    /// The sum of the loss over the samples, without penalty, divided by loss_count(all samples)
    /// where it is to be a mean. Evaluates what the pass says: in training mode or not.
    double loss_sum(const Pass<T>& pass, const T* x, const T* y, T* memory) const;
    /// The same, with the gradient of the mean over `all` samples added to pass.gradients.
    /// Afterwards the memory holds every layer's output and the gradient with respect to it.
    double backpropagate(const Pass<T>& pass, const T* x, const T* y, std::size_t all,
                         T* memory) const;
    /// What a sum over so many samples is divided by.
    double loss_count(std::size_t samples) const {
        return static_cast<double>(samples * (loss_entry_->over_outputs ? outputs_ : 1));
    }
    /// l1·Σ|w| + l2·Σw², and its gradient added to `gradients` where that is not empty.
    double penalty(std::span<const T> weights, std::span<T> gradients) const;

    /// Layers up to the loss: a last activation that the loss computes with it is left out.
    std::size_t trained_layers() const { return trained_layers_; }

  private:
    Sequence<T> build(std::span<const LayerSpec> layers, Shape& shape, const std::string& path);
    void place_windows();
    void set_given(std::span<T> weights) const;

    NetworkSpec spec_;
    Shape input_;
    Sequence<T> layers_;
    const LossEntry* loss_entry_ = nullptr;
    std::unique_ptr<Loss<T>> loss_;
    std::size_t outputs_ = 0, weights_ = 0, statistics_ = 0, trained_layers_ = 0;
    std::vector<WeightWindow> windows_, statistics_windows_;
    /// Of a layer that uses another one's weights.
    std::vector<std::pair<Layer<T>*, const Layer<T>*>> shares_;
};

extern template class Network<float>;
extern template class Network<double>;
extern template class Network<Dual>;

}  // namespace tani
