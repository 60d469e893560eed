// Checks of a document against the table of keys, and the errors that all checks share.
#pragma once
#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "core/experiment/experiment.h"
#include "core/experiment/schema.h"

namespace tani {

/// Refuses a value: "FILE:LINE:COLUMN: steps is 0; expected a whole number from 1 to 1000000".
/// Where the value has no place in a file, the message names the dotted path instead.
[[noreturn]] void refuse_value(const std::string& file, const std::string& path, const Value& value,
                               const std::string& expected, const std::string& suggestion = "");

/// Refuses a key of the table at a path: "FILE:LINE:COLUMN: unknown key 'stpes'; expected one of
/// ... (did you mean 'steps'?)".
[[noreturn]] void refuse_key(const std::string& file, const std::string& table,
                             const std::string& key, const Value& value,
                             std::span<const std::string> known);

/// Any other complaint about a value.
[[noreturn]] void refuse(const std::string& file, const std::string& path, const Value& value,
                         const std::string& message);

/// Unknown keys, wrong types and values out of range, in reading order. What depends on a name (the
/// parameters of a rule, the constants of a surface) is left to plan(). Throws Error.
void check_document(const Experiment& experiment);

/// The value as a number; none for other types and for what is not finite.
std::optional<double> finite_number(const Value& value);

/// The value as a whole number (200.0 is one); none otherwise.
std::optional<std::int64_t> whole_number(const Value& value);

/// The enumerator of a choice: choices are listed in the order of their enumeration.
template <class Enum, std::size_t N>
Enum enumerator(const Value& value, const std::array<std::string_view, N>& names) {
    const auto found = std::find(names.begin(), names.end(), std::get<std::string>(value.data));
    return static_cast<Enum>(found == names.end() ? 0 : found - names.begin());
}

}  // namespace tani
