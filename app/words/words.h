// The interface's words from assets/language/en.toml and ja.toml.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"

namespace tani {

/// The text for a dotted key ("transport.play"). A key that is not there comes back as itself, in brackets, so that it is seen; a
/// test holds both files to the same keys and the code to known keys.
const std::string& word(Language language, std::string_view key);

/// Every key of a language, sorted.
std::vector<std::string> word_keys(Language language);

}  // namespace tani
