// The catalogue of update rules, from the generated list of entries/.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/optimizer/optimizer.h"

namespace tani {

namespace rule_entries {
#define TANI_ENTRY(id) RuleEntry id();
#include "rule_entries.inc"
#undef TANI_ENTRY
}  // namespace rule_entries

namespace {

std::vector<RuleEntry> all_rules() {
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

}  // namespace

std::span<const RuleEntry> rule_catalogue() {
    static const std::vector<RuleEntry> rules = all_rules();
    return rules;
}

const RuleEntry* find_rule(std::string_view id) {
    for (const RuleEntry& rule : rule_catalogue()) {
        if (rule.id == id) return &rule;
    }
    return nullptr;
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
