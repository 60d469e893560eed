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
                               std::span<const Entry> catalogue) {
    constexpr std::size_t long_list = 12;
    const std::vector<std::string> known = ids(catalogue);
    const std::string suggestion = did_you_mean(std::get<std::string>(value.data), known);
    const bool listed = known.size() <= long_list || suggestion.empty();
    wrong(origin, table + ".name", value,
          listed ? fmt::format("one of {}", fmt::join(known, ", "))
                 : fmt::format("a name that `tani list {}s` gives",
                               table.substr(table.rfind('.') + 1)),
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

std::vector<std::string> keys_of(const RuleEntry& rule) {
    std::vector<std::string> keys = keys_of(std::span(rule.parameters));
    keys.insert(keys.end(), {"clip", "schedule"});
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
                   std::vector<double>& settings) {
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

Clip clip_of(const Value& value, const Origin& origin) {
    const Table& table = std::get<Table>(value.data);
    if (table.entries().size() > 1) {
        wrong(origin, "optimizer.clip", value, "one of norm and value");
    }
    Clip clip;
    if (const Value* norm = table.find("norm")) clip.norm = finite_number(*norm);
    if (const Value* most = table.find("value")) clip.value = finite_number(*most);
    return clip;
}

/// An empty table is no schedule: what a run says that takes away the base's.
ScheduleSpec schedule_of(const Value& written, const Origin& origin) {
    const std::string path = "optimizer.schedule";
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
    if (!entry) unknown_name(origin, path, *name, schedule_catalogue());
    ScheduleSpec spec = {.name = entry->id, .settings = default_settings(*entry)};
    for (const auto& [key, setting] : table.entries()) {
        if (key == "name") continue;
        if (!set_parameter(entry->parameters, {path, key, setting}, origin, spec.settings))
            unknown_key(origin, path, key, setting, keys_of(entry->parameters));
    }
    return spec;
}

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
    const RuleEntry* rule = find_rule(std::get<std::string>(name->data));
    if (!rule) unknown_name(origin, "optimizer", *name, rule_catalogue());
    OptimizerSpec spec = {.name = rule->id, .settings = default_settings(*rule)};
    for (const auto& [key, value] : table.entries()) {
        if (key == "name") continue;
        if (key == "clip") {
            spec.clip = clip_of(value, origin);
        } else if (key == "schedule") {
            spec.schedule = schedule_of(value, origin);
        } else if (!set_parameter(rule->parameters, {"optimizer", key, value}, origin,
                                  spec.settings)) {
            unknown_key(origin, "optimizer", key, value, keys_of(*rule));
        }
    }
    if (const auto problem = rule->check ? rule->check(spec.settings) : std::nullopt) {
        refuse(origin.experiment->file, origin.path("optimizer"), *name,
               fmt::format("{}: {}", rule->id, *problem));
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
    if (name && !entry) unknown_name(origin, "surface", *name, surface_catalogue());
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
