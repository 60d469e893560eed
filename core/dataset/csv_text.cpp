// Reading a table's text whole, and its fields as numbers.
#include "core/dataset/csv_text.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/dataset/input_file.h"

namespace tani {

std::string text_of(const std::string& path) {
    constexpr std::uint64_t most_bytes = std::uint64_t{1} << 28;
    InputFile file(path);
    if (file.size() > most_bytes) {
        file.fail(fmt::format("{} bytes of text; expected at most {}", file.size(), most_bytes));
    }
    std::string text(file.size(), '\0');
    file.read({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    return text;
}

std::string_view trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(" \t"), to = text.find_last_not_of(" \t");
    return from == text.npos ? "" : text.substr(from, to - from + 1);
}

std::optional<double> number_in(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || text.empty()) return std::nullopt;
    if (error == std::errc::result_out_of_range) return HUGE_VAL;
    if (error != std::errc()) return std::nullopt;
    return value;
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t more = lead < 0x80 ? 0 : lead >> 5 == 6 ? 1 : lead >> 4 == 14 ? 2 : 3;
        if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || i + more >= text.size()) return false;
        for (std::size_t k = 1; k <= more; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
        }
        i += more + 1;
    }
    return true;
}

std::string shown(const std::string& text) {
    constexpr std::size_t most = 40;
    if (!is_utf8(text)) return "text that is not UTF-8";
    if (text.size() <= most) return "'" + text + "'";
    std::size_t end = most;
    while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return "'" + text.substr(0, end) + "…'";
}

}  // namespace tani
