// Evaluation of compiled formulas, one point at a time and in blocks.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/formula/tape.h"

namespace tani {

namespace {

/// An instruction for one point that knows its code as a function. Each one jumps to the next (a
/// tail call in optimized builds), so that the processor predicts the way through the tape; the
/// result goes along, so that the next one need not wait for memory.
struct Link {
    using Run = void (*)(const Link*, double* registers, double* out, double last);
    Run run = nullptr;
    double k = 0;
    std::uint16_t to = 0, a = 0, b = 0, c = 0;
    std::uint32_t output = 0;  ///< where the result goes as well, for links that hand one out
};

/// What is special about a link, as bits: operands that are the last result, and whether it hands
/// out.
constexpr std::size_t a_is_last = 1, b_is_last = 2, c_is_last = 4, hands_out = 8,
                      number_of_kinds = 16;

template <Code code, std::size_t kind>
void run_link(const Link* i, double* r, double* out, double last) {
    const double result =
        apply<code>(kind & a_is_last ? last : r[i->a], kind & b_is_last ? last : r[i->b],
                    kind & c_is_last ? last : r[i->c], i->k);
    r[i->to] = result;
    if constexpr ((kind & hands_out) != 0) out[i->output] = result;
    return i[1].run(i + 1, r, out, result);
}

void run_copy(const Link* i, double* r, double* out, double last) {
    out[i->output] = r[i->a];
    return i[1].run(i + 1, r, out, last);
}

void run_end(const Link*, double*, double*, double) {}

/// Operands that the code does not read make no difference.
constexpr std::size_t kind_of(Code code, std::size_t kind) {
    return kind & (operands_of(code) | hands_out);
}

template <std::size_t... indices>
constexpr std::array<Link::Run, sizeof...(indices)> runs_of(std::index_sequence<indices...>) {
    return {run_link<static_cast<Code>(indices / number_of_kinds),
                     kind_of(static_cast<Code>(indices / number_of_kinds),
                             indices % number_of_kinds)>...};
}

Link::Run run_of(Code code, std::size_t kind) {
    static constexpr auto runs =
        runs_of(std::make_index_sequence<number_of_codes * number_of_kinds>());
    return runs[static_cast<std::size_t>(code) * number_of_kinds + kind];
}

/// Finite for finite operands, but for an overflow.
bool sum_or_product(const Instruction& i) {
    switch (i.code) {
        case Code::load:
        case Code::negate:
        case Code::add:
        case Code::add_k:
        case Code::subtract:
        case Code::k_subtract:
        case Code::multiply:
        case Code::multiply_k:
        case Code::divide_k:
        case Code::product_k:
        case Code::scaled_product:
        case Code::product_add:
        case Code::product_add_k:
        case Code::multiply_k_add:
        case Code::product_k_add:
        case Code::scaled_product_add:
        case Code::product_subtract:
        case Code::subtract_product: return std::isfinite(i.k) && (i.code != Code::divide_k || i.k != 0);
        default: return false;
    }
}

std::vector<Link> linked(const Tape& tape) {
    std::vector<bool> is_handed_out(tape.outputs.size(), false);
    std::vector<Link> links;
    links.reserve(tape.instructions.size() + tape.outputs.size() + 1);
    int last = 0;  // the first link is handed x
    for (std::size_t n = 0; n < tape.instructions.size(); ++n) {
        const Instruction& i = tape.instructions[n];
        Link link{.k = i.k, .to = i.to, .a = i.a, .b = i.b, .c = i.c};
        std::size_t kind = (i.a == last ? a_is_last : 0) | (i.b == last ? b_is_last : 0) |
                           (i.c == last ? c_is_last : 0);
        const auto found = std::find(tape.makers.begin(), tape.makers.end(), n);
        if (found != tape.makers.end()) {
            kind |= hands_out;
            link.output = static_cast<std::uint32_t>(found - tape.makers.begin());
            is_handed_out[link.output] = true;
        }
        link.run = run_of(i.code, kind);
        links.push_back(link);
        last = i.to;
    }
    for (std::size_t k = 0; k < tape.outputs.size(); ++k) {
        if (!is_handed_out[k])
            links.push_back(
                {.run = run_copy, .a = tape.outputs[k], .output = static_cast<std::uint32_t>(k)});
    }
    links.push_back({.run = run_end});
    return links;
}

}  // namespace

struct Program::Code {
    std::vector<Expression> expressions;
    std::vector<std::string> constants;
    Tape tape;
    std::vector<Link> links;
};

namespace {

constexpr std::size_t few_registers = 32;
constexpr std::size_t stack_numbers =
    8192;  ///< 64 KiB; formulas that need more take their scratch from the heap
constexpr std::size_t block = 64;

inline void evaluate_in(double* registers, const Link* links, double x, double y, double* out) {
    registers[0] = x;
    registers[1] = y;
    links->run(links, registers, out, x);
}

[[gnu::noinline]] void evaluate_large(std::size_t count, const Link* links, double x, double y,
                                      double* out) {
    if (count <= stack_numbers) {
        double registers[stack_numbers];
        return evaluate_in(registers, links, x, y, out);
    }
    std::vector<double> registers(count);
    evaluate_in(registers.data(), links, x, y, out);
}

/// One operation on `count` points; register r is the row of `stride` numbers at registers + r *
/// stride.
template <Code code>
void run_row(double* registers, std::size_t stride, std::size_t count, const Instruction& i) {
    double* __restrict to = registers + i.to * stride;
    const double* __restrict a = registers + i.a * stride;
    const double* __restrict b = registers + i.b * stride;
    const double* __restrict c = registers + i.c * stride;
    const double k = i.k;
    for (std::size_t j = 0; j < count; ++j) to[j] = apply<code>(a[j], b[j], c[j], k);
}

template <std::size_t... codes>
constexpr auto rows_of(std::index_sequence<codes...>) {
    return std::array{&run_row<static_cast<Code>(codes)>...};
}

void evaluate_rows(double* registers, std::size_t stride, std::size_t count, const Tape& tape) {
    static constexpr auto rows = rows_of(std::make_index_sequence<number_of_codes>());
    for (const Instruction& i : tape.instructions)
        rows[static_cast<std::size_t>(i.code)](registers, stride, count, i);
}

void evaluate_blocks(double* registers, std::size_t stride, const Tape& tape,
                     std::span<const double> x, std::span<const double> y,
                     std::span<double* const> out) {
    for (std::size_t from = 0; from < x.size(); from += stride) {
        const std::size_t count = std::min(stride, x.size() - from);
        std::copy_n(x.data() + from, count, registers);
        std::copy_n(y.data() + from, count, registers + stride);
        evaluate_rows(registers, stride, count, tape);
        for (std::size_t k = 0; k < tape.outputs.size(); ++k) {
            std::copy_n(registers + tape.outputs[k] * stride, count, out[k] + from);
        }
    }
}

}  // namespace

Program::Program(std::span<const Expression> outputs, std::span<const std::string> constants,
                 std::span<const double> values) {
    if (!values.empty() && values.size() != constants.size()) {
        throw Error(fmt::format("{} values for {} constants of a formula", values.size(),
                                constants.size()));
    }
    Tape tape = compile(outputs, constants, values);
    std::vector<Link> links = linked(tape);
    code_ = std::make_shared<const Code>(Code{{outputs.begin(), outputs.end()},
                                              {constants.begin(), constants.end()},
                                              std::move(tape),
                                              std::move(links)});
}

std::size_t Program::outputs() const { return code_ ? code_->tape.outputs.size() : 0; }

bool Program::empty() const { return outputs() == 0; }

std::size_t Program::length() const { return code_ ? code_->tape.instructions.size() : 0; }

bool Program::is_polynomial() const {
    return code_ && std::ranges::all_of(code_->tape.instructions, sum_or_product);
}

Program Program::bound(std::span<const double> values) const {
    if (!code_ || code_->constants.empty()) return *this;
    if (values.empty()) throw Error("no values for the constants of a formula");
    return Program(code_->expressions, code_->constants, values);
}

void Program::evaluate(double x, double y, std::span<double> out) const {
    if (!code_) return;
    const Code& code = *code_;
    if (code.tape.registers > few_registers)
        return evaluate_large(code.tape.registers, code.links.data(), x, y, out.data());
    double registers[few_registers];
    evaluate_in(registers, code.links.data(), x, y, out.data());
}

void Program::evaluate(std::span<const double> x, std::span<const double> y,
                       std::span<double* const> out) const {
    if (!code_) return;
    const Tape& tape = code_->tape;
    const std::size_t stride = std::min(block, stack_numbers / tape.registers);
    if (stride >= 8) {
        alignas(64) double registers[stack_numbers];
        return evaluate_blocks(registers, stride, tape, x, y, out);
    }
    std::vector<double> registers(tape.registers * block);
    evaluate_blocks(registers.data(), block, tape, x, y, out);
}

ProgramBlock::ProgramBlock(Program program, std::size_t points)
    : program_(std::move(program)),
      stride_((points + 7) / 8 * 8),
      registers_(program_.code_->tape.registers * stride_) {}

double* ProgramBlock::output(std::size_t index) {
    return registers_.data() + program_.code_->tape.outputs[index] * stride_;
}

void ProgramBlock::evaluate(std::size_t count) {
    evaluate_rows(registers_.data(), stride_, count, program_.code_->tape);
}

}  // namespace tani
