// How a run or a change is laid over what it starts from.
#pragma once
#include <array>
#include <string_view>

#include "core/experiment/value.h"

namespace tani {

/// "adam" → { name = "adam" }, for the keys that are a table with a name; other values as they are.
Value with_name(const Value& value);

/// The keys of the file that describe what is simulated, and so may change in a run and on the way.
bool is_setting(std::string_view key);

/// Keys of `network` that stand for layers which are alike, and that written-out layers replace.
inline constexpr std::array<std::string_view, 5> said_by_layers = {"depth", "width", "activation",
                                                                   "normalization", "shared"};

/// Lays the settings of `patch` over `base` key by key. A table that says name, formula or file
/// replaces the base's whole, and so do a clip (its keys are alternatives), an empty schedule (it
/// is none) and an array.
void merge_settings(Table& base, const Table& patch);

}  // namespace tani
