// Tables to TOML: what people would write by hand, with the shortest numbers that read back the
// same.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/experiment/toml.h"

namespace tani::toml_text {

namespace {

constexpr std::size_t line_width = 100;

bool is_bare(std::string_view key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

std::string string_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\r':
                out += "\\r";
                break;
            default: {
                const auto code = static_cast<unsigned char>(c);
                if (code < 0x20 || code == 0x7F) {
                    out += fmt::format("\\u{:04X}", code);
                } else {
                    out += c;
                }
            }
        }
    }
    return out + '"';
}

std::string key_text(std::string_view key) {
    return is_bare(key) ? std::string(key) : string_text(key);
}

/// The shortest digits that read back the same; 1e-8 rather than 1e-08.
std::string number_text(double number) {
    if (std::isnan(number)) return "nan";
    if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    std::string text(digits.data(), end);
    const std::size_t e = text.find('e');
    if (e != std::string::npos) {
        const bool is_small = text[e + 1] == '-';
        std::size_t first = e + 2;
        while (first + 1 < text.size() && text[first] == '0') ++first;
        return text.substr(0, e + 1) + (is_small ? "-" : "") + text.substr(first);
    }
    return text.find('.') == std::string::npos ? text + ".0" : text;
}

std::string table_text(const Table& table) {
    if (table.empty()) return "{}";
    std::string out;
    for (const auto& [key, value] : table.entries()) {
        out +=
            fmt::format("{}{} = {}", out.empty() ? "{ " : ", ", key_text(key), write_inline(value));
    }
    return out + " }";
}

/// One line where it fits or has to be one (TOML's inline tables have no line breaks), else an
/// element a line.
std::string array_text(const Array& array, std::size_t room) {
    std::string line = "[";
    for (const Value& value : array) {
        if (line.size() > 1) line += ", ";
        line += write_inline(value);
    }
    line += "]";
    if (line.size() <= room || array.size() < 2) return line;
    std::string out = "[\n";
    for (const Value& value : array) out += fmt::format("    {},\n", write_inline(value));
    return out + "]";
}

void write_pair(std::string& out, std::string_view key, const Value& value) {
    const std::string name = key_text(key);
    const Array* array = std::get_if<Array>(&value.data);
    const std::size_t room = line_width - std::min(line_width, name.size() + 3);
    out += fmt::format("{} = {}\n", name, array ? array_text(*array, room) : write_inline(value));
}

void write_section(std::string& out, const std::string& header, const Table& table) {
    if (!out.empty()) out += '\n';
    out += header + '\n';
    for (const auto& [key, value] : table.entries()) write_pair(out, key, value);
}

bool is_list_of_tables(const Value& value) {
    const Array* array = std::get_if<Array>(&value.data);
    return array && !array->empty() &&
           std::all_of(array->begin(), array->end(), [](const Value& element) {
               return std::holds_alternative<Table>(element.data);
           });
}

/// Small tables that read best on one line even at the top.
bool is_section(std::string_view key, const Value& value) {
    constexpr std::array<std::string_view, 5> small = {"title", "caption", "optimizer", "noise",
                                                       "stop"};
    if (std::holds_alternative<Table>(value.data)) {
        return std::find(small.begin(), small.end(), key) == small.end();
    }
    return key != "changes" && is_list_of_tables(value);
}

}  // namespace

std::string write_inline(const Value& value) {
    if (const bool* flag = std::get_if<bool>(&value.data)) return *flag ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&value.data))
        return fmt::format("{}", *whole);
    if (const double* number = std::get_if<double>(&value.data)) return number_text(*number);
    if (const std::string* text = std::get_if<std::string>(&value.data)) return string_text(*text);
    if (const Array* array = std::get_if<Array>(&value.data))
        return array_text(*array, std::string::npos);
    return table_text(std::get<Table>(value.data));
}

std::string write(const Table& document) {
    const auto& entries = document.entries();
    // What follows a section would belong to it: only the tail of the document is written as
    // sections.
    const auto last_plain = std::find_if(
        entries.rbegin(), entries.rend(),
        [](const Table::Entry& entry) { return !is_section(entry.first, entry.second); });
    const auto first_section = last_plain.base();
    std::string out;
    for (auto entry = entries.begin(); entry != first_section; ++entry) {
        write_pair(out, entry->first, entry->second);
    }
    for (auto entry = first_section; entry != entries.end(); ++entry) {
        const std::string key = key_text(entry->first);
        if (const Table* table = std::get_if<Table>(&entry->second.data)) {
            write_section(out, fmt::format("[{}]", key), *table);
        } else {
            for (const Value& element : std::get<Array>(entry->second.data)) {
                write_section(out, fmt::format("[[{}]]", key), std::get<Table>(element.data));
            }
        }
    }
    return out;
}

std::string quoted(const Value& value) {
    constexpr std::size_t longest = 60;
    std::string text = write_inline(value);
    if (text.size() <= longest) return text;
    std::size_t cut = longest - 1;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    return text.substr(0, cut) + "…";
}

}  // namespace tani::toml_text
