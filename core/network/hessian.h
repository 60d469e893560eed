// The Hessian of a network's loss times a vector, exactly: a gradient in numbers that carry their
// derivative along the vector (Pearlmutter 1994).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/aligned.h"
#include "core/base/dual.h"
#include "core/base/parallel.h"
#include "core/network/network.h"

namespace tani {

/// The mini-batch, or all data, whose mean loss it is.
struct HessianBatch {
    const float *x = nullptr, *y = nullptr;
    std::size_t samples = 0;
    std::span<const float> statistics = {};
    bool training = true;  ///< see Pass
    std::uint64_t seed = 0;
    long step = 0;
};

class HessianProduct {
  public:
    /// The network has to outlive it.
    explicit HessianProduct(const Network<Dual>& network) : network_(&network) {}

    /// out ← ∇²L(w)·v, of the mean loss with penalty. Parts of the batch are computed side by side
    /// where there is a `parallel`; the numbers do not depend on it.
    void operator()(const HessianBatch& batch, std::span<const float> w, std::span<const double> v,
                    std::span<double> out, const ParallelFor& parallel = {});

  private:
    struct Part {
        AlignedVector<Dual> gradient, memory, x, y;
    };
    const Network<Dual>* network_;
    AlignedVector<Dual> weights_, statistics_;
    std::vector<Part> parts_;
};

}  // namespace tani
