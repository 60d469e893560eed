// The curve that a network makes of one number, with the data, the truth without noise, and the
// curve as the sum of its last hidden units.
#include <algorithm>
#include <array>
#include <cmath>

#include "app/figure/class_colours.h"
#include "app/figure/decision_pane.h"
#include "app/figure/stamp.h"

namespace tani::figure {

namespace {

constexpr int most_points = 2000, most_units = 48;
constexpr int samples_of_units = 96;
constexpr float units_from = 20;  // in lines: smaller panes show the curve alone

/// The last dense layer with what goes into it: y = b + Σ wⱼ hⱼ(x). -1: the network ends otherwise.
struct LastDense {
    int layer = -1;
    std::size_t offset = 0, units = 0;
};

LastDense last_dense(const TrainingSetup& setup) {
    const auto& layers = setup.network.layers();
    const auto& specs = setup.spec.network.layers;
    const auto last = static_cast<int>(layers.size()) - 1;
    if (last < 1 || specs[static_cast<std::size_t>(last)].name != "dense") return {};
    const std::string name = std::to_string(last) + ".weight";
    for (const WeightWindow& window : setup.network.windows()) {
        if (window.name == name && window.shape.size() == 2) {
            return {last, window.offset, window.shape[1]};
        }
    }
    return {};
}

class FittedCurve final : public DecisionContent {
  public:
    void paint(const TrainingDrawing& d, int run, Rect rect) override {
        place(d, run, rect);
        const Rect& box = mapping_.box;
        if (box.width < 12 || box.height < 12) return;
        const Shown now{setup_, 0, box, d.input.theme, 0};
        if (!(now == shown_)) {
            render(d, run);
            shown_ = now;
        }
        picture_.put(d.pen.list, box, texture_.id());
    }

    void draw(const TrainingDrawing& d, int run) override {
        const Rect& box = mapping_.box;
        if (box.width < 12 || box.height < 12) return;
        const AxesLook look = d.pen.axes_look();
        draw_grid(d.pen.list, mapping_, ticks_, look);
        d.pen.list.PushClipRect(box.least(), box.most(), true);
        const float em = d.pen.sizes.small;
        if (box.width > units_from * em && box.height > 0.6f * units_from * em) {
            draw_units(d, run);
        }
        draw_truth(d, run);
        draw_curve(d, run);
        d.pen.list.PopClipRect();
        draw_axes(d.pen.list, mapping_, ticks_, look);
        draw_hovered(d, run);
    }

    std::optional<Point> point_at(ImVec2 pixel) const override {
        return place_under(mapping_, pixel);
    }

  private:
    void place(const TrainingDrawing& d, int run, Rect rect) {
        if (setup_ != d.run(run).setup_shared()) {
            setup_ = d.run(run).setup_shared();
            x_ = data_axis(setup_->data, 0);
            y_ = class_count(setup_->data.train.outline) > 0 ? Axis{-0.08, 1.08, false}
                                                             : target_axis(setup_->data, 0);
        }
        ticks_ = fit_ticks(x_, y_, rect.width, rect.height, d.pen.axes_look());
        const AxesRoom& edge = ticks_.room;
        mapping_ = {x_,
                    y_,
                    {std::round(rect.x + edge.left), std::round(rect.y + edge.top),
                     std::floor(rect.width - edge.left - std::max(edge.right, 2.0f)),
                     std::floor(rect.height - edge.top - edge.bottom)}};
    }

    /// The data, which do not change while the network trains.
    void render(const TrainingDrawing& d, int run) {
        const Rect& box = mapping_.box;
        Raster raster;
        raster.resize(static_cast<int>(box.width), static_cast<int>(box.height),
                      d.pen.colours.figure);
        const SplitData& data = d.setup(run).data;
        stamp(d, raster, data.train, false);
        stamp(d, raster, data.validation, true);
        texture_.upload(raster.width, raster.height, raster.upside_down());
    }

    void stamp(const TrainingDrawing& d, Raster& raster, const Dataset& data, bool hollow) const {
        const int samples = data.outline.samples;
        const int stride = std::max(1, (samples + most_points - 1) / most_points);
        const Rect& box = mapping_.box;
        const Stamp stamp{
            .colour = mixed(d.pen.colours.faint_text, d.pen.colours.figure, hollow ? 0.1f : 0.25f),
            .outline = d.pen.colours.figure,
            .radius = mark_radius(d, box, samples / stride),
            .hollow = hollow};
        for (int i = 0; i < samples; i += stride) {
            const ImVec2 at = mapping_.pixel(static_cast<double>(data.input(i)[0]),
                                             static_cast<double>(data.target(i)[0]));
            if (is_finite(at)) stamp.press(raster, at.x - box.x, at.y - box.y);
        }
    }

    std::vector<ImVec2> curve_of(const std::vector<float>& x, const std::vector<float>& y) const {
        std::vector<ImVec2> line;
        const Rect& box = mapping_.box;
        for (std::size_t i = 0; i < x.size(); ++i) {
            ImVec2 at = mapping_.pixel(static_cast<double>(x[i]), static_cast<double>(y[i]));
            at.y = std::clamp(at.y, box.y - box.height, box.bottom() + box.height);
            line.push_back(at);
        }
        return line;
    }

    std::vector<float> across(std::size_t count) const {
        std::vector<float> x;
        for (std::size_t i = 0; i < count; ++i) {
            x.push_back(static_cast<float>(
                x_.value(static_cast<double>(i) / static_cast<double>(count - 1))));
        }
        return x;
    }

    float said(const TrainingSetup& setup, std::span<const float> out) const {
        if (class_count(setup.data.train.outline) == 0) return out[0];
        std::array<float, 2> shares{};
        class_shares(setup, out, shares);
        return shares[1];
    }

    void draw_curve(const TrainingDrawing& d, int run) const {
        const TrainingSetup& setup = d.setup(run);
        const std::vector<float> x =
            across(static_cast<std::size_t>(std::clamp(mapping_.box.width / 2, 48.0f, 400.0f)));
        const auto out = predict_many(setup, d.state(run), x, x.size());
        const std::size_t outputs = setup.network.outputs();
        std::vector<float> y;
        for (std::size_t i = 0; i < x.size(); ++i) {
            y.push_back(said(setup, std::span(out).subspan(i * outputs, outputs)));
        }
        const std::vector<ImVec2> line = curve_of(x, y);
        const float width = d.pen.sizes.path * 1.15f;
        draw_polyline(d.pen.list, line,
                      {.colour = d.pen.colours.figure, .width = width + 2.5f, .dash = 0});
        draw_polyline(d.pen.list, line, {.colour = d.style(run).colour, .width = width, .dash = 0});
    }

    void draw_truth(const TrainingDrawing& d, int run) const {
        const DataSpec& spec = d.setup(run).spec.data;
        const DatasetEntry* entry = find_dataset(spec.name);
        if (!entry || !entry->truth || spec.standardize) return;
        const std::vector<float> x = across(120);
        std::vector<float> y;
        for (const float at : x) {
            y.push_back(static_cast<float>(entry->truth(spec.settings, static_cast<double>(at))));
        }
        draw_polyline(d.pen.list, curve_of(x, y),
                      {.colour = faded(d.pen.colours.text, 0.75f),
                       .width = std::max(d.pen.sizes.path * 0.6f, 1.0f),
                       .dash = 5});
    }

    /// A line for each unit of the last hidden layer, times its outgoing weight.
    void draw_units(const TrainingDrawing& d, int run) {
        const TrainingSetup& setup = d.setup(run);
        const LastDense last = last_dense(setup);
        if (last.layer < 0) return;
        const Shown now = shown_of(d, run, mapping_.box, 0);
        if (!(now == units_of_)) {
            units_of_ = now;
            find_units(d, run, last);
        }
        // Many of them are a haze behind the curve.
        const float crowd = 5.0f / static_cast<float>(std::max<std::size_t>(units_.size(), 1));
        const ImU32 colour = faded(d.style(run).colour, std::clamp(crowd, 0.12f, 0.4f));
        for (const std::vector<ImVec2>& line : units_) {
            draw_polyline(d.pen.list, line,
                          {.colour = colour, .width = d.pen.hairline(), .dash = 0});
        }
    }

    void find_units(const TrainingDrawing& d, int run, const LastDense& last) {
        const TrainingSetup& setup = d.setup(run);
        const TrainedState& state = d.state(run);
        const std::vector<float> x = across(samples_of_units);
        std::vector<std::vector<float>> y(last.units);
        for (const float at : x) {
            const auto outputs = activations(setup, state, std::span(&at, 1));
            const auto& hidden = outputs[static_cast<std::size_t>(last.layer - 1)];
            for (std::size_t unit = 0; unit < last.units; ++unit) {
                y[unit].push_back(state.weights[last.offset + unit] * hidden[unit]);
            }
        }
        const auto reach = [](const std::vector<float>& line) {
            const auto [low, high] = std::ranges::minmax(line);
            return high - low;
        };
        if (y.size() > most_units) {
            std::ranges::sort(y, std::greater{}, reach);
            y.resize(most_units);
        }
        units_.clear();
        for (const auto& line : y) units_.push_back(curve_of(x, line));
    }

    void draw_hovered(const TrainingDrawing& d, int run) const {
        if (!d.input.hovered_point) return;
        const auto at = static_cast<float>((*d.input.hovered_point)[0]);
        const TrainingSetup& setup = d.setup(run);
        const auto out = predict(setup, d.state(run), std::span(&at, 1), 1);
        const auto y = static_cast<double>(said(setup, out));
        ImVec2 pixel = mapping_.pixel(static_cast<double>(at), y);
        const Rect& box = mapping_.box;
        if (!is_finite(pixel) || pixel.x < box.x || pixel.x > box.right()) return;
        pixel.y = std::clamp(pixel.y, box.y, box.bottom());
        d.pen.list.AddCircle(pixel, d.pen.sizes.head * 0.4f, d.pen.colours.text, 0,
                             std::max(d.pen.sizes.path * 0.6f, 1.5f));
        draw_reading(d.pen, pixel, box,
                     {fmt::format("x = {}", number_text(static_cast<double>(at), 3)),
                      fmt::format("y = {}", number_text(y, 3))});
    }

    std::shared_ptr<const TrainingSetup> setup_;
    Axis x_, y_;
    Mapping mapping_;
    AxesTicks ticks_;
    Shown shown_, units_of_;
    std::vector<std::vector<ImVec2>> units_;
    PixelTexture texture_;
    PixelPicture picture_;
};

}  // namespace

std::unique_ptr<DecisionContent> fitted_curve() { return std::make_unique<FittedCurve>(); }

}  // namespace tani::figure
