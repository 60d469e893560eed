// Layers one after another, with the numbers between them; and the residual block, which is one.
#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "core/network/layer.h"
#include "core/network/sums.h"

namespace tani {

/// All numbers that a pass of a mini-batch makes, in one stretch of memory: for each layer its
/// output, the gradient of the loss with respect to it, and what the layer keeps.
template <class T>
class Sequence {
  public:
    void add(std::unique_ptr<Layer<T>> layer) { layers_.push_back(std::move(layer)); }
    std::size_t size() const { return layers_.size(); }
    Layer<T>& operator[](std::size_t i) { return *layers_[i]; }
    const Layer<T>& operator[](std::size_t i) const { return *layers_[i]; }

    bool mixes_samples() const {
        for (const auto& layer : layers_) {
            if (layer->mixes_samples()) return true;
        }
        return false;
    }

    /// Of the first `count` layers.
    std::size_t memory(std::size_t samples, std::size_t count) const {
        std::size_t all = 0;
        for (std::size_t i = 0; i < count; ++i) all += place_size(i, samples);
        return all;
    }
    std::size_t memory(std::size_t samples) const { return memory(samples, size()); }

    /// Output of layer i, its gradient, and what it keeps.
    struct Place {
        T *value, *gradient, *kept;
    };
    Place place(T* memory_begin, std::size_t i, std::size_t samples) const {
        T* const at = memory_begin + memory(samples, i);
        const std::size_t n = aligned(layers_[i]->out.size() * samples);
        return {at, at + n, at + 2 * n};
    }

    /// The output of the last of the first `count` layers.
    T* forward(const Pass<T>& pass, const T* x, T* memory_begin, std::size_t count) const {
        T* at = memory_begin;
        const T* from = x;
        T* value = nullptr;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t n = aligned(layers_[i]->out.size() * pass.samples);
            value = at;
            layers_[i]->forward(pass, from, value, at + 2 * n);
            from = value;
            at += place_size(i, pass.samples);
        }
        return value;
    }

    /// From the gradient in the place of the last of the first `count` layers to the weights' and,
    /// where it is asked for, the input's.
    void backward(const Pass<T>& pass, const T* x, T* memory_begin, std::size_t count,
                  T* dx) const {
        T* at = memory_begin + memory(pass.samples, count);
        for (std::size_t i = count; i-- > 0;) {
            at -= place_size(i, pass.samples);
            const std::size_t n = aligned(layers_[i]->out.size() * pass.samples);
            T* const before = i > 0 ? at - place_size(i - 1, pass.samples) : nullptr;
            const T* from = before ? before : x;
            T* to = before ? before + aligned(layers_[i]->in.size() * pass.samples) : dx;
            layers_[i]->backward(pass, from, at, at + n, to, at + 2 * n);
        }
    }

  private:
    std::size_t place_size(std::size_t i, std::size_t samples) const {
        return 2 * aligned(layers_[i]->out.size() * samples) + aligned(layers_[i]->memory(samples));
    }

    std::vector<std::unique_ptr<Layer<T>>> layers_;
};

/// y = x + f(x). He, Zhang, Ren & Sun 2016, Deep residual learning for image recognition, eq. (1).
template <class T>
class Residual final : public Layer<T> {
  public:
    explicit Residual(Sequence<T> inside, Shape shape) : inside_(std::move(inside)) {
        this->in = this->out = shape;
    }

    std::size_t memory(std::size_t samples) const override { return inside_.memory(samples); }
    bool mixes_samples() const override { return inside_.mixes_samples(); }

    void forward(const Pass<T>& pass, const T* x, T* y, T* memory) const override {
        const T* f = inside_.forward(pass, x, memory, inside_.size());
        const std::size_t n = pass.samples * this->in.size();
        for (std::size_t i = 0; i < n; ++i) y[i] = x[i] + f[i];
    }

    void backward(const Pass<T>& pass, const T* x, const T*, const T* dy, T* dx,
                  T* memory) const override {
        const std::size_t n = pass.samples * this->in.size();
        T* const last = inside_.place(memory, inside_.size() - 1, pass.samples).gradient;
        for (std::size_t i = 0; i < n; ++i) last[i] = dy[i];
        inside_.backward(pass, x, memory, inside_.size(), dx);
        for (std::size_t i = 0; dx && i < n; ++i) dx[i] += dy[i];
    }

    void visit(const std::function<void(Layer<T>&, const std::string&)>& see,
               const std::string& prefix) override {
        see(*this, prefix);
        for (std::size_t i = 0; i < inside_.size(); ++i) {
            inside_[i].visit(see, prefix + std::to_string(i) + ".");
        }
    }

    const Sequence<T>& inside() const { return inside_; }

  private:
    Sequence<T> inside_;
};

}  // namespace tani
