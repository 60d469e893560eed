// A sheet of validation pictures: the wrong ones are framed and say what they are and what the
// network took them for. Below it, a convolutional network's first filters.
#include <algorithm>
#include <array>
#include <cmath>

#include "app/figure/class_colours.h"
#include "app/figure/decision_pane.h"
#include "app/figure/filters.h"
#include "app/figure/stamp.h"

namespace tani::figure {

namespace {

/// Pictures asked of the network: those of the sheet while it trains, many at rest.
constexpr int most_asked = 400;
constexpr float wanted_tile = 4.2f;  // in lines

struct Answer {
    int said = 0, is = 0;
    bool right() const { return said == is; }
};

/// Least and most of the numbers of a data set's first pictures.
struct Range {
    float low = 0, high = 1;
};

Range range_of(const Dataset& data) {
    const std::size_t count = std::min<std::size_t>(data.x.size(), 200000);
    if (count == 0) return {};
    const auto [low, high] =
        std::minmax_element(data.x.begin(), data.x.begin() + static_cast<std::ptrdiff_t>(count));
    return {*low, *high > *low ? *high : *low + 1};
}

class SamplePictures final : public DecisionContent {
  public:
    void paint(const TrainingDrawing& d, int run, Rect rect) override {
        place(d, run, rect);
        if (count_ == 0) return;
        const Shown now = shown_of(d, run, sheet_, 0);
        Shown before = shown_;
        before.detail = 0;
        const bool same = now == before;
        const int detail = d.input.live && !same ? 1 : 0;  // 1: the sheet alone
        if (!same || (shown_.detail == 1 && detail == 0)) {
            ask(d, run, detail);
            render(d, run);
            shown_ = now;
            shown_.detail = detail;
        }
        picture_.put(d.pen.list, sheet_, texture_.id());
    }

    void draw(const TrainingDrawing& d, int run) override {
        if (count_ == 0) {
            draw_empty(d, sheet_, d.word_of("network.no_data"));
            return;
        }
        for (std::size_t i = 0; i < tiles_.size() && i < static_cast<std::size_t>(count_); ++i) {
            draw_tile(d, run, static_cast<int>(i));
        }
        if (!filters_.empty()) {
            draw_filters(d, filters_, first_filters(d.setup(run), d.state(run)),
                         d.word_of("network.first_filters"));
        }
    }

  private:
    const Dataset& shown_part(const TrainingDrawing& d, int run) const {
        const SplitData& data = d.setup(run).data;
        return data.validation.outline.samples > 0 ? data.validation : data.train;
    }

    void place(const TrainingDrawing& d, int run, Rect rect) {
        const float em = d.pen.sizes.small;
        const Dataset& data = shown_part(d, run);
        filters_ = {};
        if (has_filters(d.setup(run)) && rect.height > 16 * em) {
            const float height = std::clamp(0.16f * rect.height, 3.2f * em, 5 * em);
            filters_ = {rect.x, rect.bottom() - height, rect.width, height};
            rect.height -= height + 0.6f * em;
        }
        const Shape& shape = data.outline.input;
        const float label = 1.15f * em;
        const float wanted = wanted_tile * em;
        columns_ = std::max(static_cast<int>(rect.width / wanted), 1);
        tile_ = std::floor(rect.width / static_cast<float>(columns_)) - 0.35f * em;
        // Whole pixels of the screen for each of the picture where that leaves it large enough.
        const int scale = std::max(static_cast<int>(tile_ / static_cast<float>(shape.width)), 1);
        const float whole = static_cast<float>(scale * shape.width);
        if (whole > 0.7f * tile_ && whole <= tile_) tile_ = whole;
        tile_height_ = std::round(tile_ * static_cast<float>(shape.height) /
                                  static_cast<float>(shape.width));
        pitch_ = {std::floor(rect.width / static_cast<float>(columns_)), tile_height_ + label};
        rows_ = std::max(static_cast<int>(rect.height / pitch_.y), 0);
        count_ = std::min({rows_ * columns_, data.outline.samples, most_asked});
        sheet_ = {std::round(rect.x), std::round(rect.y), std::floor(rect.width),
                  std::floor(rect.height)};
    }

    /// Fixed pictures above; those of the rest that are wrong in the last row.
    void ask(const TrainingDrawing& d, int run, int detail) {
        const Dataset& data = shown_part(d, run);
        const TrainingSetup& setup = d.setup(run);
        const int asked = detail == 1 ? count_ : std::min(data.outline.samples, most_asked);
        const std::size_t size = data.outline.input.size();
        const auto out = predict_many(
            setup, d.state(run), std::span(data.x).first(static_cast<std::size_t>(asked) * size),
            static_cast<std::size_t>(asked));
        const std::size_t outputs = setup.network.outputs();
        answers_.clear();
        for (int i = 0; i < asked; ++i) {
            const auto said =
                std::span(out).subspan(static_cast<std::size_t>(i) * outputs, outputs);
            answers_.push_back({class_of(setup, said), class_of_target(data.target(i))});
        }
        tiles_.clear();
        for (int i = 0; i < count_; ++i) tiles_.push_back(i);
        if (rows_ < 3) return;
        int place = count_ - columns_;
        for (int i = place; i < asked && place < count_; ++i) {
            if (i >= 0 && !answers_[static_cast<std::size_t>(i)].right()) {
                tiles_[static_cast<std::size_t>(place++)] = i;
            }
        }
    }

    ImVec2 corner(int tile) const {
        return {sheet_.x + static_cast<float>(tile % columns_) * pitch_.x,
                sheet_.y + static_cast<float>(tile / columns_) * pitch_.y};
    }

    void render(const TrainingDrawing& d, int run) {
        const Dataset& data = shown_part(d, run);
        if (range_of_ != d.run(run).setup_shared()) {
            range_of_ = d.run(run).setup_shared();
            range_ = range_of(data);
        }
        Raster raster;
        raster.resize(static_cast<int>(sheet_.width), static_cast<int>(sheet_.height),
                      d.pen.colours.figure);
        for (int tile = 0; tile < count_; ++tile) {
            const ImVec2 at = corner(tile);
            copy(raster, data, tiles_[static_cast<std::size_t>(tile)],
                 static_cast<int>(at.x - sheet_.x), static_cast<int>(at.y - sheet_.y));
        }
        texture_.upload(raster.width, raster.height, raster.upside_down());
    }

    void copy(Raster& raster, const Dataset& data, int sample, int left, int top) const {
        const Shape& shape = data.outline.input;
        const auto x = data.input(sample);
        const int width = static_cast<int>(tile_), height = static_cast<int>(tile_height_);
        const auto level = [&](int channel, int row, int column) {
            const auto at =
                static_cast<std::size_t>((channel * shape.height + row) * shape.width + column);
            const float share = (x[at] - range_.low) / (range_.high - range_.low);
            return static_cast<int>(std::clamp(share, 0.0f, 1.0f) * 255 + 0.5f);
        };
        const bool colour = shape.channels >= 3;
        for (int py = 0; py < height && top + py < raster.height; ++py) {
            const int row = py * shape.height / height;
            for (int px = 0; px < width && left + px < raster.width; ++px) {
                const int column = px * shape.width / width;
                const int r = level(0, row, column);
                const int g = colour ? level(1, row, column) : r;
                const int b = colour ? level(2, row, column) : r;
                raster.at(left + px, top + py) = IM_COL32(r, g, b, 255);
            }
        }
    }

    void draw_tile(const TrainingDrawing& d, int run, int tile) const {
        const Answer& answer =
            answers_[static_cast<std::size_t>(tiles_[static_cast<std::size_t>(tile)])];
        const ImVec2 at = corner(tile);
        const ImVec2 end(at.x + tile_, at.y + tile_height_);
        const Dataset& data = d.setup(run).data.train;
        const auto name = [&](int index) { return class_name(data, index, d.input.language); };
        const ImVec2 middle(at.x + tile_ / 2, end.y + 0.08f * d.pen.sizes.small);
        if (answer.right()) {
            d.pen.list.AddRect(at, end, d.pen.colours.grid, 0, 0, d.pen.hairline());
            draw_text(d.pen.list, d.pen.small(), middle, d.pen.colours.faint_text,
                      shortened(d.pen.small(), name(answer.is), pitch_.x), {0.5f, 0});
            return;
        }
        const float width = std::max(d.pen.sizes.path, 2.0f);
        d.pen.list.AddRect(at, end, d.pen.colours.error, 0, 0, width);
        const std::string text = fmt::format("{} → {}", name(answer.is), name(answer.said));
        draw_text(d.pen.list, d.pen.small(), middle, d.pen.colours.error,
                  shortened(d.pen.small(), text, pitch_.x), {0.5f, 0});
    }

    int columns_ = 1, rows_ = 0, count_ = 0;
    float tile_ = 0, tile_height_ = 0;
    ImVec2 pitch_;
    Rect sheet_, filters_;
    std::vector<int> tiles_;  ///< the picture on each
    std::vector<Answer> answers_;
    std::shared_ptr<const TrainingSetup> range_of_;
    Range range_;
    Shown shown_;
    PixelTexture texture_;
    PixelPicture picture_;
};

}  // namespace

std::unique_ptr<DecisionContent> sample_pictures() { return std::make_unique<SamplePictures>(); }

}  // namespace tani::figure
