// Between TOML text and tables that keep the reading order and the places of their keys and values.
#pragma once
#include <string>
#include <string_view>

#include "core/experiment/value.h"

namespace tani::toml_text {

/// What limits a text, so that any input ends soon and nothing can nest deeper than the stack.
struct Limits {
    std::size_t bytes = 1 << 20;
    int depth = 64;      ///< nested brackets and braces
    int dots = 16;       ///< parts of one dotted key
    int items = 50'000;  ///< commas, equals signs and opening brackets
};

/// What a look at the characters alone tells.
struct Scan {
    bool has_comments = false;
};

/// Walks over the text once. Throws Error with line and column for what is too long or too deep,
/// and for control characters.
Scan scan(std::string_view text, const std::string& file, const Limits& limits = {});

/// Parses a text that scan() let pass. Throws Error with line and column.
Table parse(std::string_view text, const std::string& file);

/// A whole document: plain keys, then sections and lists of sections, in the table's order.
std::string write(const Table& document);

/// One value on one line, as it stands after `key = `.
std::string write_inline(const Value& value);

/// A value for an error message: on one line, cut short.
std::string quoted(const Value& value);

}  // namespace tani::toml_text
