// Fisher and Yates's shuffle, from draws that depend on the epoch alone.
#include "core/recording/batches.h"

#include <algorithm>
#include <numeric>

#include "core/base/random.h"

namespace tani {

std::span<const int> BatchOrder::batch(long epoch, std::size_t position, std::size_t wanted) {
    const std::size_t count = std::min(wanted, samples_ - position);
    if (count == samples_) {
        if (whole_.empty()) {
            whole_.resize(samples_);
            std::iota(whole_.begin(), whole_.end(), 0);
        }
        return whole_;
    }
    shuffle(epoch);
    return std::span(order_).subspan(position, count);
}

void BatchOrder::shuffle(long epoch) {
    if (epoch_ == epoch) return;
    epoch_ = epoch;
    order_.resize(samples_);
    std::iota(order_.begin(), order_.end(), 0);
    const std::array<std::uint32_t, 2> key = {static_cast<std::uint32_t>(seed_),
                                              static_cast<std::uint32_t>(seed_ >> 32)};
    std::array<std::uint32_t, 4> bits{};
    for (std::size_t i = samples_; i-- > 1;) {
        if (i % 4 == 3 || i + 1 == samples_) {
            bits = philox({static_cast<std::uint32_t>(i / 4), static_cast<std::uint32_t>(epoch),
                           static_cast<std::uint32_t>(Stream::batches), 0},
                          key);
        }
        const auto other = static_cast<std::size_t>((std::uint64_t{bits[i % 4]} * (i + 1)) >> 32);
        std::swap(order_[i], order_[other]);
    }
}

}  // namespace tani
