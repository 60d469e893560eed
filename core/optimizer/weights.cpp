// The rules that are not elementwise, on weights: they run in double, on the weights without the
// gaps between blocks. The doubles go on between steps, so that small steps are not lost in float.
#include "core/optimizer/weights.h"

#include <algorithm>
#include <utility>

namespace tani {

std::vector<Stretch> gaps(std::size_t weights, std::span<const WeightBlock> blocks) {
    std::vector<Stretch> result;
    std::size_t at = 0;
    for (const Stretch& used : covered(weights, blocks)) {
        if (used.begin > at) result.push_back({at, used.begin});
        at = used.end;
    }
    if (at < weights) result.push_back({at, weights});
    return result;
}

std::vector<Stretch> covered(std::size_t weights, std::span<const WeightBlock> blocks) {
    if (blocks.empty()) return {{0, weights}};
    std::vector<Stretch> result;
    for (const WeightBlock& block : blocks) result.push_back({block.offset, block.end()});
    return result;
}

namespace {

/// The flat vector with its gaps, and the dense vector of the weights that are used.
class Packing {
  public:
    Packing(std::size_t weights, std::span<const WeightBlock> blocks)
        : used_(covered(weights, blocks)), flat_(weights) {
        for (const Stretch& one : used_) dense_ += one.end - one.begin;
    }

    std::size_t flat() const { return flat_; }
    std::size_t dense() const { return dense_; }

    /// Visits (index in the dense vector, index in the flat one), rising.
    template <class Visit>
    void each(Visit visit) const {
        std::size_t i = 0;
        for (const Stretch& one : used_) {
            for (std::size_t k = one.begin; k < one.end; ++k) visit(i++, k);
        }
    }

    template <class To>
    void spread(std::span<const double> dense, std::span<To> flat) const {
        each([&](std::size_t i, std::size_t k) { flat[k] = static_cast<To>(dense[i]); });
    }

    template <class From>
    void gather(std::span<const From> flat, std::span<double> dense) const {
        each([&](std::size_t i, std::size_t k) { dense[i] = flat[k]; });
    }

    /// The blocks as they lie in the dense vector.
    static std::vector<WeightBlock> packed(std::span<const WeightBlock> blocks) {
        std::vector<WeightBlock> result(blocks.begin(), blocks.end());
        std::size_t at = 0;
        for (WeightBlock& block : result) {
            block.offset = at;
            at += block.size();
        }
        return result;
    }

  private:
    std::vector<Stretch> used_;
    std::size_t flat_, dense_ = 0;
};

/// What the answers pass through, flat; the gaps of w and v stay 0.
struct Passage {
    explicit Passage(std::size_t weights)
        : w(weights), gradient(weights), v(weights), product(weights) {}
    std::vector<float> w, gradient;
    std::vector<double> v, product;
};

/// Asks about weights for a rule that works in double.
class DoubleOracle final : public Oracle {
  public:
    DoubleOracle(WeightOracle& weights, const Packing& packing, Passage& passage)
        : weights_(weights), packing_(packing), p_(passage) {}

    double value(std::span<const double> x) override { return weights_.value(flat(x)); }

    void gradient(std::span<const double> x, std::span<double> out) override {
        weights_.gradient(flat(x), p_.gradient);
        packing_.gather(std::span<const float>(p_.gradient), out);
    }

    void unclipped_gradient(std::span<const double> x, std::span<double> out) override {
        weights_.unclipped_gradient(flat(x), p_.gradient);
        packing_.gather(std::span<const float>(p_.gradient), out);
    }

    void hessian(std::span<const double> x, std::span<double> out) override {
        const auto w = flat(x);
        const std::size_t n = x.size();
        std::ranges::fill(p_.v, 0.0);
        packing_.each([&](std::size_t i, std::size_t k) {
            p_.v[k] = 1;
            weights_.hessian_times(w, p_.v, p_.product);
            p_.v[k] = 0;
            packing_.gather(std::span<const double>(p_.product), out.subspan(i * n, n));
        });
        symmetrize(out, n);
    }

    bool hessian_times(std::span<const double> x, std::span<const double> v,
                       std::span<double> out) override {
        packing_.spread(v, std::span(p_.v));
        weights_.hessian_times(flat(x), p_.v, p_.product);
        packing_.gather(std::span<const double>(p_.product), out);
        return true;
    }

    void normal(std::span<double> out) override { weights_.normal(out); }
    double uniform() override { return weights_.uniform(); }

  private:
    std::span<const float> flat(std::span<const double> x) {
        packing_.spread(x, std::span(p_.w));
        return p_.w;
    }

    /// The products are symmetric but for roundings.
    static void symmetrize(std::span<double> matrix, std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                double &a = matrix[i * n + j], &b = matrix[j * n + i];
                a = b = (a + b) / 2;
            }
        }
    }

    WeightOracle& weights_;
    const Packing& packing_;
    Passage& p_;
};

class DoubleWeights final : public WeightRule {
  public:
    DoubleWeights(const RuleEntry& entry, std::span<const double> settings, std::size_t weights,
                  std::span<const WeightBlock> blocks)
        : packing_(weights, blocks),
          optimizer_(entry.make(settings, packing_.dense(), Packing::packed(blocks))),
          x_(packing_.dense()),
          passage_(weights) {}

    DoubleWeights(const DoubleWeights& other)
        : packing_(other.packing_),
          optimizer_(other.optimizer_->clone()),
          x_(other.x_),
          passage_(other.passage_) {}

    void step(WeightOracle& oracle, std::span<float> w) override {
        // A weight that was changed from outside begins anew.
        packing_.each([&](std::size_t i, std::size_t k) {
            if (static_cast<float>(x_[i]) != w[k]) x_[i] = w[k];
        });
        DoubleOracle asked(oracle, packing_, passage_);
        optimizer_->step(asked, x_);
        std::ranges::fill(w, 0.0f);
        packing_.spread(std::span<const double>(x_), w);
    }

    void set(std::span<const double> settings) override { optimizer_->set(settings); }

    void reset() override {
        optimizer_->reset();
        // The first step takes the weights as they are in float, as a new rule does.
        std::ranges::fill(x_, 0.0);
    }

    std::unique_ptr<WeightRule> clone() const override {
        return std::make_unique<DoubleWeights>(*this);
    }

    std::size_t bytes() const override {
        const std::size_t passage = 2 * (sizeof(float) + sizeof(double)) * packing_.flat();
        return sizeof(*this) + optimizer_->bytes() + x_.size() * sizeof(double) + passage;
    }

    void state(std::size_t part, std::span<float> out) const override {
        std::ranges::fill(out, 0.0f);
        const std::size_t n = packing_.dense();
        packing_.spread(optimizer_->state().subspan(part * n, n), out);
    }

  private:
    Packing packing_;
    std::unique_ptr<Optimizer> optimizer_;
    std::vector<double> x_;
    Passage passage_;
};

}  // namespace

std::unique_ptr<WeightRule> make_weight_rule(const RuleEntry& entry,
                                             std::span<const double> settings, std::size_t weights,
                                             std::span<const WeightBlock> blocks) {
    if (const auto make = entry.make.weights()) return make(settings, weights, blocks);
    return std::make_unique<DoubleWeights>(entry, settings, weights, blocks);
}

}  // namespace tani
