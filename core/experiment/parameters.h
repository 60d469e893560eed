// Reading the parameters that catalogues describe, and refusing what they do not. Private to this
// folder.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/error.h"
#include "core/base/parameter.h"
#include "core/experiment/settings.h"

namespace tani {

/// Refuses a value that is none of `expected`; `setting` is a path such as "optimizer.lr".
[[noreturn]] void wrong(const Origin& origin, const std::string& setting, const Value& value,
                        const std::string& expected, const std::string& suggestion = "");

[[noreturn]] void unknown_key(const Origin& origin, const std::string& table,
                              const std::string& key, const Value& value,
                              std::span<const std::string> known);

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

/// "a number at least 0": what the parameter accepts.
std::string expected_number(const Parameter& parameter);

/// `name` and the keys of the parameters, each once.
std::vector<std::string> keys_of(std::span<const Parameter> parameters);

/// A key of the table at a path, with its value.
struct Given {
    std::string table;
    const std::string& key;
    const Value& value;
};

/// Sets every parameter that goes by this key: one number, or the elements of an array. False where
/// none does.
bool set_parameter(std::span<const Parameter> parameters, const Given& given, const Origin& origin,
                   std::span<double> settings);

}  // namespace tani
