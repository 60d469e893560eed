// A word of the interface with values in it.
#pragma once
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "app/words/words.h"

namespace tani::studio {

/// word() with its {} filled in; a language file with other placeholders shows its text as it
/// stands.
template <typename... Values>
std::string phrase(Language language, std::string_view key, const Values&... values) {
    const std::string& text = word(language, key);
    try {
        return fmt::format(fmt::runtime(text), values...);
    } catch (const fmt::format_error&) {
        return text;
    }
}

}  // namespace tani::studio
