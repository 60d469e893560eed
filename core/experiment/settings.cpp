// The parts of the checks that need the catalogues.
#include "core/experiment/settings.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/experiment/check.h"
#include "core/experiment/merge.h"
#include "core/experiment/toml.h"
#include "core/optimizer/optimizer.h"
#include "core/optimizer/schedule.h"

namespace tani {

namespace {

[[noreturn]] void wrong(const Origin& origin, const std::string& setting, const Value& value,
                        const std::string& expected, const std::string& suggestion = "") {
    refuse_value(origin.experiment->file, origin.path(setting), value, expected, suggestion);
}

[[noreturn]] void unknown_key(const Origin& origin, const std::string& table,
                              const std::string& key, const Value& value,
                              std::span<const std::string> known) {
    std::string path = origin.path(table + "." + key);
    path.resize(path.size() - key.size() - 1);
    refuse_key(origin.experiment->file, path, key, value, known);
}

template <class Entry>
std::vector<std::string> ids(std::span<const Entry> entries) {
    std::vector<std::string> result;
    for (const Entry& entry : entries) result.push_back(entry.id);
    return result;
}

/// Names the whole catalogue unless it is long and a near name is found.
template <class Entry>
[[noreturn]] void unknown_name(const Origin& origin, const std::string& table, const Value& value,
                               std::span<const Entry> catalogue, std::string_view lists) {
    constexpr std::size_t long_list = 12;
    const std::vector<std::string> known = ids(catalogue);
    const std::string suggestion = did_you_mean(std::get<std::string>(value.data), known);
    const bool listed = known.size() <= long_list || suggestion.empty();
    wrong(origin, table + ".name", value,
          listed ? fmt::format("one of {}", fmt::join(known, ", "))
                 : fmt::format("a name that `tani list {}` gives", lists),
          suggestion);
}

bool is_whole_scale(const Parameter& parameter) { return parameter.scale == Scale::whole; }

std::string expected_number(const Parameter& parameter) {
    const std::string range = parameter.bounds.text();
    if (is_whole_scale(parameter)) return "a whole number " + range;
    return range.starts_with("a ") ? range : "a number " + range;
}

double parameter_value(const Parameter& parameter, const Value& value, const Origin& origin,
                       const std::string& setting) {
    if (parameter.scale == Scale::toggle) {
        const bool* flag = std::get_if<bool>(&value.data);
        if (!flag) wrong(origin, setting, value, "true or false");
        return *flag ? 1.0 : 0.0;
    }
    const auto number = finite_number(value);
    const bool whole = !is_whole_scale(parameter) || whole_number(value);
    if (!number || !whole || !parameter.bounds.contains(*number)) {
        wrong(origin, setting, value, expected_number(parameter));
    }
    return *number;
}

std::vector<std::string> keys_of(std::span<const Parameter> parameters) {
    std::vector<std::string> keys = {"name"};
    for (const Parameter& parameter : parameters) {
        if (std::find(keys.begin(), keys.end(), parameter.id) == keys.end())
            keys.push_back(parameter.id);
    }
    return keys;
}

/// A key of the table at a path, with its value.
struct Given {
    std::string table;
    const std::string& key;
    const Value& value;
};

/// Sets every parameter that goes by this key: one number, or the elements of an array.
bool set_parameter(std::span<const Parameter> parameters, const Given& given, const Origin& origin,
                   std::span<double> settings) {
    const auto& [table, key, value] = given;
    const auto count = static_cast<std::size_t>(
        std::ranges::count_if(parameters, [&](const Parameter& p) { return p.id == given.key; }));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const Parameter& parameter = parameters[i];
        if (parameter.id != key) continue;
        const std::string setting = table + "." + key;
        if (parameter.element < 0) {
            settings[i] = parameter_value(parameter, value, origin, setting);
            continue;
        }
        const Array* array = std::get_if<Array>(&value.data);
        if (!array || array->size() != count) {
            wrong(origin, setting, value, fmt::format("a list of {} numbers", count));
        }
        settings[i] =
            parameter_value(parameter, (*array)[static_cast<std::size_t>(parameter.element)],
                            origin, fmt::format("{}.{}", setting, parameter.element));
    }
    return count > 0;
}

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
                entry("optimizer", key, value, rule_.wrapping ? own() : rule_.parameters,
                      rule_.wrapping ? rule_.wrapping->own : 0);
            }
        }
    }

    void inner(const Table& table) const {
        std::vector<Parameter> parameters(rule_.parameters.begin(),
                                          rule_.parameters.end() - own_count());
        for (Parameter& p : parameters) p.id = p.id.substr(inner_prefix.size());
        for (const auto& [key, value] : table.entries()) {
            if (key != "name") entry("optimizer.inner", key, value, parameters, 0);
        }
    }

  private:
    /// Keys that a reader of papers may well write one table too far out.
    bool is_inner(const std::string& key) const {
        const auto called = [&](const Parameter& p) { return p.id == key; };
        if (std::ranges::any_of(own(), called)) return false;
        const auto inside = [&](const Parameter& p) { return p.id == std::string(inner_prefix) + key; };
        return key == "clip" || key == "schedule" || std::ranges::any_of(rule_.parameters, inside);
    }

    std::ptrdiff_t own_count() const {
        return static_cast<std::ptrdiff_t>(rule_.parameters.size() - rule_.wrapping->own);
    }
    std::vector<Parameter> own() const {
        return {rule_.parameters.end() - own_count(), rule_.parameters.end()};
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

const Parameter* find_constant(const SurfaceEntry& entry, std::string_view id) {
    for (const Parameter& constant : entry.constants) {
        if (constant.id == id) return &constant;
    }
    return nullptr;
}

void read_constants(const SurfaceEntry* entry, const Table& given, const Origin& origin,
                    SurfaceSpec& spec) {
    for (const auto& [name, value] : given.entries()) {
        const double number = finite_number(value).value_or(0.0);
        if (!entry) {
            spec.constants.emplace_back(name, number);
            continue;
        }
        const Parameter* constant = find_constant(*entry, name);
        if (!constant) {
            if (entry->constants.empty()) {
                refuse(origin.experiment->file, origin.path("surface.constants." + name), value,
                       fmt::format("the surface {} has no constants; expected none", entry->id));
            }
            unknown_key(origin, "surface.constants", name, value, ids(std::span(entry->constants)));
        }
        if (!constant->bounds.contains(number)) {
            wrong(origin, "surface.constants." + name, value, expected_number(*constant));
        }
        for (auto& [id, standard] : spec.constants) {
            if (id == name) standard = number;
        }
    }
}

/// Narrower than this, axes could not be numbered.
bool can_be_drawn(const Range& range) {
    const double width = range.to - range.from;
    const double size = std::max({std::abs(range.from), std::abs(range.to), 1e-3});
    return std::isfinite(width) && width > 1e-9 * size;
}

Range range_of(const Table& table, const std::string& key, Range standard, const Origin& origin) {
    const Value* value = table.find(key);
    if (!value) return standard;
    const Array& array = std::get<Array>(value->data);
    const Range range = {finite_number(array[0]).value_or(0.0),
                         finite_number(array[1]).value_or(0.0)};
    if (!can_be_drawn(range)) {
        wrong(origin, "surface." + key, *value, "a range [from, to] with from below to");
    }
    return range;
}

/// The formula's own rules say which names a constant may have; this finds the one that they
/// refuse.
[[noreturn]] void refuse_constant(const Table& table, const Origin& origin, const Error& error) {
    const std::string& file = origin.experiment->file;
    const Value* constants = table.find("constants");
    if (!constants)
        refuse(file, origin.path("surface.formula"), *table.find("formula"), error.message());
    for (const auto& [name, value] : std::get<Table>(constants->data).entries()) {
        try {
            parse_formula("0", std::span(&name, 1));
        } catch (const Error& own) {
            Value key;
            key.line = value.key_line;
            key.column = value.key_column;
            refuse(file, origin.path("surface.constants." + name), key, own.message());
        }
    }
    refuse(file, origin.path("surface.constants"), *constants, error.message());
}

}  // namespace

std::string Origin::path(const std::string& setting) const {
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
        if (find_value(*experiment, *change + "." + setting)) return *change + "." + setting;
    }
    if (!run.empty() && find_value(*experiment, run + "." + setting)) return run + "." + setting;
    return setting;
}

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

SurfaceSpec SettingsReader::surface(const Table& table, const Origin& origin) {
    const Value* name = table.find("name");
    const Value* formula = table.find("formula");
    if ((name != nullptr) == (formula != nullptr)) {
        const Value* place = origin.experiment->document.find("surface");
        const Value nowhere;
        refuse(origin.experiment->file, origin.path(formula ? "surface.formula" : "surface"),
               formula ? *formula : (place ? *place : nowhere),
               formula ? "the surface has both a name and a formula; expected one of them"
                       : "the surface has neither a name nor a formula; expected one of them");
    }
    const SurfaceEntry* entry = name ? find_surface(std::get<std::string>(name->data)) : nullptr;
    if (name && !entry) unknown_name(origin, "surface", *name, surface_catalogue(), "surfaces");
    SurfaceSpec spec;
    if (entry) {
        spec = spec_of(*entry);
    } else {
        spec.formula = std::get<std::string>(formula->data);
        spec.x = spec.y = {-5, 5};
    }
    if (const Value* constants = table.find("constants")) {
        read_constants(entry, std::get<Table>(constants->data), origin, spec);
    }
    spec.x = range_of(table, "x", spec.x, origin);
    spec.y = range_of(table, "y", spec.y, origin);
    if (const Value* rotate = table.find("rotate"))
        spec.rotate = finite_number(*rotate).value_or(0.0);
    if (!entry) check_formula(spec, table, origin);
    return spec;
}

void SettingsReader::check_formula(const SurfaceSpec& spec, const Table& table,
                                   const Origin& origin) {
    Checked item = {spec.formula, {}};
    for (const auto& constant : spec.constants) item.constants.push_back(constant.first);
    if (std::find(checked_.begin(), checked_.end(), item) != checked_.end()) return;
    try {
        parse_formula(item.formula, item.constants);
    } catch (const Error& error) {
        const std::string& file = origin.experiment->file;
        const Value& value = *table.find("formula");
        const int column = error.place().column;
        if (column == 0) refuse_constant(table, origin, error);
        if (value.line == 0) {
            throw Error(fmt::format("{}: column {}: {}", origin.path("surface.formula"), column,
                                    error.message()),
                        {file});
        }
        // The text starts after its quote; where it is not written as it reads, only the value's
        // place is known.
        if (value.verbatim) throw Error(error.message(), {file, value.line, value.column + column});
        throw Error(fmt::format("in the formula at its column {}: {}", column, error.message()),
                    {file, value.line, value.column});
    }
    checked_.push_back(std::move(item));
}

Settings SettingsReader::read(const Table& merged, const Origin& origin) {
    Settings settings;
    settings.surface = surface(std::get<Table>(merged.find("surface")->data), origin);
    settings.optimizer = optimizer(std::get<Table>(merged.find("optimizer")->data), origin);
    if (const Value* noise = merged.find("noise")) {
        const Value* gradient = std::get<Table>(noise->data).find("gradient");
        if (gradient) settings.gradient_noise = finite_number(*gradient).value_or(0.0);
    }
    if (const Value* stop = merged.find("stop")) {
        const Table& table = std::get<Table>(stop->data);
        if (const Value* tolerance = table.find("tolerance")) {
            settings.stop.tolerance = finite_number(*tolerance).value_or(0.0);
        }
        if (const Value* on = table.find("on")) {
            const auto& word = std::get<std::string>(on->data);
            settings.stop.on = word == "loss"          ? StopRule::On::loss
                               : word == "step_length" ? StopRule::On::step_length
                                                       : StopRule::On::grad_norm;
        }
    }
    return settings;
}

}  // namespace tani
