#include "app/plot/strokes.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <imgui_internal.h>

namespace tani {

namespace {

// A draw list's indices have 16 bits: longer lines are drawn in pieces.
constexpr int most_points = 2000;

bool turns_sharply(ImVec2 a, ImVec2 b, ImVec2 c) {
    const float ux = b.x - a.x, uy = b.y - a.y, vx = c.x - b.x, vy = c.y - b.y;
    const float length = std::hypot(ux, uy) * std::hypot(vx, vy);
    return ux * vx + uy * vy < 0.75f * length;
}

/// Draws pieces of a line that is inside the clip rectangle throughout.
class Pen {
  public:
    // Whole widths are drawn from the atlas with a third of the triangles.
    Pen(ImDrawList& list, const Stroke& stroke) : list_(list), stroke_(stroke) { stroke_.width = std::max(std::round(stroke.width), 1.0f); }

    void move(ImVec2 p) {
        flush();
        points_.push_back(p);
    }
    void line(ImVec2 p) {
        const auto n = points_.size();
        if (n >= 1 && distance(points_.back(), p) < 0.05f) return;
        if (n >= 2 && turns_sharply(points_[n - 2], points_[n - 1], p)) {
            const ImVec2 corner = points_.back();
            flush();
            if (stroke_.width > 1.6f) list_.AddCircleFilled(corner, stroke_.width / 2, stroke_.colour, 8);
            points_.push_back(corner);
        } else if (static_cast<int>(n) >= most_points) {
            const ImVec2 last = points_.back();
            flush();
            points_.push_back(last);
        }
        points_.push_back(p);
    }
    void flush() {
        if (points_.size() >= 2) list_.AddPolyline(points_.data(), static_cast<int>(points_.size()), stroke_.colour, 0, stroke_.width);
        points_.clear();
    }
    bool empty() const { return points_.empty(); }
    ImVec2 last() const { return points_.back(); }

  private:
    ImDrawList& list_;
    Stroke stroke_;
    std::vector<ImVec2> points_;
};

/// Follows a line and lifts the pen in the gaps.
class Dasher {
  public:
    Dasher(Pen& pen, const Stroke& stroke) : pen_(pen), on_(stroke.dash * stroke.width), period_(on_ + std::max(2.2f * stroke.width, on_ * 0.55f)) {}

    void segment(ImVec2 a, ImVec2 b, bool joined) {
        if (on_ <= 0) {
            if (!joined || pen_.empty()) pen_.move(a);
            pen_.line(b);
            return;
        }
        const float length = distance(a, b);
        if (!joined) pen_.flush();
        for (float at = 0; at < length;) {
            const bool drawing = phase_ < on_;
            const float run = std::min((drawing ? on_ : period_) - phase_, length - at);
            if (drawing) {
                if (pen_.empty()) pen_.move(between(a, b, at / length));
                pen_.line(between(a, b, std::min((at + run) / length, 1.0f)));
            } else {
                pen_.flush();
            }
            at += std::max(run, 0.01f);
            phase_ += run;
            if (phase_ >= period_ - 1e-3f) phase_ = 0;
        }
    }

  private:
    Pen& pen_;
    float on_, period_, phase_ = 0;
};

void polygon(ImDrawList& list, ImVec2 centre, float radius, int corners, float turn, ImU32 colour, ImU32 ring, float line) {
    std::array<ImVec2, 6> points;
    for (int i = 0; i < corners; ++i) {
        const float angle = turn + 6.2831853f * static_cast<float>(i) / static_cast<float>(corners);
        points[static_cast<std::size_t>(i)] = {centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)};
    }
    list.AddConvexPolyFilled(points.data(), corners, colour);
    if (ring != 0) list.AddPolyline(points.data(), corners, ring, ImDrawFlags_Closed, line);
}

void bar(ImDrawList& list, ImVec2 centre, float half, float width, float turn, ImU32 colour) {
    const float dx = half * std::cos(turn), dy = half * std::sin(turn);
    list.AddLine({centre.x - dx, centre.y - dy}, {centre.x + dx, centre.y + dy}, colour, width);
}

void star(ImDrawList& list, ImVec2 centre, float radius, ImU32 colour) {
    std::array<ImVec2, 10> points;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const float angle = -1.5707963f + 0.62831853f * static_cast<float>(i);
        const float r = i % 2 == 0 ? radius : radius * 0.45f;
        points[i] = {centre.x + r * std::cos(angle), centre.y + r * std::sin(angle)};
    }
    for (std::size_t i = 0; i < points.size(); i += 2) {
        const std::array<ImVec2, 4> kite{centre, points[(i + 9) % 10], points[i], points[i + 1]};
        list.AddConvexPolyFilled(kite.data(), 4, colour);
    }
}

}  // namespace

ImU32 faded(ImU32 colour, float opacity) {
    const auto alpha = static_cast<float>((colour >> IM_COL32_A_SHIFT) & 255u) * std::clamp(opacity, 0.0f, 1.0f);
    return (colour & ~IM_COL32_A_MASK) | (static_cast<ImU32>(std::lround(alpha)) << IM_COL32_A_SHIFT);
}

ImU32 mixed(ImU32 a, ImU32 b, float t) {
    ImU32 result = 0;
    for (const int shift : {0, 8, 16, 24}) {
        const auto from = static_cast<float>((a >> shift) & 255u), to = static_cast<float>((b >> shift) & 255u);
        result |= static_cast<ImU32>(from + (to - from) * std::clamp(t, 0.0f, 1.0f) + 0.5f) << shift;
    }
    return result;
}

ImU32 to_colour(const std::array<float, 3>& rgb, float opacity) { return ImGui::ColorConvertFloat4ToU32(ImVec4(rgb[0], rgb[1], rgb[2], opacity)); }

bool clip_segment(ImVec2& a, ImVec2& b, ImVec2 least, ImVec2 most) {
    if (!is_finite(a) || !is_finite(b)) return false;
    double enter = 0, leave = 1;
    const double dx = static_cast<double>(b.x) - a.x, dy = static_cast<double>(b.y) - a.y;
    const std::array<std::array<double, 2>, 4> sides{{{-dx, a.x - least.x}, {dx, most.x - a.x}, {-dy, a.y - least.y}, {dy, most.y - a.y}}};
    for (const auto& [p, q] : sides) {
        if (p == 0) {
            if (q < 0) return false;
        } else if (p < 0) {
            enter = std::max(enter, q / p);
        } else {
            leave = std::min(leave, q / p);
        }
    }
    if (enter > leave) return false;
    const ImVec2 from = a;
    if (leave < 1) b = {static_cast<float>(from.x + leave * dx), static_cast<float>(from.y + leave * dy)};
    if (enter > 0) a = {static_cast<float>(from.x + enter * dx), static_cast<float>(from.y + enter * dy)};
    return true;
}

void draw_polyline(ImDrawList& list, std::span<const ImVec2> points, const Stroke& stroke) {
    if ((stroke.colour & IM_COL32_A_MASK) == 0) return;
    const float room = stroke.width + 2;
    const ImVec2 least(list.GetClipRectMin().x - room, list.GetClipRectMin().y - room);
    const ImVec2 most(list.GetClipRectMax().x + room, list.GetClipRectMax().y + room);
    Pen pen(list, stroke);
    Dasher dasher(pen, stroke);
    bool joined = false;
    for (std::size_t i = 1; i < points.size(); ++i) {
        ImVec2 a = points[i - 1], b = points[i];
        if (!clip_segment(a, b, least, most)) {
            joined = false;
            continue;
        }
        const bool starts_at_point = a.x == points[i - 1].x && a.y == points[i - 1].y;
        dasher.segment(a, b, joined && starts_at_point);
        joined = b.x == points[i].x && b.y == points[i].y;
    }
    pen.flush();
}

void draw_marker(ImDrawList& list, Marker marker, ImVec2 centre, float diameter, ImU32 colour, ImU32 ring) {
    if (!is_finite(centre)) return;
    const float r = diameter / 2, line = std::max(diameter / 9, 1.0f), stroke = std::max(diameter * 0.3f, 1.2f);
    switch (marker) {
        case Marker::circle: {
            const int corners = r < 4 ? 10 : 0;
            list.AddCircleFilled(centre, r, colour, corners);
            if (ring != 0) list.AddCircle(centre, r, ring, corners, line);
            break;
        }
        case Marker::square: polygon(list, centre, r * 1.2f, 4, 0.7853982f, colour, ring, line); break;
        case Marker::triangle: polygon(list, {centre.x, centre.y + r * 0.15f}, r * 1.28f, 3, -1.5707963f, colour, ring, line); break;
        case Marker::triangle_down: polygon(list, {centre.x, centre.y - r * 0.15f}, r * 1.28f, 3, 1.5707963f, colour, ring, line); break;
        case Marker::diamond: polygon(list, centre, r * 1.25f, 4, 0, colour, ring, line); break;
        case Marker::hexagon: polygon(list, centre, r * 1.12f, 6, 0, colour, ring, line); break;
        case Marker::cross:
        case Marker::plus: {
            const float turn = marker == Marker::plus ? 0 : 0.7853982f;
            for (const float quarter : {0.0f, 1.5707963f}) {
                if (ring != 0) bar(list, centre, r * 1.1f + line, stroke + 2 * line, turn + quarter, ring);
            }
            for (const float quarter : {0.0f, 1.5707963f}) bar(list, centre, r * 1.1f, stroke, turn + quarter, colour);
            break;
        }
        case Marker::star:
            if (ring != 0) star(list, centre, r * 1.35f + line * 1.6f, ring);
            star(list, centre, r * 1.35f, colour);
            break;
    }
}

void draw_arrow(ImDrawList& list, ImVec2 from, ImVec2 to, float width, ImU32 colour, ImU32 halo) {
    if (!is_finite(from) || !is_finite(to)) return;
    const float length = distance(from, to);
    if (length < 1) return;
    const ImVec2 along((to.x - from.x) / length, (to.y - from.y) / length);
    const float head = std::min(width * 4.2f, length * 0.75f), half = head * 0.46f;
    const ImVec2 neck(to.x - along.x * head, to.y - along.y * head);
    const auto draw = [&](float grow, ImU32 ink) {
        const ImVec2 tip(to.x + along.x * grow * 1.8f, to.y + along.y * grow * 1.8f);
        const ImVec2 base(neck.x - along.x * grow, neck.y - along.y * grow);
        const float side = half + grow * 1.3f;
        list.AddLine(from, ImVec2(base.x + along.x * (head * 0.3f + grow), base.y + along.y * (head * 0.3f + grow)), ink, width + 2 * grow);
        list.AddTriangleFilled(tip, {base.x - along.y * side, base.y + along.x * side}, {base.x + along.y * side, base.y - along.x * side}, ink);
    };
    if (halo != 0) draw(std::max(width * 0.5f, 1.0f), halo);
    draw(0, colour);
}

void draw_cross(ImDrawList& list, ImVec2 centre, float diameter, float width, ImU32 colour, ImU32 halo) {
    if (!is_finite(centre)) return;
    for (const float turn : {0.7853982f, 2.3561945f}) {
        if (halo != 0) bar(list, centre, diameter / 2 + width, width * 2.6f, turn, halo);
    }
    for (const float turn : {0.7853982f, 2.3561945f}) bar(list, centre, diameter / 2, width, turn, colour);
}

}  // namespace tani
