// The parts of the checks that need the catalogues.
#include "core/experiment/settings.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/experiment/check.h"
#include "core/experiment/parameters.h"
#include "core/experiment/toml.h"

namespace tani {

namespace {

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
    Settings settings = read_common(merged, origin);
    if (const Value* table = merged.find("surface")) {
        settings.surface = surface(std::get<Table>(table->data), origin);
    }
    return settings;
}

Settings SettingsReader::read_common(const Table& merged, const Origin& origin) const {
    Settings settings;
    settings.optimizer = optimizer(std::get<Table>(merged.find("optimizer")->data), origin);
    if (const Value* batch = merged.find("batch")) {
        settings.batch = static_cast<int>(whole_number(*batch).value_or(0));  // "all" is 0
    }
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
