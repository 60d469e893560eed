// Hash-consing of expression nodes.
#include "core/formula/builder.h"

#include <bit>
#include <functional>
#include <utility>

namespace tani {

namespace {

std::uint64_t hash_of(Op op, double value, const std::string& name,
                      const std::array<Expression, 3>& parts) {
    std::uint64_t hash = static_cast<std::uint64_t>(op) + 0x9E3779B97F4A7C15u;
    const auto mix = [&hash](std::uint64_t part) {
        hash = (hash ^ part) * 0xFF51AFD7ED558CCDu;
        hash ^= hash >> 32;
    };
    mix(std::bit_cast<std::uint64_t>(value));
    for (const Expression& part : parts) mix(std::bit_cast<std::uintptr_t>(part.get()));
    if (!name.empty()) mix(std::hash<std::string>{}(name));
    return hash;
}

}  // namespace

Expression Builder::shared(Op op, double value, const std::string& name,
                           const std::array<Expression, 3>& parts) {
    if (2 * count_ >= slots_.size()) grow();
    const auto is_same = [&](const Node& node) {
        return node.op == op && node.parts == parts &&
               std::bit_cast<std::uint64_t>(node.value) == std::bit_cast<std::uint64_t>(value) &&
               node.name == name;
    };
    std::size_t i = hash_of(op, value, name, parts) & (slots_.size() - 1);
    while (slots_[i] && !is_same(*slots_[i])) i = (i + 1) & (slots_.size() - 1);
    if (!slots_[i]) {
        slots_[i] = std::make_shared<const Node>(op, value, name, parts);
        ++count_;
    }
    return slots_[i];
}

void Builder::grow() {
    std::vector<Expression> old = std::exchange(slots_, std::vector<Expression>(slots_.size() * 4));
    for (Expression& e : old) {
        if (!e) continue;
        std::size_t i = hash_of(e->op, e->value, e->name, e->parts) & (slots_.size() - 1);
        while (slots_[i]) i = (i + 1) & (slots_.size() - 1);
        slots_[i] = std::move(e);
    }
}

Expression Builder::number(double value) { return shared(Op::number, value, {}, {}); }

Expression Builder::node(Op op, const Expression& a, const Expression& b, const Expression& c) {
    return shared(op, 0.0, {}, {a, b, c});
}

Expression Builder::leaf(const Node& node) { return shared(node.op, node.value, node.name, {}); }

Expression Builder::adopt(const Expression& expression) {
    const Walk order = walk(expression);
    std::vector<Expression> adopted;
    adopted.reserve(order.nodes.size());
    for (std::size_t n = 0; n < order.nodes.size(); ++n) {
        const Node& node = *order.nodes[n];
        std::array<Expression, 3> parts;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (node.parts[i]) parts[i] = adopted[order.parts[n][i]];
        }
        adopted.push_back(shared(node.op, node.value, node.name, parts));
    }
    return adopted.back();
}

}  // namespace tani
