// How many numbers are spread: exact moments, and counts in buckets that are equally wide on a
// logarithmic scale, so that no range has to be known beforehand.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/base/aligned.h"

namespace tani {

/// Values that are looked for while they are counted.
struct Watched {
    float near_zero = 0;  ///< |v| below it counts as near zero
    float low = -std::numeric_limits<float>::infinity();  ///< below it, or
    float high = std::numeric_limits<float>::infinity();  ///< above it counts as outside
};

/// The numbers of a histogram: counts[i] of those in [edges[i], edges[i + 1]), the last one closed.
struct Histogram {
    std::vector<double> edges;
    std::vector<std::int64_t> counts;
};

class Distribution {
  public:
    std::size_t count() const { return count_; }
    /// How many are infinite or not a number. The moments are then not numbers either.
    std::size_t not_finite() const { return not_finite_; }
    double mean() const { return mean_; }
    /// Divided by the count, as NumPy's.
    double deviation() const { return deviation_; }
    /// √(mean of squares).
    double root_mean_square() const { return root_mean_square_; }
    /// Of the finite ones; NaN where there are none.
    double least() const { return least_; }
    double most() const { return most_; }
    /// Shares of the count, exact; see Watched.
    double near_zero() const { return share(near_zero_); }
    double outside() const { return share(outside_); }
    /// The shares of the count in [edges[i], edges[i + 1]), edges rising; a bucket that is cut counts
    /// in proportion, and equal values lie at their place.
    std::vector<double> shares(std::span<const double> edges) const;
    /// The share in [from, to).
    double share_between(double from, double to) const {
        return shares(std::array<double, 2>{from, to}).front();
    }
    /// The value below which so large a share of the finite ones lies, to a bucket's width.
    double quantile(double share) const;
    /// How much memory it takes.
    std::size_t bytes() const {
        return sizeof(*this) + sizeof(Bucket) * buckets_.size();
    }
    bool operator==(const Distribution&) const = default;

  private:
    friend class DistributionCounter;
    double share(std::size_t part) const {
        return count_ > 0 ? static_cast<double>(part) / static_cast<double>(count_) : 0;
    }

    std::size_t count_ = 0, not_finite_ = 0, near_zero_ = 0, outside_ = 0;
    double mean_ = 0, deviation_ = 0, root_mean_square_ = 0;
    double least_ = std::numeric_limits<double>::quiet_NaN(), most_ = least_;
    /// Those that hold some, by rising values.
    struct Bucket {
        float from = 0, to = 0;
        std::uint32_t count = 0;
        bool operator==(const Bucket&) const = default;
    };
    std::vector<Bucket> buckets_;
};

/// Counts stretch after stretch of numbers; its tables are used again for the next distribution.
class DistributionCounter {
  public:
    DistributionCounter();
    void begin(const Watched& watched);
    void add(std::span<const float> values);
    /// What was added since begin().
    Distribution take();

  private:
    static constexpr std::size_t lanes = 16, tables = 4;
    void moments(std::span<const float> values);
    void keep(Distribution& d, const std::optional<std::pair<float, float>>& ends);

    Watched watched_;
    std::size_t count_ = 0;
    std::array<double, lanes> sum_{}, square_{};
    std::array<float, lanes> least_{}, most_{};
    std::array<std::uint64_t, lanes> near_zero_{}, outside_{}, finite_{};
    AlignedVector<std::uint32_t> counts_;  ///< tables, one after another
};

/// Of the finite values, in equal bins from the least to the most; around a single value within
/// half of one, as NumPy does.
Histogram histogram(std::span<const float> values, std::size_t bins);

}  // namespace tani
