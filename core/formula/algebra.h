// Sums, products and powers that simplify as they are built: like terms and like factors are
// gathered, 0 and 1 vanish, coefficients are reduced fractions in front.
#pragma once
#include <optional>
#include <utility>
#include <vector>

#include "core/formula/builder.h"

namespace tani {

/// numerator / denominator, reduced where both are whole numbers.
struct Coefficient {
    double numerator = 1, denominator = 1;
    void multiply(double factor);
    void divide(double divisor);
    void add(const Coefficient& other);
    bool is(double value) const { return numerator == value && denominator == 1; }

  private:
    void reduce();
};

/// Gathering stops after a bounded effort: a formula for a class stays far below it, and the
/// derivative of a monstrous one keeps the shared form that the rules of calculus give.
class Algebra {
  public:
    explicit Algebra(Builder& builder) : builder_(builder) {}

    Expression number(double value) { return builder_.number(value); }
    Expression sum(const Expression& a, const Expression& b);
    Expression difference(const Expression& a, const Expression& b);
    Expression product(const Expression& a, const Expression& b);
    Expression quotient(const Expression& a, const Expression& b);
    Expression power(const Expression& base, const Expression& exponent);
    Expression negated(const Expression& a);
    /// A function of simplified arguments.
    Expression function(Op op, const Expression& a, const Expression& b = nullptr,
                        const Expression& c = nullptr);

  private:
    struct Factor {
        Expression base;
        double exponent;
    };
    /// coefficient · base₁^exponent₁ · base₂^exponent₂ …
    struct Term {
        Coefficient coefficient;
        std::vector<Factor> factors;
    };
    struct Gathered {
        Expression key;  ///< the term without its coefficient
        Term term;
    };

    Builder& builder_;
    int effort_left_ =
        3000;  ///< parts that may still be looked into, in all; beyond, nothing is gathered

    int parts_allowed() const;
    void multiply_into(Term& term, const Expression& e, double exponent, int& budget);
    void multiply_number(Term& term, const Expression& e, double exponent);
    static void multiply_factor(Term& term, const Expression& base, double exponent);
    void add_into(std::vector<Gathered>& terms, const Expression& e, double sign, int& budget);
    Expression build(Term term);
    Expression build_sum(std::vector<Gathered> terms);
    Expression raised(const Expression& base, double exponent);
    Expression product_of(const std::vector<Factor>& factors, double number);
};

bool is_number(const Expression& e, double value);

}  // namespace tani
