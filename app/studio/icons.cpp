// Icons on a grid from -1 to 1.
#include "app/studio/icons.h"

#include <cmath>
#include <initializer_list>

namespace tani::studio {

namespace {

constexpr float pi = 3.14159265f;

/// A pen on the icon's grid.
struct Pen {
    ImDrawList& list;
    ImVec2 centre;
    float half;
    ImU32 colour;
    float width;

    ImVec2 at(float x, float y) const { return {centre.x + x * half, centre.y + y * half}; }
    void line(std::initializer_list<ImVec2> points, bool closed = false) const {
        for (const ImVec2& p : points) list.PathLineTo(at(p.x, p.y));
        list.PathStroke(colour, closed ? ImDrawFlags_Closed : ImDrawFlags_None, width);
    }
    void fill(std::initializer_list<ImVec2> points) const {
        for (const ImVec2& p : points) list.PathLineTo(at(p.x, p.y));
        list.PathFillConvex(colour);
    }
    void box(float x0, float y0, float x1, float y1, float rounding = 0.15f) const {
        list.AddRect(at(x0, y0), at(x1, y1), colour, rounding * half, ImDrawFlags_None, width);
    }
    void block(float x0, float y0, float x1, float y1, float rounding = 0.1f) const {
        list.AddRectFilled(at(x0, y0), at(x1, y1), colour, rounding * half);
    }
    void arc(float x, float y, float radius, float from, float to) const {
        list.PathArcTo(at(x, y), radius * half, from, to, 24);
        list.PathStroke(colour, ImDrawFlags_None, width);
    }
    void dot(float x, float y, float radius) const {
        list.AddCircleFilled(at(x, y), radius * half, colour, 16);
    }
};

void draw_transport(const Pen& pen, Icon icon) {
    switch (icon) {
        case Icon::play:
            pen.fill({{-0.62f, -0.85f}, {0.88f, 0}, {-0.62f, 0.85f}});
            break;
        case Icon::pause:
            pen.block(-0.7f, -0.8f, -0.2f, 0.8f);
            pen.block(0.2f, -0.8f, 0.7f, 0.8f);
            break;
        case Icon::first:
            pen.block(-0.8f, -0.7f, -0.55f, 0.7f, 0);
            pen.fill({{0.75f, -0.7f}, {0.75f, 0.7f}, {-0.4f, 0}});
            break;
        case Icon::last:
            pen.block(0.55f, -0.7f, 0.8f, 0.7f, 0);
            pen.fill({{-0.75f, -0.7f}, {0.4f, 0}, {-0.75f, 0.7f}});
            break;
        case Icon::back:
            pen.line({{0.35f, -0.7f}, {-0.4f, 0}, {0.35f, 0.7f}});
            break;
        case Icon::forward:
            pen.line({{-0.35f, -0.7f}, {0.4f, 0}, {-0.35f, 0.7f}});
            break;
        default:
            pen.arc(0, 0, 0.72f, -0.15f * pi, 1.45f * pi);
            pen.fill({{0.05f, -1.05f}, {0.6f, -0.68f}, {0.02f, -0.35f}});
            break;
    }
}

void draw_eye(const Pen& pen, bool open) {
    pen.arc(0, 0.75f, 1.2f, -0.78f * pi, -0.22f * pi);
    pen.arc(0, -0.75f, 1.2f, 0.22f * pi, 0.78f * pi);
    if (open) {
        pen.dot(0, 0, 0.32f);
    } else {
        pen.line({{-0.75f, 0.75f}, {0.75f, -0.75f}});
    }
}

void draw_lock(const Pen& pen, bool closed) {
    pen.block(-0.62f, -0.1f, 0.62f, 0.85f, 0.15f);
    pen.arc(closed ? 0 : 0.45f, -0.2f, 0.42f, -pi, 0);
    const float left = closed ? -0.42f : 0.03f;
    pen.line({{left, -0.2f}, {left, 0}});
    if (closed) pen.line({{0.42f, -0.2f}, {0.42f, 0}});
}

void draw_edit(const Pen& pen, Icon icon) {
    switch (icon) {
        case Icon::copy:
            pen.box(-0.75f, -0.8f, 0.3f, 0.35f);
            pen.line(
                {{0.62f, -0.35f}, {0.75f, -0.35f}, {0.75f, 0.8f}, {-0.3f, 0.8f}, {-0.3f, 0.66f}});
            break;
        case Icon::trash:
            pen.line({{-0.8f, -0.55f}, {0.8f, -0.55f}});
            pen.line({{-0.25f, -0.6f}, {-0.25f, -0.85f}, {0.25f, -0.85f}, {0.25f, -0.6f}});
            pen.line({{-0.58f, -0.5f}, {-0.48f, 0.85f}, {0.48f, 0.85f}, {0.58f, -0.5f}});
            pen.line({{0, -0.2f}, {0, 0.5f}});
            break;
        case Icon::plus:
            pen.line({{-0.75f, 0}, {0.75f, 0}});
            pen.line({{0, -0.75f}, {0, 0.75f}});
            break;
        case Icon::close:
            pen.line({{-0.6f, -0.6f}, {0.6f, 0.6f}});
            pen.line({{0.6f, -0.6f}, {-0.6f, 0.6f}});
            break;
        case Icon::pen:
            pen.line(
                {{-0.8f, 0.8f}, {-0.62f, 0.2f}, {0.35f, -0.78f}, {0.78f, -0.35f}, {-0.2f, 0.62f}},
                true);
            pen.line({{0.08f, -0.5f}, {0.5f, -0.08f}});
            break;
        case Icon::check:
            pen.line({{-0.7f, 0.05f}, {-0.2f, 0.6f}, {0.75f, -0.55f}});
            break;
        case Icon::undo:
        case Icon::redo: {
            const float side = icon == Icon::undo ? 1.0f : -1.0f;
            pen.line({{side * -0.25f, -0.85f}, {side * -0.75f, -0.38f}, {side * -0.25f, 0.1f}});
            pen.line({{side * -0.75f, -0.38f}, {side * 0.2f, -0.38f}});
            if (side > 0) {
                pen.arc(0.2f, 0.2f, 0.58f, -0.5f * pi, 0.5f * pi);
            } else {
                pen.arc(-0.2f, 0.2f, 0.58f, 0.5f * pi, 1.5f * pi);
            }
            pen.line({{side * 0.2f, 0.78f}, {side * -0.4f, 0.78f}});
            break;
        }
        case Icon::dice:
            pen.box(-0.75f, -0.75f, 0.75f, 0.75f, 0.25f);
            for (const float d : {-0.36f, 0.0f, 0.36f}) pen.dot(d, -d, 0.15f);
            break;
        default:
            pen.arc(0, 0, 0.68f, -1.2f * pi, 0.45f * pi);
            pen.fill({{-0.95f, 0.1f}, {-0.28f, 0.22f}, {-0.72f, 0.72f}});
            break;
    }
}

void draw_file(const Pen& pen, Icon icon) {
    switch (icon) {
        case Icon::menu:
            for (const float y : {-0.55f, 0.0f, 0.55f}) pen.line({{-0.75f, y}, {0.75f, y}});
            break;
        case Icon::folder:
            pen.line({{-0.85f, 0.65f},
                      {-0.85f, -0.65f},
                      {-0.25f, -0.65f},
                      {0, -0.38f},
                      {0.85f, -0.38f},
                      {0.85f, 0.65f}},
                     true);
            break;
        case Icon::save:
            pen.line({{-0.75f, 0.2f}, {-0.75f, 0.75f}, {0.75f, 0.75f}, {0.75f, 0.2f}});
            pen.line({{0, -0.85f}, {0, 0.3f}});
            pen.line({{-0.38f, -0.05f}, {0, 0.35f}, {0.38f, -0.05f}});
            break;
        case Icon::film:
            pen.box(-0.9f, -0.65f, 0.9f, 0.65f);
            pen.fill({{-0.25f, -0.35f}, {0.4f, 0}, {-0.25f, 0.35f}});
            break;
        case Icon::screen:
            pen.box(-0.9f, -0.75f, 0.9f, 0.4f);
            pen.line({{0, 0.4f}, {0, 0.8f}});
            pen.line({{-0.4f, 0.82f}, {0.4f, 0.82f}});
            break;
        case Icon::up:
            pen.line({{0, 0.75f}, {0, -0.7f}});
            pen.line({{-0.5f, -0.2f}, {0, -0.75f}, {0.5f, -0.2f}});
            break;
        case Icon::home:
            pen.line({{-0.85f, 0.05f}, {0, -0.75f}, {0.85f, 0.05f}});
            pen.line({{-0.58f, -0.1f}, {-0.58f, 0.75f}, {0.58f, 0.75f}, {0.58f, -0.1f}});
            break;
        case Icon::file:
            pen.line(
                {{-0.55f, -0.85f}, {0.2f, -0.85f}, {0.6f, -0.45f}, {0.6f, 0.85f}, {-0.55f, 0.85f}},
                true);
            pen.line({{-0.2f, 0}, {0.25f, 0}});
            pen.line({{-0.2f, 0.4f}, {0.25f, 0.4f}});
            break;
        default:
            pen.arc(0, -0.3f, 0.42f, -pi, 0.35f * pi);
            pen.line({{0.19f, 0.07f}, {0, 0.2f}, {0, 0.38f}});
            pen.dot(0, 0.75f, 0.12f);
            break;
    }
}

}  // namespace

void draw_icon(ImDrawList& list, Icon icon, ImVec2 centre, float size, ImU32 colour) {
    const Pen pen{list,
                  {std::round(centre.x), std::round(centre.y)},
                  size / 2,
                  colour,
                  std::fmax(1.0f, size / 10)};
    switch (icon) {
        case Icon::play:
        case Icon::pause:
        case Icon::first:
        case Icon::last:
        case Icon::back:
        case Icon::forward:
        case Icon::loop:
            draw_transport(pen, icon);
            break;
        case Icon::eye:
            draw_eye(pen, true);
            break;
        case Icon::eye_off:
            draw_eye(pen, false);
            break;
        case Icon::lock:
            draw_lock(pen, true);
            break;
        case Icon::unlock:
            draw_lock(pen, false);
            break;
        case Icon::copy:
        case Icon::trash:
        case Icon::plus:
        case Icon::close:
        case Icon::check:
        case Icon::undo:
        case Icon::redo:
        case Icon::dice:
        case Icon::pen:
        case Icon::turn:
        case Icon::reset:
            draw_edit(pen, icon);
            break;
        default:
            draw_file(pen, icon);
            break;
    }
}

}  // namespace tani::studio
