// Tokens of formulas: ASCII, and the few signs that come from a board or a phone (− · × π).
#include "core/formula/token.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "core/base/error.h"

namespace tani {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t digits_from(std::string_view text, std::size_t at) {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - from;
}

/// Bytes of the UTF-8 sequence at the front, 0 when it is not one.
std::size_t sequence_length(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || length > text.size()) return 0;
    return std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(length),
                       is_continuation)
               ? length
               : 0;
}

std::uint32_t code_point(std::string_view sequence) {
    const auto lead = static_cast<unsigned char>(sequence[0]);
    std::uint32_t code = sequence.size() == 1 ? lead : lead & (0x7Fu >> sequence.size());
    for (const char c : sequence.substr(1))
        code = code << 6 | (static_cast<unsigned char>(c) & 0x3Fu);
    return code;
}

/// The power of ten of a literal's first digit that is not 0, roughly: its sign tells huge from
/// tiny.
long decimal_magnitude(std::string_view literal) {
    const std::size_t split = std::min(literal.find_first_of("eE"), literal.size());
    const std::string_view digits = literal.substr(0, split);
    const auto point = static_cast<long>(std::min(digits.find('.'), digits.size()));
    const auto first = static_cast<long>(std::min(digits.find_first_not_of("0."), digits.size()));
    long exponent = 0;
    if (split < literal.size()) {
        const std::size_t from = split + (literal[split + 1] == '+' ? 2 : 1);
        const auto result =
            std::from_chars(literal.data() + from, literal.data() + literal.size(), exponent);
        if (result.ec != std::errc{}) exponent = literal[split + 1] == '-' ? -1'000'000 : 1'000'000;
    }
    return point - first + exponent;
}

struct Sign {
    std::string_view text;
    TokenKind kind;
};
constexpr Sign signs[] = {{"+", TokenKind::plus}, {"-", TokenKind::minus}, {"−", TokenKind::minus},
                          {"*", TokenKind::star}, {"·", TokenKind::star},  {"×", TokenKind::star},
                          {"⋅", TokenKind::star}, {"/", TokenKind::slash}, {"^", TokenKind::caret},
                          {"(", TokenKind::open}, {")", TokenKind::close}, {",", TokenKind::comma}};

struct Advice {
    std::string_view character, write;
};
constexpr Advice advices[] = {
    {"²", "^2"}, {"³", "^3"}, {"√", "sqrt(...)"}, {"÷", "/"},      {"（", "("},
    {"）", ")"}, {"＋", "+"}, {"－", "-"},        {"＊", "*"},     {"／", "/"},
    {"＾", "^"}, {"，", ","}, {"、", ","},        {"。", "."},     {"ｘ", "x"},
    {"ｙ", "y"}, {"–", "-"},  {"—", "-"},         {"[", "("},      {"]", ")"},
    {"{", "("},  {"}", ")"},  {"|", "abs(...)"},  {"\u3000", " "}, {"\u00A0", " "}};

}  // namespace

int column_at(std::string_view text, std::size_t byte) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
    return 1 + static_cast<int>(
                   std::count_if(text.begin(), end, [](char c) { return !is_continuation(c); }));
}

bool is_formula_name(std::string_view name) {
    return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter(c) || is_digit(c);
    });
}

Tokens::Tokens(std::string_view text) : text_(text) { now_ = next(); }

void Tokens::advance() {
    if (now_.kind == TokenKind::open) ++open_;
    if (now_.kind == TokenKind::close) --open_;
    before_ = now_;
    now_ = next();
}

Token Tokens::taken(TokenKind kind, std::size_t bytes) {
    const Token token{
        .kind = kind, .text = text_.substr(at_, bytes), .value = 0, .column = column_};
    column_ += column_at(token.text, bytes) - 1;
    at_ += bytes;
    return token;
}

Token Tokens::next() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
        ++at_;
        ++column_;
    }
    const std::string_view rest = text_.substr(at_);
    if (rest.empty()) return {.kind = TokenKind::end, .text = rest, .value = 0, .column = column_};
    if (is_digit(rest[0]) || (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1])))
        return number();
    if (is_letter(rest[0])) {
        const auto end = std::find_if_not(rest.begin(), rest.end(),
                                          [](char c) { return is_letter(c) || is_digit(c); });
        return taken(TokenKind::name, static_cast<std::size_t>(end - rest.begin()));
    }
    for (const Sign& sign : signs) {
        if (rest.starts_with(sign.text)) return taken(sign.kind, sign.text.size());
    }
    if (rest.starts_with("π")) {
        Token pi = taken(TokenKind::name, std::string_view("π").size());
        pi.text = "pi";
        return pi;
    }
    fail_character();
}

/// digits [ "." digits ] [ "e" [sign] digits ]; a literal too large for a double is inf, as
/// arithmetic has it.
Token Tokens::number() {
    std::size_t end = at_ + digits_from(text_, at_);
    if (end < text_.size() && text_[end] == '.') end += 1 + digits_from(text_, end + 1);
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
        const bool has_sign =
            end + 1 < text_.size() && (text_[end + 1] == '+' || text_[end + 1] == '-');
        const std::size_t first = end + (has_sign ? 2 : 1);
        if (const std::size_t digits = digits_from(text_, first)) end = first + digits;
    }
    if (end < text_.size() && text_[end] == '.') {
        throw Error("a number has one decimal point",
                    {.file = {}, .line = 0, .column = column_ + static_cast<int>(end - at_)});
    }
    Token token = taken(TokenKind::number, end - at_);
    const auto result =
        std::from_chars(token.text.data(), token.text.data() + token.text.size(), token.value);
    if (result.ec == std::errc::result_out_of_range) {
        token.value =
            decimal_magnitude(token.text) < 0 ? 0.0 : std::numeric_limits<double>::infinity();
    }
    return token;
}

void Tokens::fail_character() const {
    const std::string_view rest = text_.substr(at_);
    const Place place{.file = {}, .line = 0, .column = column_};
    if (rest[0] == '\0') throw Error("a NUL character; a formula is plain text", place);
    const std::size_t length = sequence_length(rest);
    if (length == 0) {
        throw Error(
            fmt::format("the byte 0x{:02X} is not UTF-8 text", static_cast<unsigned char>(rest[0])),
            place);
    }
    const std::string_view character = rest.substr(0, length);
    const std::uint32_t code = code_point(character);
    if (code < 0x20 || code == 0x7F || (code >= 0x80 && code < 0xA0)) {
        throw Error(fmt::format("the control character U+{:04X} has no meaning in a formula", code),
                    place);
    }
    for (const Advice& advice : advices) {
        if (character == advice.character) {
            throw Error(
                fmt::format("the character '{}' (U+{:04X}) has no meaning in a formula; write '{}'",
                            character, code, advice.write),
                place);
        }
    }
    const std::string unicode = code < 0x80 ? "" : fmt::format(" (U+{:04X})", code);
    throw Error(fmt::format("the character '{}'{} has no meaning in a formula; expected a number, "
                            "a name, an operator or a parenthesis",
                            character, unicode),
                place);
}

}  // namespace tani
