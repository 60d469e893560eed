// A text in the two languages of the interface.
#pragma once
#include <string>
#include <string_view>

namespace tani {

enum class Language { en, ja };

/// UTF-8 in both languages; an empty Japanese text falls back to the English one and the reverse.
struct Text {
    std::string en, ja;
    const std::string& in(Language language) const {
        if (language == Language::ja) return ja.empty() ? en : ja;
        return en.empty() ? ja : en;
    }
    bool empty() const { return en.empty() && ja.empty(); }
    bool operator==(const Text&) const = default;
};

}  // namespace tani
