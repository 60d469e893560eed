// A plot's box: the mapping from values to pixels, ticks at round numbers, grid, numbers and labels.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <imgui.h>

#include "app/plot/theme.h"

namespace tani {

struct Rect {
    float x = 0, y = 0, width = 0, height = 0;
    float right() const { return x + width; }
    float bottom() const { return y + height; }
    ImVec2 least() const { return {x, y}; }
    ImVec2 most() const { return {x + width, y + height}; }
    ImVec2 centre() const { return {x + width / 2, y + height / 2}; }
    bool contains(ImVec2 p) const { return p.x >= x && p.x < x + width && p.y >= y && p.y < y + height; }
    bool empty() const { return width <= 0 || height <= 0; }
    /// Smaller by a margin on each side.
    Rect inside(float margin) const { return {x + margin, y + margin, width - 2 * margin, height - 2 * margin}; }
    bool operator==(const Rect&) const = default;
};

/// One axis: values from … to (in the order of the pixels) in linear or logarithmic scale. from < to; both positive when logarithmic.
struct Axis {
    double from = 0, to = 1;
    bool log = false;
    /// 0 at `from`, 1 at `to`; NaN for what has no place.
    double fraction(double value) const;
    double value(double fraction) const;
};

struct Tick {
    double value = 0;
    std::string text;  ///< empty: a line without a number
};

/// Ticks 1, 2 or 5 times a power of ten apart, about `most` of them; on logarithmic axes powers of ten, thinned when there are many.
std::vector<Tick> ticks(const Axis& axis, int most);

/// The fewest round bounds that hold [from, to]; a little room where they are equal.
Axis rounded_axis(double from, double to, bool log);

/// Values to pixels within a box; y grows upwards.
struct Mapping {
    Axis x, y;
    Rect box;
    ImVec2 pixel(double px, double py) const;
    /// The values at a pixel.
    std::array<double, 2> value(ImVec2 pixel) const;
};

/// How much of a rectangle the numbers and labels around a box take.
struct AxesRoom {
    float left = 0, right = 0, top = 0, bottom = 0;
};

struct AxesLook {
    std::string_view x_label, y_label;
    const ImFont* font = nullptr;
    ImU32 text = 0, line = 0, grid = 0;
    float width = 1;  ///< of lines
    bool minor = true;  ///< unnumbered ticks
};

/// Ticks for both directions that fit the box, and the room their numbers need.
struct AxesTicks {
    std::vector<Tick> x, y;
    AxesRoom room;
};
AxesTicks fit_ticks(const Axis& x, const Axis& y, float width, float height, const AxesLook& look);

void draw_grid(ImDrawList& list, const Mapping& mapping, const AxesTicks& ticks, const AxesLook& look);
/// Frame line below and at the left, tick marks, numbers, labels.
void draw_axes(ImDrawList& list, const Mapping& mapping, const AxesTicks& ticks, const AxesLook& look);

/// A vertical bar of the height colours with numbers on its right: `values` at `fractions` of its height.
void draw_colour_bar(ImDrawList& list, Rect bar, Theme theme, const std::vector<Tick>& numbers, const std::vector<double>& fractions, const AxesLook& look);

}  // namespace tani
