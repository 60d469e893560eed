// The optimizer's table: rule, rule inside, clipping, schedule, averaging.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/experiment/check.h"
#include "core/experiment/merge.h"
#include "core/experiment/parameters.h"
#include "core/optimizer/optimizer.h"
#include "core/optimizer/schedule.h"

namespace tani {

namespace {

Clip clip_of(const Value& value, const std::string& path, const Origin& origin) {
    const Table& table = std::get<Table>(value.data);
    if (table.entries().size() > 1) {
        wrong(origin, path, value, "one of norm and value");
    }
    Clip clip;
    if (const Value* norm = table.find("norm")) clip.norm = finite_number(*norm);
    if (const Value* most = table.find("value")) clip.value = finite_number(*most);
    return clip;
}

/// An empty table is no schedule: what a run says that takes away the base's.
ScheduleSpec schedule_of(const Value& written, const std::string& path, const Origin& origin) {
    const Value value = with_name(written);
    const Table& table = std::get<Table>(value.data);
    if (table.empty()) return {};
    const Value* name = table.find("name");
    if (!name) {
        refuse(origin.experiment->file, origin.path(path), written,
               fmt::format("the schedule has no name; expected name = one of {}",
                           fmt::join(ids(schedule_catalogue()), ", ")));
    }
    const ScheduleEntry* entry = find_schedule(std::get<std::string>(name->data));
    if (!entry) unknown_name(origin, path, *name, schedule_catalogue(), "schedules");
    ScheduleSpec spec = {.name = entry->id, .settings = default_settings(*entry)};
    for (const auto& [key, setting] : table.entries()) {
        if (key == "name") continue;
        if (!set_parameter(entry->parameters, {path, key, setting}, origin, spec.settings))
            unknown_key(origin, path, key, setting, keys_of(entry->parameters));
    }
    return spec;
}

/// An empty table is no averaging: what a run says that takes away the base's.
std::optional<Averaging> average_of(const Value& value, const Origin& origin) {
    const Table& table = std::get<Table>(value.data);
    if (table.empty()) return std::nullopt;
    const Value* from = table.find("from");
    if (!from) wrong(origin, "optimizer.average", value, "{ from = a step } or {}");
    return Averaging{static_cast<int>(whole_number(*from).value_or(0))};
}

std::vector<std::string> rules_around() {
    std::vector<std::string> result;
    for (const RuleEntry& rule : rule_catalogue()) {
        if (rule.wrapping) result.push_back(rule.id);
    }
    return result;
}

const RuleEntry& rule_named(const Value& name, const std::string& path, const Origin& origin) {
    const RuleEntry* rule = find_rule(std::get<std::string>(name.data));
    if (!rule) unknown_name(origin, path, name, rule_catalogue(), "optimizers");
    return *rule;
}

/// The rule inside a rule around another; its default where the file does not say.
const RuleEntry& inner_rule(const RuleEntry& outer, const Table& inner, const Origin& origin) {
    const Value* name = inner.find("name");
    if (!name) return *find_rule(outer.wrapping->inner);
    const RuleEntry& rule = rule_named(*name, "optimizer.inner", origin);
    if (rule.wrapping) {
        wrong(origin, "optimizer.inner.name", *name,
              fmt::format("a rule that stands alone: {} goes around one rule only", outer.id));
    }
    return rule;
}

/// Reads the optimizer's table, or that of the rule inside, into one spec.
class RuleTable {
  public:
    RuleTable(const RuleEntry& rule, OptimizerSpec& spec, const Origin& origin)
        : rule_(rule), spec_(spec), origin_(origin) {}

    /// Keys of the rule that stands alone or outside.
    void outer(const Table& table) const {
        for (const auto& [key, value] : table.entries()) {
            if (key == "name" || key == "inner") continue;
            if (key == "average") {
                spec_.average = average_of(value, origin_);
            } else if (rule_.wrapping && is_inner(key)) {
                refuse(origin_.experiment->file, origin_.path("optimizer." + key), value,
                       fmt::format("{} of {} belongs to the rule inside; expected inner = {{ {} = "
                                   "... }}",
                                   key, rule_.id, key));
            } else {
                entry("optimizer", key, value, own(), rule_.parameters.size() - own().size());
            }
        }
    }

    void inner(const Table& table) const {
        for (const auto& [key, value] : table.entries()) {
            if (key != "name") entry("optimizer.inner", key, value, inside(), 0);
        }
    }

  private:
    /// Of the outer rule, or of one that stands alone.
    std::span<const Parameter> own() const {
        return std::span(rule_.parameters).subspan(rule_.wrapping ? rule_.wrapping->own : 0);
    }
    std::span<const Parameter> inside() const {
        return find_rule(rule_.wrapping->inner)->parameters;
    }

    /// Keys that a reader of papers may well write one table too far out.
    bool is_inner(const std::string& key) const {
        const auto called = [&](const Parameter& p) { return p.id == key; };
        if (std::ranges::any_of(own(), called)) return false;
        return key == "clip" || key == "schedule" || std::ranges::any_of(inside(), called);
    }

    void entry(const std::string& table, const std::string& key, const Value& value,
               std::span<const Parameter> parameters, std::size_t first) const {
        const std::span settings(spec_.settings.data() + first, parameters.size());
        if (key == "clip") {
            spec_.clip = clip_of(value, table + ".clip", origin_);
        } else if (key == "schedule") {
            spec_.schedule = schedule_of(value, table + ".schedule", origin_);
        } else if (!set_parameter(parameters, {table, key, value}, origin_, settings)) {
            unknown_key(origin_, table, key, value, known_keys(table, parameters));
        }
    }

    std::vector<std::string> known_keys(const std::string& table,
                                        std::span<const Parameter> parameters) const {
        std::vector<std::string> keys = keys_of(parameters);
        const bool inside = table == "optimizer.inner";
        if (inside || !rule_.wrapping) keys.insert(keys.end(), {"clip", "schedule"});
        if (!inside && rule_.wrapping) keys.emplace_back("inner");
        if (!inside) keys.emplace_back("average");
        return keys;
    }

    const RuleEntry& rule_;
    OptimizerSpec& spec_;
    const Origin& origin_;
};

}  // namespace

OptimizerSpec SettingsReader::optimizer(const Table& table, const Origin& origin) const {
    const Value* name = table.find("name");
    if (!name) {
        const std::vector<std::string> known = ids(rule_catalogue());
        const Value* place = origin.experiment->document.find("optimizer");
        refuse(origin.experiment->file, origin.path("optimizer"), place ? *place : Value(),
               fmt::format("the optimizer has no name; expected name = one of {}",
                           fmt::join(known, ", ")));
    }
    const RuleEntry& named = rule_named(*name, "optimizer", origin);
    const Value* written = table.find("inner");
    if (written && !named.wrapping) {
        refuse(origin.experiment->file, origin.path("optimizer.inner"), *written,
               fmt::format("{} takes no rule inside; expected inner only in a rule around another: "
                           "{}",
                           named.id, fmt::join(rules_around(), ", ")));
    }
    const Value inner = written ? with_name(*written) : Value(Table());
    const Table& inside = std::get<Table>(inner.data);
    OptimizerSpec spec = {.name = named.id, .settings = {}};
    if (named.wrapping) spec.inner = inner_rule(named, inside, origin).id;
    const RuleEntry& rule = *find_rule(spec);
    spec.settings = default_settings(rule);
    const RuleTable reader(rule, spec, origin);
    reader.outer(table);
    if (rule.wrapping) reader.inner(inside);
    if (const auto problem = rule.check ? rule.check(spec.settings) : std::nullopt) {
        refuse(origin.experiment->file, origin.path("optimizer"), *name,
               fmt::format("{}: {}", rule.wrapping ? rule.wrapping->inner : rule.id, *problem));
    }
    return spec;
}

}  // namespace tani
