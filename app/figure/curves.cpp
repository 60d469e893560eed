#include "app/figure/curves.h"

#include "app/figure/average.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

/// Losses below this share of the largest are rounding; the axis ends there.
constexpr double least_share = 1e-11;
/// A range of more than this many decades is drawn logarithmically.
constexpr double linear_decades = 2;
/// Runs whose evaluations differ by more than this factor, and rates, are drawn over a logarithmic axis: over a linear one the cheap run
/// beside a CMA-ES with a large population would be a line at the left edge.
constexpr double linear_factor = 30;
/// A logarithmic axis of evaluations starts a little before the first one; the start itself, at none, stands at its edge.
constexpr double before_first = 0.7;
/// In lines: a lower panel has its axis named beside the title.
constexpr float least_labelled = 14;

int rows_to_scale(const RunRecording& run) {
    const Outcome& outcome = run.outcome();
    if (!outcome.diverged) return run.rows();
    return std::clamp(outcome.left_domain.value_or(outcome.diverged_step), 1, run.rows());
}

double global_minimum(const RunRecording& run) {
    double least = INFINITY;
    for (const Minimum& minimum : run.surface().minima()) least = std::min(least, minimum.value);
    return std::isfinite(least) ? least : 0;
}

/// What stands below the axis; nothing below the steps, which the readout names.
std::string axis_name(const Drawing& d, CurveAxis over) {
    switch (over) {
        case CurveAxis::evaluations: return d.word_of("figure.over_evaluations");
        case CurveAxis::rate: return d.word_of("figure.over_rate");
        case CurveAxis::epochs:  // of the network lab
        case CurveAxis::steps: break;
    }
    return {};
}

Axis evaluations_axis(const Drawing& d) {
    const auto total = [&](int run) { return d.run(run).at(d.run(run).steps(), RunRecording::evaluations); };
    double first = INFINITY, least = INFINITY, most = 1;
    for (const int run : d.runs) {
        if (d.run(run).steps() < 1) continue;
        first = std::min(first, std::max(d.run(run).at(1, RunRecording::evaluations), 1.0));
        most = std::max(most, total(run));
        // A run that was thrown out early says nothing of what a rule costs.
        if (!d.run(run).outcome().diverged) least = std::min(least, std::max(total(run), 1.0));
    }
    const bool log = std::isfinite(first) && most > linear_factor * least;
    return {log ? first * before_first : 0, most, log};
}

Axis rates_axis(const Drawing& d) {
    double low = INFINITY, high = 0;
    for (const int run : d.runs) {
        for (int row = 0; row < d.run(run).rows(); ++row) {
            const double rate = rate_before(d.run(run), row);
            if (!(rate > 0) || !std::isfinite(rate)) continue;
            low = std::min(low, rate);
            high = std::max(high, rate);
        }
    }
    if (!(high > 0)) return {0, 1, false};
    if (high > linear_factor * low) return {low, high, true};
    return rounded_axis(low > 0.35 * high && low < high ? low : 0, high, false);
}

}  // namespace

double CurvePanel::value(const Drawing& d, int run, int row) const {
    const RunRecording& r = d.run(run);
    if (name_ == "distance") return r.distance(row);
    if (name_ == "grad_norm") return r.grad_norm(row);
    return r.loss_at(row) - offset_;
}

bool CurvePanel::shows_averages(const Drawing& d, int run) const { return name_ == "loss" && d.run(run).averages(); }

/// The loss at the mean of the points so far.
void CurvePanel::draw_average_curve(const Drawing& d, int index) const {
    const RunRecording& run = d.run(index);
    const int last = d.row(index), stride = std::max(1, static_cast<int>(mapping_.x.to / std::max(mapping_.box.width, 1.0f)));
    std::vector<ImVec2> line;
    for (int row = 0; row <= last; row += stride) {
        const double loss = run.average_loss(row);
        if (!std::isnan(loss)) line.push_back(pixel(row, loss - offset_));
    }
    draw_average_line(d, line, index);
    if (!line.empty()) draw_average_mark(d, line.back(), d.style(index).colour);
}

void CurvePanel::gather_range(const Drawing& d) {
    offset_ = 0;
    double low = INFINITY, high = -INFINITY, least_positive = INFINITY;
    bool never_positive = false;
    const auto gather = [&] {
        low = least_positive = INFINITY;
        high = -INFINITY;
        never_positive = false;
        for (const int run : d.runs) {
            const auto take = [&](double v) {
                if (!std::isfinite(v)) return;
                low = std::min(low, v);
                high = std::max(high, v);
                if (v > 0) least_positive = std::min(least_positive, v);
                if (v <= 0) never_positive = true;
            };
            for (int row = 0, rows = rows_to_scale(d.run(run)); row < rows; ++row) {
                take(value(d, run, row));
                if (shows_averages(d, run)) take(d.run(run).average_loss(row) - offset_);
            }
        }
    };
    gather();
    const HeightScale wanted = name_ == "loss" ? d.view.loss_scale : HeightScale::automatic;
    const auto spans_decades = [&] { return std::isfinite(least_positive) && high > 0 && std::log10(high / least_positive) > linear_decades; };
    log_ = wanted == HeightScale::log;
    if (wanted == HeightScale::automatic) log_ = (!never_positive || low == 0) && spans_decades();
    if (name_ == "loss" && (log_ || wanted == HeightScale::automatic)) {
        double least = INFINITY;
        for (const int run : d.runs) least = std::min(least, global_minimum(d.run(run)));
        if (std::isfinite(least) && std::abs(least) > 1e-9 && least <= low + 1e-9 * std::abs(low)) {
            offset_ = least;
            gather();
            log_ = wanted == HeightScale::log || spans_decades();
            if (!log_) {
                offset_ = 0;
                gather();
            }
        }
    }
    if (log_ && !std::isfinite(least_positive)) log_ = false;
    low_ = log_ ? std::max(least_positive, high * least_share) : low;
    high_ = high;
    if (!log_ && low_ > 0 && low_ < 0.35 * high_) low_ = 0;
}

double CurvePanel::place(const Drawing& d, int run, int row) const {
    switch (over_) {
        case CurveAxis::evaluations: return d.run(run).at(row, RunRecording::evaluations);
        case CurveAxis::rate: return rate_before(d.run(run), row);
        case CurveAxis::epochs:  // of the network lab
        case CurveAxis::steps: break;
    }
    return row;
}

Axis CurvePanel::axis_across(const Drawing& d) const {
    switch (over_) {
        case CurveAxis::evaluations: return evaluations_axis(d);
        case CurveAxis::rate: return rates_axis(d);
        case CurveAxis::epochs:  // of the network lab
        case CurveAxis::steps: break;
    }
    return {0, static_cast<double>(std::max(d.recording.steps(), 1)), false};
}

ImVec2 CurvePanel::pixel(double across, double at) const {
    const Rect& box = mapping_.box;
    double share = mapping_.y.fraction(at);
    if (std::isnan(share)) share = mapping_.y.log && at <= 0 ? -0.5 : (at > 0 ? 2.0 : -1.0);
    share = std::clamp(share, -0.5, 2.0);
    const double along = mapping_.x.log ? mapping_.x.fraction(std::max(across, mapping_.x.from)) : mapping_.x.fraction(across);
    return {static_cast<float>(box.x + along * box.width), static_cast<float>(box.bottom() - share * box.height)};
}

/// At most two points for rows that follow each other within a column of pixels, the lowest and the highest, in the order of their rows.
std::vector<CurvePanel::RowAt> CurvePanel::reduced(const Drawing& d, int run) const {
    std::vector<RowAt> points;
    const RunRecording& r = d.run(run);
    std::optional<RowAt> low, high;
    const auto finish = [&] {
        if (!low || !high) return;
        const bool low_first = low->row <= high->row;
        points.push_back(low_first ? *low : *high);
        if (low->row != high->row) points.push_back(low_first ? *high : *low);
        low.reset();
        high.reset();
    };
    float column = NAN;
    for (int row = 0; row < r.rows(); ++row) {
        const double v = value(d, run, row);
        const RowAt point{std::isnan(v) ? ImVec2(NAN, NAN) : pixel(place(d, run, row), v), row};
        if (!is_finite(point.at)) {
            finish();
            if (points.empty() || is_finite(points.back().at)) points.push_back(point);
            continue;
        }
        if (const float own = std::floor(point.at.x); own != column) {
            finish();
            column = own;
        }
        if (!low || point.at.y > low->at.y) low = point;
        if (!high || point.at.y < high->at.y) high = point;
    }
    finish();
    return points;
}

void CurvePanel::prepare(const Drawing& d, const std::string& name, Rect rect) {
    std::uint64_t key = mixed_in(mixed_in(static_cast<std::uint64_t>(d.view.loss_scale), static_cast<double>(d.small().FontSize)), rect);
    key = mixed_in(key, static_cast<std::uint64_t>(d.view.curves_over));
    if (d.view.curves_over == CurveAxis::rate) {
        key = mixed_in(mixed_in(key, static_cast<std::uint64_t>(d.selected)), static_cast<std::uint64_t>(d.input.language));
    }
    for (const int run : d.runs) key = mixed_in(mixed_in(key, static_cast<std::uint64_t>(run)), d.mark(run));
    if (key == key_ && name == name_) return;
    key_ = key;
    name_ = name;
    over_ = d.view.curves_over;
    gather_range(d);
    marks_.clear();
    if (over_ == CurveAxis::rate && name == "loss") {
        // Several runs: whose marks these are.
        const ImU32 colour = d.runs.size() > 1 ? d.style(d.selected).colour : 0;
        marks_.prepare(d.pen(), suggest_rates(d.run(d.selected)), colour);
    }

    const float em = d.sizes.small;
    labelled_below_ = rect.height > least_labelled * em;
    const std::string across = axis_name(d, over_);
    AxesLook look = d.axes_look();
    if (labelled_below_) look.x_label = across;
    const Axis x = axis_across(d);
    const Axis y = rounded_axis(low_, high_, log_);
    const float title = 1.75f * em;
    ticks_ = fit_ticks(x, y, rect.width, rect.height - title - 1.6f * em, look);
    const float left = std::round(rect.x + ticks_.room.left), width = std::floor(rect.width - ticks_.room.left - std::max(ticks_.room.right, em * 0.4f));
    const float top = title + marks_.lay_out(d.pen(), x, left, width);
    mapping_ = {x, y, {left, std::round(rect.y + top), width, std::floor(rect.height - top - ticks_.room.bottom)}};
    curves_.clear();
    for (const int run : d.runs) curves_.push_back({run, reduced(d, run)});
}

ImVec2 CurvePanel::head(const Drawing& d, int run) const {
    const int row = d.row(run), next = std::min(row + 1, d.run(run).steps());
    if (std::isnan(value(d, run, row))) return {NAN, NAN};
    const ImVec2 from = pixel_of(d, run, row);
    return std::isnan(value(d, run, next)) ? from : between(from, pixel_of(d, run, next), static_cast<float>(d.fraction(run)));
}

/// One line for all runs over the steps; else each run is somewhere else, and the selected one's place is marked in its colour.
void CurvePanel::draw_playhead(const Drawing& d) const {
    const Rect& box = mapping_.box;
    if (over_ == CurveAxis::steps) {
        const float now = std::round(pixel(std::clamp(d.input.playhead, 0.0, mapping_.x.to), 1).x);
        d.list.AddRectFilled({now, box.y}, {now + d.hairline(), box.bottom()}, faded(d.colours.text, 0.5f));
        return;
    }
    const float now = std::round(head(d, d.selected).x);
    if (std::isfinite(now)) d.list.AddRectFilled({now, box.y}, {now + d.hairline(), box.bottom()}, faded(d.style(d.selected).colour, 0.7f));
}

void CurvePanel::draw_curve(const Drawing& d, const Curve& curve) const {
    const RunStyle style = d.style(curve.run);
    const bool selected = curve.run == d.selected;
    const float width = d.sizes.path * (selected ? 0.85f : 0.7f);
    const int now = d.row(curve.run);
    std::vector<ImVec2> past, ahead;
    std::size_t i = 0;
    for (; i < curve.points.size() && curve.points[i].row <= now; ++i) past.push_back(curve.points[i].at);
    if (i > 0 && i < curve.points.size()) {
        const ImVec2 here = head(d, curve.run);
        past.push_back(here);
        ahead.push_back(here);
    }
    for (; i < curve.points.size(); ++i) ahead.push_back(curve.points[i].at);
    if (d.input.ahead) draw_polyline(d.list, ahead, {.colour = faded(style.colour, 0.34f), .width = std::max(width * 0.6f, 1.0f), .dash = 0});
    draw_polyline(d.list, past, {.colour = style.colour, .width = width, .dash = style.dash});
}

void CurvePanel::draw_heads(const Drawing& d) const {
    const Rect& box = mapping_.box;
    for (const int index : d.runs) {
        ImVec2 at = head(d, index);
        if (!is_finite(at)) continue;
        if (d.has_diverged(index)) {
            const float x = pixel(place(d, index, d.run(index).outcome().diverged_step), 1).x;
            draw_cross(d.list, {x, box.y + d.sizes.head * 0.5f}, d.sizes.head * 0.8f, std::max(d.sizes.path * 0.8f, 1.5f), d.style(index).colour, d.colours.halo | IM_COL32_A_MASK);
            continue;
        }
        at.y = std::clamp(at.y, box.y, box.bottom());
        draw_marker(d.list, d.style(index).marker, at, d.sizes.head * 0.72f, d.style(index).colour, d.colours.dark ? IM_COL32_BLACK : IM_COL32_WHITE);
    }
}

void CurvePanel::draw_hovered(const Drawing& d) const {
    if (!d.input.hovered || std::find(d.runs.begin(), d.runs.end(), d.input.hovered->run) == d.runs.end()) return;
    const StepMark mark = *d.input.hovered;
    if (mark.step < 0 || mark.step > d.run(mark.run).steps()) return;
    ImVec2 at = pixel_of(d, mark.run, mark.step);
    if (!is_finite(at)) return;
    at.y = std::clamp(at.y, mapping_.box.y, mapping_.box.bottom());
    d.list.AddCircle(at, d.sizes.head * 0.55f, d.colours.text, 0, std::max(d.sizes.path * 0.7f, 1.5f));
}

/// What is drawn, and over what where the axis has no room for its name below.
void CurvePanel::draw_title(const Drawing& d, Rect rect) const {
    const std::string_view word = name_ == "loss" ? (offset_ != 0 ? "figure.loss_above" : "figure.loss") : name_ == "distance" ? "figure.distance" : "figure.grad_norm";
    const std::string title = shortened(d.small(), d.word_of(word), rect.width);
    draw_text(d.list, d.small(), {rect.x, rect.y}, d.colours.text, title);
    if (over_ == CurveAxis::steps || labelled_below_) return;
    const float left = text_width(d.small(), title) + d.sizes.small;
    draw_text(d.list, d.small(), {rect.x + left, rect.y}, d.colours.faint_text, shortened(d.small(), d.phrase("figure.over", axis_name(d, over_)), rect.width - left));
}

void CurvePanel::draw(const Drawing& d, const std::string& name, Rect rect) {
    prepare(d, name, rect);
    const Rect& box = mapping_.box;
    if (box.width < 10 || box.height < 10) return;
    const std::string across = axis_name(d, over_);
    AxesLook look = d.axes_look();
    if (labelled_below_) look.x_label = across;
    draw_title(d, rect);
    draw_grid(d.list, mapping_, ticks_, look);
    marks_.draw(d.pen(), box);
    d.list.PushClipRect({box.x, box.y - 1}, {box.right() + 1, box.bottom() + 1}, true);
    draw_playhead(d);
    for (const Curve& curve : curves_) {
        if (curve.run != d.selected) draw_curve(d, curve);
    }
    for (const Curve& curve : curves_) {
        if (curve.run == d.selected) draw_curve(d, curve);
    }
    for (const Curve& curve : curves_) {
        if (shows_averages(d, curve.run)) draw_average_curve(d, curve.run);
    }
    d.list.PopClipRect();
    draw_axes(d.list, mapping_, ticks_, look);
    draw_heads(d);
    for (const Curve& curve : curves_) {
        for (const RowAt& point : curve.points) {
            if (is_finite(point.at) && point.at.y >= box.y && point.at.y <= box.bottom()) d.hits.add(point.at, curve.run, point.row);
        }
    }
    draw_hovered(d);
}

}  // namespace tani::figure
