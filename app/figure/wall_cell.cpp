#include "app/figure/wall_cell.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

constexpr float least_text_width = 3.6f;  // of a cell, in small letters
constexpr double told_share = 0.005;    // of saturated or dead ones, from which it is written
constexpr double alarming_share = 0.2;  // from which it is written in the colour of warnings
constexpr double told_beyond = 0.01;    // of values beyond the axis
constexpr float bar_pixels = 3.2f;

struct Bars {
    std::vector<double> shares;
    double below = 0, above = 0;  ///< beyond the axis
    double limit = 1;             ///< the share that is drawn as high as there is room
};

/// One bar alone may leave nothing to see of the others, as the zeros of ReLU do: it is cut then,
/// unless nearly all values are in it.
double limit_of(const std::vector<double>& shares) {
    double first = 0, second = 0;
    for (const double share : shares) {
        if (share > first) {
            second = first;
            first = share;
        } else {
            second = std::max(second, share);
        }
    }
    constexpr double cut = 2.0, begin = 0.6, end = 0.85;
    const double t = std::clamp((first - begin) / (end - begin), 0.0, 1.0);
    const double smooth = t * t * (3 - 2 * t);
    const double cut_at = std::max(cut * second, 1e-3);
    return first > cut_at ? cut_at + smooth * (first - cut_at) : first;
}

Bars bars_of(const Distribution& values, const CellAxis& axis, float width, float unit) {
    const bool symmetric = axis.from < 0 && std::abs(axis.from + axis.to) < 1e-9 * axis.to;
    auto count = static_cast<std::size_t>(std::clamp(width / (bar_pixels * unit), 8.0f, 64.0f));
    // 0 is in the middle of a bar, not on the edge between two.
    if (symmetric && count % 2 == 0) ++count;
    std::vector<double> edges(count + 1);
    for (std::size_t i = 0; i <= count; ++i) {
        edges[i] = axis.from + (axis.to - axis.from) * static_cast<double>(i) /
                                   static_cast<double>(count);
    }
    Bars bars;
    bars.shares = values.shares(edges);
    bars.below = values.share_between(-HUGE_VAL, axis.from);
    bars.above = values.share_between(axis.to, HUGE_VAL);
    bars.limit = std::max({limit_of(bars.shares), bars.below, bars.above});
    return bars;
}

/// A wedge at the side where values lie beyond the axis.
void draw_beyond(const TrainingDrawing& d, Rect box, bool right, double share) {
    if (share < told_beyond) return;
    const float size = std::clamp(0.35f * d.pen.sizes.small, 3.0f, box.height / 2);
    const float x = right ? box.right() : box.x, middle = box.y + box.height / 2;
    const float inwards = right ? -size : size;
    d.pen.list.AddTriangleFilled({x, middle}, {x + inwards, middle - 0.8f * size},
                                 {x + inwards, middle + 0.8f * size}, d.pen.colours.warning);
}

void draw_bars(const TrainingDrawing& d, Rect box, const Bars& bars, ImU32 colour, bool upwards) {
    if (box.height < 2 || bars.limit <= 0) return;
    const float width = box.width / static_cast<float>(bars.shares.size());
    for (std::size_t i = 0; i < bars.shares.size(); ++i) {
        if (bars.shares[i] <= 0) continue;
        const double relative = bars.shares[i] / bars.limit;
        const float height = box.height * static_cast<float>(std::min(relative, 1.0));
        const float x = box.x + width * static_cast<float>(i);
        const float x0 = std::round(x), x1 = std::max(std::round(x + width) - 1, x0 + 1);
        const float end = upwards ? box.bottom() : box.y;
        const float top = upwards ? end - height : end, bottom = upwards ? end : end + height;
        d.pen.list.AddRectFilled({x0, top}, {x1, bottom}, colour);
        if (relative <= 1.001) continue;
        // Cut: a gap near its end.
        const float gap = std::max(2.0f, 0.04f * box.height);
        const float at = upwards ? top + 2.5f * gap : bottom - 3.5f * gap;
        d.pen.list.AddRectFilled({x0, at}, {x1, at + gap}, d.pen.colours.panel);
    }
    draw_beyond(d, box, false, bars.below);
    draw_beyond(d, box, true, bars.above);
}

/// "0.50 ± 0.12", or the deviation alone where there is little room.
std::string moments_text(const TrainingDrawing& d, const Distribution& values, Quantity quantity,
                         float width) {
    const ImFont& font = d.pen.small();
    const std::string spread = number_text(values.deviation(), 2);
    const bool gradient = quantity == Quantity::gradient || quantity == Quantity::weight_gradient;
    const std::string both = number_text(values.mean(), 2) + " ± " + spread;
    if (!gradient && text_width(font, both) <= width) return both;
    const std::string named = "σ " + spread;
    return text_width(font, named) <= width ? named : shortened(font, spread, width);
}

struct Note {
    std::string text;
    ImU32 colour = 0;
};

/// What is saturated and what is dead, where there is enough of it to tell.
std::vector<Note> notes_of(const TrainingDrawing& d, const CellInput& cell, Quantity quantity) {
    std::vector<Note> notes;
    if (quantity != Quantity::activation) return notes;
    const auto note = [&](std::string_view key, double share) {
        if (!(share >= told_share)) return;
        notes.push_back({d.phrase(key, share_text(share)), share >= alarming_share
                                                               ? d.pen.colours.warning
                                                               : d.pen.colours.faint_text});
    };
    if (cell.stage.function) note("wall.saturated", cell.measures.find(quantity)->outside());
    note("wall.dead", cell.measures.dead);
    return notes;
}

/// Moments at the left of the first line, notes at the right: beside them where that fits, else below.
/// Returns where they end.
float draw_texts(const TrainingDrawing& d, Rect box, const CellInput& cell, Quantity quantity) {
    const ImFont& font = d.pen.small();
    const Distribution& values = *cell.measures.find(quantity);
    const float line = 1.15f * font.FontSize, space = 0.7f * font.FontSize;
    const std::vector<Note> notes = notes_of(d, cell, quantity);
    const float beside = notes.empty() ? 0 : text_width(font, notes.front().text) + space;
    const std::string shortest = "σ " + number_text(values.deviation(), 2);
    const bool together = text_width(font, shortest) + beside <= box.width;
    draw_text(d.pen.list, font, {box.x, box.y}, d.pen.colours.text,
              moments_text(d, values, quantity, together ? box.width - beside : box.width), {0, 0},
              d.pen.colours.panel);
    float y = together ? box.y : box.y + line;
    for (const Note& note : notes) {
        if (y > box.y && y + line > box.y + 0.62f * box.height) break;
        if (text_width(font, note.text) > box.width) break;
        draw_text(d.pen.list, font, {box.right(), y}, note.colour, note.text, {1, 0},
                  d.pen.colours.panel);
        y += line;
    }
    return std::max(y, box.y + line);
}

struct Half {
    Quantity quantity;
    Rect box;      ///< of text and bars
    bool upwards;
};

void draw_half(const TrainingDrawing& d, const CellInput& cell, const Half& half) {
    const Distribution* values = cell.measures.find(half.quantity);
    if (!values) return;
    const ImFont& font = d.pen.small();
    const float em = font.FontSize, line = 1.15f * em;
    const Rect& box = half.box;
    const bool has_text = box.width > least_text_width * em && box.height > 2.1f * em;
    if (values->not_finite() > 0) {
        const ImFont& shown = box.height > 2.2f * d.pen.sizes.text ? d.pen.text() : font;
        const std::string& words = d.word_of("wall.not_finite");
        draw_text(d.pen.list, shown, box.centre(), d.pen.colours.error,
                  text_width(shown, words) <= box.width ? words : "∞", {0.5f, 0.5f});
        return;
    }
    const CellAxis axis =
        cell.axes.of(cell.stage, half.quantity, *values, !d.view.shared_axes);
    Rect bars = box;
    if (has_text && half.upwards) {
        bars.y = draw_texts(d, box, cell, half.quantity);
        bars.height = box.bottom() - bars.y;
    } else if (has_text) {
        bars.height -= line;
        draw_text(d.pen.list, font, {box.x, box.bottom() - line}, d.pen.colours.text,
                  moments_text(d, *values, half.quantity, box.width), {0, 0}, d.pen.colours.panel);
    }
    const ImU32 colour =
        half.upwards ? d.style(cell.run).colour : faded(d.pen.colours.gradient_arrow, 0.85f);
    draw_bars(d, bars, bars_of(*values, axis, bars.width, d.pen.sizes.small / 14), colour,
              half.upwards);
}

}  // namespace

CellQuantities quantities_of(CellContent content) {
    switch (content) {
        case CellContent::preactivation:
            return {Quantity::preactivation};
        case CellContent::gradient:
            return {Quantity::gradient};
        case CellContent::weight:
            return {Quantity::weight};
        case CellContent::weight_gradient:
            return {Quantity::weight_gradient};
        case CellContent::activation:
            return {Quantity::activation};
        case CellContent::both:
            break;
    }
    return {Quantity::activation, Quantity::gradient};
}

std::string share_text(double share) {
    const double percent = 100 * share;
    if (percent > 0 && percent < 0.95) return fmt::format("{:.1f} %", percent);
    if (percent < 100 && percent > 99.05) return fmt::format("{:.1f} %", std::floor(percent * 10) / 10);
    return fmt::format("{:.0f} %", percent);
}

std::string range_text(const CellAxis& axis) {
    const auto tidy = [](double v) {
        const std::string text = number_text(v, 2);
        const auto power = std::min(text.find("×"), text.size());
        auto end = power;
        if (text.find('.') < power) {
            while (text[end - 1] == '0') --end;
            if (text[end - 1] == '.') --end;
        }
        return text.substr(0, end) + text.substr(power);
    };
    const double from = axis.from + axis.margin, to = axis.to - axis.margin;
    if (from < 0 && std::abs(from + to) < 1e-9 * to) return "±" + tidy(to);
    return tidy(std::abs(from) < 1e-9 * to ? 0 : from) + " … " + tidy(to);
}

std::string_view quantity_word(Quantity quantity) {
    switch (quantity) {
        case Quantity::preactivation:
            return "wall.preactivation";
        case Quantity::gradient:
            return "wall.gradient";
        case Quantity::weight:
            return "wall.weight";
        case Quantity::weight_gradient:
            return "wall.weight_gradient";
        case Quantity::activation:
            break;
    }
    return "wall.activation";
}

void draw_cell(const TrainingDrawing& d, Rect rect, const CellInput& cell) {
    const CellQuantities shown = quantities_of(d.view.cells);
    d.pen.list.AddRectFilled(rect.least(), rect.most(), d.pen.colours.panel, d.pen.sizes.rounding / 2);
    const Rect inner = rect.inside(std::max(2.0f, 0.2f * d.pen.sizes.small));
    const bool two = shown.down && cell.measures.find(*shown.down) != nullptr;
    const float share = two ? 0.6f : 1.0f;
    const float middle = std::round(inner.y + share * inner.height);
    const Rect up{inner.x, inner.y, inner.width, middle - inner.y};
    draw_half(d, cell, {shown.up, up, true});
    if (two) {
        d.pen.list.AddRectFilled({inner.x, middle}, {inner.right(), middle + d.pen.hairline()},
                                 d.pen.colours.axis);
        const float below = middle + d.pen.hairline();
        draw_half(d, cell,
                  {*shown.down, {inner.x, below, inner.width, inner.bottom() - below}, false});
    } else {
        d.pen.list.AddRectFilled({inner.x, inner.bottom() - d.pen.hairline()}, inner.most(),
                                 d.pen.colours.axis);
    }
}

}  // namespace tani::figure
