// The compiled form of formulas: a tape of operations on registers, and what each operation does.
#pragma once
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "core/formula/arithmetic.h"
#include "core/formula/expression.h"

namespace tani {

/// a, b, c are registers, k is a number of the instruction. Products are rounded before they are
/// added: one instruction gives the bits of the operations that it stands for.
enum class Code : std::uint16_t {
    load,    // k
    negate,  // -a
    add,
    add_k,  // a + b, a + k
    subtract,
    k_subtract,  // a - b, k - a
    multiply,
    multiply_k,  // a * b, a * k
    divide,
    divide_k,
    k_divide,            // a / b, a / k, k / a
    product_k,           // (a * b) * k
    scaled_product,      // (a * k) * b
    product_add,         // a * b + c
    product_add_k,       // a * b + k
    multiply_k_add,      // a * k + c
    product_k_add,       // (a * b) * k + c
    scaled_product_add,  // (a * k) * b + c
    product_subtract,    // a * b - c
    subtract_product,    // c - a * b
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
    power,
    power_k,
    k_power,  // a ^ b, a ^ k, k ^ a
    min,
    max,
    choose  // of a: b or c
};

inline constexpr std::size_t number_of_codes = static_cast<std::size_t>(Code::choose) + 1;

/// The operands that a code reads from registers, as bits: a 1, b 2, c 4.
constexpr unsigned operands_of(Code code) {
    switch (code) {
        case Code::load:
            return 0;
        case Code::add:
        case Code::subtract:
        case Code::multiply:
        case Code::divide:
        case Code::product_k:
        case Code::scaled_product:
        case Code::product_add_k:
        case Code::power:
        case Code::min:
        case Code::max:
            return 3;
        case Code::product_add:
        case Code::product_k_add:
        case Code::scaled_product_add:
        case Code::product_subtract:
        case Code::subtract_product:
        case Code::choose:
            return 7;
        case Code::multiply_k_add:
            return 5;
        default:
            return 1;
    }
}

struct Instruction {
    double k = 0;
    Code code = Code::load;
    std::uint16_t to = 0;
    std::uint16_t a = 0, b = 0, c = 0;
};

/// Registers 0 and 1 hold x and y. No instruction writes a register that it reads.
struct Tape {
    std::vector<Instruction> instructions;
    std::vector<std::uint16_t> outputs;  ///< registers
    std::vector<std::size_t>
        makers;  ///< the instruction that makes each output; too large when the output is x or y
    std::size_t registers = 2;
};

Tape compile(std::span<const Expression> outputs, std::span<const std::string> constants,
             std::span<const double> values);

/// The arithmetic of one operation. What it does not read makes no difference.
template <Code code>
inline double apply(double a, double b, double c, double k) {
    switch (code) {
        case Code::load:
            return k;
        case Code::negate:
            return -a;
        case Code::add:
            return a + b;
        case Code::add_k:
            return a + k;
        case Code::subtract:
            return a - b;
        case Code::k_subtract:
            return k - a;
        case Code::multiply:
            return a * b;
        case Code::multiply_k:
            return a * k;
        case Code::divide:
            return a / b;
        case Code::divide_k:
            return a / k;
        case Code::k_divide:
            return k / a;
        case Code::product_k:
            return a * b * k;
        case Code::scaled_product:
            return a * k * b;
        case Code::product_add:
            return a * b + c;
        case Code::product_add_k:
            return a * b + k;
        case Code::multiply_k_add:
            return a * k + c;
        case Code::product_k_add:
            return a * b * k + c;
        case Code::scaled_product_add:
            return a * k * b + c;
        case Code::product_subtract:
            return a * b - c;
        case Code::subtract_product:
            return c - a * b;
        case Code::sin:
            return std::sin(a);
        case Code::cos:
            return std::cos(a);
        case Code::tan:
            return std::tan(a);
        case Code::asin:
            return std::asin(a);
        case Code::acos:
            return std::acos(a);
        case Code::atan:
            return std::atan(a);
        case Code::sinh:
            return std::sinh(a);
        case Code::cosh:
            return std::cosh(a);
        case Code::tanh:
            return std::tanh(a);
        case Code::exp:
            return std::exp(a);
        case Code::log:
            return std::log(a);
        case Code::sqrt:
            return std::sqrt(a);
        case Code::abs:
            return std::abs(a);
        case Code::sign:
            return sign_of(a);
        case Code::power:
            return std::pow(a, b);
        case Code::power_k:
            return std::pow(a, k);
        case Code::k_power:
            return std::pow(k, a);
        case Code::min:
            return least_of(a, b);
        case Code::max:
            return most_of(a, b);
        case Code::choose:
            return choose_of(a, b, c);
    }
}

}  // namespace tani
