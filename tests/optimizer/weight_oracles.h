// Least squares with forty weights in blocks, as an oracle for rules on weights.
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/base/aligned.h"
#include "core/base/random.h"
#include "core/optimizer/weights.h"

namespace tani::testing {

using Floats = AlignedVector<float>;

/// A 5×6 matrix, its 5 biases, and a 1×5 matrix, each window on a cache line.
inline const std::vector<WeightBlock> forty_weights = {
    {0, 5, 6, true}, {32, 5, 1, false}, {48, 1, 5, true}};
constexpr std::size_t forty_flat = 64;

/// Half the mean square of Aw − b. What lies between blocks is NaN in every answer, and every
/// question must have 0 there.
class LeastSquares final : public WeightOracle {
  public:
    LeastSquares() {
        for (const Stretch& one : covered(forty_flat, forty_weights)) {
            for (std::size_t k = one.begin; k < one.end; ++k) used_.push_back(k);
        }
        for (std::size_t i = 0; i < rows * used_.size(); ++i)
            a_.push_back(normal_pair(7, Stream::data, i)[0]);
        for (std::size_t i = 0; i < rows; ++i) b_.push_back(2 * normal_pair(8, Stream::data, i)[0]);
    }

    double value(std::span<const float> w) override {
        ++values;
        look(w);
        double sum = 0;
        for (std::size_t r = 0; r < rows; ++r) sum += residual(r, w) * residual(r, w);
        return sum / (2 * rows);
    }

    void gradient(std::span<const float> w, std::span<float> out) override {
        ++gradients;
        look(w);
        std::vector<double> sum(used_.size());
        for (std::size_t r = 0; r < rows; ++r) {
            const double difference = residual(r, w);
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += a(r, i) * difference;
        }
        put(sum, out);
    }

    void hessian_times(std::span<const float> w, std::span<const double> v,
                       std::span<double> out) override {
        ++products;
        look(w);
        look(v);
        std::vector<double> sum(used_.size());
        for (std::size_t r = 0; r < rows; ++r) {
            double along = 0;
            for (std::size_t i = 0; i < sum.size(); ++i) along += a(r, i) * v[used_[i]];
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += a(r, i) * along;
        }
        put(sum, out);
    }

    void normal(std::span<double> out) override {
        for (double& number : out) number = normal_pair(seed, Stream::search, counter(drawn_++))[0];
    }
    double uniform() override { return tani::uniform(seed, Stream::chance, counter(chances_++)); }

    void begin_step(int step) {
        step_ = step;
        drawn_ = chances_ = 0;
    }

    /// Where the runs begin: 0 between the blocks.
    Floats start() const {
        Floats w(forty_flat);
        for (const std::size_t k : used_)
            w[k] = static_cast<float>(normal_pair(9, Stream::weights, k)[0]);
        return w;
    }
    const std::vector<std::size_t>& used() const { return used_; }

    int values = 0, gradients = 0, products = 0;
    bool gaps_were_zero = true;

  private:
    static constexpr std::size_t rows = 80;
    static constexpr std::uint64_t seed = 3;

    std::uint64_t counter(std::uint64_t drawn) const {
        return (static_cast<std::uint64_t>(step_) << 32) + drawn;
    }
    double a(std::size_t row, std::size_t i) const { return a_[row * used_.size() + i]; }
    double residual(std::size_t row, std::span<const float> w) const {
        double sum = -b_[row];
        for (std::size_t i = 0; i < used_.size(); ++i) sum += a(row, i) * w[used_[i]];
        return sum;
    }

    template <class T>
    void look(std::span<T> asked) {
        for (const Stretch& gap : gaps(forty_flat, forty_weights)) {
            for (std::size_t k = gap.begin; k < gap.end; ++k) gaps_were_zero &= asked[k] == 0;
        }
    }

    template <class T>
    void put(const std::vector<double>& sum, std::span<T> out) const {
        std::ranges::fill(out, std::numeric_limits<T>::quiet_NaN());
        for (std::size_t i = 0; i < sum.size(); ++i) out[used_[i]] = static_cast<T>(sum[i] / rows);
    }

    std::vector<std::size_t> used_;
    std::vector<double> a_, b_;
    int step_ = 0;
    std::uint64_t drawn_ = 0, chances_ = 0;
};

inline void train(WeightRule& rule, LeastSquares& oracle, Floats& w, int from, int to) {
    for (int k = from; k < to; ++k) {
        oracle.begin_step(k);
        rule.step(oracle, w);
    }
}

}  // namespace tani::testing
