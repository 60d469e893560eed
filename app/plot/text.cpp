#include "app/plot/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>
#include <imgui_internal.h>

namespace tani {

namespace {

constexpr std::string_view minus = "−";

const ImFontGlyph* glyph_of(const ImFont& font, char32_t c) {
    return font.FindGlyph(c <= 0xffff ? static_cast<ImWchar>(c) : static_cast<ImWchar>(0xfffd));
}

bool is_wide(char32_t c) { return (c >= 0x3000 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff00 && c <= 0xff60); }

bool contains(std::u32string_view set, char32_t c) { return set.find(c) != std::u32string_view::npos; }

bool may_start_line(char32_t c) { return !contains(U"、。，．・：；？！）」』】〉》％ー〜…ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}%", c); }

bool may_end_line(char32_t c) { return !contains(U"（「『【〈《([{", c); }

/// The least rectangle of ink of a glyph, shifted to where the letter is drawn.
void draw_accent(ImDrawList& list, const ImFont& font, char32_t accent, const ImFontGlyph& letter, ImVec2 pen, ImU32 colour) {
    const float size = font.FontSize;
    const float middle = pen.x + (letter.X0 + letter.X1) / 2;
    const float top = pen.y + letter.Y0 - size * 0.07f;
    const float half = std::clamp((letter.X1 - letter.X0) * 0.36f, size * 0.13f, size * 0.2f);
    const float rise = size * 0.13f, line = std::max(size * 0.065f, 1.0f);
    const auto stroke = [&](std::array<ImVec2, 4> points, int count) {
        list.AddPolyline(points.data(), count, colour, 0, line);
    };
    switch (accent) {
        case 0x302: stroke({ImVec2(middle - half, top), ImVec2(middle, top - rise), ImVec2(middle + half, top)}, 3); break;
        case 0x303:
            stroke({ImVec2(middle - half, top), ImVec2(middle - half / 3, top - rise * 0.7f), ImVec2(middle + half / 3, top - rise * 0.1f),
                    ImVec2(middle + half, top - rise * 0.8f)}, 4);
            break;
        case 0x304: stroke({ImVec2(middle - half, top - rise / 2), ImVec2(middle + half, top - rise / 2)}, 2); break;
        default: list.AddCircleFilled(ImVec2(middle, top - rise / 2), line, colour); break;
    }
}

/// Draws at `pen` (upper left) without anchor or halo.
void draw_run(ImDrawList& list, const ImFont& font, ImVec2 pen, ImU32 colour, std::string_view text) {
    std::size_t start = 0;
    ImVec2 at = pen;
    const auto flush = [&](std::size_t end) {
        if (end > start) list.AddText(&font, font.FontSize, at, colour, text.data() + start, text.data() + end);
    };
    const ImFontGlyph* letter = nullptr;
    ImVec2 letter_pen = pen;
    float x = pen.x;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t before = i;
        const char32_t c = next_code_point(text, i);
        if (is_accent(c)) {
            flush(before);
            if (letter != nullptr) draw_accent(list, font, c, *letter, letter_pen, colour);
            start = i;
            at.x = x;
            continue;
        }
        letter = glyph_of(font, c);
        letter_pen = ImVec2(std::floor(x), pen.y);
        if (letter != nullptr) x += letter->AdvanceX;
    }
    flush(text.size());
}

std::string superscript(int value) {
    constexpr std::array<std::string_view, 10> digits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text;
    for (const char c : std::to_string(value)) text += c == '-' ? std::string_view("⁻") : digits[static_cast<std::size_t>(c - '0')];
    return text;
}

/// With a true minus sign.
std::string with_minus(std::string text) {
    if (!text.empty() && text.front() == '-') text.replace(0, 1, minus);
    return text;
}

std::string without_trailing_zeros(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    const std::size_t length = lead < 0x80 ? 1 : (lead >> 5) == 6 ? 2 : (lead >> 4) == 14 ? 3 : (lead >> 3) == 30 ? 4 : 0;
    if (length == 0 || at + length > text.size()) {
        ++at;
        return 0xfffd;
    }
    char32_t c = length == 1 ? lead : lead & (0xffu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80) {
            ++at;
            return 0xfffd;
        }
        c = (c << 6) | (byte(at + i) & 0x3f);
    }
    at += length;
    return c;
}

float text_width(const ImFont& font, std::string_view text) {
    float width = 0;
    for (std::size_t i = 0; i < text.size();) {
        const char32_t c = next_code_point(text, i);
        if (is_accent(c)) continue;
        if (const ImFontGlyph* glyph = glyph_of(font, c)) width += glyph->AdvanceX;
    }
    return width;
}

void draw_text(ImDrawList& list, const ImFont& font, ImVec2 at, ImU32 colour, std::string_view text, Anchor anchor, ImU32 halo) {
    if (text.empty() || !std::isfinite(at.x) || !std::isfinite(at.y)) return;
    const ImVec2 pen(std::round(at.x - anchor.x * text_width(font, text)), std::round(at.y - anchor.y * font.FontSize));
    if (halo != 0) {
        const float r = std::max(std::round(font.FontSize / 14), 1.0f);
        constexpr std::array<std::array<float, 2>, 8> around{{{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-0.7f, -0.7f}, {0.7f, -0.7f}, {-0.7f, 0.7f}, {0.7f, 0.7f}}};
        for (const auto& [dx, dy] : around) draw_run(list, font, ImVec2(pen.x + dx * r, pen.y + dy * r), halo, text);
    }
    draw_run(list, font, pen, colour, text);
}

void draw_text_upwards(ImDrawList& list, const ImFont& font, ImVec2 at, ImU32 colour, std::string_view text) {
    const ImVec2 centre(std::round(at.x), std::round(at.y));
    const float width = std::round(text_width(font, text));
    const int first = list.VtxBuffer.Size;
    // Drawn level at the origin, without the clip rectangle cutting it, then turned.
    list.PushClipRect(ImVec2(-1e6f, -1e6f), ImVec2(1e6f, 1e6f), false);
    draw_run(list, font, ImVec2(0, 0), colour, text);
    list.PopClipRect();
    for (int i = first; i < list.VtxBuffer.Size; ++i) {
        ImVec2& p = list.VtxBuffer[i].pos;
        p = ImVec2(centre.x + std::round(-font.FontSize / 2) + p.y, centre.y + std::round(width / 2) - p.x);
    }
}

std::vector<std::string> wrapped(const ImFont& font, std::string_view text, float width) {
    std::vector<std::string> lines;
    std::size_t line_start = 0, last_break = 0;
    float line_width = 0, width_at_break = 0;
    char32_t previous = 0;
    const auto cut = [&](std::size_t end) {
        std::string_view line = text.substr(line_start, end - line_start);
        while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
        lines.emplace_back(line);
    };
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t before = i;
        const char32_t c = next_code_point(text, i);
        const bool between = (is_wide(c) || is_wide(previous)) && may_start_line(c) && may_end_line(previous) && c != ' ';
        if (before > line_start && (previous == ' ' || between)) {
            last_break = before;
            width_at_break = line_width;
        }
        const ImFontGlyph* glyph = is_accent(c) ? nullptr : glyph_of(font, c);
        const float advance = glyph != nullptr ? glyph->AdvanceX : 0;
        if (c != ' ' && line_width + advance > width && before > line_start) {
            const bool at_break = last_break > line_start;
            const std::size_t end = at_break ? last_break : before;
            cut(end);
            line_width = at_break ? line_width - width_at_break : 0;
            line_start = last_break = end;
            width_at_break = 0;
        }
        line_width += advance;
        previous = c;
    }
    if (line_start < text.size()) cut(text.size());
    return lines;
}

std::string shortened(const ImFont& font, std::string_view text, float width) {
    if (text_width(font, text) <= width) return std::string(text);
    const float ellipsis = text_width(font, "…");
    float used = 0;
    std::size_t end = 0;
    for (std::size_t i = 0; i < text.size();) {
        const char32_t c = next_code_point(text, i);
        if (const ImFontGlyph* glyph = is_accent(c) ? nullptr : glyph_of(font, c)) used += glyph->AdvanceX;
        if (used + ellipsis > width) break;
        end = i;
    }
    return end == 0 ? std::string() : std::string(text.substr(0, end)) + "…";
}

std::string number_text(double value, int digits) {
    if (std::isnan(value)) return "—";
    if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
    if (value == 0) return "0";
    const std::string scientific = fmt::format("{:.{}e}", value, digits - 1);
    const std::size_t e = scientific.find('e');
    const int exponent = std::atoi(scientific.c_str() + e + 1);
    if (exponent >= -3 && exponent < std::max(digits, 5)) {
        return with_minus(fmt::format("{:.{}f}", value, std::max(digits - 1 - exponent, 0)));
    }
    return with_minus(scientific.substr(0, e)) + "×10" + superscript(exponent);
}

std::string tick_text(double value, double step) {
    if (!std::isfinite(value) || !(step > 0)) return number_text(value);
    if (std::abs(value) < step * 1e-6) return "0";
    const double largest = std::max(std::abs(value), step);
    if (largest >= 1e5 || largest < 1e-3) {
        const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-9));
        const std::string mantissa = without_trailing_zeros(fmt::format("{:.2f}", value / std::pow(10.0, exponent)));
        const std::string power = "10" + superscript(exponent);
        if (mantissa == "1") return power;
        if (mantissa == "-1") return std::string(minus) + power;
        return with_minus(mantissa) + "×" + power;
    }
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
    return with_minus(without_trailing_zeros(fmt::format("{:.{}f}", value, decimals + 1)));
}

std::string power_text(int exponent) {
    if (exponent >= -2 && exponent <= 3) return without_trailing_zeros(fmt::format("{:.{}f}", std::pow(10.0, exponent), std::max(-exponent, 0)));
    return "10" + superscript(exponent);
}

std::string whole_text(long value) {
    std::string digits = std::to_string(std::labs(value));
    for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3) digits.insert(static_cast<std::size_t>(i), ",");
    return (value < 0 ? std::string(minus) : std::string()) + digits;
}

}  // namespace tani
