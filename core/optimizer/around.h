// Rules around a rule (SAM, Lookahead): the adapter that makes an Optimizer of an outer rule and a
// running inner one, and the description of the two together.
//
// An outer rule is a copyable struct with
//   parts                               how many numbers of state each coordinate shows
//   Rule(dimensions)                    as before the first update
//   set(settings)                       takes its own settings, in the order of its parameters
//   step(oracle, inner, x, shown)       one update, in place; writes what is to be seen into
//   `shown`
#pragma once
#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/base/aligned.h"
#include "core/optimizer/optimizer.h"
#include "core/optimizer/together.h"

namespace tani {

/// The entry of `outer` with `inner` inside; neither is changed. See Wrapping.
RuleEntry around(const RuleEntry& outer, const RuleEntry& inner);

/// A running rule around a running rule. Its state is the inner rule's, then its own.
template <class Rule>
class AroundOne final : public Optimizer {
  public:
    AroundOne(std::span<const double> settings, std::size_t dimensions,
              std::unique_ptr<Optimizer> inner)
        : n_(dimensions),
          inner_(std::move(inner)),
          rule_(dimensions),
          state_(inner_->state().size() + Rule::parts * dimensions) {
        take(settings);
        show_inner();
    }

    AroundOne(const AroundOne& other)
        : n_(other.n_),
          inner_(other.inner_->clone()),
          rule_(other.rule_),
          state_(other.state_),
          settings_(other.settings_) {}

    void step(Oracle& oracle, std::span<double> x) override {
        rule_.step(oracle, *inner_, x, own());
        show_inner();
    }

    void set(std::span<const double> settings) override {
        const std::size_t inner = settings.size() - settings_.size();
        inner_->set(settings.first(inner));
        take(settings.subspan(inner));
        show_inner();
    }

    void reset() override {
        inner_->reset();
        rule_ = Rule(n_);
        rule_.set(settings_);
        std::ranges::fill(state_, 0.0);
        show_inner();
    }

    std::span<const double> state() const override { return state_; }

    std::unique_ptr<Optimizer> clone() const override { return std::make_unique<AroundOne>(*this); }

    std::size_t bytes() const override {
        constexpr std::size_t usual_vectors = 4;
        return inner_->bytes() + sizeof(*this) +
               (state_.size() + usual_vectors * n_) * sizeof(double);
    }

  private:
    void take(std::span<const double> own) {
        rule_.set(own);
        settings_.assign(own.begin(), own.end());
    }

    Parts own() { return {state_.data() + inner_->state().size(), n_}; }
    void show_inner() { std::ranges::copy(inner_->state(), state_.begin()); }

    std::size_t n_;
    std::unique_ptr<Optimizer> inner_;
    Rule rule_;
    AlignedVector<double> state_;
    std::vector<double> settings_;  ///< its own
};

/// RuleEntry::make of a rule around another.
template <class Rule>
std::unique_ptr<Optimizer> make_around(std::span<const double> settings, std::size_t dimensions,
                                       std::unique_ptr<Optimizer> inner) {
    return std::make_unique<AroundOne<Rule>>(settings, dimensions, std::move(inner));
}

}  // namespace tani
