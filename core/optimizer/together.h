// Rules that move all coordinates together (a line search, a matrix, a population), and the adapter
// that makes an Optimizer of one.
//
// A rule is a copyable struct with
//   parts                          how many numbers of state each coordinate shows
//   Rule(dimensions)               as before the first update; the only place, with set, that
//                                  allocates
//   set(settings)                  takes the settings, in the order of RuleEntry::parameters
//   step(oracle, x, shown)         one update, in place; writes what is to be seen into `shown`
// and, where it has them,
//   initial(part)                  what is shown before the first update, where it is not 0
//   bytes()                        the memory behind its vectors, where it is more than a few
//                                  times that of x
// A rule for matrices is made as Rule(dimensions, blocks) instead; without blocks x is one column.
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/base/aligned.h"
#include "core/optimizer/optimizer.h"

namespace tani {

/// The parts of a rule's state, n numbers each, one after another.
class Parts {
  public:
    Parts(double* numbers, std::size_t dimensions) : numbers_(numbers), n_(dimensions) {}
    std::span<double> operator[](std::size_t part) const { return {numbers_ + part * n_, n_}; }
    void put(std::size_t part, std::span<const double> vector) const {
        std::copy_n(vector.begin(), n_, numbers_ + part * n_);
    }
    /// A number of the whole rule stands at every coordinate, where the formula looks for it.
    void put(std::size_t part, double number) const {
        std::fill_n(numbers_ + part * n_, n_, number);
    }

  private:
    double* numbers_;
    std::size_t n_;
};

/// A running rule that moves all coordinates together.
template <class Rule>
class Together final : public Optimizer {
  public:
    Together(std::span<const double> settings, std::size_t dimensions,
             std::span<const WeightBlock> blocks = {})
        : n_(dimensions),
          blocks_(blocks.begin(), blocks.end()),
          rule_(fresh()),
          shown_(Rule::parts * dimensions) {
        set(settings);
        fill();
    }

    void step(Oracle& oracle, std::span<double> x) override {
        rule_.step(oracle, x, Parts(shown_.data(), n_));
    }

    void set(std::span<const double> settings) override {
        rule_.set(settings);
        settings_.assign(settings.begin(), settings.end());
    }

    void reset() override {
        rule_ = fresh();
        rule_.set(settings_);
        fill();
    }

    std::span<const double> state() const override { return shown_; }

    std::unique_ptr<Optimizer> clone() const override { return std::make_unique<Together>(*this); }

    std::size_t bytes() const override {
        constexpr std::size_t usual_vectors = 6;
        std::size_t behind = usual_vectors * n_ * sizeof(double);
        if constexpr (requires { rule_.bytes(); }) behind = rule_.bytes();
        return sizeof(*this) + shown_.size() * sizeof(double) + behind;
    }

  private:
    Rule fresh() const {
        if constexpr (std::constructible_from<Rule, std::size_t, std::span<const WeightBlock>>) {
            return Rule(n_, blocks_);
        } else {
            return Rule(n_);
        }
    }

    void fill() {
        for (std::size_t part = 0; part < Rule::parts; ++part) {
            double value = 0;
            if constexpr (requires { rule_.initial(part); }) value = rule_.initial(part);
            Parts(shown_.data(), n_).put(part, value);
        }
    }

    std::size_t n_;
    std::vector<WeightBlock> blocks_;
    Rule rule_;
    AlignedVector<double> shown_;
    std::vector<double> settings_;
};

/// RuleEntry::make of a rule that moves all coordinates together.
template <class Rule>
std::unique_ptr<Optimizer> make_together(std::span<const double> settings, std::size_t dimensions) {
    return std::make_unique<Together<Rule>>(settings, dimensions);
}

/// RuleEntry::make of a rule for matrices.
template <class Rule>
std::unique_ptr<Optimizer> make_in_blocks(std::span<const double> settings, std::size_t dimensions,
                                          std::span<const WeightBlock> blocks) {
    return std::make_unique<Together<Rule>>(settings, dimensions, blocks);
}

}  // namespace tani
