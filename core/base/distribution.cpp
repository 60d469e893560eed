// A float's bits, with the sign turned so that they rise with the value, are its bucket when the
// lower ones are cut off: 16 buckets to an octave.
#include "core/base/distribution.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace tani {

namespace {

constexpr int cut_bits = 19;  // of 32: a sign, 8 bits of exponent and 4 of mantissa are left
constexpr std::size_t buckets = std::size_t{1} << (32 - cut_bits);
constexpr std::size_t octave = 16;            // buckets
constexpr std::size_t zero = buckets / 2;     // the bucket that begins at 0
constexpr std::size_t fine_octaves = 6;       // below the largest value; then whole octaves
constexpr std::size_t chunk = 1024;           // numbers whose buckets are found before they are counted

std::uint32_t key_of(float v) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(v + 0.0f);  // −0 is 0
    return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}

/// The least float of a bucket.
float begin_of(std::size_t bucket) {
    const auto key = static_cast<std::uint32_t>(bucket << cut_bits);
    return std::bit_cast<float>((key & 0x80000000u) != 0 ? key & 0x7fffffffu : ~key);
}

/// Buckets from one end to the other that are kept as one: an octave near zero, compared with the
/// largest value, else a single one. `fine` of them are near zero on each side.
std::size_t end_of_kept(std::size_t bucket, std::size_t fine) {
    if (bucket >= zero + fine || bucket + fine < zero) return bucket + 1;
    if (bucket >= zero) return zero + ((bucket - zero) / octave + 1) * octave;
    return zero - (zero - 1 - bucket) / octave * octave;
}

/// How many buckets above zero are near it where the largest value has this size.
std::size_t near_buckets(float size) {
    const std::size_t octaves = ((key_of(size) >> cut_bits) - zero) / octave;
    return octaves > fine_octaves ? (octaves - fine_octaves) * octave : 0;
}

}  // namespace

DistributionCounter::DistributionCounter() : counts_(tables * buckets, 0) {}

void DistributionCounter::begin(const Watched& watched) {
    watched_ = watched;
    count_ = 0;
    sum_ = square_ = {};
    least_.fill(HUGE_VALF);
    most_.fill(-HUGE_VALF);
    near_zero_ = outside_ = finite_ = {};
}

void DistributionCounter::moments(std::span<const float> values) {
    const float near = watched_.near_zero, low = watched_.low, high = watched_.high;
    constexpr float largest = std::numeric_limits<float>::max();
    std::array<double, lanes> sum = sum_, square = square_;
    std::array<float, lanes> least = least_, most = most_;
    std::array<std::uint32_t, lanes> near_zero{}, outside{}, finite{};
    const auto see = [&](float v, std::size_t k) {
        const float size = std::fabs(v);
        const double wide = static_cast<double>(v);
        sum[k] += wide;
        square[k] += wide * wide;
        const bool is_finite = size <= largest;
        const float up = is_finite ? v : HUGE_VALF, down = is_finite ? v : -HUGE_VALF;
        least[k] = up < least[k] ? up : least[k];
        most[k] = down > most[k] ? down : most[k];
        near_zero[k] += size < near ? 1u : 0u;
        outside[k] += static_cast<std::uint32_t>(v < low) | static_cast<std::uint32_t>(v > high);
        finite[k] += is_finite ? 1u : 0u;
    };
    std::size_t i = 0;
    for (; i + lanes <= values.size(); i += lanes) {
        for (std::size_t k = 0; k < lanes; ++k) see(values[i + k], k);
    }
    for (std::size_t k = 0; i < values.size(); ++i, ++k) see(values[i], k);
    sum_ = sum;
    square_ = square;
    least_ = least;
    most_ = most;
    for (std::size_t k = 0; k < lanes; ++k) {
        near_zero_[k] += near_zero[k];
        outside_[k] += outside[k];
        finite_[k] += finite[k];
    }
}

void DistributionCounter::add(std::span<const float> values) {
    count_ += values.size();
    std::array<std::uint16_t, chunk> places;
    for (std::size_t first = 0; first < values.size(); first += chunk) {
        const std::size_t n = std::min(chunk, values.size() - first);
        const std::span<const float> some = values.subspan(first, n);
        moments(some);
        for (std::size_t i = 0; i < n; ++i) {
            places[i] = static_cast<std::uint16_t>(key_of(some[i]) >> cut_bits);
        }
        // Equal values in a row would wait for each other's count in one table.
        std::uint32_t* const table = counts_.data();
        std::size_t i = 0;
        for (; i + tables <= n; i += tables) {
            ++table[places[i]];
            ++table[buckets + places[i + 1]];
            ++table[2 * buckets + places[i + 2]];
            ++table[3 * buckets + places[i + 3]];
        }
        for (; i < n; ++i) ++table[places[i]];
    }
}

Distribution DistributionCounter::take() {
    Distribution d;
    d.count_ = count_;
    double sum = 0, square = 0;
    std::size_t finite = 0;
    float least = HUGE_VALF, most = -HUGE_VALF;
    for (std::size_t k = 0; k < lanes; ++k) {
        sum += sum_[k];
        square += square_[k];
        least = std::min(least, least_[k]);
        most = std::max(most, most_[k]);
        d.near_zero_ += near_zero_[k];
        d.outside_ += outside_[k];
        finite += finite_[k];
    }
    d.not_finite_ = count_ - finite;
    if (count_ > 0) {
        const auto n = static_cast<double>(count_);
        d.mean_ = sum / n;
        d.root_mean_square_ = std::sqrt(square / n);
        // Of equal values rounding would leave a little.
        d.deviation_ = finite == count_ && least == most
                           ? 0
                           : std::sqrt(std::max(square / n - d.mean_ * d.mean_, 0.0));
        if (finite < count_) d.deviation_ = std::numeric_limits<double>::quiet_NaN();
    }
    if (finite > 0) {
        d.least_ = static_cast<double>(least);
        d.most_ = static_cast<double>(most);
    }
    keep(d, finite > 0 ? std::optional(std::pair(least, most)) : std::nullopt);
    return d;
}

void DistributionCounter::keep(Distribution& d,
                               const std::optional<std::pair<float, float>>& ends) {
    if (ends) {
        const auto [least, most] = *ends;
        const std::size_t fine = near_buckets(std::max(std::fabs(least), std::fabs(most)));
        const std::size_t last = (key_of(most) >> cut_bits) + 1;
        for (std::size_t b = key_of(least) >> cut_bits; b < last;) {
            const std::size_t first = b, end = std::min(end_of_kept(b, fine), last);
            std::uint32_t count = 0;
            for (; b < end; ++b) {
                for (std::size_t t = 0; t < tables; ++t) {
                    count += std::exchange(counts_[t * buckets + b], 0u);
                }
            }
            if (count == 0) continue;
            const float to = end < buckets ? std::min(begin_of(end), most) : most;
            d.buckets_.push_back({std::max(begin_of(first), least), to, count});
        }
    }
    // Beyond the finite ones there are the others.
    if (d.not_finite_ > 0) std::ranges::fill(counts_, 0u);
}

std::vector<double> Distribution::shares(std::span<const double> edges) const {
    std::vector<double> result(edges.size() - 1, 0.0);
    std::size_t first = 0;
    for (const Bucket& bucket : buckets_) {
        const auto from = static_cast<double>(bucket.from), to = static_cast<double>(bucket.to);
        while (first < result.size() && edges[first + 1] <= from) ++first;
        for (std::size_t i = first; i < result.size() && (edges[i] < to || edges[i] <= from); ++i) {
            const double low = std::max(edges[i], from), high = std::min(edges[i + 1], to);
            const bool point = from >= to;
            const double part = point ? (from >= edges[i] ? 1.0 : 0.0) : (high - low) / (to - from);
            if (part > 0) result[i] += part * bucket.count;
            if (point) break;
        }
    }
    for (double& share : result) share /= static_cast<double>(std::max<std::size_t>(count_, 1));
    return result;
}

double Distribution::quantile(double share) const {
    const double wanted = share * static_cast<double>(count_ - not_finite_);
    double below = 0;
    for (const Bucket& bucket : buckets_) {
        const double in_bucket = bucket.count;
        if (below + in_bucket >= wanted) {
            const double part = std::clamp((wanted - below) / in_bucket, 0.0, 1.0);
            return static_cast<double>(bucket.from) +
                   part * (static_cast<double>(bucket.to) - static_cast<double>(bucket.from));
        }
        below += in_bucket;
    }
    return most_;
}

Histogram histogram(std::span<const float> values, std::size_t bins) {
    Histogram result;
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (const float v : values) {
        if (!std::isfinite(v)) continue;
        least = std::min(least, static_cast<double>(v));
        most = std::max(most, static_cast<double>(v));
    }
    if (!(least <= most)) least = 0, most = 1;
    if (least == most) least -= 0.5, most += 0.5;
    result.counts.assign(bins, 0);
    for (std::size_t i = 0; i <= bins; ++i) {
        const double share = static_cast<double>(i) / static_cast<double>(bins);
        result.edges.push_back(i == bins ? most : least + share * (most - least));
    }
    for (const float v : values) {
        if (!std::isfinite(v)) continue;
        const auto after = std::upper_bound(result.edges.begin(), result.edges.end() - 1,
                                            static_cast<double>(v));
        ++result.counts[static_cast<std::size_t>(after - result.edges.begin()) - 1];
    }
    return result;
}

}  // namespace tani
