// Building a network from its description, its start, and passes through all of it.
#include "core/network/network.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/network/initializer.h"

namespace tani {

std::string misfit(const LossEntry& loss, Shape output, const DataOutline& data) {
    if (output.picture()) {
        return "the last layer's output is a picture; expected numbers in a row (put \"flatten\" "
               "and a "
               "dense layer at the end)";
    }
    if (loss.suits && !loss.suits(data.kind)) {
        return fmt::format(
            "the loss {} is for {}; these data have {}", loss.id,
            loss.wanted == Wanted::index ? "one class of several" : "classes or labels",
            data.kind == TargetKind::numbers  ? "numbers as targets"
            : data.kind == TargetKind::labels ? "several labels at once"
                                              : "classes");
    }
    const int outputs = output.channels;
    if (data.kind != TargetKind::classes) {
        if (outputs == data.targets) return "";
        return fmt::format("the network has {} outputs; the data have {} targets", outputs,
                           data.targets);
    }
    if (outputs == data.classes ||
        (outputs == 1 && data.classes == 2 && loss.wanted == Wanted::numbers)) {
        return "";
    }
    return fmt::format(
        "the network has {} outputs; the data have {} classes{}", outputs, data.classes,
        data.classes == 2 && loss.wanted == Wanted::numbers ? ", for which 1 or 2 outputs do" : "");
}

template <class T>
Sequence<T> Network<T>::build(std::span<const LayerSpec> layers, Shape& shape,
                              const std::string& path) {
    Sequence<T> sequence;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const LayerSpec& spec = layers[i];
        const std::string here = fmt::format("{}.{}", path, i);
        const LayerEntry* entry = find_layer(spec.name);
        if (!entry) throw Error(fmt::format("{}: no such layer: {}", here, spec.name));
        if (entry->container) {
            Shape inner = shape;
            Sequence<T> inside = build(spec.inside, inner, here);
            if (inner != shape || inside.size() == 0) {
                throw Error(here + ": what is inside a residual block must keep the shape");
            }
            sequence.add(std::make_unique<Residual<T>>(std::move(inside), shape));
            continue;
        }
        const Fit result = fit(*entry, spec.settings, shape);
        if (!result.wrong.empty()) throw Error(here + ": " + result.wrong);
        sequence.add(entry->make.template make<T>(spec.settings, shape));
        if (spec.shares >= 0) {
            const Layer<T>& owner = sequence[static_cast<std::size_t>(spec.shares)];
            shares_.emplace_back(&sequence[i], &owner);
        }
        shape = sequence[i].out;
    }
    return sequence;
}

template <class T>
Network<T>::Network(const NetworkSpec& spec, const DataOutline& data)
    : spec_(spec), input_(data.input) {
    Shape shape = input_;
    layers_ = build(spec_.layers, shape, "layers");
    loss_entry_ = find_loss(spec_.loss.name);
    if (!loss_entry_) throw Error("no such loss: " + spec_.loss.name);
    if (layers_.size() == 0) throw Error("a network without layers");
    if (const std::string wrong = misfit(*loss_entry_, shape, data); !wrong.empty())
        throw Error(wrong);
    outputs_ = shape.size();
    if constexpr (std::is_same_v<T, float>) {
        loss_ = loss_entry_->in_float(spec_.loss.settings, outputs_);
    } else if constexpr (std::is_same_v<T, Dual>) {
        loss_ = loss_entry_->in_dual(spec_.loss.settings, outputs_);
    } else {
        loss_ = loss_entry_->in_double(spec_.loss.settings, outputs_);
    }
    const bool fused = layers_.size() > 1 && !loss_entry_->fuses.empty() &&
                       spec_.layers.back().name == loss_entry_->fuses;
    trained_layers_ = layers_.size() - (fused ? 1 : 0);
    place_windows();
}

template <class T>
void Network<T>::place_windows() {
    int number = 0;
    const auto see = [&](Layer<T>& layer, const std::string& prefix) {
        layer.number = number++;
        const auto place = [&](std::vector<WeightWindow>& own, std::size_t& end,
                               std::vector<WeightWindow>& all) {
            for (WeightWindow& window : own) {
                window.name = prefix + window.name;
                window.offset = end;
                end += aligned(window.size());
                all.push_back(window);
            }
        };
        place(layer.statistics, statistics_, statistics_windows_);
        const auto shared =
            std::ranges::find(shares_, &layer, [](const auto& pair) { return pair.first; });
        if (shared != shares_.end()) {
            layer.windows = shared->second->windows;
        } else {
            place(layer.windows, weights_, windows_);
        }
    };
    for (std::size_t i = 0; i < layers_.size(); ++i) layers_[i].visit(see, fmt::format("{}.", i));
    shares_.clear();
    const auto first = std::ranges::find(windows_, WeightKind::weight, &WeightWindow::kind);
    if (first != windows_.end()) first->first = true;
}

template <class T>
std::size_t Network<T>::trained() const {
    std::size_t all = 0;
    for (const WeightWindow& window : windows_) all += window.size();
    return all;
}

template <class T>
void Network<T>::fill_weights(std::uint64_t seed, std::span<T> weights) const {
    const InitializerEntry* initializer = find_initializer(spec_.initializer.name);
    const InitializerEntry* biases = find_initializer(spec_.bias_initializer.name);
    if (!initializer) throw Error("no such initializer: " + spec_.initializer.name);
    std::ranges::fill(weights, T(0));
    std::vector<double> numbers;
    for (std::size_t i = 0; i < windows_.size(); ++i) {
        const WeightWindow& window = windows_[i];
        numbers.assign(window.size(), window.kind == WeightKind::scale ? 1.0 : 0.0);
        const WeightDraws draws(seed, i);
        if (window.kind == WeightKind::weight) {
            initializer->fill(spec_.initializer.settings, window, draws, numbers);
        } else if (window.kind == WeightKind::bias && biases) {
            biases->fill(spec_.bias_initializer.settings, window, draws, numbers);
        } else if (window.kind == WeightKind::bias && initializer->fills_biases) {
            initializer->fill(spec_.initializer.settings, window, draws, numbers);
        }
        for (std::size_t k = 0; k < numbers.size(); ++k)
            weights[window.offset + k] = static_cast<T>(numbers[k]);
    }
    set_given(weights);
}

template <class T>
void Network<T>::set_given(std::span<T> weights) const {
    for (const GivenWeights& given : spec_.weights) {
        const auto window = std::ranges::find(windows_, given.name, &WeightWindow::name);
        if (window == windows_.end() || given.numbers.size() != window->size()) continue;
        for (std::size_t k = 0; k < given.numbers.size(); ++k)
            weights[window->offset + k] = static_cast<T>(given.numbers[k]);
    }
}

template <class T>
void Network<T>::fill_weights(std::uint64_t seed, std::span<T> weights, const T* x,
                              std::size_t samples) const {
    fill_weights(seed, weights);
    if constexpr (std::is_same_v<T, float>) {
        const InitializerEntry* initializer = find_initializer(spec_.initializer.name);
        if (!initializer->adapt || samples == 0) return;
        initializer->adapt(*this, spec_.initializer.settings, weights, x, samples);
        set_given(weights);
    }
}

template <class T>
void Network<T>::fill_statistics(std::span<T> statistics) const {
    std::ranges::fill(statistics, T(0));
    for (const WeightWindow& window : statistics_windows_) {
        const T value = window.kind == WeightKind::scale ? T(1) : T(0);
        std::fill_n(statistics.begin() + static_cast<std::ptrdiff_t>(window.offset), window.size(),
                    value);
    }
}

template <class T>
AlignedVector<T> Network<T>::targets(const Dataset& data) const {
    const auto samples = static_cast<std::size_t>(data.outline.samples);
    const std::size_t size = target_size();
    AlignedVector<T> result(samples * size, T(0));
    const bool one_hot = data.outline.kind == TargetKind::classes && size > 1;
    for (std::size_t s = 0; s < samples; ++s) {
        if (one_hot) {
            result[s * size + static_cast<std::size_t>(data.y[s])] = T(1);
            continue;
        }
        for (std::size_t k = 0; k < size; ++k)
            result[s * size + k] = static_cast<T>(data.y[s * size + k]);
    }
    return result;
}

template <class T>
double Network<T>::loss_sum(const Pass<T>& pass, const T* x, const T* y, T* memory) const {
    return loss_->sum(pass.samples, layers_.forward(pass, x, memory, trained_layers_), y);
}

template <class T>
double Network<T>::backpropagate(const Pass<T>& pass, const T* x, const T* y, std::size_t all,
                                 T* memory) const {
    const T* out = layers_.forward(pass, x, memory, trained_layers_);
    T* const gradient = layers_.place(memory, trained_layers_ - 1, pass.samples).gradient;
    const double sum =
        loss_->gradient(pass.samples, static_cast<T>(1 / loss_count(all)), out, y, gradient);
    layers_.backward(pass, x, memory, trained_layers_, nullptr);
    return sum;
}

template <class T>
double Network<T>::penalty(std::span<const T> weights, std::span<T> gradients) const {
    const Penalty& penalty = spec_.penalty;
    if (penalty.l1 == 0 && penalty.l2 == 0) return 0;
    const auto l1 = static_cast<T>(penalty.l1), l2 = static_cast<T>(2 * penalty.l2);
    double sizes = 0, squares = 0;
    for (const WeightWindow& window : windows_) {
        const bool counts = window.kind == WeightKind::weight ||
                            (window.kind == WeightKind::bias && penalty.biases);
        if (!counts) continue;
        const T* w = weights.data() + window.offset;
        const std::size_t n = window.size();
        sizes += static_cast<double>(
            lane_sum<T>(n, [&](std::size_t i) { return w[i] < T(0) ? -w[i] : w[i]; }));
        squares += static_cast<double>(lane_sum<T>(n, [&](std::size_t i) { return w[i] * w[i]; }));
        if (gradients.empty()) continue;
        T* const g = gradients.data() + window.offset;
        for (std::size_t i = 0; i < n; ++i) {
            g[i] += l1 * (w[i] > T(0) ? T(1) : w[i] < T(0) ? T(-1) : T(0)) + l2 * w[i];
        }
    }
    return penalty.l1 * sizes + penalty.l2 * squares;
}

template class Network<float>;
template class Network<double>;
template class Network<Dual>;

}  // namespace tani
