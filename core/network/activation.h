// Activations: the mathematics of one number, written once as a template over the scalar, and the
// layer made of it.
//
// An activation is `template <class T> struct A` with
//   A(settings)            in the order of LayerEntry::parameters
//   value(x)               the activation
//   slope(x, y)            its derivative, from x and y = value(x)
#pragma once
#include <string>
#include <utility>

#include "core/network/layer.h"

namespace tani {

template <template <class> class A>
struct Activated {
    template <class T>
    class Of final : public Layer<T> {
      public:
        Of(std::span<const double> settings, Shape shape) : rule_(settings) { this->out = shape; }

        void forward(const Pass<T>& pass, const T* x, T* y, T*) const override {
            const A<T> rule = rule_;
            const std::size_t n = pass.samples * this->in.size();
            for (std::size_t i = 0; i < n; ++i) y[i] = rule.value(x[i]);
        }

        void backward(const Pass<T>& pass, const T* x, const T* y, const T* dy, T* dx,
                      T*) const override {
            if (!dx) return;
            const A<T> rule = rule_;
            const std::size_t n = pass.samples * this->in.size();
            for (std::size_t i = 0; i < n; ++i) dx[i] = dy[i] * rule.slope(x[i], y[i]);
        }

      private:
        A<T> rule_;
    };
};

/// Fills in what follows from the template.
template <template <class> class A>
LayerEntry activation_of(LayerEntry entry) {
    entry.activation = true;
    entry.make = make_layer<Activated<A>::template Of>;
    entry.value = [](std::span<const double> settings, double x) {
        return A<double>(settings).value(x);
    };
    entry.slope = [](std::span<const double> settings, double x) {
        const A<double> rule(settings);
        return rule.slope(x, rule.value(x));
    };
    return entry;
}

}  // namespace tani
