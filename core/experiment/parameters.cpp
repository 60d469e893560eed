// Reading the parameters that catalogues describe.
#include "core/experiment/parameters.h"

#include <algorithm>

#include "core/experiment/check.h"

namespace tani {

[[noreturn]] void wrong(const Origin& origin, const std::string& setting, const Value& value,
                        const std::string& expected, const std::string& suggestion) {
    refuse_value(origin.experiment->file, origin.path(setting), value, expected, suggestion);
}

[[noreturn]] void unknown_key(const Origin& origin, const std::string& table,
                              const std::string& key, const Value& value,
                              std::span<const std::string> known) {
    std::string path = origin.path(table + "." + key);
    path.resize(path.size() - key.size() - 1);
    refuse_key(origin.experiment->file, path, key, value, known);
}

namespace {

bool is_whole_scale(const Parameter& parameter) { return parameter.scale == Scale::whole; }

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

}  // namespace

std::string expected_number(const Parameter& parameter) {
    const std::string range = parameter.bounds.text();
    if (is_whole_scale(parameter)) return "a whole number " + range;
    return range.starts_with("a ") ? range : "a number " + range;
}

std::vector<std::string> keys_of(std::span<const Parameter> parameters) {
    std::vector<std::string> keys = {"name"};
    for (const Parameter& parameter : parameters) {
        if (std::find(keys.begin(), keys.end(), parameter.id) == keys.end())
            keys.push_back(parameter.id);
    }
    return keys;
}

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

}  // namespace tani
