#include "app/figure/decision_pane.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "app/figure/class_colours.h"

namespace tani::figure {

namespace {

std::unique_ptr<DecisionContent> content_of(DecisionKind kind) {
    switch (kind) {
        case DecisionKind::map: return decision_map();
        case DecisionKind::curve: return fitted_curve();
        case DecisionKind::pictures: return sample_pictures();
        case DecisionKind::confusion: return confusion_matrix();
        case DecisionKind::scatter: break;
    }
    return predicted_against_true();
}

Axis axis_of(double low, double high) {
    if (!(high > low)) return {low - 0.5, low + 0.5, false};
    const double room = 0.06 * (high - low);
    return {low - room, high + room, false};
}

void widen(const AlignedVector<float>& numbers, std::size_t width, std::size_t column, double& low,
           double& high) {
    for (std::size_t i = column; i < numbers.size(); i += width) {
        low = std::min(low, static_cast<double>(numbers[i]));
        high = std::max(high, static_cast<double>(numbers[i]));
    }
}

/// What stands at the right of a pane's title: how good the network is by now.
std::string standing(const TrainingDrawing& d, int run) {
    if (d.has_diverged(run)) return "✕ " + d.phrase("network.diverged_at", whole_text(d.row(run)));
    const Measured* m = d.measured(run);
    if (!m) return {};
    const bool held_out = !std::isnan(m->validation_metric);
    return metric_text(d.setup(run).spec.metric,
                       held_out ? m->validation_metric : m->train_metric);
}

std::uint64_t mark_of(std::span<const float> numbers, std::uint64_t mark) {
    std::size_t i = 0;
    for (; i + 2 <= numbers.size(); i += 2) {
        std::uint64_t pair = 0;
        std::memcpy(&pair, numbers.data() + i, sizeof pair);
        mark = (mark ^ pair) * 0x9e3779b97f4a7c15ull;
        mark ^= mark >> 32;
    }
    for (; i < numbers.size(); ++i) mark = mixed_in(mark, static_cast<double>(numbers[i]));
    return mark;
}

std::uint64_t mark_of(const TrainedState& state) {
    return mark_of(state.statistics, mark_of(state.weights, 1));
}

}  // namespace

DecisionKind decision_kind(const TrainingSetup& setup) {
    const DataOutline& data = setup.data.train.outline;
    const bool numbers = data.kind == TargetKind::numbers;
    if (data.input.picture() && !numbers) return DecisionKind::pictures;
    if (!data.input.picture() && data.input.size() == 2 && !(numbers && data.targets != 1)) {
        return DecisionKind::map;
    }
    if (!data.input.picture() && data.input.size() == 1 && (numbers || class_count(data) == 2)) {
        return DecisionKind::curve;
    }
    if (!numbers && !several_labels(data)) return DecisionKind::confusion;
    return DecisionKind::scatter;
}

double decision_aspect(const TrainingSetup& setup) {
    switch (decision_kind(setup)) {
        case DecisionKind::map: {
            const Axis x = data_axis(setup.data, 0), y = data_axis(setup.data, 1);
            const double aspect = (x.to - x.from) / (y.to - y.from);
            return aspect > 0.5 && aspect < 2 ? aspect : 1.25;
        }
        case DecisionKind::confusion:
        case DecisionKind::scatter: return 1;
        case DecisionKind::curve: return 1.6;
        case DecisionKind::pictures: break;
    }
    return 1.4;
}

std::optional<Point> place_under(const Mapping& mapping, ImVec2 pixel) {
    if (!mapping.box.contains(pixel)) return std::nullopt;
    const auto value = mapping.value(pixel);
    return Point{value[0], value[1]};
}

float mark_radius(const TrainingDrawing& d, Rect box, int samples) {
    const float crowd = samples > 400 ? 0.8f : samples > 60 ? 1.0f : samples > 12 ? 1.2f : 2.6f;
    const float small = std::sqrt(box.width * box.height) / 100;
    return crowd * std::clamp(small, 2.1f, d.pen.sizes.marker * 0.72f);
}

std::vector<float> predict_many(const TrainingSetup& setup, const TrainedState& state,
                                std::span<const float> x, std::size_t samples) {
    constexpr std::size_t part = 256;
    const std::size_t inputs = setup.network.input().size();
    std::vector<float> all;
    all.reserve(samples * setup.network.outputs());
    for (std::size_t from = 0; from < samples; from += part) {
        const std::size_t count = std::min(part, samples - from);
        const auto some = predict(setup, state, x.subspan(from * inputs, count * inputs), count);
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

Shown shown_of(const TrainingDrawing& d, int run, Rect rect, int detail) {
    return {d.run(run).setup_shared(), mark_of(d.state(run)), rect, d.input.theme, detail};
}

Axis data_axis(const SplitData& data, std::size_t column) {
    double low = INFINITY, high = -INFINITY;
    const std::size_t width = data.train.outline.input.size();
    widen(data.train.x, width, column, low, high);
    widen(data.validation.x, width, column, low, high);
    return axis_of(low, high);
}

Axis target_axis(const SplitData& data, std::size_t column) {
    double low = INFINITY, high = -INFINITY;
    const auto width = static_cast<std::size_t>(data.train.outline.targets);
    widen(data.train.y, width, column, low, high);
    widen(data.validation.y, width, column, low, high);
    return axis_of(low, high);
}

void DecisionPane::paint(const TrainingDrawing& d, int run, Rect title, Rect rect) {
    run_ = run;
    title_ = title;
    rect_ = rect;
    const DecisionKind kind = decision_kind(d.setup(run));
    if (!content_ || kind != kind_) content_ = content_of(kind);
    kind_ = kind;
    content_->paint(d, run, rect);
}

void DecisionPane::draw(const TrainingDrawing& d) {
    if (!title_.empty()) {
        const ImFont& font = title_.width > 14 * d.pen.sizes.text ? d.pen.text() : d.pen.small();
        const std::string value = standing(d, run_);
        const float middle = title_.y + title_.height / 2;
        const float room = text_width(d.pen.small(), value) + 0.6f * font.FontSize;
        draw_run_name(d, run_, font, {title_.x, middle}, title_.width - room);
        draw_text(d.pen.list, d.pen.small(), {title_.right(), middle},
                  d.has_diverged(run_) ? d.pen.colours.error : d.pen.colours.faint_text, value,
                  {1, 0.5f});
    }
    content_->draw(d, run_);
}

}  // namespace tani::figure
