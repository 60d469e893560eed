// In which order the samples are trained on.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace tani {

/// The order of the training samples, new in every epoch: a pure function of seed and epoch.
class BatchOrder {
  public:
    BatchOrder(std::uint64_t seed, std::size_t samples) : seed_(seed), samples_(samples) {}
    /// The next samples of an epoch of which `position` are behind: `wanted` of them, or what is
    /// left. All samples at once are in their own order.
    std::span<const int> batch(long epoch, std::size_t position, std::size_t wanted);

  private:
    void shuffle(long epoch);

    std::uint64_t seed_;
    std::size_t samples_;
    long epoch_ = -1;
    std::vector<int> order_, whole_;
};

}  // namespace tani
