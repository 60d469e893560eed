// Pooling: one number for each window of each channel. What is done to a window is a template.
#pragma once
#include <algorithm>
#include <string>

#include "core/network/layer.h"

namespace tani {

/// Kernel, and stride, which is the kernel where it is 0.
struct PoolAt {
    enum : std::size_t { kernel, stride };
};

inline int pool_stride(std::span<const double> s) {
    return static_cast<int>(s[PoolAt::stride] > 0 ? s[PoolAt::stride] : s[PoolAt::kernel]);
}

inline Fit fit_pool(std::span<const double> s, Shape in) {
    const int kernel = static_cast<int>(s[PoolAt::kernel]), stride = pool_stride(s);
    if (kernel > std::min(in.height, in.width)) {
        return {{},
                "the window is larger than the picture of " + std::to_string(in.width) + "×" +
                    std::to_string(in.height)};
    }
    return {{in.channels, (in.height - kernel) / stride + 1, (in.width - kernel) / stride + 1}, ""};
}

/// Rule<T>::value(window) and Rule<T>::spread(window, dy, dx), where a window can be walked.
template <template <class> class Rule>
struct Pooled {
    template <class T>
    class Of final : public Layer<T> {
      public:
        Of(std::span<const double> s, Shape shape)
            : kernel_(static_cast<int>(s[PoolAt::kernel])), stride_(pool_stride(s)) {
            this->out = fit_pool(s, shape).out;
        }

        void forward(const Pass<T>& pass, const T* x, T* y, T*) const override {
            for_windows(pass.samples, [&](std::size_t from, std::size_t to) {
                y[to] = Rule<T>::value(x + from, kernel_, this->in.width);
            });
        }

        void backward(const Pass<T>& pass, const T* x, const T*, const T* dy, T* dx,
                      T*) const override {
            if (!dx) return;
            std::fill_n(dx, pass.samples * this->in.size(), T(0));
            for_windows(pass.samples, [&](std::size_t from, std::size_t to) {
                Rule<T>::spread(x + from, dy[to], dx + from, kernel_, this->in.width);
            });
        }

      private:
        template <class See>
        void for_windows(std::size_t samples, See see) const {
            const auto width = static_cast<std::size_t>(this->in.width);
            const std::size_t picture = width * static_cast<std::size_t>(this->in.height);
            const auto stride = static_cast<std::size_t>(stride_);
            std::size_t to = 0;
            for (std::size_t p = 0; p < samples * static_cast<std::size_t>(this->in.channels);
                 ++p) {
                for (std::size_t y = 0; y < static_cast<std::size_t>(this->out.height); ++y) {
                    for (std::size_t x = 0; x < static_cast<std::size_t>(this->out.width); ++x) {
                        see(p * picture + y * stride * width + x * stride, to++);
                    }
                }
            }
        }

        int kernel_, stride_;
    };
};

}  // namespace tani
