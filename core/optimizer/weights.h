// Update rules on a network's weights: one flat vector of float, thousands of them, of which the
// layers are windows. Elementwise rules run in float (elementwise_weights.h), the others in double
// on a copy.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/optimizer/optimizer.h"

namespace tani {

/// What a rule may ask about a network's loss on the mini-batch of this step. Counts evaluations,
/// adds noise, clips. Vectors are as long as all weights; what lies between blocks is 0 in every w
/// and v and is not looked at in `out`.
class WeightOracle {
  public:
    virtual ~WeightOracle() = default;
    virtual double value(std::span<const float> w) = 0;
    /// With the experiment's noise and clipping, as a rule would be given it.
    virtual void gradient(std::span<const float> w, std::span<float> out) = 0;
    /// The same before clipping, for a rule around the rule whose gradients are clipped.
    virtual void unclipped_gradient(std::span<const float> w, std::span<float> out) {
        gradient(w, out);
    }
    /// out ← H(w)·v with the exact Hessian. A rule that needs all of it asks for the products with
    /// all unit vectors.
    virtual void hessian_times(std::span<const float> w, std::span<const double> v,
                               std::span<double> out) = 0;
    /// As Oracle::normal; one number for each weight that is used.
    virtual void normal(std::span<double> out) = 0;
    virtual double uniform() = 0;
};

/// A running rule on weights. Settings are apart from state.
class WeightRule {
  public:
    virtual ~WeightRule() = default;
    /// One update of w, in place. Allocates nothing but for workspace that a rule on matrices may
    /// need to decompose them. What lies between blocks is 0 afterwards.
    virtual void step(WeightOracle& oracle, std::span<float> w) = 0;
    /// Values in the order of RuleEntry::parameters; keeps the state.
    virtual void set(std::span<const double> settings) = 0;
    /// Drops the state: the next step is again the first.
    virtual void reset() = 0;
    /// Goes on identically.
    virtual std::unique_ptr<WeightRule> clone() const = 0;
    /// Memory that a clone takes, near enough for a budget of keyframes.
    virtual std::size_t bytes() const = 0;
    /// Part `part` of RuleEntry::state, a number for each weight; 0 between blocks.
    virtual void state(std::size_t part, std::span<float> out) const = 0;
};

/// A running rule on a flat vector of so many floats, those between blocks included. Blocks rise
/// and do not overlap; without any the whole vector is one column. RuleEntry::most_weights is the
/// caller's to keep.
std::unique_ptr<WeightRule> make_weight_rule(const RuleEntry& entry,
                                             std::span<const double> settings, std::size_t weights,
                                             std::span<const WeightBlock> blocks);

/// From `begin` up to `end`.
struct Stretch {
    std::size_t begin = 0, end = 0;
};
/// What lies before, between and behind the blocks of a vector.
std::vector<Stretch> gaps(std::size_t weights, std::span<const WeightBlock> blocks);
/// What the blocks cover: all of it where there are none.
std::vector<Stretch> covered(std::size_t weights, std::span<const WeightBlock> blocks);

}  // namespace tani
