// Numbers, line breaks and fonts.
#include <chrono>
#include <string>

#include <doctest/doctest.h>
#include <imgui_internal.h>

#include "app/embedded/embedded.h"
#include "app/plot/text.h"
#include "app/plot/theme.h"

using namespace tani;

namespace {

struct Faces {
    ImFontAtlas atlas;
    Fonts fonts{atlas, {20, 16, 30}, "鬱"};
};

}  // namespace

TEST_CASE("numbers are written with a true minus sign and powers of ten") {
    CHECK(number_text(0) == "0");
    CHECK(number_text(-0.0123, 3) == "−0.0123");
    CHECK(number_text(1.2345e-7, 3) == "1.23×10⁻⁷");
    CHECK(number_text(-4.4e12, 2) == "−4.4×10¹²");
    CHECK(number_text(1234, 4) == "1234");
    CHECK(number_text(9.9996, 4) == "10.00");
    CHECK(number_text(NAN) == "—");
    CHECK(number_text(-INFINITY) == "−∞");
    CHECK(number_text(INFINITY) == "∞");
}

TEST_CASE("ticks show as many decimals as their steps need") {
    CHECK(tick_text(0.25, 0.25) == "0.25");
    CHECK(tick_text(2, 1) == "2");
    CHECK(tick_text(-2.5, 0.5) == "−2.5");
    CHECK(tick_text(1e-17, 0.5) == "0");
    CHECK(tick_text(200000, 100000) == "2×10⁵");
    CHECK(tick_text(1e6, 1e6) == "10⁶");
    CHECK(power_text(-2) == "0.01");
    CHECK(power_text(3) == "1000");
    CHECK(power_text(-9) == "10⁻⁹");
    CHECK(whole_text(1000000) == "1,000,000");
    CHECK(whole_text(-12) == "−12");
}

TEST_CASE("wrong bytes are read one by one") {
    const std::string text = "a\xff\xe3\x81";
    std::size_t at = 0;
    CHECK(next_code_point(text, at) == U'a');
    CHECK(next_code_point(text, at) == char32_t{0xfffd});
    CHECK(at == 2);
    CHECK(next_code_point(text, at) == char32_t{0xfffd});
    CHECK(next_code_point(text, at) == char32_t{0xfffd});
    CHECK(at == text.size());
}

TEST_CASE("wrapped lines fit and lose nothing but the spaces between them") {
    Faces faces;
    const ImFont& font = *faces.fonts.text();
    for (const std::string text : {"At the same rate, plain descent keeps bouncing between the walls of the valley", "同じ学習率でも、単純な勾配降下法は谷を往復し続け、モメンタムは早く往復が収まり約5分の1のステップで収束する。"}) {
        for (const float width : {60.0f, 137.0f, 250.0f, 2000.0f}) {
            std::string joined, expected;
            for (const std::string& line : wrapped(font, text, width)) {
                joined += line;
                const bool fits_or_cannot = text_width(font, line) <= width || line.find(' ') == std::string::npos;
                CHECK(fits_or_cannot);
                for (const std::string_view mark : {"、", "。", "ー"}) CHECK_FALSE(line.starts_with(mark));
            }
            for (const char c : joined) expected += c == ' ' ? "" : std::string(1, c);
            std::string original;
            for (const char c : text) original += c == ' ' ? "" : std::string(1, c);
            CHECK(expected == original);
        }
    }
}

TEST_CASE("shortened text fits its width") {
    Faces faces;
    const ImFont& font = *faces.fonts.text();
    for (const float width : {10.0f, 40.0f, 90.0f}) CHECK(text_width(font, shortened(font, "momentum, lower rate later", width)) <= width);
    CHECK(shortened(font, "adam", 500) == "adam");
}

TEST_CASE("the fonts have every character of the language files and experiments") {
    Faces faces;
    for (const EmbeddedFile& file : embedded_files()) {
        if (file.path.ends_with(".toml")) CHECK_MESSAGE(faces.fonts.covers(file.bytes), file.path);
    }
    CHECK(faces.fonts.covers("v ← αv − ηg; m̂ₜ ✕ ★ 10⁻⁴ 鬱"));
    CHECK_FALSE(faces.fonts.covers("龘"));
}

TEST_CASE("font heights are those that were asked for") {
    Faces faces;
    CHECK(faces.fonts.text()->FontSize == 20);
    CHECK(faces.fonts.small()->FontSize == 16);
    CHECK(faces.fonts.large()->FontSize == 30);
    // A letter's ink lies inside its line.
    for (const ImFont* font : {faces.fonts.text(), faces.fonts.small(), faces.fonts.large()}) {
        for (const ImWchar c : {ImWchar('A'), ImWchar('g'), ImWchar(0x8c37)}) {
            const ImFontGlyph* glyph = font->FindGlyph(c);
            CHECK(glyph->Y0 >= -1);
            CHECK(glyph->Y1 <= font->FontSize + 1);
        }
    }
}

TEST_CASE("an accent takes no room of its own") {
    Faces faces;
    const ImFont& font = *faces.fonts.text();
    CHECK(text_width(font, "m\u0302") == text_width(font, "m"));
}
