#include "app/figure/rate_marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "app/plot/labels.h"
#include "app/plot/strokes.h"
#include "app/plot/text.h"

namespace tani::figure {

namespace {

constexpr int digits = 2;
constexpr float pitch = 1.15f;  // of a row of labels

}  // namespace

void RateMarks::prepare(const Pen& pen, const RateSuggestions& found, ImU32 colour) {
    marks_.clear();
    colour_ = colour;
    const auto add = [&](std::optional<double> rate, std::string_view word) {
        if (rate) marks_.push_back({.rate = *rate, .name = pen.word_of(word), .label = {}});
    };
    add(found.steepest ? std::optional(found.steepest->rate) : std::nullopt,
        "figure.mark_steepest");
    add(found.tenth_of_turn(), "figure.mark_turn");
    add(found.half_of_divergence(), "figure.mark_divergence");
    std::ranges::sort(marks_, {}, &Mark::rate);
}

float RateMarks::lay_out(const Pen& pen, const Axis& rates, float left, float width) {
    std::erase_if(marks_, [&](const Mark& mark) {
        return !(mark.rate >= rates.from && mark.rate <= rates.to);
    });
    std::vector<LabelPlace> places;
    // With the numbers where that needs no second row.
    for (const bool numbers : {true, false}) {
        std::vector<LabelWish> wishes;
        for (Mark& mark : marks_) {
            mark.x = std::round(left + static_cast<float>(rates.fraction(mark.rate)) * width);
            mark.label = numbers ? mark.name + " " + number_text(mark.rate, digits) : mark.name;
            wishes.push_back({mark.x, text_width(pen.small(), mark.label)});
        }
        places = place_labels(wishes, left, left + width, pen.sizes.small * 0.7f);
        if (rows_of(places) <= 1) break;
    }
    rows_ = rows_of(places);
    for (std::size_t i = 0; i < marks_.size(); ++i) {
        marks_[i].label_x = std::round(places[i].left);
        marks_[i].row = places[i].row;
    }
    return static_cast<float>(rows_) * pitch * pen.sizes.small +
           (rows_ > 0 ? 0.5f * pen.sizes.small : 0);
}

void RateMarks::draw(const Pen& pen, const Rect& box) const {
    const float em = pen.sizes.small, line = std::max(pen.hairline(), pen.sizes.path * 0.45f);
    const ImU32 colour =
        colour_ != 0 ? colour_ : mixed(pen.colours.faint_text, pen.colours.text, 0.5f);
    const auto top_of = [&](const Mark& mark) {
        return box.y - 0.5f * em - static_cast<float>(mark.row + 1) * pitch * em;
    };
    for (const Mark& mark : marks_) {
        // Dashed, unlike the playhead's line.
        const std::array<ImVec2, 2> upright{ImVec2(mark.x, box.y), ImVec2(mark.x, box.bottom())};
        draw_polyline(pen.list, upright, {.colour = colour, .width = line, .dash = 4});
        const float width = text_width(pen.small(), mark.label);
        const float foot =
            std::clamp(mark.x, mark.label_x + width * 0.15f, mark.label_x + width * 0.85f);
        pen.list.AddLine({mark.x, box.y}, {foot, top_of(mark) + 1.05f * em}, colour, line);
    }
    for (const Mark& mark : marks_) {
        const float top = top_of(mark);
        pen.list.AddRectFilled(
            {mark.label_x - 2, top},
            {mark.label_x + text_width(pen.small(), mark.label) + 2, top + 1.05f * em},
            pen.colours.figure);
        draw_text(pen.list, pen.small(), {mark.label_x, top}, pen.colours.text, mark.label);
    }
}

}  // namespace tani::figure
