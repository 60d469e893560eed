// The decision map of data on two numbers: colours by what the network says at each place, the
// borders between its classes, and the data on it. Numbers instead of classes give a heat map.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>

#include "app/figure/class_colours.h"
#include "app/figure/decision_pane.h"
#include "app/figure/stamp.h"

namespace tani::figure {

namespace {

/// Pixels from one evaluation of the network to the next.
constexpr int coarse = 8, fine = 3;
/// More data than this are thinned out: they would cover the map.
constexpr int most_points = 1500;
constexpr float most_stretched =
    1.3f;  // a map fills its room rather than keep the data's shape exactly
constexpr float numbered_from = 13;  // in lines: smaller maps have no numbers at their axes

/// Several numbers at every place of a grid, with straight lines between.
struct Grid {
    int columns = 0, rows = 0, spacing = 1;
    std::size_t channels = 0;
    std::vector<float> values;  ///< row by row, place by place
    const float* at(int column, int row) const {
        return values.data() + static_cast<std::size_t>(row * columns + column) * channels;
    }
    /// A row of pixels: channel after channel, `width` numbers of each.
    void line(int y, int width, std::vector<float>& into) const {
        const auto count = static_cast<std::size_t>(width);
        into.resize(count * channels);
        const int row = std::min(y / spacing, rows - 2);
        const float down = static_cast<float>(y - row * spacing) / static_cast<float>(spacing);
        const float over = 1 / static_cast<float>(spacing);
        for (std::size_t c = 0; c < channels; ++c) {
            float* to = into.data() + c * count;
            const auto place = [&](int column) {
                const float above = at(column, row)[c], below = at(column, row + 1)[c];
                return above + (below - above) * down;
            };
            float left = place(0);
            int x = 0;
            for (int column = 0; x < width; ++column) {
                const float right = place(std::min(column + 1, columns - 1));
                const int end = std::min(x + spacing, width);
                for (int k = 0; x < end; ++k, ++x) {
                    to[x] = left + (right - left) * (static_cast<float>(k) * over);
                }
                left = right;
            }
        }
    }
};

/// A border is half as wide, and fades over a pixel.
constexpr float border_reach = 0.75f + 0.5f;

struct Rgb {
    float r = 0, g = 0, b = 0;
};
Rgb parts(ImU32 colour) {
    return {static_cast<float>((colour >> IM_COL32_R_SHIFT) & 255),
            static_cast<float>((colour >> IM_COL32_G_SHIFT) & 255),
            static_cast<float>((colour >> IM_COL32_B_SHIFT) & 255)};
}
ImU32 joined(const Rgb& c) {
    return IM_COL32(static_cast<int>(c.r + 0.5f), static_cast<int>(c.g + 0.5f),
                    static_cast<int>(c.b + 0.5f), 255);
}

/// What turns a place's numbers into a colour.
class Colouring {
  public:
    Colouring(Theme theme, std::size_t channels, bool separate)
        : ground_(parts(palette(theme).figure)), separate_(separate), dark_(theme == Theme::dark) {
        for (std::size_t i = 0; i < channels; ++i) {
            classes_.push_back(parts(class_colour(theme, static_cast<int>(i))));
        }
        border_ = parts(palette(theme).text);
    }

    /// A row of `width` pixels from lines of width + 1.
    void row(const std::vector<float>& here, const std::vector<float>& below, int width,
             ImU32* texels) const {
        if (classes_.size() == 2 && !separate_) return row_of_two(here, below, width, texels);
        const std::size_t count = static_cast<std::size_t>(width) + 1, n = classes_.size();
        std::vector<float> shares(n), right(n), under(n);
        for (std::size_t x = 0; x + 1 < count; ++x) {
            for (std::size_t c = 0; c < n; ++c) {
                shares[c] = here[c * count + x];
                right[c] = here[c * count + x + 1];
                under[c] = below[c * count + x];
            }
            texels[x] = colour(shares, border(shares, right, under));
        }
    }

  private:
    /// The same for the most common case, in steps that the processor takes many at once.
    void row_of_two(const std::vector<float>& here, const std::vector<float>& below, int width,
                    ImU32* texels) const {
        const std::size_t count = static_cast<std::size_t>(width) + 1;
        const float *one = here.data(), *two = one + count;
        const float *under_one = below.data(), *under_two = under_one + count;
        const Rgb a = classes_[0], b = classes_[1];
        const float most = strength();
        for (std::size_t x = 0; x + 1 < count; ++x) {
            const float p = std::min(std::max(one[x], 0.0f), 1.0f),
                        q = std::min(std::max(two[x], 0.0f), 1.0f);
            const float total = std::max(p + q, 1e-12f), share = p / total;
            const float sure = std::min(std::max(2 * (std::max(p, q) - 0.5f), 0.0f), 1.0f);
            const float strong = most * (0.25f + 0.75f * sure);
            const float s = one[x] - two[x];
            const float dx = one[x + 1] - two[x + 1] - s, dy = under_one[x] - under_two[x] - s;
            const float slope = std::sqrt(dx * dx + dy * dy);
            const float away = std::abs(s) / std::max(slope, 1e-12f);
            const float line = std::min(std::max(border_reach - away, 0.0f), 1.0f);
            const auto mix = [&](float ground, float first, float second, float over) {
                const float inside = second + (first - second) * share;
                const float c = ground + (inside - ground) * strong;
                return static_cast<std::int32_t>(c + (over - c) * line + 0.5f);
            };
            const std::int32_t red = mix(ground_.r, a.r, b.r, border_.r),
                               green = mix(ground_.g, a.g, b.g, border_.g),
                               blue = mix(ground_.b, a.b, b.b, border_.b);
            texels[x] = static_cast<ImU32>(red) << IM_COL32_R_SHIFT |
                        static_cast<ImU32>(green) << IM_COL32_G_SHIFT |
                        static_cast<ImU32>(blue) << IM_COL32_B_SHIFT | IM_COL32_A_MASK;
        }
    }

    float strength() const { return dark_ ? 0.62f : 0.6f; }

    ImU32 colour(std::span<const float> shares, float border) const {
        Rgb sum;
        float total = 0;
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            const float share = std::clamp(shares[i], 0.0f, 1.0f);
            sum = {sum.r + share * classes_[i].r, sum.g + share * classes_[i].g,
                   sum.b + share * classes_[i].b};
            total += share;
        }
        if (total > 0) sum = {sum.r / total, sum.g / total, sum.b / total};
        const float strong = strength() * (separate_ ? std::min(total, 1.0f) : certainty(shares));
        const auto mix = [](float a, float b, float t) { return a + (b - a) * t; };
        Rgb c{mix(ground_.r, sum.r, strong), mix(ground_.g, sum.g, strong),
              mix(ground_.b, sum.b, strong)};
        if (border > 0) {
            c = {mix(c.r, border_.r, border), mix(c.g, border_.g, border),
                 mix(c.b, border_.b, border)};
        }
        return joined(c);
    }

    /// How much of a pixel the border covers, from the numbers there, right of it and below it.
    float border(std::span<const float> here, std::span<const float> right,
                 std::span<const float> below) const {
        float covered = 0;
        const auto cover = [&](float s, float sx, float sy) {
            const float slope = std::sqrt((sx - s) * (sx - s) + (sy - s) * (sy - s));
            if (slope <= 1e-12f) return;
            covered = std::max(covered, std::clamp(border_reach - std::abs(s) / slope, 0.0f, 1.0f));
        };
        if (separate_) {
            for (std::size_t i = 0; i < classes_.size(); ++i) {
                cover(here[i] - 0.5f, right[i] - 0.5f, below[i] - 0.5f);
            }
            return covered;
        }
        std::size_t a = 0, b = 1;
        if (here[b] > here[a]) std::swap(a, b);
        for (std::size_t i = 2; i < classes_.size(); ++i) {
            if (here[i] > here[a]) {
                b = a;
                a = i;
            } else if (here[i] > here[b]) {
                b = i;
            }
        }
        cover(here[a] - here[b], right[a] - right[b], below[a] - below[b]);
        return covered;
    }

    /// 0.25 where all classes are alike, 1 where one is sure.
    float certainty(std::span<const float> shares) const {
        float most = 0;
        for (std::size_t i = 0; i < classes_.size(); ++i) most = std::max(most, shares[i]);
        const float least = 1 / static_cast<float>(classes_.size());
        return 0.25f + 0.75f * std::clamp((most - least) / (1 - least), 0.0f, 1.0f);
    }

    Rgb ground_, border_;
    std::vector<Rgb> classes_;
    bool separate_, dark_;
};

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
        if (!same || detail < shown_.detail) {
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
        if (!mapping_.box.contains(pixel)) return std::nullopt;
        const auto value = mapping_.value(pixel);
        return Point{value[0], value[1]};
    }

  private:
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

    Grid evaluated(const TrainingDrawing& d, int run, int spacing) const {
        const TrainingSetup& setup = d.setup(run);
        const Rect& box = mapping_.box;
        const int classes = class_count(setup.data.train.outline);
        Grid grid;
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
        const Grid grid = evaluated(d, run, spacing);
        if (class_count(outline) > 0) {
            colour_classes(d, grid, several_labels(outline));
        } else {
            colour_values(d, grid);
        }
        mark_data(d, run);
        texture_.upload(raster_.width, raster_.height, raster_.upside_down());
    }

    void colour_classes(const TrainingDrawing& d, const Grid& grid, bool separate) {
        const Colouring colouring(d.input.theme, grid.channels, separate);
        std::vector<float> line, below;
        grid.line(0, raster_.width + 1, line);
        for (int y = 0; y < raster_.height; ++y) {
            grid.line(y + 1, raster_.width + 1, below);
            colouring.row(line, below, raster_.width, &raster_.at(0, y));
            std::swap(line, below);
        }
    }

    void colour_values(const TrainingDrawing& d, const Grid& grid) {
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
        Shown now = shown_of(d, run, mapping_.box, 0);
        now.weights = 0;
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
        const float small = std::sqrt(box.width * box.height) / 100;
        const float crowd = samples / stride > 400 ? 0.8f : 1;
        const float radius = crowd * std::clamp(small, 2.1f, d.pen.sizes.marker * 0.72f);
        const ImU32 outline = d.pen.colours.dark ? IM_COL32(6, 8, 12, 255) : IM_COL32_WHITE;
        for (int i = 0; i < samples; i += stride) {
            const auto x = data.input(i);
            const ImVec2 at = mapping_.pixel(static_cast<double>(x[0]), static_cast<double>(x[1]));
            if (!is_finite(at)) continue;
            const Stamp stamp{.colour = colour_of(d, data, i),
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
    Marks marks_;
    Raster raster_;
    PixelTexture texture_;
    PixelPicture picture_;
};

}  // namespace

std::unique_ptr<DecisionContent> decision_map() { return std::make_unique<DecisionMap>(); }

}  // namespace tani::figure
