// Lines, markers and arrows on draw lists. What is not finite, and what lies outside the clip rectangle, is left out.
#pragma once
#include <cmath>
#include <span>

#include <imgui.h>

#include "app/plot/theme.h"

namespace tani {

/// The colour with its opacity multiplied.
ImU32 faded(ImU32 colour, float opacity);
/// From a (t = 0) to b (t = 1), opacity included.
ImU32 mixed(ImU32 a, ImU32 b, float t);
ImU32 to_colour(const std::array<float, 3>& rgb, float opacity = 1);

inline bool is_finite(ImVec2 p) { return std::isfinite(p.x) && std::isfinite(p.y); }
inline float distance(ImVec2 a, ImVec2 b) { return std::hypot(b.x - a.x, b.y - a.y); }
inline ImVec2 between(ImVec2 a, ImVec2 b, float t) { return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}; }

struct Stroke {
    ImU32 colour = 0;
    float width = 1;
    float dash = 0;  ///< in units of the width; 0: solid
};

/// A polyline with round corners where it turns sharply. Interrupted at points that are not finite.
void draw_polyline(ImDrawList& list, std::span<const ImVec2> points, const Stroke& stroke);

/// `ring` (0: none) is the colour of a thin line around it.
void draw_marker(ImDrawList& list, Marker marker, ImVec2 centre, float diameter, ImU32 colour, ImU32 ring = 0);

/// With a filled head; nothing where it is shorter than a pixel.
void draw_arrow(ImDrawList& list, ImVec2 from, ImVec2 to, float width, ImU32 colour, ImU32 halo = 0);

/// ✕, as a run that left is shown.
void draw_cross(ImDrawList& list, ImVec2 centre, float diameter, float width, ImU32 colour, ImU32 halo = 0);

/// The part of a → b inside the rectangle; false when there is none.
bool clip_segment(ImVec2& a, ImVec2& b, ImVec2 least, ImVec2 most);

}  // namespace tani
