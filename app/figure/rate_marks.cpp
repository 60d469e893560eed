#include "app/figure/rate_marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "app/plot/labels.h"

namespace tani::figure {

namespace {

constexpr int digits = 2;
constexpr float pitch = 1.15f;  // of a row of labels

}  // namespace

void RateMarks::prepare(const Drawing& d, int run) {
    marks_.clear();
    run_ = run;
    const RateSuggestions found = suggest_rates(d.run(run));
    const auto add = [&](std::optional<double> rate, std::string_view word) {
        if (rate) marks_.push_back({.rate = *rate, .name = d.word_of(word), .label = {}});
    };
    add(found.steepest ? std::optional(found.steepest->rate) : std::nullopt,
        "figure.mark_steepest");
    add(found.tenth_of_turn(), "figure.mark_turn");
    add(found.half_of_divergence(), "figure.mark_divergence");
    std::ranges::sort(marks_, {}, &Mark::rate);
}

float RateMarks::lay_out(const Drawing& d, const Axis& rates, float left, float width) {
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
            wishes.push_back({mark.x, text_width(d.small(), mark.label)});
        }
        places = place_labels(wishes, left, left + width, d.sizes.small * 0.7f);
        if (rows_of(places) <= 1) break;
    }
    rows_ = rows_of(places);
    for (std::size_t i = 0; i < marks_.size(); ++i) {
        marks_[i].label_x = std::round(places[i].left);
        marks_[i].row = places[i].row;
    }
    return static_cast<float>(rows_) * pitch * d.sizes.small +
           (rows_ > 0 ? 0.5f * d.sizes.small : 0);
}

void RateMarks::draw(const Drawing& d, const Rect& box) const {
    const float em = d.sizes.small, line = std::max(d.hairline(), d.sizes.path * 0.45f);
    // Several runs: whose marks these are.
    const ImU32 colour = d.runs.size() > 1 ? d.style(run_).colour
                                           : mixed(d.colours.faint_text, d.colours.text, 0.5f);
    const auto top_of = [&](const Mark& mark) {
        return box.y - 0.5f * em - static_cast<float>(mark.row + 1) * pitch * em;
    };
    for (const Mark& mark : marks_) {
        // Dashed, unlike the playhead's line.
        const std::array<ImVec2, 2> upright{ImVec2(mark.x, box.y), ImVec2(mark.x, box.bottom())};
        draw_polyline(d.list, upright, {.colour = colour, .width = line, .dash = 4});
        const float width = text_width(d.small(), mark.label);
        const float foot =
            std::clamp(mark.x, mark.label_x + width * 0.15f, mark.label_x + width * 0.85f);
        d.list.AddLine({mark.x, box.y}, {foot, top_of(mark) + 1.05f * em}, colour, line);
    }
    for (const Mark& mark : marks_) {
        const float top = top_of(mark);
        d.list.AddRectFilled(
            {mark.label_x - 2, top},
            {mark.label_x + text_width(d.small(), mark.label) + 2, top + 1.05f * em},
            d.colours.figure);
        draw_text(d.list, d.small(), {mark.label_x, top}, d.colours.text, mark.label);
    }
}

}  // namespace tani::figure
