// Simplification by flat sums of flat products. Flattening stops after a fixed number of parts
// (what is beyond is taken as one part), so that building a graph costs a bounded time per node.
#include "core/formula/algebra.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tani {

namespace {

constexpr int flattening_budget = 32;
constexpr double largest_whole = 0x1p53;

bool is_whole(double value) {
    return std::abs(value) < largest_whole && value == std::trunc(value);
}

/// 1/value is exact and normal.
bool is_power_of_two(double value) {
    int exponent = 0;
    return std::frexp(value, &exponent) == 0.5 && std::abs(exponent) < 1000;
}

/// Reading order of a class: 2 a x y sin(x) (x + y).
int rank(const Expression& e) {
    switch (e->op) {
        case Op::number:
        case Op::constant:
        case Op::pi:
        case Op::e:
            return 0;
        case Op::x:
            return 1;
        case Op::y:
            return 2;
        case Op::add:
        case Op::subtract:
            return 4;
        default:
            return 3;
    }
}

}  // namespace

bool is_number(const Expression& e, double value) {
    return e->op == Op::number && e->value == value;
}

void Coefficient::multiply(double factor) {
    numerator *= factor;
    reduce();
}

void Coefficient::divide(double divisor) {
    denominator *= divisor;
    reduce();
}

void Coefficient::add(const Coefficient& other) {
    if (denominator == other.denominator) {
        numerator += other.numerator;
    } else {
        numerator = numerator * other.denominator + other.numerator * denominator;
        denominator *= other.denominator;
    }
    reduce();
}

void Coefficient::reduce() {
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    if (is_whole(numerator) && is_whole(denominator) && denominator != 0) {
        const auto divisor = static_cast<double>(
            std::gcd(static_cast<long long>(numerator), static_cast<long long>(denominator)));
        numerator /= divisor;
        denominator /= divisor;
    } else if (is_power_of_two(denominator)) {
        numerator /= denominator;
        denominator = 1;
    } else if (numerator == denominator) {
        numerator = denominator = 1;
    }
}

void Algebra::multiply_factor(Term& term, const Expression& base, double exponent) {
    const auto found = std::find_if(term.factors.begin(), term.factors.end(),
                                    [&](const Factor& f) { return f.base == base; });
    if (found == term.factors.end()) {
        term.factors.push_back({base, exponent});
        return;
    }
    found->exponent += exponent;
    if (found->exponent == 0) term.factors.erase(found);
}

void Algebra::multiply_number(Term& term, const Expression& e, double exponent) {
    const double value = e->value;
    constexpr double most_repeats = 64;
    const bool folds = is_whole(exponent) && std::abs(exponent) <= most_repeats &&
                       std::isfinite(value) && (value != 0 || exponent > 0);
    if (!folds) return multiply_factor(term, e, exponent);
    double power = 1;
    for (double i = 0; i < std::abs(exponent); ++i) power *= value;
    if (!std::isfinite(power) || (power == 0 && value != 0))
        return multiply_factor(term, e, exponent);
    if (exponent > 0) term.coefficient.multiply(power);
    if (exponent < 0) term.coefficient.divide(power);
}

void Algebra::multiply_into(Term& term, const Expression& e, double exponent, int& budget) {
    --effort_left_;
    if (e->op == Op::number) return multiply_number(term, e, exponent);
    const bool opens = --budget > 0 && is_whole(exponent);
    if (!opens) return multiply_factor(term, e, exponent);
    switch (e->op) {
        case Op::negate:
            if (std::fmod(exponent, 2) != 0) term.coefficient.multiply(-1);
            return multiply_into(term, e->parts[0], exponent, budget);
        case Op::multiply:
            multiply_into(term, e->parts[0], exponent, budget);
            return multiply_into(term, e->parts[1], exponent, budget);
        case Op::divide:
            multiply_into(term, e->parts[0], exponent, budget);
            return multiply_into(term, e->parts[1], -exponent, budget);
        case Op::power: {
            const Expression& inner = e->parts[1];
            if (inner->op != Op::number || !std::isfinite(inner->value))
                return multiply_factor(term, e, exponent);
            if (inner->value == 0) return;
            if (is_whole(inner->value))
                return multiply_into(term, e->parts[0], exponent * inner->value, budget);
            return multiply_factor(term, e->parts[0], exponent * inner->value);
        }
        default:
            return multiply_factor(term, e, exponent);
    }
}

Expression Algebra::raised(const Expression& base, double exponent) {
    return exponent == 1 ? base : builder_.node(Op::power, base, number(exponent));
}

/// number · factors, with every exponent taken as positive; null when there is nothing but 1.
Expression Algebra::product_of(const std::vector<Factor>& factors, double leading) {
    Expression result;
    if (leading != 1 && (leading != -1 || factors.empty())) result = number(leading);
    for (const Factor& factor : factors) {
        const Expression power = raised(factor.base, std::abs(factor.exponent));
        result = result ? builder_.node(Op::multiply, result, power) : power;
    }
    return leading == -1 && !factors.empty() ? builder_.node(Op::negate, result) : result;
}

Expression Algebra::build(Term term) {
    if (term.coefficient.numerator == 0) return number(0);
    std::stable_sort(term.factors.begin(), term.factors.end(),
                     [](const Factor& a, const Factor& b) { return rank(a.base) < rank(b.base); });
    const auto split = std::stable_partition(term.factors.begin(), term.factors.end(),
                                             [](const Factor& f) { return f.exponent > 0; });
    const std::vector<Factor> above(term.factors.begin(), split), below(split, term.factors.end());
    Expression numerator = product_of(above, term.coefficient.numerator);
    const Expression denominator = product_of(below, term.coefficient.denominator);
    if (!numerator) numerator = number(1);
    return denominator ? builder_.node(Op::divide, numerator, denominator) : numerator;
}

void Algebra::add_into(std::vector<Gathered>& terms, const Expression& e, double sign,
                       int& budget) {
    --effort_left_;
    if (--budget > 0 && (e->op == Op::add || e->op == Op::subtract)) {
        add_into(terms, e->parts[0], sign, budget);
        return add_into(terms, e->parts[1], e->op == Op::add ? sign : -sign, budget);
    }
    if (budget > 0 && e->op == Op::negate) return add_into(terms, e->parts[0], -sign, budget);
    Term term;
    int factors = parts_allowed();
    multiply_into(term, e, 1, factors);
    if (term.coefficient.numerator == 0) return;
    Term bare{.coefficient = {}, .factors = term.factors};
    const Expression key = build(std::move(bare));
    term.coefficient.multiply(sign);
    const auto found =
        std::find_if(terms.begin(), terms.end(), [&](const Gathered& g) { return g.key == key; });
    if (found == terms.end()) {
        terms.push_back({key, std::move(term)});
    } else {
        found->term.coefficient.add(term.coefficient);
    }
}

Expression Algebra::build_sum(std::vector<Gathered> terms) {
    std::erase_if(terms, [](const Gathered& g) { return g.term.coefficient.numerator == 0; });
    if (terms.empty()) return number(0);
    const auto is_positive = [](const Gathered& g) { return g.term.coefficient.numerator > 0; };
    const auto first = std::find_if(terms.begin(), terms.end(), is_positive);
    if (first != terms.end()) std::rotate(terms.begin(), first, first + 1);
    Expression result = build(terms[0].term);
    for (std::size_t i = 1; i < terms.size(); ++i) {
        const bool subtracts = terms[i].term.coefficient.numerator < 0;
        if (subtracts) terms[i].term.coefficient.multiply(-1);
        result = builder_.node(subtracts ? Op::subtract : Op::add, result,
                               build(std::move(terms[i].term)));
    }
    return result;
}

/// How many parts the next operation may look into. Numbers are always looked at.
int Algebra::parts_allowed() const { return effort_left_ > 0 ? flattening_budget : 1; }

Expression Algebra::sum(const Expression& a, const Expression& b) {
    std::vector<Gathered> terms;
    int parts = parts_allowed();
    add_into(terms, a, 1, parts);
    add_into(terms, b, 1, parts);
    return build_sum(std::move(terms));
}

Expression Algebra::difference(const Expression& a, const Expression& b) {
    std::vector<Gathered> terms;
    int parts = parts_allowed();
    add_into(terms, a, 1, parts);
    add_into(terms, b, -1, parts);
    return build_sum(std::move(terms));
}

Expression Algebra::product(const Expression& a, const Expression& b) {
    Term term;
    int parts = parts_allowed();
    multiply_into(term, a, 1, parts);
    multiply_into(term, b, 1, parts);
    return build(std::move(term));
}

Expression Algebra::quotient(const Expression& a, const Expression& b) {
    Term term;
    int parts = parts_allowed();
    multiply_into(term, a, 1, parts);
    multiply_into(term, b, -1, parts);
    return build(std::move(term));
}

Expression Algebra::power(const Expression& base, const Expression& exponent) {
    if (exponent->op != Op::number || !std::isfinite(exponent->value))
        return function(Op::power, base, exponent);
    if (exponent->value == 0) return number(1);
    Term term;
    int parts = parts_allowed();
    multiply_into(term, base, exponent->value, parts);
    return build(std::move(term));
}

Expression Algebra::negated(const Expression& a) {
    const bool is_sum = a->op == Op::add || a->op == Op::subtract;
    return is_sum ? difference(number(0), a) : product(number(-1), a);
}

Expression Algebra::function(Op op, const Expression& a, const Expression& b, const Expression& c) {
    if (op == Op::log && a->op == Op::e) return number(1);
    if (op == Op::log && is_number(a, 1)) return number(0);
    if (op == Op::exp && is_number(a, 0)) return number(1);
    if (op == Op::choose && b == c) return b;
    return builder_.node(op, a, b, c);
}

}  // namespace tani
