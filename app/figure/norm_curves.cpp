#include "app/figure/norm_curves.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tani::figure {

namespace {

constexpr std::array<TrainingRecording::Norm, 3> norms{TrainingRecording::Norm::weights,
                                                       TrainingRecording::Norm::gradient,
                                                       TrainingRecording::Norm::update};
/// Below this share of the largest a norm is rounding, or a layer that learns nothing at all.
constexpr double least_share = 1e-8;

std::string_view word_of(TrainingRecording::Norm norm) {
    switch (norm) {
        case TrainingRecording::Norm::gradient:
            return "network.norm_gradient";
        case TrainingRecording::Norm::update:
            return "network.norm_update";
        case TrainingRecording::Norm::weights:
            break;
    }
    return "network.norm_weights";
}

/// From the first layer to the last: from cool to warm, in even steps of lightness.
ImU32 layer_colour(const Pen& pen, std::size_t index, std::size_t count) {
    const float t = count < 2 ? 0.5f : static_cast<float>(index) / static_cast<float>(count - 1);
    const ImU32 first =
        pen.colours.dark ? IM_COL32(120, 150, 255, 255) : IM_COL32(20, 50, 150, 255);
    const ImU32 middle =
        pen.colours.dark ? IM_COL32(86, 214, 190, 255) : IM_COL32(0, 128, 118, 255);
    const ImU32 last = pen.colours.dark ? IM_COL32(255, 206, 92, 255) : IM_COL32(196, 104, 0, 255);
    return t < 0.5f ? mixed(first, middle, 2 * t) : mixed(middle, last, 2 * t - 1);
}

}  // namespace

void NormCurves::update(const TrainingRecording& run, int columns) {
    const int rows = std::max(run.plan().steps, run.steps()) / std::max(run.norm_stride(), 1);
    const int bucket = static_cast<int>(
        std::bit_floor(static_cast<unsigned>(std::max(rows / std::max(columns, 1), 1))));
    const bool goes_on = run_ && same_run(*run_, run) && run.norm_rows() >= rows_ &&
                         run.norm_stride() == stride_ && bucket == bucket_;
    if (!goes_on) {
        rows_ = 0;
        stride_ = run.norm_stride();
        bucket_ = bucket;
        lines_.clear();
        const auto windows = run.setup().network.windows();
        for (std::size_t i = 0; i < windows.size(); ++i) {
            if (windows[i].kind != WeightKind::weight) continue;
            std::string name = windows[i].name;
            if (const auto dot = name.rfind(".weight"); dot != std::string::npos) name.resize(dot);
            lines_.push_back({name, i, {Envelope(bucket), Envelope(bucket), Envelope(bucket)}});
        }
    }
    run_ = run;
    for (; rows_ < run.norm_rows(); ++rows_) {
        for (Line& line : lines_) {
            for (std::size_t k = 0; k < norms.size(); ++k) {
                const double norm = run.norm(rows_, line.window, norms[k]);
                if (norm > 0) line.norms[k].add(rows_, norm);
            }
        }
    }
}

void NormCurves::draw_one(const TrainingDrawing& d, Norm which, Rect rect) const {
    const float em = d.pen.sizes.small;
    const auto kind = static_cast<std::size_t>(std::ranges::find(norms, which) - norms.begin());
    double low = INFINITY, high = 0;
    for (const Line& line : lines_) {
        low = std::min(low, line.norms[kind].least());
        high = std::max(high, line.norms[kind].most());
    }
    draw_text(d.pen.list, d.pen.small(), {rect.x, rect.y}, d.pen.colours.text,
              shortened(d.pen.small(), d.word_of(word_of(which)), rect.width));
    if (!(high > 0)) return;
    const Axis x{0, static_cast<double>(d.planned_steps()), false};
    const Axis y = rounded_axis(std::max(low, high * least_share), high, true);
    const AxesLook look = d.pen.axes_look();
    const float title = 1.6f * em;
    const AxesTicks ticks = fit_ticks(x, y, rect.width, rect.height - title - 1.6f * em, look);
    const float left = std::round(rect.x + ticks.room.left);
    const Mapping mapping{x,
                          y,
                          {left, std::round(rect.y + title),
                           std::floor(rect.right() - left - std::max(ticks.room.right, 0.4f * em)),
                           std::floor(rect.height - title - ticks.room.bottom)}};
    const Rect& box = mapping.box;
    if (box.width < 10 || box.height < 10) return;
    draw_grid(d.pen.list, mapping, ticks, look);
    d.pen.list.PushClipRect({box.x, box.y - 1}, {box.right() + 1, box.bottom() + 1}, true);
    const double head = d.head(d.selected);
    const float now = std::round(mapping.pixel(std::min(head, x.to), y.from).x);
    d.pen.list.AddRectFilled({now, box.y}, {now + d.pen.hairline(), box.bottom()},
                             faded(d.pen.colours.text, 0.5f));
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        std::vector<ImVec2> past, ahead;
        for (const Envelope::Point& point : lines_[i].norms[kind].points()) {
            const double step = static_cast<double>(point.row) * stride_;
            ImVec2 at = mapping.pixel(step, std::max(point.value, y.from * 0.5));
            at.y = std::max(at.y, box.y - 4);
            (step <= head ? past : ahead).push_back(at);
        }
        if (!past.empty()) ahead.insert(ahead.begin(), past.back());
        const ImU32 colour = layer_colour(d.pen, i, lines_.size());
        if (d.input.ahead) {
            draw_polyline(d.pen.list, ahead,
                          {.colour = faded(colour, 0.3f), .width = d.pen.hairline(), .dash = 0});
        }
        draw_polyline(d.pen.list, past,
                      {.colour = colour, .width = d.pen.sizes.path * 0.75f, .dash = 0});
    }
    d.pen.list.PopClipRect();
    draw_axes(d.pen.list, mapping, ticks, look);
}

void NormCurves::draw_names(const TrainingDrawing& d, Rect rect) const {
    const float em = d.pen.sizes.small, middle = rect.y + rect.height / 2;
    const ImFont& font = d.pen.small();
    float x = rect.x;
    if (d.runs.size() > 1) {
        x = draw_run_name(d, d.selected, font, {x, middle}, rect.width / 3) + em;
    }
    const auto& specs = run_->plan().training->network.layers;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        std::string name = lines_[i].name;
        if (name.find('.') == std::string::npos && !name.empty()) {
            const auto at = static_cast<std::size_t>(std::stoul(name));
            if (at < specs.size()) name += " " + specs[at].name;
        }
        const float width = text_width(font, name) + 1.8f * em;
        if (x + width > rect.right()) {
            draw_text(d.pen.list, font, {x, middle}, d.pen.colours.faint_text, "…", {0, 0.5f});
            return;
        }
        d.pen.list.AddRectFilled({x, middle - 1.5f}, {x + 1.2f * em, middle + 1.5f},
                                 layer_colour(d.pen, i, lines_.size()));
        draw_text(d.pen.list, font, {x + 1.5f * em, middle}, d.pen.colours.faint_text, name,
                  {0, 0.5f});
        x += width + 0.7f * em;
    }
}

void NormCurves::draw(const TrainingDrawing& d, Rect rect) {
    const float em = d.pen.sizes.small, gap = d.pen.sizes.gap;
    update(d.run(d.selected), static_cast<int>(rect.width));
    if (lines_.empty() || rect.height < 7 * em) return;
    draw_names(d, {rect.x, rect.y, rect.width, 1.5f * em});
    rect.y += 1.7f * em;
    rect.height -= 1.7f * em;
    if (rect.width > 34 * em) {
        const float width = (rect.width - 2 * gap) / 3;
        for (std::size_t i = 0; i < norms.size(); ++i) {
            draw_one(d, norms[i],
                     {rect.x + static_cast<float>(i) * (width + gap), rect.y, width, rect.height});
        }
    } else if (rect.height > 24 * em) {
        const float height = (rect.height - gap) / 3;
        for (std::size_t i = 0; i < norms.size(); ++i) {
            draw_one(
                d, norms[i],
                {rect.x, rect.y + static_cast<float>(i) * (height + gap / 2), rect.width, height});
        }
    } else {
        // The gradient says where learning stops: the one to see where there is room for one.
        draw_one(d, Norm::gradient, rect);
    }
}

}  // namespace tani::figure
