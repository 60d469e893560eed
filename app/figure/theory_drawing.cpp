#include "app/figure/theory_drawing.h"

#include <algorithm>
#include <array>

#include "app/plot/text.h"

namespace tani::figure {

void TheoryDrawing::draw_borders() const {
    const float thin = pen_.hairline() * 1.3f;
    for (const auto side : {std::size_t{0}, std::size_t{1}}) {
        curve({.colour = ink(0.85f), .width = thin, .dash = 0}, [&](double a) { return theory_.ripples(theory_.steepest(), a)[side]; });
        curve({.colour = ink(0.7f), .width = thin, .dash = 4}, [&](double a) { return theory_.ripples(theory_.flattest(), a)[side]; });
    }
    curve({.colour = ink(1), .width = 2.6f * pen_.hairline(), .dash = 0}, [&](double a) { return theory_.boundary(a); });
}

void TheoryDrawing::draw_targets(std::span<const MomentumTarget> targets, std::span<const ImVec2> pixels) const {
    const float dot = pen_.sizes.marker * 1.6f;
    std::vector<Rect> taken;
    for (const ImVec2 at : pixels) taken.push_back({at.x - 0.6f * dot, at.y - 0.6f * dot, 1.2f * dot, 1.2f * dot});
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const bool polyak = !targets[i].regime;
        draw_marker(pen_.list, polyak ? Marker::star : Marker::circle, pixels[i], polyak ? dot * 1.7f : dot * 1.1f, pen_.colours.minimum,
                    pen_.colours.halo | IM_COL32_A_MASK);
        label(target_name(pen_, targets[i].id()), pixels[i], dot, taken);
    }
}

void TheoryDrawing::curve(const Stroke& stroke, const std::function<double(double)>& rate_of) const {
    constexpr int points = 160;
    const Axis& axis = across_ ? mapping_.x : mapping_.y;
    std::vector<ImVec2> line;
    for (int i = 0; i <= points; ++i) {
        const double momentum = axis.value(static_cast<double>(i) / points);
        if (momentum < 0 || momentum > 1) continue;
        const ImVec2 at = pixel(rate_of(momentum), momentum);
        line.push_back(is_finite(at) ? at : ImVec2(-1e6f, 0));
    }
    Stroke under = stroke;
    under.colour = faded(pen_.colours.halo | IM_COL32_A_MASK, 0.5f);
    under.width += 2 * pen_.hairline();
    under.dash = 0;
    draw_polyline(pen_.list, line, under);
    draw_polyline(pen_.list, line, stroke);
}

void TheoryDrawing::label(const std::string& text, ImVec2 at, float dot, std::vector<Rect>& taken) const {
    const float em = pen_.small().FontSize, width = text_width(pen_.small(), text);
    const Rect box = mapping_.box.inside(2);
    const float off = 0.8f * dot, right = at.x + off, left = at.x - off - width, above = at.y - off - em, below = at.y + off;
    const std::array<ImVec2, 10> corners = {ImVec2(right, at.y - em / 2), ImVec2(left, at.y - em / 2), ImVec2(at.x - width / 2, above), ImVec2(at.x - width / 2, below),
                                           ImVec2(right, above), ImVec2(right, below), ImVec2(left, above), ImVec2(left, below),
                                            ImVec2(right, above - em), ImVec2(left, above - em)};
    for (const ImVec2 corner : corners) {
        const Rect place{corner.x, corner.y, width, em};
        const bool inside = place.x >= box.x && place.right() <= box.right() && place.y >= box.y && place.bottom() <= box.bottom();
        const bool free = std::none_of(taken.begin(), taken.end(), [&](const Rect& other) {
            return place.x < other.right() && other.x < place.right() && place.y < other.bottom() && other.y < place.bottom();
        });
        if (!inside || !free) continue;
        taken.push_back(place);
        const ImVec2 near(std::clamp(at.x, place.x, place.right()), std::clamp(at.y, place.y, place.bottom()));
        if (distance(near, at) > 1.3f * dot) {
            const std::array<ImVec2, 2> leader = {between(at, near, 0.6f * dot / distance(near, at)), near};
            draw_polyline(pen_.list, leader, {ink(0.85f), pen_.hairline(), 0});
        }
        draw_text(pen_.list, pen_.small(), corner, pen_.colours.text, text, {}, pen_.colours.halo | IM_COL32_A_MASK);
        return;
    }
}

}  // namespace tani::figure
