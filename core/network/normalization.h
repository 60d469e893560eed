// Normalizations: groups of numbers get mean 0 and deviation 1, then a scale and a shift where the
// layer has them. What is a group is what tells batch, layer and instance normalization apart.
#pragma once
#include <cmath>

#include "core/network/layer.h"
#include "core/network/sums.h"

namespace tani {

/// Numbers that are normalized together: `stretches` of `length`, `step` apart.
struct Group {
    std::size_t start, stretches, length, step;
    std::size_t size() const { return stretches * length; }
};

/// Mean and 1/√(variance + ε) of a group; the variance divides by the number.
template <class T>
struct Moments {
    T mean, scale, variance;
};

template <class T>
Moments<T> moments(const T* x, const Group& group, T eps) {
    const auto count = static_cast<T>(static_cast<double>(group.size()));
    T sum = T(0), squares = T(0);
    for (std::size_t s = 0; s < group.stretches; ++s) {
        const T* from = x + group.start + s * group.step;
        sum += lane_sum<T>(group.length, [&](std::size_t i) { return from[i]; });
    }
    const T mean = sum / count;
    for (std::size_t s = 0; s < group.stretches; ++s) {
        const T* from = x + group.start + s * group.step;
        squares += lane_sum<T>(group.length,
                               [&](std::size_t i) { return (from[i] - mean) * (from[i] - mean); });
    }
    const T variance = squares / count;
    using std::sqrt;
    return {mean, T(1) / sqrt(variance + eps), variance};
}

/// A layer that normalizes. A derived class says the groups.
template <class T>
class Normalization : public Layer<T> {
  public:
    /// One scale and shift for each of `affine` channels or numbers; none where it is 0.
    Normalization(Shape shape, double eps, std::vector<std::size_t> affine)
        : eps_(static_cast<T>(eps)) {
        this->out = shape;
        if (affine.empty()) return;
        this->windows = {{"weight", affine, WeightKind::scale},
                         {"bias", affine, WeightKind::shift}};
    }

    std::size_t memory(std::size_t samples) const override { return aligned(2 * groups(samples)); }

    void forward(const Pass<T>& pass, const T* x, T* y, T* memory) const override {
        for (std::size_t g = 0; g < groups(pass.samples); ++g) {
            const Group all = group(g, pass.samples);
            const Moments<T> found = measured(pass, x, all, g);
            memory[2 * g] = found.mean;
            memory[2 * g + 1] = found.scale;
            for_numbers(all, [&](std::size_t i) {
                y[i] = (x[i] - found.mean) * found.scale * scale(pass, i) + shift(pass, i);
            });
        }
    }

    void backward(const Pass<T>& pass, const T* x, const T*, const T* dy, T* dx,
                  T* memory) const override {
        for (std::size_t g = 0; g < groups(pass.samples); ++g) {
            const Group all = group(g, pass.samples);
            const T mean = memory[2 * g], factor = memory[2 * g + 1];
            T sum = T(0), product = T(0);
            for_numbers(all, [&](std::size_t i) {
                const T normal = (x[i] - mean) * factor, d = dy[i] * scale(pass, i);
                sum += d;
                product += d * normal;
                if (pass.gradients && !this->windows.empty()) {
                    pass.gradients[this->windows[0].offset + channel(i)] += dy[i] * normal;
                    pass.gradients[this->windows[1].offset + channel(i)] += dy[i];
                }
            });
            if (!dx) continue;
            const bool measured_here = measures(pass);
            const auto count = static_cast<T>(static_cast<double>(all.size()));
            for_numbers(all, [&](std::size_t i) {
                const T normal = (x[i] - mean) * factor, d = dy[i] * scale(pass, i);
                dx[i] = measured_here ? factor * (d - sum / count - normal * (product / count))
                                      : factor * d;
            });
        }
    }

  protected:
    virtual std::size_t groups(std::size_t samples) const = 0;
    virtual Group group(std::size_t number, std::size_t samples) const = 0;
    /// Which scale and shift belong to the i-th number of a mini-batch.
    virtual std::size_t channel(std::size_t i) const = 0;
    /// Whether this pass uses the statistics of its own numbers.
    virtual bool measures(const Pass<T>&) const { return true; }
    virtual Moments<T> measured(const Pass<T>&, const T* x, const Group& all, std::size_t) const {
        return moments(x, all, eps_);
    }
    T eps_;

  private:
    template <class See>
    static void for_numbers(const Group& all, See see) {
        for (std::size_t s = 0; s < all.stretches; ++s) {
            for (std::size_t i = 0; i < all.length; ++i) see(all.start + s * all.step + i);
        }
    }
    T scale(const Pass<T>& pass, std::size_t i) const {
        return this->windows.empty() ? T(1) : pass.weights[this->windows[0].offset + channel(i)];
    }
    T shift(const Pass<T>& pass, std::size_t i) const {
        return this->windows.empty() ? T(0) : pass.weights[this->windows[1].offset + channel(i)];
    }
};

}  // namespace tani
