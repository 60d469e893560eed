#include "app/plot/axes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/plot/strokes.h"
#include "app/plot/text.h"

namespace tani {

namespace {

double round_step(double rough) {
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (rough <= factor * power * (1 + 1e-9)) return factor * power;
    }
    return 10 * power;
}

std::vector<Tick> linear_ticks(const Axis& axis, int most) {
    std::vector<Tick> list;
    const double range = axis.to - axis.from;
    if (!(range > 0) || !std::isfinite(range)) return list;
    const double step = round_step(range / std::max(most, 1));
    const double first = std::ceil(axis.from / step - 1e-9);
    for (double k = first; k * step <= axis.to + step * 1e-9 && list.size() < 100; ++k) list.push_back({k * step, tick_text(k * step, step)});
    return list;
}

std::vector<Tick> log_ticks(const Axis& axis, int most) {
    std::vector<Tick> list;
    const double low = std::log10(axis.from), high = std::log10(axis.to);
    const int first = static_cast<int>(std::ceil(low - 1e-9)), last = static_cast<int>(std::floor(high + 1e-9));
    if (last - first < 1) {
        const double step = round_step((axis.to - axis.from) / std::max(most, 1));
        for (double k = std::ceil(axis.from / step - 1e-9); k * step <= axis.to * (1 + 1e-9) && list.size() < 100; ++k) {
            if (k > 0) list.push_back({k * step, tick_text(k * step, step)});
        }
        return list;
    }
    int every = 1;
    while ((last - first) / every + 1 > std::max(most, 2)) ++every;
    for (int exponent = first; exponent <= last; ++exponent) {
        const bool numbered = (exponent % every + every) % every == 0;
        list.push_back({std::pow(10.0, exponent), numbered ? power_text(exponent) : std::string()});
    }
    return list;
}

float widest(const std::vector<Tick>& list, const ImFont& font) {
    float width = 0;
    for (const Tick& tick : list) width = std::max(width, text_width(font, tick.text));
    return width;
}

}  // namespace

double Axis::fraction(double at) const {
    if (log) return at > 0 ? std::log(at / from) / std::log(to / from) : NAN;
    return (at - from) / (to - from);
}

double Axis::value(double fraction) const {
    if (log) return from * std::pow(to / from, fraction);
    return from + (to - from) * fraction;
}

std::vector<Tick> ticks(const Axis& axis, int most) { return axis.log ? log_ticks(axis, most) : linear_ticks(axis, most); }

Axis rounded_axis(double from, double to, bool log) {
    if (log) {
        if (!(from > 0) || !(to >= from)) return {1e-3, 1, true};
        // Whole powers of ten where several are shown; else a little room.
        if (to / from > 30) return {std::pow(10.0, std::floor(std::log10(from) + 1e-9)), std::pow(10.0, std::ceil(std::log10(to) - 1e-9)), true};
        const double room = std::pow(std::max(to / from, 1.05), 0.08);
        return {from / room, to * room, true};
    }
    if (!std::isfinite(from) || !std::isfinite(to)) return {0, 1, false};
    if (!(to > from)) {
        const double half = std::max(std::abs(from) * 0.1, 1e-9);
        return {from - half, to + half, false};
    }
    const double step = round_step((to - from) / 8);
    return {std::floor(from / step + 1e-6) * step, std::ceil(to / step - 1e-6) * step, false};
}

ImVec2 Mapping::pixel(double px, double py) const {
    return {static_cast<float>(box.x + x.fraction(px) * box.width), static_cast<float>(box.y + (1 - y.fraction(py)) * box.height)};
}

std::array<double, 2> Mapping::value(ImVec2 pixel) const {
    return {x.value((pixel.x - box.x) / box.width), y.value(1 - (pixel.y - box.y) / box.height)};
}

AxesTicks fit_ticks(const Axis& x, const Axis& y, float width, float height, const AxesLook& look) {
    const ImFont& font = *look.font;
    const float line = font.FontSize;
    AxesTicks result;
    result.y = ticks(y, std::clamp(static_cast<int>(height / (line * 2.1f)), 2, 8));
    const float numbers = widest(result.y, font);
    result.room.left = numbers + line * 0.45f + (look.y_label.empty() ? 0 : line * 1.1f);
    result.room.bottom = line * 1.3f + (look.x_label.empty() ? 0 : line * 0.95f);
    result.room.top = line * 0.5f;
    const float inner = std::max(width - result.room.left, line);
    for (int most = std::clamp(static_cast<int>(inner / (line * 3)), 2, 12);; --most) {
        result.x = ticks(x, most);
        if (most <= 1 || (widest(result.x, font) + line * 0.9f) * static_cast<float>(result.x.size()) < inner) break;
    }
    const float last = result.x.empty() ? 0 : static_cast<float>(1 - x.fraction(result.x.back().value)) * inner;
    result.room.right = std::max(result.x.empty() ? 0 : text_width(font, result.x.back().text) / 2 - last, 0.0f) + 1;
    return result;
}

void draw_grid(ImDrawList& list, const Mapping& mapping, const AxesTicks& at, const AxesLook& look) {
    const Rect& box = mapping.box;
    for (const Tick& tick : at.x) {
        if (tick.text.empty()) continue;
        const float px = std::round(mapping.pixel(tick.value, mapping.y.from).x);
        if (px > box.x + 1 && px < box.right() - 1) list.AddRectFilled({px, box.y}, {px + look.width, box.bottom()}, look.grid);
    }
    for (const Tick& tick : at.y) {
        if (tick.text.empty()) continue;
        const float py = std::round(mapping.pixel(mapping.x.from, tick.value).y);
        if (py > box.y + 1 && py < box.bottom() - 1) list.AddRectFilled({box.x, py}, {box.right(), py + look.width}, look.grid);
    }
}

void draw_axes(ImDrawList& list, const Mapping& mapping, const AxesTicks& at, const AxesLook& look) {
    const Rect& box = mapping.box;
    const ImFont& font = *look.font;
    const float line = font.FontSize, mark = std::round(line * 0.28f);
    list.AddRectFilled({box.x, box.bottom()}, {box.right(), box.bottom() + look.width}, look.line);
    list.AddRectFilled({box.x - look.width, box.y}, {box.x, box.bottom() + look.width}, look.line);
    for (const Tick& tick : at.x) {
        const float px = std::round(mapping.pixel(tick.value, mapping.y.from).x);
        list.AddRectFilled({px, box.bottom()}, {px + look.width, box.bottom() + mark}, look.line);
        draw_text(list, font, {px, box.bottom() + mark + line * 0.05f}, look.text, tick.text, {0.5f, 0});
    }
    for (const Tick& tick : at.y) {
        const float py = std::round(mapping.pixel(mapping.x.from, tick.value).y);
        list.AddRectFilled({box.x - (tick.text.empty() ? mark * 0.6f : mark), py}, {box.x, py + look.width}, look.line);
        draw_text(list, font, {box.x - mark - line * 0.12f, py}, look.text, tick.text, {1, 0.5f});
    }
    if (!look.x_label.empty()) draw_text(list, font, {box.x + box.width / 2, box.bottom() + mark + line}, look.text, look.x_label, {0.5f, 0});
    if (!look.y_label.empty()) {
        const float left = box.x - at.room.left + line * 0.5f;
        draw_text_upwards(list, font, {left, box.y + box.height / 2}, look.text, look.y_label);
    }
}

void draw_colour_bar(ImDrawList& list, Rect bar, Theme theme, const std::vector<Tick>& numbers, const std::vector<double>& fractions, const AxesLook& look) {
    constexpr int bands = 24;
    for (int i = 0; i < bands; ++i) {
        const double below = static_cast<double>(i) / bands, above = static_cast<double>(i + 1) / bands;
        const ImU32 low = to_colour(height_colour(theme, below)), high = to_colour(height_colour(theme, above));
        const auto y_at = [&](double t) { return bar.bottom() - static_cast<float>(t) * bar.height; };
        list.AddRectFilledMultiColor({bar.x, y_at(above)}, {bar.right(), y_at(below)}, high, high, low, low);
    }
    list.AddRect(bar.least(), bar.most(), look.line, 0, 0, look.width);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const float py = bar.bottom() - static_cast<float>(fractions[i]) * bar.height;
        list.AddRectFilled({bar.right(), py}, {bar.right() + look.font->FontSize * 0.25f, py + look.width}, look.line);
        draw_text(list, *look.font, {bar.right() + look.font->FontSize * 0.4f, py}, look.text, numbers[i].text, {0, 0.5f});
    }
}

}  // namespace tani
