// The decision map of data on two numbers: colours by what the network says at each place, the
// borders between its classes, and the data on it. Numbers instead of classes give a heat map.
#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "app/figure/class_colours.h"
#include "app/figure/class_field.h"
#include "app/figure/decision_pane.h"
#include "app/figure/stamp.h"

namespace tani::figure {

namespace {

/// Pixels from one evaluation of the network to the next.
constexpr int coarse = 8, fine = 3;
/// More data than this are thinned out: they would cover the map.
constexpr int most_points = 1500;
constexpr float most_stretched =
    1.45f;                       // a map fills its room rather than keep the data's shape exactly
constexpr std::size_t many = 3;  // maps
constexpr float numbered_from = 13;  // in lines: smaller maps have no numbers at their axes

class DecisionMap final : public DecisionContent {
  public:
    void paint(const TrainingDrawing& d, int run, Rect rect) override {
        place(d, run, rect);
        const Rect& box = mapping_.box;
        if (box.width < 12 || box.height < 12) return;
        const Shown now = shown_of(d, run, box, coarse);
        Shown before = shown_;
        before.detail = coarse;
        const bool same = now == before;
        // What has not moved since the last picture is drawn finely.
        const int detail = d.input.live && !same ? coarse : fine;
        if ((!same || detail < shown_.detail) && !waits(d, run, now)) {
            render(d, run, detail);
            shown_ = now;
            shown_.detail = detail;
        }
        picture_.put(d.pen.list, box, texture_.id());
    }

    void draw(const TrainingDrawing& d, int run) override {
        const Rect& box = mapping_.box;
        if (box.width < 12 || box.height < 12) return;
        const bool selected = run == d.selected && d.runs.size() > 1;
        if (numbered_) {
            draw_axes(d.pen.list, mapping_, ticks_, look(d, run));
        }
        d.pen.list.AddRect(box.least(), box.most(),
                           selected ? d.style(run).colour : d.pen.colours.axis, 0, 0,
                           selected ? std::max(d.pen.sizes.path * 0.7f, 1.5f) : d.pen.hairline());
        draw_hovered(d, run);
    }

    std::optional<Point> point_at(ImVec2 pixel) const override {
        return place_under(mapping_, pixel);
    }

  private:
    /// While many networks train before one's eyes, their maps take turns: every other frame each.
    bool waits(const TrainingDrawing& d, int run, const Shown& now) {
        const bool is_there =
            shown_.setup == now.setup && shown_.rect == now.rect && shown_.theme == now.theme;
        if (!d.input.live || d.runs.size() < many || !is_there) return false;
        return (++frames_ + run) % 2 != 0;
    }

    AxesLook look(const TrainingDrawing& d, int run) {
        AxesLook axes = d.pen.axes_look();
        const auto& names = d.setup(run).data.train.input_names;
        if (names.size() == 2 && mapping_.box.height > 22 * d.pen.sizes.small) {
            axes.x_label = names[0].in(d.input.language);
            axes.y_label = names[1].in(d.input.language);
        }
        return axes;
    }

    /// The largest box of about the data's own shape where both inputs are of about the same size.
    void place(const TrainingDrawing& d, int run, Rect rect) {
        if (setup_ != d.run(run).setup_shared()) {
            setup_ = d.run(run).setup_shared();
            x_ = data_axis(setup_->data, 0);
            y_ = data_axis(setup_->data, 1);
            values_ = target_axis(setup_->data, 0);
        }
        const float em = d.pen.sizes.small;
        numbered_ = rect.width > numbered_from * em && rect.height > numbered_from * em;
        mapping_ = {x_, y_, rect};
        ticks_ = numbered_ ? fit_ticks(x_, y_, rect.width, rect.height, look(d, run)) : AxesTicks{};
        const AxesRoom& edge = ticks_.room;
        const float right = std::max(edge.right, 1.0f), top = numbered_ ? 0.3f * em : 1.0f;
        Rect room{std::round(rect.x + edge.left), std::round(rect.y + top),
                  std::floor(rect.width - edge.left - right),
                  std::floor(rect.height - edge.bottom - top - 1)};
        const double aspect = (x_.to - x_.from) / (y_.to - y_.from);
        if (aspect > 0.5 && aspect < 2) {
            const float wanted =
                std::clamp(room.width / room.height, static_cast<float>(aspect) / most_stretched,
                           static_cast<float>(aspect) * most_stretched);
            const float width = std::floor(std::min(room.width, room.height * wanted));
            const float height = std::floor(std::min(room.height, width / wanted));
            room = {std::round(room.x + (room.width - width) / 2), room.y, width, height};
        }
        mapping_.box = room;
    }

    FieldGrid evaluated(const TrainingDrawing& d, int run, int spacing) const {
        const TrainingSetup& setup = d.setup(run);
        const Rect& box = mapping_.box;
        const int classes = class_count(setup.data.train.outline);
        FieldGrid grid;
        grid.spacing = spacing;
        grid.columns = static_cast<int>(box.width - 1) / spacing + 2;
        grid.rows = static_cast<int>(box.height - 1) / spacing + 2;
        grid.channels = static_cast<std::size_t>(std::max(classes, 1));
        const auto places = static_cast<std::size_t>(grid.columns * grid.rows);
        std::vector<float> x;
        x.reserve(2 * places);
        for (int row = 0; row < grid.rows; ++row) {
            for (int column = 0; column < grid.columns; ++column) {
                const auto value =
                    mapping_.value({box.x + static_cast<float>(column * spacing) + 0.5f,
                                    box.y + static_cast<float>(row * spacing) + 0.5f});
                x.push_back(static_cast<float>(value[0]));
                x.push_back(static_cast<float>(value[1]));
            }
        }
        const auto out = predict_many(setup, d.state(run), x, places);
        const std::size_t outputs = setup.network.outputs();
        grid.values.resize(places * grid.channels);
        for (std::size_t i = 0; i < places; ++i) {
            const std::span<const float> said(out.data() + i * outputs, outputs);
            const std::span<float> shares(grid.values.data() + i * grid.channels, grid.channels);
            if (classes > 0) {
                class_shares(setup, said, shares);
            } else {
                shares[0] = static_cast<float>(values_.fraction(static_cast<double>(said[0])));
            }
            for (float& share : shares) {
                if (!std::isfinite(share)) share = 0;
            }
        }
        return grid;
    }

    void render(const TrainingDrawing& d, int run, int spacing) {
        const Rect& box = mapping_.box;
        raster_.resize(static_cast<int>(box.width), static_cast<int>(box.height),
                       d.pen.colours.figure);
        const DataOutline& outline = d.setup(run).data.train.outline;
        const FieldGrid grid = evaluated(d, run, spacing);
        if (class_count(outline) > 0) {
            colour_classes(d, grid, several_labels(outline));
        } else {
            colour_values(d, grid);
        }
        mark_data(d, run);
        texture_.upload(raster_.width, raster_.height, raster_.upside_down());
    }

    void colour_classes(const TrainingDrawing& d, const FieldGrid& grid, bool separate) {
        const ClassColouring colouring(d.input.theme, grid.channels, separate);
        std::vector<float> line, below;
        grid.line(0, raster_.width + 1, line);
        for (int y = 0; y < raster_.height; ++y) {
            grid.line(y + 1, raster_.width + 1, below);
            colouring.row(line, below, raster_.width, &raster_.at(0, y));
            std::swap(line, below);
        }
    }

    void colour_values(const TrainingDrawing& d, const FieldGrid& grid) {
        std::array<ImU32, 256> colours{};
        for (std::size_t i = 0; i < colours.size(); ++i) {
            colours[i] = to_colour(height_colour(d.input.theme, static_cast<double>(i) / 255));
        }
        std::vector<float> line;
        for (int y = 0; y < raster_.height; ++y) {
            grid.line(y, raster_.width, line);
            for (int x = 0; x < raster_.width; ++x) {
                const float share = std::clamp(line[static_cast<std::size_t>(x)], 0.0f, 1.0f);
                raster_.at(x, y) = colours[static_cast<std::size_t>(share * 255 + 0.5f)];
            }
        }
    }

    /// Neither data nor places change while the network does.
    void mark_data(const TrainingDrawing& d, int run) {
        const Shown now{setup_, 0, mapping_.box, d.input.theme, 0};
        if (!(now == marked_)) {
            marked_ = now;
            marks_.clear(raster_.width, raster_.height);
            const SplitData& data = d.setup(run).data;
            mark_part(d, data.train, false);
            mark_part(d, data.validation, true);
        }
        marks_.onto(raster_);
    }

    ImU32 colour_of(const TrainingDrawing& d, const Dataset& data, int sample) const {
        const auto target = data.target(sample);
        if (class_count(data.outline) == 0) {
            return to_colour(
                height_colour(d.input.theme, values_.fraction(static_cast<double>(target[0]))));
        }
        if (!several_labels(data.outline)) {
            return class_colour(d.input.theme, class_of_target(target));
        }
        ImU32 colour = d.pen.colours.faint_text;
        int found = 0;
        for (std::size_t i = 0; i < target.size(); ++i) {
            if (target[i] < 0.5f) continue;
            const ImU32 own = class_colour(d.input.theme, static_cast<int>(i));
            colour = found++ == 0 ? own : mixed(colour, own, 1.0f / static_cast<float>(found));
        }
        return colour;
    }

    void mark_part(const TrainingDrawing& d, const Dataset& data, bool hollow) {
        const int samples = data.outline.samples;
        const int stride = std::max(1, (samples + most_points - 1) / most_points);
        const Rect& box = mapping_.box;
        const float radius = mark_radius(d, box, samples / stride);
        // A number's colour is the map's own where the network is right: its mark needs another
        // edge.
        const bool numbers = class_count(data.outline) == 0;
        const ImU32 edge = d.pen.colours.dark ? IM_COL32(6, 8, 12, 255) : IM_COL32_WHITE;
        const ImU32 outline = numbers && !hollow ? d.pen.colours.text : edge;
        for (int i = 0; i < samples; i += stride) {
            const auto x = data.input(i);
            const ImVec2 at = mapping_.pixel(static_cast<double>(x[0]), static_cast<double>(x[1]));
            if (!is_finite(at)) continue;
            const Stamp stamp{
                .colour = numbers && hollow ? d.pen.colours.text : colour_of(d, data, i),
                .outline = outline,
                .radius = radius,
                .hollow = hollow};
            stamp.press(marks_, at.x - box.x, at.y - box.y);
        }
    }

    void draw_hovered(const TrainingDrawing& d, int run) const {
        if (!d.input.hovered_point) return;
        const Point point = *d.input.hovered_point;
        const ImVec2 at = mapping_.pixel(point[0], point[1]);
        const Rect& box = mapping_.box;
        if (!box.contains(at)) return;
        const TrainingSetup& setup = d.setup(run);
        const std::array<float, 2> x{static_cast<float>(point[0]), static_cast<float>(point[1])};
        const auto out = predict(setup, d.state(run), x, 1);
        std::vector<std::string> lines{
            fmt::format("({}, {})", number_text(point[0], 3), number_text(point[1], 3))};
        const int classes = class_count(setup.data.train.outline);
        if (classes == 0) {
            lines.push_back(number_text(static_cast<double>(out[0]), 3));
        } else {
            std::vector<float> shares(static_cast<std::size_t>(classes));
            class_shares(setup, out, shares);
            for (int c = 0; c < std::min(classes, 6); ++c) {
                const float share = shares[static_cast<std::size_t>(c)];
                lines.push_back(fmt::format("{}: {:.1f} %",
                                            class_name(setup.data.train, c, d.input.language),
                                            100 * share));
            }
        }
        const float arm = 0.5f * d.pen.sizes.small, width = d.pen.hairline();
        d.pen.list.AddLine({at.x - arm, at.y}, {at.x + arm, at.y}, d.pen.colours.text, width);
        d.pen.list.AddLine({at.x, at.y - arm}, {at.x, at.y + arm}, d.pen.colours.text, width);
        draw_reading(d.pen, at, box, lines);
    }

    std::shared_ptr<const TrainingSetup> setup_;
    Axis x_, y_, values_;
    bool numbered_ = false;
    Mapping mapping_;
    AxesTicks ticks_;
    Shown shown_, marked_;
    int frames_ = 0;  ///< in which there was something to paint
    Marks marks_;
    Raster raster_;
    PixelTexture texture_;
    PixelPicture picture_;
};

}  // namespace

std::unique_ptr<DecisionContent> decision_map() { return std::make_unique<DecisionMap>(); }

}  // namespace tani::figure
