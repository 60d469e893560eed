// The catalogue of update rules, from the generated list of entries/.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/optimizer/around.h"
#include "core/optimizer/optimizer.h"

namespace tani {

namespace rule_entries {
#define TANI_ENTRY(id) RuleEntry id();
#include "rule_entries.inc"
#undef TANI_ENTRY
}  // namespace rule_entries

namespace {

/// As their files have them.
std::vector<RuleEntry> described_rules() {
    std::vector<RuleEntry> rules = {
#define TANI_ENTRY(id) rule_entries::id(),
#include "rule_entries.inc"
#undef TANI_ENTRY
    };
    std::ranges::sort(rules, [](const RuleEntry& a, const RuleEntry& b) {
        return std::tie(a.order, a.id) < std::tie(b.order, b.id);
    });
    return rules;
}

struct Rules {
    std::vector<RuleEntry> catalogue;
    std::vector<RuleEntry> wrapped;  ///< every rule around every other
};

Rules all_rules() {
    Rules rules;
    const std::vector<RuleEntry> described = described_rules();
    for (const RuleEntry& rule : described) {
        if (!rule.wrapping) {
            rules.catalogue.push_back(rule);
            continue;
        }
        for (const RuleEntry& inner : described) {
            if (inner.wrapping) continue;
            rules.wrapped.push_back(around(rule, inner));
            if (inner.id != rule.wrapping->inner) continue;
            rules.catalogue.push_back(rules.wrapped.back());
            rules.catalogue.back().name = rule.name;
        }
    }
    return rules;
}

const Rules& rules() {
    static const Rules all = all_rules();
    return all;
}

}  // namespace

std::span<const RuleEntry> rule_catalogue() { return rules().catalogue; }

const RuleEntry* find_rule(std::string_view id) {
    for (const RuleEntry& rule : rule_catalogue()) {
        if (rule.id == id) return &rule;
    }
    return nullptr;
}

const RuleEntry* find_rule(std::string_view id, std::string_view inner) {
    if (inner.empty()) {
        const RuleEntry* alone = find_rule(id);
        return alone && !alone->wrapping ? alone : nullptr;
    }
    for (const RuleEntry& rule : rules().wrapped) {
        if (rule.id == id && rule.wrapping->inner == inner) return &rule;
    }
    return nullptr;
}

int rate_index(const RuleEntry& entry) {
    return parameter_index(entry, entry.wrapping ? "inner.lr" : "lr");
}

int parameter_index(const RuleEntry& entry, std::string_view key) {
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        const Parameter& p = entry.parameters[i];
        const bool same = p.element < 0 ? key == p.id
                                        : key.starts_with(p.id) && key.size() > p.id.size() &&
                                              key == fmt::format("{}.{}", p.id, p.element);
        if (same) return static_cast<int>(i);
    }
    return -1;
}

std::vector<double> default_settings(const RuleEntry& entry) {
    std::vector<double> settings;
    settings.reserve(entry.parameters.size());
    for (const Parameter& p : entry.parameters) settings.push_back(p.standard);
    return settings;
}

}  // namespace tani
