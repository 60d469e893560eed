// What the network says beside what is true, for data that have no picture of their own: numbers as
// a scatter about the diagonal, classes as a confusion matrix.
#include <algorithm>
#include <cmath>

#include "app/figure/class_colours.h"
#include "app/figure/decision_pane.h"
#include "app/figure/stamp.h"

namespace tani::figure {

namespace {

constexpr int most_points = 1500, most_asked = 2000;

/// Rows of the data that are asked, evenly over all of them.
std::vector<float> every(const Dataset& data, int stride, std::vector<int>& rows) {
    rows.clear();
    std::vector<float> x;
    for (int i = 0; i < data.outline.samples; i += stride) {
        const auto input = data.input(i);
        x.insert(x.end(), input.begin(), input.end());
        rows.push_back(i);
    }
    return x;
}

int stride_for(const Dataset& data, int most) {
    return std::max(1, (data.outline.samples + most - 1) / most);
}

class Scatter final : public DecisionContent {
  public:
    void paint(const TrainingDrawing& d, int run, Rect rect) override {
        place(d, run, rect);
        const Rect& box = mapping_.box;
        if (box.width < 12 || box.height < 12) return;
        if (const Shown now = shown_of(d, run, box, 0); !(now == shown_)) {
            render(d, run);
            shown_ = now;
        }
        picture_.put(d.pen.list, box, texture_.id());
    }

    void draw(const TrainingDrawing& d, int) override {
        const Rect& box = mapping_.box;
        if (box.width < 12 || box.height < 12) return;
        const std::string across = d.word_of("network.is"), upwards = d.word_of("network.said");
        AxesLook look = d.pen.axes_look();
        look.x_label = across;
        look.y_label = upwards;
        const std::array<ImVec2, 2> diagonal{ImVec2(box.x, box.bottom()),
                                             ImVec2(box.right(), box.y)};
        draw_polyline(d.pen.list, diagonal,
                      {.colour = faded(d.pen.colours.text, 0.6f),
                       .width = std::max(d.pen.sizes.path * 0.5f, 1.0f),
                       .dash = 5});
        draw_axes(d.pen.list, mapping_, ticks_, look);
    }

  private:
    void place(const TrainingDrawing& d, int run, Rect rect) {
        if (setup_ != d.run(run).setup_shared()) {
            setup_ = d.run(run).setup_shared();
            axis_ = target_axis(setup_->data, 0);
        }
        const std::string across = d.word_of("network.is"), upwards = d.word_of("network.said");
        AxesLook look = d.pen.axes_look();
        look.x_label = across;
        look.y_label = upwards;
        ticks_ = fit_ticks(axis_, axis_, rect.width, rect.height, look);
        const AxesRoom& edge = ticks_.room;
        const float right = std::max(edge.right, 2.0f);
        const float side = std::floor(std::min(rect.width - edge.left - right,
                                               rect.height - edge.top - edge.bottom));
        const float room = rect.width - edge.left - right - side;
        mapping_ = {axis_,
                    axis_,
                    {std::round(rect.x + edge.left + room / 2), std::round(rect.y + edge.top), side,
                     side}};
    }

    void render(const TrainingDrawing& d, int run) {
        const Rect& box = mapping_.box;
        Raster raster;
        raster.resize(static_cast<int>(box.width), static_cast<int>(box.height),
                      d.pen.colours.figure);
        const TrainingSetup& setup = d.setup(run);
        stamp(d, run, raster, setup.data.train, false);
        stamp(d, run, raster, setup.data.validation, true);
        texture_.upload(raster.width, raster.height, raster.upside_down());
    }

    void stamp(const TrainingDrawing& d, int run, Raster& raster, const Dataset& data,
               bool held_out) const {
        std::vector<int> rows;
        const std::vector<float> x = every(data, stride_for(data, most_points), rows);
        if (rows.empty()) return;
        const TrainingSetup& setup = d.setup(run);
        const auto out = predict_many(setup, d.state(run), x, rows.size());
        const std::size_t outputs = setup.network.outputs();
        const Rect& box = mapping_.box;
        const ImU32 colour = held_out ? d.style(run).colour
                                      : mixed(d.pen.colours.figure, d.pen.colours.faint_text, 0.6f);
        const Stamp stamp{.colour = colour,
                          .outline = d.pen.colours.figure,
                          .radius = std::clamp(box.width / 100, 1.8f, d.pen.sizes.marker * 0.7f),
                          .hollow = held_out};
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const ImVec2 at = mapping_.pixel(static_cast<double>(data.target(rows[i])[0]),
                                             static_cast<double>(out[i * outputs]));
            if (is_finite(at) && std::abs(at.y) < 1e5f) {
                stamp.press(raster, at.x - box.x, at.y - box.y);
            }
        }
    }

    std::shared_ptr<const TrainingSetup> setup_;
    Axis axis_;
    Mapping mapping_;
    AxesTicks ticks_;
    Shown shown_;
    PixelTexture texture_;
    PixelPicture picture_;
};

/// Rows are what is true, columns what the network says.
class Confusion final : public DecisionContent {
  public:
    void paint(const TrainingDrawing& d, int run, Rect rect) override {
        rect_ = rect;
        if (const Shown now = shown_of(d, run, {}, 0); !(now == shown_)) {
            count(d, run);
            shown_ = now;
        }
    }

    void draw(const TrainingDrawing& d, int run) override {
        const float em = d.pen.sizes.small;
        const Dataset& data = d.setup(run).data.train;
        const auto name = [&](int index) { return class_name(data, index, d.input.language); };
        float names = 0;
        for (int i = 0; i < classes_; ++i) {
            names = std::max(names, text_width(d.pen.small(), name(i)));
        }
        names = std::min(names, 0.3f * rect_.width);
        const float left = names + 2 * em, top = 2.6f * em;
        const auto count = static_cast<float>(classes_);
        const float side =
            std::floor(std::min((rect_.width - left) / count, (rect_.height - top) / count));
        if (side < 4) return;
        const ImVec2 corner(std::round(rect_.x + left), std::round(rect_.y + top));
        draw_text(d.pen.list, d.pen.small(), {corner.x, rect_.y}, d.pen.colours.faint_text,
                  d.word_of("network.said"));
        draw_text_upwards(d.pen.list, d.pen.small(),
                          {rect_.x + 0.6f * em, corner.y + side * count / 2},
                          d.pen.colours.faint_text, d.word_of("network.is"));
        for (int i = 0; i < classes_; ++i) {
            const float at = (static_cast<float>(i) + 0.5f) * side;
            draw_text(d.pen.list, d.pen.small(), {corner.x - 0.4f * em, corner.y + at},
                      d.pen.colours.text, shortened(d.pen.small(), name(i), names), {1, 0.5f});
            draw_text(d.pen.list, d.pen.small(), {corner.x + at, corner.y - 0.3f * em},
                      d.pen.colours.text, shortened(d.pen.small(), name(i), side), {0.5f, 1});
        }
        draw_cells(d, corner, side);
    }

  private:
    void draw_cells(const TrainingDrawing& d, ImVec2 corner, float side) const {
        const float em = d.pen.sizes.small;
        for (int row = 0; row < classes_; ++row) {
            int all = 0;
            for (int column = 0; column < classes_; ++column) all += at(row, column);
            for (int column = 0; column < classes_; ++column) {
                const ImVec2 from(corner.x + static_cast<float>(column) * side,
                                  corner.y + static_cast<float>(row) * side);
                const float share =
                    all > 0 ? static_cast<float>(at(row, column)) / static_cast<float>(all) : 0;
                const ImU32 end = row == column ? positive_colour(d.input.theme)
                                                : negative_colour(d.input.theme);
                d.pen.list.AddRectFilled(from, {from.x + side - 1, from.y + side - 1},
                                         mixed(d.pen.colours.grid, end, share));
                if (at(row, column) == 0 || side < 1.7f * em) continue;
                draw_text(d.pen.list, d.pen.small(), {from.x + side / 2, from.y + side / 2},
                          d.pen.colours.text, whole_text(at(row, column)), {0.5f, 0.5f});
            }
        }
    }

    int at(int row, int column) const {
        return counts_[static_cast<std::size_t>(row * classes_ + column)];
    }

    void count(const TrainingDrawing& d, int run) {
        const TrainingSetup& setup = d.setup(run);
        const bool held_out = setup.data.validation.outline.samples > 0;
        const Dataset& data = held_out ? setup.data.validation : setup.data.train;
        classes_ = class_count(data.outline);
        counts_.assign(static_cast<std::size_t>(classes_ * classes_), 0);
        std::vector<int> rows;
        const std::vector<float> x = every(data, stride_for(data, most_asked), rows);
        const auto out = predict_many(setup, d.state(run), x, rows.size());
        const std::size_t outputs = setup.network.outputs();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const int said = class_of(setup, std::span(out).subspan(i * outputs, outputs));
            const int is = class_of_target(data.target(rows[i]));
            if (said < 0 || said >= classes_ || is < 0 || is >= classes_) continue;
            ++counts_[static_cast<std::size_t>(is * classes_ + said)];
        }
    }

    Rect rect_;
    int classes_ = 0;
    std::vector<int> counts_;
    Shown shown_;
};

}  // namespace

std::unique_ptr<DecisionContent> predicted_against_true() { return std::make_unique<Scatter>(); }
std::unique_ptr<DecisionContent> confusion_matrix() { return std::make_unique<Confusion>(); }

}  // namespace tani::figure
