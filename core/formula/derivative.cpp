// Exact derivatives: the rules of calculus over the graph, each part once.
#include "core/formula/algebra.h"

namespace tani {

namespace {

/// Derivatives of the nodes of one expression; null stands for 0.
class Differentiator {
  public:
    Differentiator(Builder& builder, Op variable)
        : builder_(builder), algebra_(builder), variable_(variable) {}

    Expression of(const Expression& expression) {
        const Walk order = walk(expression);
        std::vector<Expression> slopes;
        slopes.reserve(order.nodes.size());
        for (std::size_t n = 0; n < order.nodes.size(); ++n) {
            std::array<Expression, 3> d;
            for (std::size_t i = 0; i < d.size(); ++i) {
                if (order.parts[n][i] != Walk::none) d[i] = slopes[order.parts[n][i]];
            }
            slopes.push_back(slope(*order.nodes[n], d));
        }
        return or_zero(slopes.back());
    }

  private:
    Builder& builder_;
    Algebra algebra_;
    Op variable_;

    Expression slope(const Node& node, const std::array<Expression, 3>& d) {
        if (node.op == variable_) return algebra_.number(1);
        if (!d[0] && !d[1] && !d[2]) return nullptr;
        const Expression result = slope_of_operation(node, d);
        return result && is_number(result, 0) ? nullptr : result;
    }

    Expression slope_of_operation(const Node& node, const std::array<Expression, 3>& d) {
        const Expression &u = node.parts[0], &v = node.parts[1];
        switch (node.op) {
            case Op::negate:
                return algebra_.negated(d[0]);
            case Op::add:
                return !d[0] ? d[1] : !d[1] ? d[0] : algebra_.sum(d[0], d[1]);
            case Op::subtract:
                return !d[0]   ? algebra_.negated(d[1])
                       : !d[1] ? d[0]
                               : algebra_.difference(d[0], d[1]);
            case Op::multiply:
                return plus(times(d[0], v), times(u, d[1]));
            case Op::divide:
                return slope_of_quotient(u, v, d[0], d[1]);
            case Op::power:
                return slope_of_power(u, v, d[0], d[1]);
            case Op::min:
                return algebra_.function(Op::choose, algebra_.difference(u, v), or_zero(d[0]),
                                         or_zero(d[1]));
            case Op::max:
                return algebra_.function(Op::choose, algebra_.difference(v, u), or_zero(d[0]),
                                         or_zero(d[1]));
            case Op::choose:
                return algebra_.function(Op::choose, u, or_zero(d[1]), or_zero(d[2]));
            default:
                return times(slope_of_function(node), d[0]);
        }
    }

    Expression or_zero(const Expression& d) { return d ? d : algebra_.number(0); }

    Expression plus(const Expression& a, const Expression& b) {
        return !a ? b : !b ? a : algebra_.sum(a, b);
    }

    Expression times(const Expression& a, const Expression& b) {
        return a && b ? algebra_.product(a, b) : nullptr;
    }

    Expression slope_of_quotient(const Expression& u, const Expression& v, const Expression& du,
                                 const Expression& dv) {
        const Expression first = du ? algebra_.quotient(du, v) : nullptr;
        if (!dv) return first;
        const Expression second =
            algebra_.quotient(algebra_.product(u, dv), algebra_.power(v, algebra_.number(2)));
        return first ? algebra_.difference(first, second) : algebra_.negated(second);
    }

    /// v·u^(v−1)·u′ + log(u)·u^v·v′, each part only where it depends on the variable.
    Expression slope_of_power(const Expression& u, const Expression& v, const Expression& du,
                              const Expression& dv) {
        Expression by_base, by_exponent;
        if (du) {
            const Expression lowered =
                algebra_.power(u, algebra_.difference(v, algebra_.number(1)));
            by_base = algebra_.product(algebra_.product(v, lowered), du);
        }
        if (dv) {
            const Expression logarithm = algebra_.function(Op::log, u);
            by_exponent =
                algebra_.product(algebra_.product(logarithm, builder_.node(Op::power, u, v)), dv);
        }
        return plus(by_base, by_exponent);
    }

    Expression slope_of_function(const Node& node) {
        const Expression& u = node.parts[0];
        const Expression one = algebra_.number(1), two = algebra_.number(2);
        const auto apply = [&](Op op) { return builder_.node(op, u); };
        const auto reciprocal = [&](const Expression& e) { return algebra_.quotient(one, e); };
        const auto square = [&](const Expression& e) { return algebra_.power(e, two); };
        switch (node.op) {
            case Op::sin:
                return apply(Op::cos);
            case Op::cos:
                return algebra_.negated(apply(Op::sin));
            case Op::tan:
                return reciprocal(square(apply(Op::cos)));
            case Op::asin:
                return reciprocal(builder_.node(Op::sqrt, algebra_.difference(one, square(u))));
            case Op::acos:
                return algebra_.negated(
                    reciprocal(builder_.node(Op::sqrt, algebra_.difference(one, square(u)))));
            case Op::atan:
                return reciprocal(algebra_.sum(one, square(u)));
            case Op::sinh:
                return apply(Op::cosh);
            case Op::cosh:
                return apply(Op::sinh);
            case Op::tanh:
                return algebra_.difference(one, square(apply(Op::tanh)));
            case Op::exp:
                return apply(Op::exp);
            case Op::log:
                return reciprocal(u);
            case Op::sqrt:
                return reciprocal(algebra_.product(two, apply(Op::sqrt)));
            case Op::abs:
                return apply(Op::sign);
            default:
                return nullptr;  // sign is flat
        }
    }
};

}  // namespace

Expression derivative(const Expression& expression, Variable by) {
    Builder builder;
    return Differentiator(builder, by == Variable::x ? Op::x : Op::y).of(builder.adopt(expression));
}

namespace {

Expression simplified_node(Builder& builder, Algebra& algebra, const Node& node,
                           const std::array<Expression, 3>& p) {
    switch (node.op) {
        case Op::number:
        case Op::constant:
        case Op::x:
        case Op::y:
        case Op::pi:
        case Op::e:
            return builder.leaf(node);
        case Op::negate:
            return algebra.negated(p[0]);
        case Op::add:
            return algebra.sum(p[0], p[1]);
        case Op::subtract:
            return algebra.difference(p[0], p[1]);
        case Op::multiply:
            return algebra.product(p[0], p[1]);
        case Op::divide:
            return algebra.quotient(p[0], p[1]);
        case Op::power:
            return algebra.power(p[0], p[1]);
        default:
            return algebra.function(node.op, p[0], p[1], p[2]);
    }
}

}  // namespace

Expression simplified(const Expression& expression) {
    Builder builder;
    Algebra algebra(builder);
    const Walk order = walk(expression);
    std::vector<Expression> simple;
    for (std::size_t n = 0; n < order.nodes.size(); ++n) {
        std::array<Expression, 3> parts;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (order.parts[n][i] != Walk::none) parts[i] = simple[order.parts[n][i]];
        }
        simple.push_back(simplified_node(builder, algebra, *order.nodes[n], parts));
    }
    return simple.back();
}

}  // namespace tani
