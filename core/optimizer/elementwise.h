// Elementwise rules: the mathematics of one coordinate, written once as a template over the scalar,
// and the adapter that makes an Optimizer of it.
//
// A rule is `template <class T> struct Rule` with
//   parts                            how many numbers of state each coordinate has
//   set(values, updates)             takes the settings, in the order of RuleEntry::parameters,
//   after `updates` updates update(x, g, state...) const     one update of one coordinate, in place
// and, where it has them,
//   begin(t)                         numbers shared by all coordinates of update t (from 1), such
//   as bias corrections initial(part)                    the state before the first update, where
//   it is not 0 ahead(x, state...)               the point at which the gradient is asked, where it
//   is not x
//
// T is double here. It may also be a pack of lanes whose settings differ (a sweep): then it has
// arithmetic, sqrt, pow, comparisons that give a mask, and an `either` that blends. Toggles are
// bool: lanes agree on them. On a network's weights `set` and `begin` run in double and only
// `update` and `ahead` in float (elementwise_weights.h), as PyTorch does: what is not the same for
// both, 1 − β, is therefore made in `set`. A rule is an aggregate, so that it can be converted.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include "core/base/aligned.h"
#include "core/optimizer/elementwise_weights.h"
#include "core/optimizer/lanes.h"
#include "core/optimizer/optimizer.h"

namespace tani {

/// What to take depending on a condition that may differ from lane to lane; a single lane evaluates
/// only one side.
template <class Yes, class No>
auto either(bool condition, Yes yes, No no) {
    return condition ? yes() : no();
}

/// The gradient that a rule of PyTorch works with: turned round to climb, with weight decay added.
/// There is no test for a decay of 0 (g + 0·x is g), so that lanes may differ in it.
template <class T>
T with_decay(T g, T x, T weight_decay, bool maximize) {
    return (maximize ? -g : g) + weight_decay * x;
}

/// |a|.
template <class T>
T magnitude(T a) {
    return either(
        a < T(0), [&] { return -a; }, [&] { return a; });
}

/// The larger one; b where a is no number.
template <class T>
T larger(T a, T b) {
    return either(
        a > b, [&] { return a; }, [&] { return b; });
}

/// The smaller one; b where a is no number.
template <class T>
T smaller(T a, T b) {
    return either(
        a < b, [&] { return a; }, [&] { return b; });
}

/// −1, 0 or 1. An infinite number has diverged and must not pass for a direction: a − a makes it
/// NaN, and leaves every finite number alone.
template <class T>
T sign(T a) {
    const auto not_above = [&] {
        return either(
            a < T(0), [&] { return T(-1); }, [&] { return T(0); });
    };
    return (a - a) + either(
                         a > T(0), [&] { return T(1); }, not_above);
}

/// βᵗ as a running product, where PyTorch has beta ** t: ten times cheaper, and the same to t
/// roundings.
template <class T>
struct RunningPower {
    T base{}, value{1};

    // A changed β counts as if it had always been so, as in PyTorch; an unchanged one leaves the
    // bits alone.
    void set(T beta, long updates) {
        using std::pow;
        value = either(
            beta != base, [&] { return pow(beta, T(static_cast<double>(updates))); },
            [&] { return value; });
        base = beta;
    }

    void advance() {
        // Adding and taking away a tiny number turns the slow subnormal numbers into 0.
        const T tiny(1e-290);
        value = (value * base + tiny) - tiny;
    }
};

/// A running elementwise rule.
template <template <class> class Rule>
class Elementwise final : public Optimizer {
  public:
    Elementwise(std::span<const double> settings, std::size_t dimensions)
        : n_(dimensions), buffer_((parts + scratch_parts) * dimensions) {
        set(settings);
    }

    void step(Oracle& oracle, std::span<double> x) override {
        ++updates_;
        if constexpr (requires { rule_.begin(updates_); }) rule_.begin(updates_);
        // Two coordinates, a surface, are worth their own code: no loop to set up.
        if (n_ == 2) {
            step_of<2>(oracle, x.data());
        } else {
            step_of<0>(oracle, x.data());
        }
    }

    void set(std::span<const double> settings) override {
        rule_.set(Values<double>(settings), updates_);
        if (updates_ == 0) fill();
        settings_.assign(settings.begin(), settings.end());
    }

    void reset() override {
        updates_ = 0;
        rule_ = {};
        rule_.set(Values<double>(settings_), 0);
        fill();
    }

    std::span<const double> state() const override { return {buffer_.data(), parts * n_}; }

    std::unique_ptr<Optimizer> clone() const override {
        return std::make_unique<Elementwise>(*this);
    }

    std::size_t bytes() const override { return sizeof(*this) + buffer_.size() * sizeof(double); }

  private:
    static constexpr std::size_t parts = Rule<double>::parts;
    static constexpr bool looks_ahead = asks_ahead<Rule>;
    static constexpr std::size_t scratch_parts = looks_ahead ? 2 : 1;

    template <std::size_t fixed>
    [[gnu::noinline]] void step_of(Oracle& oracle, double* x) {
        const std::size_t n = fixed ? fixed : n_;
        double* const gradient = buffer_.data() + parts * n;
        double* point = x;
        if constexpr (looks_ahead) {
            point = gradient + n;
            look(n, x, point, std::make_index_sequence<parts>());
        }
        oracle.gradient({point, n}, {gradient, n});
        update(n, x, gradient, std::make_index_sequence<parts>());
    }

    template <std::size_t... part>
    [[gnu::always_inline]] void look(std::size_t n, const double* x, double* point,
                                     std::index_sequence<part...>) const {
        for (std::size_t i = 0; i < n; ++i) {
            point[i] = rule_.ahead(x[i], buffer_[part * n + i]...);
        }
    }

    template <std::size_t... part>
    [[gnu::always_inline]] void update(std::size_t n, double* x, const double* gradient,
                                       std::index_sequence<part...>) {
        // A copy, because the compiler cannot know that writing a coordinate leaves the settings
        // alone.
        const Rule<double> rule = rule_;
        double* const state = buffer_.data();
        for (std::size_t i = 0; i < n; ++i) rule.update(x[i], gradient[i], state[part * n + i]...);
    }

    void fill() {
        for (std::size_t part = 0; part < parts; ++part) {
            double value = 0;
            if constexpr (requires { rule_.initial(part); }) value = rule_.initial(part);
            std::fill_n(buffer_.begin() + static_cast<std::ptrdiff_t>(part * n_), n_, value);
        }
    }

    std::size_t n_;
    long updates_ = 0;
    Rule<double> rule_;
    AlignedVector<double>
        buffer_;  ///< the state, part after part, then the gradient and the point it is asked at
    std::vector<double> settings_;
};

template <template <class> class Rule>
std::unique_ptr<Optimizer> one_elementwise(std::span<const double> settings,
                                           std::size_t dimensions) {
    return std::make_unique<Elementwise<Rule>>(settings, dimensions);
}

template <template <class> class Rule>
std::unique_ptr<LaneRule> many_elementwise(const LaneStart& start) {
    return std::make_unique<LanesOf<Rule>>(start);
}

template <template <class> class Rule>
std::unique_ptr<WeightRule> weights_elementwise(std::span<const double> settings,
                                                std::size_t weights,
                                                std::span<const WeightBlock> blocks) {
    return std::make_unique<ElementwiseWeights<Rule>>(settings, weights, blocks);
}

/// RuleEntry::make of an elementwise rule.
template <template <class> class Rule>
inline constexpr RuleMaker make_elementwise{&one_elementwise<Rule>, &many_elementwise<Rule>,
                                            &weights_elementwise<Rule>};

}  // namespace tani
