// Text in draw lists: accents above letters (m̂), halos, wrapping, shortening, and numbers as a class writes them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <imgui.h>

namespace tani {

/// The code point that starts at byte `at`, which moves behind it. Wrong bytes give U+FFFD and move on by one.
char32_t next_code_point(std::string_view text, std::size_t& at);
/// Hat, tilde, bar and dot above: drawn over the letter before them, since ImGui's fonts do not combine.
inline bool is_accent(char32_t c) { return c == 0x302 || c == 0x303 || c == 0x304 || c == 0x307; }

/// How text sits at its point: 0 starts there, 0.5 is centred on it, 1 ends there.
struct Anchor {
    float x = 0, y = 0;
};

float text_width(const ImFont& font, std::string_view text);
inline float text_height(const ImFont& font) { return font.FontSize; }

/// One line of text. `halo` (0: none) is drawn around it, to be read over a picture.
void draw_text(ImDrawList& list, const ImFont& font, ImVec2 at, ImU32 colour, std::string_view text, Anchor anchor = {}, ImU32 halo = 0);

/// Upright text turned by a quarter, reading upwards; `at` is its centre.
void draw_text_upwards(ImDrawList& list, const ImFont& font, ImVec2 at, ImU32 colour, std::string_view text);

/// Lines no wider than `width` where that is possible: broken at spaces and between Japanese characters, but not before 、。） and the like.
std::vector<std::string> wrapped(const ImFont& font, std::string_view text, float width);

/// The text, or its beginning with "…" where it is wider than `width`.
std::string shortened(const ImFont& font, std::string_view text, float width);

/// A value for people, "−0.0123", "1.2×10⁻⁵", with `digits` significant digits; "∞", "−∞", "—" for what is not a number.
std::string number_text(double value, int digits = 4);
/// A value on an axis whose ticks are `step` apart: "0.25" for steps of 0.25, "2" for steps of 1.
std::string tick_text(double value, double step);
/// "10⁻⁴" for a power of ten, as ticks of logarithmic axes want it; "0.01", "1", "100" near one.
std::string power_text(int exponent);
/// A whole number with thin groups of three: "12,000".
std::string whole_text(long value);

}  // namespace tani
