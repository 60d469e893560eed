#include "app/figure/path_strokes.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace tani::figure {

namespace {

/// Steps of a dense path's trail that are drawn one by one.
constexpr int most_exact_steps = 300;
constexpr float hidden_opacity = 0.26f, ahead_opacity = 0.30f;
/// Lines that are drawn fainter than this have no halo.
constexpr float least_halo = 0.6f;

bool before_or_at(const PathPoint& p, int row) {
    return p.row < row || (p.row == row && p.is_step);
}

float length_of(const ScreenPath& path) {
    float length = 0;
    for (std::size_t i = 1; i < path.size(); ++i) {
        if (path[i].joined && is_finite(path[i].at) && is_finite(path[i - 1].at)) {
            length += std::min(distance(path[i - 1].at, path[i].at), 1e5f);
        }
    }
    return length;
}

/// A long path that bounces to and fro is drawn lighter, so that the surface under it stays
/// visible.
float calm_opacity(const ScreenPath& path, Rect box) {
    const float diagonal = std::max(std::hypot(box.width, box.height), 1.0f);
    return std::clamp(3.2f * diagonal / std::max(length_of(path), 1.0f), 0.42f, 1.0f);
}

/// Lines of like strength, gathered so that each is drawn at once.
template <class Opacity, class DrawPiece>
void for_pieces(const ScreenPath& path, const Opacity& opacity, const DrawPiece& draw) {
    std::vector<ImVec2> piece;
    float strength = 0;
    bool visible = true;
    const auto flush = [&] {
        if (piece.size() > 1) draw(piece, strength, visible);
        piece.clear();
    };
    for (std::size_t i = 0; i < path.size(); ++i) {
        const PathPoint& p = path[i];
        const float now = std::round(opacity(p.row) * 8) / 8;
        const bool seen = p.visible && (i == 0 || path[i - 1].visible || !p.joined);
        if (i == 0 || !p.joined || now != strength || seen != visible) {
            flush();
            if (i > 0 && p.joined) piece.push_back(path[i - 1].at);
        }
        strength = now;
        visible = seen;
        piece.push_back(p.at);
    }
    flush();
}

}  // namespace

Crowd::Crowd(Rect box)
    : box_(box),
      columns_(static_cast<int>(box.width / side) + 1),
      rows_(static_cast<int>(box.height / side) + 1) {
    squares_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), false);
}

bool Crowd::visited(ImVec2 at) {
    const int column = static_cast<int>(
        std::clamp((at.x - box_.x) / side, 0.0f, static_cast<float>(columns_ - 1)));
    const int row =
        static_cast<int>(std::clamp((at.y - box_.y) / side, 0.0f, static_cast<float>(rows_ - 1)));
    const auto square = static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                        static_cast<std::size_t>(column);
    const bool before = squares_[square];
    squares_[square] = true;
    return before;
}

float PathBody::opacity(int at) const {
    if (trail) {
        const float behind = 0.6f * static_cast<float>(std::max(row - first, 1));
        return std::clamp(static_cast<float>(at - first + 1) / behind, 0.12f, 1.0f);
    }
    const float age = static_cast<float>(row - at) / static_cast<float>(recent);
    return std::clamp(calm + (1 - calm) * (1 - age), calm, 1.0f);
}

PathBody body_of(const ScreenPath& path, const PathStretch& stretch, Rect box,
                 const HeadLine& head_line) {
    PathBody body{.run = stretch.run,
                  .points = {},
                  .ahead = {},
                  .calm = calm_opacity(path, box),
                  .first = 0,
                  .row = stretch.row,
                  .recent = stretch.recent,
                  .trail = stretch.trail > 0};
    if (body.trail) body.first = std::max(0, body.row - stretch.trail);
    const auto start = std::partition_point(path.begin(), path.end(),
                                            [&](const PathPoint& p) { return p.row < body.first; });
    const auto end = std::partition_point(
        path.begin(), path.end(), [&](const PathPoint& p) { return before_or_at(p, body.row); });
    // A dense path lacks points: its last steps are drawn from the recording.
    const int window = std::clamp(stretch.trail, recent_steps, most_exact_steps);
    const int exact = path.size() > dense_path ? std::max(body.row - window, body.first) : body.row;
    const auto kept =
        exact == body.row ? end : std::partition_point(start, end, [&](const PathPoint& p) {
            return before_or_at(p, exact);
        });
    body.points.assign(start, std::max(start, kept));
    ScreenPath head;
    head_line(exact, head);
    if (exact != body.row && !head.empty() &&
        (body.points.empty() || body.points.back().row != exact)) {
        head.front().joined = false;
    }
    body.points.insert(body.points.end(), head.begin(), head.end());
    if (stretch.ahead) {
        if (!body.points.empty()) body.ahead.push_back(body.points.back());
        body.ahead.insert(body.ahead.end(), end, path.end());
    }
    return body;
}

void draw_path_line(const Pen& pen, const PathBody& body, PathStyle how) {
    const RunStyle style = run_style(pen.theme, body.run);
    const bool markers = how == PathStyle::markers;
    const float width = pen.sizes.path * (markers ? 0.68f : 1.0f);
    const float dash = markers ? 0 : style.dash;
    const auto strength = [&](int row) { return body.opacity(row); };
    for_pieces(body.points, strength,
               [&](const std::vector<ImVec2>& piece, float opacity, bool visible) {
                   if (!visible || opacity <= least_halo) return;
                   draw_polyline(pen.list, piece,
                                 {.colour = faded(pen.colours.halo, opacity * opacity),
                                  .width = width + 1.6f * std::max(pen.sizes.path * 0.55f, 1.0f),
                                  .dash = 0});
               });
    for_pieces(
        body.points, strength, [&](const std::vector<ImVec2>& piece, float opacity, bool visible) {
            const float seen = visible ? opacity : opacity * hidden_opacity;
            draw_polyline(pen.list, piece,
                          {.colour = faded(style.colour, seen), .width = width, .dash = dash});
        });
}

void draw_path_ahead(const Pen& pen, const PathBody& body) {
    const ImU32 colour =
        faded(run_style(pen.theme, body.run).colour, ahead_opacity * std::max(body.calm, 0.6f));
    for_pieces(
        body.ahead, [](int) { return 1.0f; },
        [&](const std::vector<ImVec2>& piece, float, bool visible) {
            draw_polyline(pen.list, piece,
                          {.colour = faded(colour, visible ? 1.0f : 0.5f),
                           .width = std::max(pen.sizes.path * 0.45f, 1.0f),
                           .dash = 0});
        });
}

void draw_path_steps(const Pen& pen, const PathBody& body, PathStyle how) {
    if (how != PathStyle::markers) return;
    const RunStyle style = run_style(pen.theme, body.run);
    const ImU32 ring = pen.colours.halo | IM_COL32_A_MASK;
    ImVec2 last(-1e9f, -1e9f);
    for (const PathPoint& p : body.points) {
        if (!p.is_step || !is_finite(p.at) || distance(last, p.at) < 2.3f * pen.sizes.marker) {
            continue;
        }
        last = p.at;
        if (p.at.x < pen.list.GetClipRectMin().x || p.at.x > pen.list.GetClipRectMax().x) continue;
        const float opacity =
            std::max(body.opacity(p.row), 0.55f) * (p.visible ? 1.0f : hidden_opacity);
        draw_marker(pen.list, style.marker, p.at, pen.sizes.marker, faded(style.colour, opacity),
                    p.visible ? faded(ring, opacity * 0.6f) : 0);
    }
}

void draw_path_head(const Pen& pen, int run, ImVec2 at, HeadLook look) {
    const RunStyle style = run_style(pen.theme, run);
    if (look == HeadLook::outside) {
        pen.list.AddCircle(at, pen.sizes.head / 2, style.colour, 0,
                           std::max(pen.sizes.path * 0.7f, 1.5f));
        return;
    }
    const ImU32 ring = pen.colours.dark ? IM_COL32(0, 0, 0, 255) : IM_COL32_WHITE;
    const float size = pen.sizes.head * (look == HeadLook::selected ? 1.0f : 0.86f);
    pen.list.AddCircleFilled(at, size * 0.7f, pen.colours.halo);
    draw_marker(pen.list, style.marker, at, size, style.colour, ring);
}

void draw_path_left(const Pen& pen, int run, ImVec2 at, Rect box, int step) {
    const ImU32 colour = run_style(pen.theme, run).colour;
    const ImU32 halo = pen.colours.halo | IM_COL32_A_MASK;
    const float size = pen.sizes.head * 1.15f, em = pen.sizes.small;
    draw_cross(pen.list, at, size, std::max(pen.sizes.path * 1.1f, 2.0f), colour, halo);
    const std::string text = pen.phrase("figure.diverged_short", whole_text(step));
    const float width = text_width(pen.small(), text);
    const bool left = at.x + size + width > box.right();
    const float y = std::clamp(at.y, box.y + em, box.bottom() - em);
    draw_text(pen.list, pen.small(), {at.x + (left ? -size * 0.8f : size * 0.8f), y}, colour, text,
              {left ? 1.0f : 0.0f, 0.5f}, halo);
}

void draw_path_hovered(const Pen& pen, ImVec2 at) {
    const float radius = pen.sizes.head * 0.75f;
    pen.list.AddCircle(at, radius, pen.colours.halo | IM_COL32_A_MASK, 0, pen.sizes.path * 1.8f);
    pen.list.AddCircle(at, radius, pen.colours.text, 0, std::max(pen.sizes.path * 0.8f, 1.5f));
}

}  // namespace tani::figure
