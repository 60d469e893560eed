// What a rule is given for the true gradient: with the experiment's noise, then clipped.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "core/base/random.h"
#include "core/experiment/experiment.h"

namespace tani {

class GivenGradient {
  public:
    GivenGradient() = default;
    GivenGradient(const Settings& settings, std::uint64_t seed)
        : seed_(seed), noise_(settings.gradient_noise), clip_(settings.optimizer.clip) {}

    bool differs() const { return noise_ > 0 || clip_.norm || clip_.value; }

    /// Noise is drawn once a step, as a mini-batch is: every call within a step sees the same
    /// function.
    void begin_step(int step) {
        if (noise_ > 0)
            draw_ = normal_pair(seed_, Stream::gradient_noise, static_cast<std::uint64_t>(step));
    }

    void add_noise(std::array<double, 2>& g) const {
        if (noise_ <= 0) return;
        g[0] += noise_ * draw_[0];
        g[1] += noise_ * draw_[1];
    }

    /// Clipping is torch.nn.utils.clip_grad_norm_ (with its 1e-6) and clip_grad_value_.
    [[gnu::noinline]] void apply(std::array<double, 2>& g) const {
        add_noise(g);
        if (clip_.norm) {
            const double shrink = *clip_.norm / (std::hypot(g[0], g[1]) + 1e-6);
            if (shrink < 1) {
                g[0] *= shrink;
                g[1] *= shrink;
            }
        }
        if (clip_.value) {
            for (double& part : g) part = std::clamp(part, -*clip_.value, *clip_.value);
        }
    }

  private:
    std::uint64_t seed_ = 0;
    double noise_ = 0;
    Clip clip_;
    std::array<double, 2> draw_{};
};

}  // namespace tani
