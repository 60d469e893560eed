// Lowering: numbers are folded where the result is the same bits, equal operations are done once
// (value numbering, in the order of the formula).
#include "core/formula/lowering.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace tani {

namespace {

std::uint64_t hash_of(const Step& step) {
    auto hash = static_cast<std::uint64_t>(step.code);
    for (const std::uint64_t part :
         {static_cast<std::uint64_t>(step.a), static_cast<std::uint64_t>(step.b),
          static_cast<std::uint64_t>(step.c), std::bit_cast<std::uint64_t>(step.k)}) {
        hash = (hash ^ part) * 0xFF51AFD7ED558CCDu;
        hash ^= hash >> 32;
    }
    return hash;
}

/// A number known now, or the result of a step.
struct Operand {
    bool is_number = false;
    double number = 0;
    int step = 0;
};

Operand known(double value) { return {.is_number = true, .number = value}; }

/// Multiplying by the reciprocal gives the same bits.
bool has_exact_reciprocal(double value) {
    int exponent = 0;
    return std::abs(std::frexp(value, &exponent)) == 0.5 && std::abs(exponent) < 1000;
}

template <std::size_t... codes>
constexpr auto applications(std::index_sequence<codes...>) {
    return std::array{&apply<static_cast<Code>(codes)>...};
}

/// The value of an operation on numbers: the bits that the tape would compute.
double value_of(Code code, double a, double b = 0) {
    static constexpr auto apply_by_code = applications(std::make_index_sequence<number_of_codes>());
    return apply_by_code[static_cast<std::size_t>(code)](a, b, 0, 0);
}

class Lowering {
  public:
    Lowering(std::span<const std::string> constants, std::span<const double> values)
        : constants_(constants), values_(values) {}

    /// Lowers a node whose parts are lowered.
    Operand lower(const Node& node, const Operand& a, const Operand& b, const Operand& c) {
        switch (node.op) {
            case Op::number:
                return known(node.value);
            case Op::constant:
                return constant(node.name);
            case Op::x:
                return {.step = 0};
            case Op::y:
                return {.step = 1};
            case Op::pi:
                return known(std::numbers::pi);
            case Op::e:
                return known(std::numbers::e);
            case Op::negate:
                return multiplied(a, known(-1));
            case Op::add:
                return added(a, b);
            case Op::subtract:
                return subtracted(a, b);
            case Op::multiply:
                return multiplied(a, b);
            case Op::divide:
                return divided(a, b);
            case Op::power:
                return raised(a, b);
            case Op::min:
                return two_sided(Code::min, a, b);
            case Op::max:
                return two_sided(Code::max, a, b);
            case Op::choose:
                return chosen(a, b, c);
            default:
                return of_one(function_code(node.op), a);
        }
    }

    int as_step(const Operand& operand) {
        return operand.is_number ? emit({.code = Code::load, .k = operand.number}) : operand.step;
    }

    std::vector<Step> take_steps() { return std::move(steps_); }

  private:
    std::span<const std::string> constants_;
    std::span<const double> values_;
    std::vector<Step> steps_ = std::vector<Step>(first_step);
    std::vector<int> slots_ = std::vector<int>(64, 0);

    /// The step that does this, a new one where there is none.
    int emit(const Step& step) {
        if (2 * steps_.size() >= slots_.size()) grow();
        int& slot = slots_[slot_of(step)];
        if (slot == 0) {
            slot = static_cast<int>(steps_.size());
            steps_.push_back(step);
        }
        return slot;
    }

    /// Open addressing; 0 is a free slot.
    std::size_t slot_of(const Step& step) const {
        std::size_t i = hash_of(step) & (slots_.size() - 1);
        while (slots_[i] != 0 && !(steps_[static_cast<std::size_t>(slots_[i])] == step))
            i = (i + 1) & (slots_.size() - 1);
        return i;
    }

    void grow() {
        slots_.assign(slots_.size() * 4, 0);
        for (std::size_t i = first_step; i < steps_.size(); ++i)
            slots_[slot_of(steps_[i])] = static_cast<int>(i);
    }

    Operand result(const Step& step) {
        return {.is_number = false, .number = 0, .step = emit(step)};
    }

    Operand constant(const std::string& name) const {
        const auto index = static_cast<std::size_t>(
            std::find(constants_.begin(), constants_.end(), name) - constants_.begin());
        return known(index < values_.size() ? values_[index]
                                            : std::numeric_limits<double>::quiet_NaN());
    }

    static Code function_code(Op op) {
        static_assert(static_cast<int>(Op::sign) - static_cast<int>(Op::sin) ==
                      static_cast<int>(Code::sign) - static_cast<int>(Code::sin));
        return static_cast<Code>(static_cast<int>(op) - static_cast<int>(Op::sin) +
                                 static_cast<int>(Code::sin));
    }

    Operand of_one(Code code, const Operand& a) {
        if (a.is_number) return known(value_of(code, a.number));
        return result({.code = code, .a = a.step});
    }

    Operand two_sided(Code code, const Operand& a, const Operand& b) {
        if (a.is_number && b.is_number) return known(value_of(code, a.number, b.number));
        return result({.code = code, .a = as_step(a), .b = as_step(b)});
    }

    Operand chosen(const Operand& t, const Operand& a, const Operand& b) {
        if (t.is_number && a.is_number && b.is_number)
            return known(choose_of(t.number, a.number, b.number));
        return result({.code = Code::choose, .a = as_step(t), .b = as_step(a), .c = as_step(b)});
    }

    Operand added(const Operand& a, const Operand& b) {
        if (a.is_number && b.is_number) return known(a.number + b.number);
        if (a.is_number) return added(b, a);
        if (b.is_number) return result({.code = Code::add_k, .a = a.step, .k = b.number});
        return result(
            {.code = Code::add, .a = std::min(a.step, b.step), .b = std::max(a.step, b.step)});
    }

    Operand subtracted(const Operand& a, const Operand& b) {
        if (a.is_number && b.is_number) return known(a.number - b.number);
        if (b.is_number) return result({.code = Code::add_k, .a = a.step, .k = -b.number});
        if (a.is_number) return result({.code = Code::k_subtract, .a = b.step, .k = a.number});
        return result({.code = Code::subtract, .a = a.step, .b = b.step});
    }

    Operand multiplied(const Operand& a, const Operand& b) {
        if (a.is_number && b.is_number) return known(a.number * b.number);
        if (a.is_number) return multiplied(b, a);
        if (!b.is_number)
            return result({.code = Code::multiply,
                           .a = std::min(a.step, b.step),
                           .b = std::max(a.step, b.step)});
        if (b.number == 1) return a;
        if (b.number == -1) return negated(a);
        return result({.code = Code::multiply_k, .a = a.step, .k = b.number});
    }

    Operand negated(const Operand& a) {
        const Step step = steps_[static_cast<std::size_t>(a.step)];
        if (a.step >= first_step && step.code == Code::negate) return {.step = step.a};
        if (a.step >= first_step && step.code == Code::multiply_k)
            return result({.code = Code::multiply_k, .a = step.a, .k = -step.k});
        return result({.code = Code::negate, .a = a.step});
    }

    Operand divided(const Operand& a, const Operand& b) {
        if (a.is_number && b.is_number) return known(a.number / b.number);
        if (a.is_number) return result({.code = Code::k_divide, .a = b.step, .k = a.number});
        if (!b.is_number) return result({.code = Code::divide, .a = a.step, .b = b.step});
        if (has_exact_reciprocal(b.number)) return multiplied(a, known(1 / b.number));
        return result({.code = Code::divide_k, .a = a.step, .k = b.number});
    }

    Operand raised(const Operand& a, const Operand& b) {
        if (b.is_number) {
            const double n = b.number;
            if (n == 0.5) return of_one(Code::sqrt, a);
            if (n == -0.5) return divided(known(1), of_one(Code::sqrt, a));
            if (n == std::trunc(n) && std::abs(n) <= largest_multiplied_power) {
                const Operand power = multiplied_power(a, static_cast<int>(std::abs(n)));
                return n < 0 ? divided(known(1), power) : power;
            }
            if (a.is_number) return known(std::pow(a.number, n));
            return result({.code = Code::power_k, .a = a.step, .k = n});
        }
        if (a.is_number) return result({.code = Code::k_power, .a = b.step, .k = a.number});
        return result({.code = Code::power, .a = a.step, .b = b.step});
    }

    /// x·x, (x·x)·x, (x·x)·(x·x), ((x·x)·(x·x))·x, …
    Operand multiplied_power(const Operand& a, int n) {
        if (n == 0) return known(1);
        if (n == 1) return a;
        const Operand half = multiplied_power(a, n / 2);
        const Operand even = multiplied(half, half);
        return n % 2 == 0 ? even : multiplied(even, a);
    }
};

}  // namespace

Steps lower(std::span<const Expression> outputs, std::span<const std::string> constants,
            std::span<const double> values) {
    Lowering lowering(constants, values);
    const Walk order = walk(outputs);
    std::vector<Operand> lowered;
    lowered.reserve(order.nodes.size());
    for (std::size_t n = 0; n < order.nodes.size(); ++n) {
        const auto part = [&](std::size_t i) {
            return order.parts[n][i] == Walk::none ? Operand{} : lowered[order.parts[n][i]];
        };
        lowered.push_back(lowering.lower(*order.nodes[n], part(0), part(1), part(2)));
    }
    Steps steps;
    for (const std::uint32_t root : order.roots)
        steps.outputs.push_back(lowering.as_step(lowered[root]));
    steps.list = lowering.take_steps();
    return steps;
}

}  // namespace tani
