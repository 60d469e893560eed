// From operations to a tape: pairs of operations are joined, registers are reused.
#include <limits>

#include "core/formula/lowering.h"

namespace tani {

namespace {

/// Joins an operation with the one that uses its result, where nothing else uses it.
class Joining {
  public:
    Joining(std::vector<Step>& steps, std::span<const int> outputs)
        : steps_(steps), uses_(steps.size(), 0) {
        for (const int output : outputs) ++uses_[index(output)];
        for (std::size_t i = steps.size(); i-- > first_step;) {
            if (uses_[i] == 0) continue;
            const Step& step = steps[i];
            const unsigned read = operands_of(step.code);
            if (read & 1) ++uses_[index(step.a)];
            if (read & 2) ++uses_[index(step.b)];
            if (read & 4) ++uses_[index(step.c)];
        }
    }

    void run() {
        for (std::size_t i = first_step; i < steps_.size(); ++i) {
            if (uses_[i] > 0) join(steps_[i]);
        }
    }

    bool is_used(std::size_t i) const { return uses_[i] > 0; }

  private:
    std::vector<Step>& steps_;
    std::vector<int> uses_;

    static std::size_t index(int step) { return static_cast<std::size_t>(step); }

    /// The step behind an operand when only this user reads it.
    const Step* only_used_here(int operand) const {
        return operand >= first_step && uses_[index(operand)] == 1 ? &steps_[index(operand)]
                                                                   : nullptr;
    }

    void replace(Step& user, int joined, Step by) {
        uses_[index(joined)] = 0;
        user = by;
    }

    void join(Step& step) {
        switch (step.code) {
            case Code::multiply:
                return void(join_product(step, step.a, step.b) ||
                            join_product(step, step.b, step.a));
            case Code::multiply_k:
                if (const Step* inner = only_used_here(step.a);
                    inner && inner->code == Code::multiply) {
                    replace(step, step.a,
                            {.code = Code::product_k, .a = inner->a, .b = inner->b, .k = step.k});
                }
                return;
            case Code::add_k:
                if (const Step* inner = only_used_here(step.a);
                    inner && inner->code == Code::multiply) {
                    replace(
                        step, step.a,
                        {.code = Code::product_add_k, .a = inner->a, .b = inner->b, .k = step.k});
                }
                return;
            case Code::add:
                return void(join_sum(step, step.b, step.a, 1) || join_sum(step, step.a, step.b, 1));
            case Code::subtract:
                return void(join_sum(step, step.b, step.a, -1) || join_difference(step));
            default:
                return;
        }
    }

    bool join_product(Step& step, int scaled, int other) {
        const Step* inner = only_used_here(scaled);
        if (!inner || inner->code != Code::multiply_k || scaled == other) return false;
        replace(step, scaled,
                {.code = Code::scaled_product, .a = inner->a, .b = other, .k = inner->k});
        return true;
    }

    /// rest + sign · product; a minus goes into the number exactly.
    bool join_sum(Step& step, int product, int rest, double sign) {
        const Step* inner = only_used_here(product);
        if (!inner || product == rest) return false;
        Code code;
        switch (inner->code) {
            case Code::multiply:
                code = sign > 0 ? Code::product_add : Code::subtract_product;
                break;
            case Code::multiply_k:
                code = Code::multiply_k_add;
                break;
            case Code::product_k:
                code = Code::product_k_add;
                break;
            case Code::scaled_product:
                code = Code::scaled_product_add;
                break;
            default:
                return false;
        }
        replace(step, product,
                {.code = code, .a = inner->a, .b = inner->b, .c = rest, .k = sign * inner->k});
        return true;
    }

    bool join_difference(Step& step) {
        const Step* inner = only_used_here(step.a);
        if (!inner || inner->code != Code::multiply || step.a == step.b) return false;
        replace(step, step.a,
                {.code = Code::product_subtract, .a = inner->a, .b = inner->b, .c = step.b});
        return true;
    }
};

/// Gives each result a register that is free from its making to its last use.
Tape assigned(const std::vector<Step>& steps, const Joining& joining,
              std::span<const int> outputs) {
    std::vector<std::size_t> last_use(steps.size(), 0);
    const auto read = [&](const Step& step, auto&& visit) {
        const unsigned operands = operands_of(step.code);
        if (operands & 1) visit(static_cast<std::size_t>(step.a));
        if (operands & 2) visit(static_cast<std::size_t>(step.b));
        if (operands & 4) visit(static_cast<std::size_t>(step.c));
    };
    for (std::size_t i = first_step; i < steps.size(); ++i) {
        if (joining.is_used(i)) read(steps[i], [&](std::size_t operand) { last_use[operand] = i; });
    }
    for (const int output : outputs) last_use[static_cast<std::size_t>(output)] = steps.size();

    Tape tape;
    constexpr auto none = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> made_by(steps.size(), none);
    std::vector<std::uint16_t> place(steps.size(), 0), unused;
    place[1] = 1;
    for (std::size_t i = first_step; i < steps.size(); ++i) {
        if (!joining.is_used(i)) continue;
        const Step& step = steps[i];
        if (unused.empty()) {
            if (tape.registers > std::numeric_limits<std::uint16_t>::max())
                throw Error("the formula needs too many intermediate results; write a shorter one");
            unused.push_back(static_cast<std::uint16_t>(tape.registers++));
        }
        place[i] = unused.back();
        unused.pop_back();
        Instruction instruction{.k = step.k, .code = step.code, .to = place[i]};
        const unsigned operands = operands_of(step.code);
        if (operands & 1) instruction.a = place[static_cast<std::size_t>(step.a)];
        if (operands & 2) instruction.b = place[static_cast<std::size_t>(step.b)];
        if (operands & 4) instruction.c = place[static_cast<std::size_t>(step.c)];
        made_by[i] = tape.instructions.size();
        tape.instructions.push_back(instruction);
        read(step, [&](std::size_t operand) {
            if (operand < first_step || last_use[operand] != i) return;
            last_use[operand] = 0;  // an operand read twice is freed once
            unused.push_back(place[operand]);
        });
    }
    for (const int output : outputs) {
        tape.outputs.push_back(place[static_cast<std::size_t>(output)]);
        tape.makers.push_back(made_by[static_cast<std::size_t>(output)]);
    }
    return tape;
}

}  // namespace

Tape compile(std::span<const Expression> outputs, std::span<const std::string> constants,
             std::span<const double> values) {
    Steps steps = lower(outputs, constants, values);
    Joining joining(steps.list, steps.outputs);
    joining.run();
    return assigned(steps.list, joining, steps.outputs);
}

}  // namespace tani
