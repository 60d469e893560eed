// Nodes, their names, and walks over them.
#include "core/formula/expression.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace tani {

Node::Node(Op op_, double value_, std::string name_, std::array<Expression, 3> parts_)
    : op(op_), value(value_), name(std::move(name_)), parts(std::move(parts_)) {}

Node::~Node() {
    std::vector<Expression> pending;
    const auto take = [&pending](Node& node) {
        for (Expression& part : node.parts) {
            if (part && part.use_count() == 1) pending.push_back(std::move(part));
        }
    };
    take(*this);
    while (!pending.empty()) {
        const Expression last = std::move(pending.back());
        pending.pop_back();
        take(const_cast<Node&>(*last));  // the only owner: nobody else sees it change
    }
}

std::span<const FunctionName> functions() {
    static constexpr FunctionName list[] = {
        {"sin", Op::sin, 1, 1},       {"cos", Op::cos, 1, 1},    {"tan", Op::tan, 1, 1},
        {"asin", Op::asin, 1, 1},     {"acos", Op::acos, 1, 1},  {"atan", Op::atan, 1, 1},
        {"sinh", Op::sinh, 1, 1},     {"cosh", Op::cosh, 1, 1},  {"tanh", Op::tanh, 1, 1},
        {"exp", Op::exp, 1, 1},       {"log", Op::log, 1, 1},    {"ln", Op::log, 1, 1},
        {"sqrt", Op::sqrt, 1, 1},     {"abs", Op::abs, 1, 1},    {"sign", Op::sign, 1, 1},
        {"min", Op::min, 2, 1000},    {"max", Op::max, 2, 1000}, {"pow", Op::power, 2, 2},
        {"choose", Op::choose, 3, 3},
    };
    return list;
}

std::string_view function_name(Op op) {
    const auto list = functions();
    const auto found =
        std::find_if(list.begin(), list.end(), [op](const FunctionName& f) { return f.op == op; });
    return found == list.end() ? std::string_view{} : found->name;
}

Expression make(Op op, Expression a, Expression b, Expression c) {
    return std::make_shared<const Node>(
        op, 0.0, std::string(),
        std::array<Expression, 3>{std::move(a), std::move(b), std::move(c)});
}

Expression make_number(double value) {
    return std::make_shared<const Node>(Op::number, value, std::string(),
                                        std::array<Expression, 3>{});
}

Expression make_constant(std::string name) {
    return std::make_shared<const Node>(Op::constant, 0.0, std::move(name),
                                        std::array<Expression, 3>{});
}

namespace {

/// Places of nodes, by open addressing: walks are the most of what compiling a large graph costs.
class Places {
  public:
    static constexpr std::uint32_t unknown = Walk::none, entered = Walk::none - 1;

    /// The place of a node, `unknown` at first; the reference holds until the next call.
    std::uint32_t& of(const Node* node) {
        if (2 * count_ >= slots_.size()) grow();
        Slot& slot = slots_[find(node)];
        if (!slot.node) {
            slot = {node, unknown};
            ++count_;
        }
        return slot.place;
    }

  private:
    struct Slot {
        const Node* node = nullptr;
        std::uint32_t place = unknown;
    };
    std::vector<Slot> slots_ = std::vector<Slot>(64);
    std::size_t count_ = 0;

    std::size_t find(const Node* node) const {
        const std::uint64_t hash = std::bit_cast<std::uintptr_t>(node) * 0x9E3779B97F4A7C15u;
        std::size_t i = (hash >> 20) & (slots_.size() - 1);
        while (slots_[i].node && slots_[i].node != node) i = (i + 1) & (slots_.size() - 1);
        return i;
    }

    void grow() {
        std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 4));
        for (const Slot& slot : old) {
            if (slot.node) slots_[find(slot.node)] = slot;
        }
    }
};

}  // namespace

Walk walk(std::span<const Expression> roots) {
    Walk result;
    Places places;
    struct Visit {
        const Node* node;
        std::size_t next_part;
    };
    std::vector<Visit> path;
    const auto enter = [&](const Node* node) {
        std::uint32_t& place = places.of(node);
        if (place != Places::unknown) return;
        place = Places::entered;
        path.push_back({node, 0});
    };
    const auto leave = [&](const Node* node) {
        std::array<std::uint32_t, 3> parts{Walk::none, Walk::none, Walk::none};
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (node->parts[i]) parts[i] = places.of(node->parts[i].get());
        }
        places.of(node) = static_cast<std::uint32_t>(result.nodes.size());
        result.nodes.push_back(node);
        result.parts.push_back(parts);
    };
    for (const Expression& root : roots) {
        enter(root.get());
        while (!path.empty()) {
            Visit& top = path.back();
            if (top.next_part < top.node->parts.size() && top.node->parts[top.next_part]) {
                enter(top.node->parts[top.next_part++].get());
            } else {
                leave(top.node);
                path.pop_back();
            }
        }
        result.roots.push_back(places.of(root.get()));
    }
    return result;
}

std::vector<std::string> constants_of(const Expression& expression) {
    std::vector<std::string> names;
    for (const Node* node : walk(expression).nodes) {
        if (node->op == Op::constant &&
            std::find(names.begin(), names.end(), node->name) == names.end()) {
            names.push_back(node->name);
        }
    }
    return names;
}

Expression with_constants(const Expression& expression, std::span<const std::string> names,
                          std::span<const double> values) {
    const auto number_for = [&](const Node& node) -> Expression {
        const auto index = static_cast<std::size_t>(
            std::find(names.begin(), names.end(), node.name) - names.begin());
        return index < values.size() ? make_number(values[index]) : make_constant(node.name);
    };
    const Walk order = walk(expression);
    std::vector<Expression> replaced;
    for (std::size_t n = 0; n < order.nodes.size(); ++n) {
        const Node& node = *order.nodes[n];
        std::array<Expression, 3> parts;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (node.parts[i]) parts[i] = replaced[order.parts[n][i]];
        }
        replaced.push_back(
            node.op == Op::constant
                ? number_for(node)
                : std::make_shared<const Node>(node.op, node.value, node.name, std::move(parts)));
    }
    return replaced.back();
}

std::optional<double> value_of_constant(const Expression& expression) {
    for (const Node* node : walk(expression).nodes) {
        if (node->op == Op::x || node->op == Op::y || node->op == Op::constant) return std::nullopt;
    }
    double value = 0;
    Program({&expression, 1}, {}).evaluate(0, 0, {&value, 1});
    return value;
}

}  // namespace tani
