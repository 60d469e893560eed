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

ImVec2 CurvePanel::pixel(double step, double at) const {
    const Rect& box = mapping_.box;
    double share = mapping_.y.fraction(at);
    if (std::isnan(share)) share = mapping_.y.log && at <= 0 ? -0.5 : (at > 0 ? 2.0 : -1.0);
    share = std::clamp(share, -0.5, 2.0);
    return {static_cast<float>(box.x + mapping_.x.fraction(step) * box.width), static_cast<float>(box.bottom() - share * box.height)};
}

/// At most four points a column of pixels: first, lowest, highest, last.
std::vector<ImVec2> CurvePanel::reduced(const Drawing& d, int run) const {
    std::vector<ImVec2> points;
    const RunRecording& r = d.run(run);
    const double per_row = mapping_.box.width / std::max(mapping_.x.to - mapping_.x.from, 1.0);
    const auto at = [&](int row) {
        const double v = value(d, run, row);
        return std::isnan(v) ? ImVec2(NAN, NAN) : pixel(row, v);
    };
    if (per_row >= 0.8) {
        for (int row = 0; row < r.rows(); ++row) points.push_back(at(row));
        return points;
    }
    const int bundle = static_cast<int>(std::ceil(1 / per_row));
    for (int first = 0; first < r.rows(); first += bundle) {
        const int last = std::min(first + bundle, r.rows()) - 1;
        ImVec2 low(NAN, -INFINITY), high(NAN, INFINITY);
        for (int row = first; row <= last; ++row) {
            const ImVec2 p = at(row);
            if (p.y > low.y) low = p;
            if (p.y < high.y) high = p;
        }
        if (std::isnan(low.x) || std::isnan(high.x)) continue;
        const bool low_first = low.x <= high.x;
        points.push_back(low_first ? low : high);
        if (low.y - high.y > 0.5f) points.push_back(low_first ? high : low);
    }
    return points;
}

void CurvePanel::prepare(const Drawing& d, const std::string& name, Rect rect) {
    std::uint64_t key = mixed_in(mixed_in(static_cast<std::uint64_t>(d.view.loss_scale), static_cast<double>(d.small().FontSize)), rect);
    for (const int run : d.runs) key = mixed_in(mixed_in(key, static_cast<std::uint64_t>(run)), d.mark(run));
    if (key == key_ && name == name_) return;
    key_ = key;
    name_ = name;
    gather_range(d);

    const AxesLook look = d.axes_look();
    const float em = d.sizes.small;
    const Axis x{0, static_cast<double>(std::max(d.recording.steps(), 1)), false};
    const Axis y = rounded_axis(low_, high_, log_);
    const float title = 1.75f * em;
    ticks_ = fit_ticks(x, y, rect.width, rect.height - title - 1.6f * em, look);
    const float left = ticks_.room.left;
    mapping_ = {x, y,
                {std::round(rect.x + left), std::round(rect.y + title), std::floor(rect.width - left - std::max(ticks_.room.right, em * 0.4f)),
                 std::floor(rect.height - title - ticks_.room.bottom)}};
    curves_.clear();
    for (const int run : d.runs) curves_.push_back({run, reduced(d, run)});
}

void CurvePanel::draw_curve(const Drawing& d, const Curve& curve) const {
    const RunStyle style = d.style(curve.run);
    const bool selected = curve.run == d.selected;
    const float width = d.sizes.path * (selected ? 0.85f : 0.7f);
    const double now = std::min(d.row(curve.run) + d.fraction(curve.run), static_cast<double>(d.run(curve.run).steps()));
    const float cut = pixel(now, 1).x;
    std::vector<ImVec2> past;
    std::size_t i = 0;
    for (; i < curve.points.size() && !(curve.points[i].x > cut); ++i) past.push_back(curve.points[i]);
    std::vector<ImVec2> ahead;
    if (i > 0 && i < curve.points.size()) {
        const ImVec2 a = curve.points[i - 1], b = curve.points[i];
        const ImVec2 here = b.x > a.x ? between(a, b, (cut - a.x) / (b.x - a.x)) : a;
        past.push_back(here);
        ahead.push_back(here);
    }
    ahead.insert(ahead.end(), curve.points.begin() + static_cast<std::ptrdiff_t>(i), curve.points.end());
    if (d.input.ahead) draw_polyline(d.list, ahead, {.colour = faded(style.colour, 0.34f), .width = std::max(width * 0.6f, 1.0f), .dash = 0});
    draw_polyline(d.list, past, {.colour = style.colour, .width = width, .dash = style.dash});
}

void CurvePanel::draw_heads(const Drawing& d) const {
    const Rect& box = mapping_.box;
    for (const int index : d.runs) {
        const RunRecording& run = d.run(index);
        const int row = d.row(index), next = std::min(row + 1, run.steps());
        const double from = value(d, index, row), to = value(d, index, next), t = d.fraction(index);
        const ImVec2 a = pixel(row, from), b = pixel(next, to);
        if (std::isnan(from)) continue;
        ImVec2 at = std::isnan(to) ? a : between(a, b, static_cast<float>(t));
        if (!is_finite(at)) continue;
        if (d.has_diverged(index)) {
            const ImVec2 place(pixel(run.outcome().diverged_step, 1).x, box.y + d.sizes.head * 0.5f);
            draw_cross(d.list, place, d.sizes.head * 0.8f, std::max(d.sizes.path * 0.8f, 1.5f), d.style(index).colour, d.colours.halo | IM_COL32_A_MASK);
            continue;
        }
        at.y = std::clamp(at.y, box.y, box.bottom());
        draw_marker(d.list, d.style(index).marker, at, d.sizes.head * 0.72f, d.style(index).colour, d.colours.dark ? IM_COL32_BLACK : IM_COL32_WHITE);
    }
}

void CurvePanel::draw(const Drawing& d, const std::string& name, Rect rect) {
    prepare(d, name, rect);
    const Rect& box = mapping_.box;
    if (box.width < 10 || box.height < 10) return;
    const AxesLook look = d.axes_look();
    const std::string_view title = name == "loss" ? (offset_ != 0 ? "figure.loss_above" : "figure.loss") : name == "distance" ? "figure.distance" : "figure.grad_norm";
    draw_text(d.list, d.small(), {rect.x, rect.y}, d.colours.text, shortened(d.small(), d.word_of(title), rect.width));
    draw_grid(d.list, mapping_, ticks_, look);
    d.list.PushClipRect({box.x, box.y - 1}, {box.right() + 1, box.bottom() + 1}, true);
    const float now = std::round(pixel(std::clamp(d.input.playhead, 0.0, mapping_.x.to), 1).x);
    d.list.AddRectFilled({now, box.y}, {now + d.hairline(), box.bottom()}, faded(d.colours.text, 0.5f));
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
        const int stride = std::max(1, static_cast<int>(mapping_.x.to / std::max(box.width, 1.0f)));
        const RunRecording& run = d.run(curve.run);
        for (int row = 0; row < run.rows(); row += stride) {
            const ImVec2 at = pixel(row, value(d, curve.run, row));
            if (is_finite(at) && at.y >= box.y && at.y <= box.bottom()) d.hits.add(at, curve.run, row);
        }
    }
    if (d.input.hovered && std::find(d.runs.begin(), d.runs.end(), d.input.hovered->run) != d.runs.end()) {
        const StepMark mark = *d.input.hovered;
        if (mark.step < 0 || mark.step > d.run(mark.run).steps()) return;
        ImVec2 at = pixel(mark.step, value(d, mark.run, mark.step));
        if (!is_finite(at)) return;
        at.y = std::clamp(at.y, box.y, box.bottom());
        d.list.AddCircle(at, d.sizes.head * 0.55f, d.colours.text, 0, std::max(d.sizes.path * 0.7f, 1.5f));
    }
}

}  // namespace tani::figure
