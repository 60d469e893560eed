// The nodes of expressions, and the list of functions. Expressions are immutable graphs:
// derivatives share parts, so nothing here may walk them as trees without a bound.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/formula/formula.h"

namespace tani {

enum class Op : std::uint8_t {
    // leaves
    number,
    constant,
    x,
    y,
    pi,
    e,
    // operators
    negate,
    add,
    subtract,
    multiply,
    divide,
    power,
    // functions
    sin,
    cos,
    tan,
    asin,
    acos,
    atan,
    sinh,
    cosh,
    tanh,
    exp,
    log,
    sqrt,
    abs,
    sign,
    min,
    max,
    choose
};

struct Node {
    Op op = Op::number;
    double value = 0;                   ///< of a number
    std::string name;                   ///< of a constant
    std::array<Expression, 3> parts{};  ///< operands; unused ones are null

    Node(Op op_, double value_, std::string name_, std::array<Expression, 3> parts_);
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    ~Node();  ///< releases long chains without deep recursion
};

struct FunctionName {
    std::string_view name;
    Op op;
    int least, most;  ///< number of arguments
};

/// Every name that may be called. The first name of an operation is the one that is printed.
std::span<const FunctionName> functions();

std::string_view function_name(Op op);

/// Expressions from parts, unshared; Builder makes shared ones.
Expression make(Op op, Expression a, Expression b = nullptr, Expression c = nullptr);
Expression make_number(double value);
Expression make_constant(std::string name);

/// All nodes below some roots, each once, parts before wholes; parts and roots as places in that
/// order.
struct Walk {
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    std::vector<const Node*> nodes;
    std::vector<std::array<std::uint32_t, 3>> parts;
    std::vector<std::uint32_t> roots;
};
Walk walk(std::span<const Expression> roots);
inline Walk walk(const Expression& root) { return walk(std::span<const Expression>(&root, 1)); }

}  // namespace tani
