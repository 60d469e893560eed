// Sums in a fixed order that vector instructions can follow.
#pragma once
#include <cstddef>

namespace tani {

/// Numbers from one aligned stretch of a mini-batch's memory to the next are multiples of this.
inline constexpr std::size_t alignment_numbers = 16;
inline constexpr std::size_t aligned(std::size_t numbers) {
    return (numbers + alignment_numbers - 1) / alignment_numbers * alignment_numbers;
}

/// Σ f(i), in sixteen sums that are added up at the end.
template <class T, class F>
T lane_sum(std::size_t count, F f) {
    constexpr std::size_t lanes = 16;
    T sums[lanes] = {};
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (std::size_t k = 0; k < lanes; ++k) sums[k] += f(i + k);
    }
    for (std::size_t k = 0; i < count; ++i, ++k) sums[k] += f(i);
    for (std::size_t half = lanes / 2; half > 0; half /= 2) {
        for (std::size_t k = 0; k < half; ++k) sums[k] += sums[k + half];
    }
    return sums[0];
}

}  // namespace tani
