// GIF through FFmpeg's palettegen and paletteuse: one palette for the film, pictures streamed.
#include <cstdint>

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/film/dither.h"
#include "app/film/encoder.h"
#include "core/base/error.h"

namespace tani {
namespace {

constexpr AVRational hundredths{1, 100};  // a GIF's clock
constexpr int most_colours = 256;        // fewer are asked for to save bytes, which dithering costs
constexpr int palette_pixels = 160'000;  // of a picture, looked at for the palette

AVFilterContext* add_filter(AVFilterGraph& graph, const char* filter, const char* name,
                            const std::string& options) {
    const AVFilter* found = avfilter_get_by_name(filter);
    if (found == nullptr)
        throw Error(fmt::format("this FFmpeg has no {} filter, which a GIF needs", filter));
    AVFilterContext* context = nullptr;
    require_av(
        avfilter_graph_create_filter(&context, found, name, options.c_str(), nullptr, &graph),
        filter);
    return context;
}

AVFilterContext* add_source(AVFilterGraph& graph, const char* name, int width, int height) {
    return add_filter(graph, "buffer", name,
                      fmt::format("video_size={}x{}:pix_fmt={}:time_base=1/100:pixel_aspect=1/1",
                                  width, height, static_cast<int>(AV_PIX_FMT_RGB32)));
}

Owned<AVFilterGraph> new_graph() {
    Owned<AVFilterGraph> graph(require_av(avfilter_graph_alloc()));
    graph->nb_threads = 1;
    avfilter_graph_set_auto_convert(graph.get(), static_cast<unsigned>(AVFILTER_AUTO_CONVERT_NONE));
    return graph;
}

std::uint8_t* row_of(const AVFrame& frame, int y) {
    return frame.data[0] + static_cast<std::ptrdiff_t>(y) * frame.linesize[0];
}

/// RGBA to opaque 0xAARRGGBB, which is what both filters work in.
std::uint32_t rgb32(const unsigned char* rgba) {
    return 0xFF000000U | static_cast<std::uint32_t>(rgba[0]) << 16U |
           static_cast<std::uint32_t>(rgba[1]) << 8U | rgba[2];
}

void to_rgb32(std::span<const unsigned char> rgba, std::uint8_t* to) {
    for (std::size_t at = 0; at < rgba.size(); at += 4) {
        const std::uint32_t pixel = rgb32(&rgba[at]);
        std::memcpy(to + at, &pixel, sizeof pixel);
    }
}

std::span<const unsigned char> row_of(const Picture& picture, int y) {
    const std::size_t bytes = static_cast<std::size_t>(picture.width) * 4;
    return picture.rgba.subspan(static_cast<std::size_t>(y) * bytes, bytes);
}

struct Range {
    std::size_t from, to;  ///< bytes, whole pixels
};

/// With the pixel to the right of them, whose dithering looks at its left neighbour.
Range changed_pixels(std::span<const unsigned char> row, std::span<const unsigned char> before) {
    if (std::memcmp(row.data(), before.data(), row.size()) == 0) return {0, 0};
    const auto first = std::mismatch(row.begin(), row.end(), before.begin()).first - row.begin();
    const auto after =
        std::mismatch(row.rbegin(), row.rend(), before.rbegin()).first.base() - row.begin();
    const auto pixel_start = [](auto at) { return static_cast<std::size_t>(at) / 4 * 4; };
    return {pixel_start(first), std::min(pixel_start(after + 3) + 4, row.size())};
}

void push(AVFilterContext* source, AVFrame* frame) {
    require_av(av_buffersrc_add_frame_flags(source, frame, AV_BUFFERSRC_FLAG_PUSH),
               "the palette filters");
}

class GifEncoder final : public FilmEncoder {
  public:
    GifEncoder(const FilmQuality& quality, const AVFrame& palette, std::unique_ptr<PacketSink> sink)
        : fps_(quality.fps),
          stream_(open_codec(quality), std::move(sink)),
          graph_(new_graph()),
          mapped_(require_av(av_frame_alloc())) {
        source_ = add_source(*graph_, "pictures", quality.width, quality.height);
        AVFilterContext* colours = add_source(*graph_, "palette", palette.width, palette.height);
        AVFilterContext* use =
            add_filter(*graph_, "paletteuse", "use", "dither=none:diff_mode=rectangle");
        sink_ = add_filter(*graph_, "buffersink", "out", "");
        require_av(avfilter_link(source_, 0, use, 0), "paletteuse");
        require_av(avfilter_link(colours, 0, use, 1), "paletteuse");
        require_av(avfilter_link(use, 0, sink_, 0), "paletteuse");
        require_av(avfilter_graph_config(graph_.get(), nullptr), "paletteuse");
        if (quality.colours == most_colours) dither_.emplace(palette);
        Owned<AVFrame> copy(require_av(av_frame_clone(&palette)));
        copy->pts = 0;
        push(colours, copy.get());
        push(colours, nullptr);
    }

    void add(const Picture& picture) override {
        Owned<AVFrame> frame = converted(picture);
        frame->pts = time_of(count_++);
        push(source_, frame.get());
        pull();
    }

    bool finish() override {
        if (!ended_) {
            push(source_, nullptr);
            pull();
            ended_ = true;
        }
        return stream_.finish();
    }

  private:
    static Owned<AVCodecContext> open_codec(const FilmQuality& quality) {
        const AVCodec& codec = require_codec({"gif"}, "GIF");
        Owned<AVCodecContext> context(require_av(avcodec_alloc_context3(&codec)));
        context->width = quality.width;
        context->height = quality.height;
        context->pix_fmt = AV_PIX_FMT_PAL8;
        context->time_base = hundredths;
        context->framerate = av_inv_q(frame_time(quality.fps));
        return context;
    }

    /// What did not change is taken from the frame before.
    Owned<AVFrame> converted(const Picture& picture) {
        Owned<AVFrame> frame = new_frame(picture.width, picture.height, AV_PIX_FMT_RGB32);
        const Picture before{picture.width, picture.height, last_rgba_};
        for (int y = 0; y < picture.height; ++y) {
            const std::span<const unsigned char> row = row_of(picture, y);
            std::uint8_t* to = row_of(*frame, y);
            Range changed{0, row.size()};
            if (last_) {
                changed = changed_pixels(row, row_of(before, y));
                std::memcpy(to, row_of(*last_, y), row.size());
            }
            if (changed.from == changed.to) continue;
            to_rgb32(row.subspan(changed.from, changed.to - changed.from), to + changed.from);
            const unsigned char* left = row.data() + (changed.from == 0 ? 0 : changed.from - 4);
            if (dither_) dither_->apply(to, changed.from / 4, changed.to / 4, y, rgb32(left));
        }
        last_rgba_.assign(picture.rgba.begin(), picture.rgba.end());
        last_.reset(require_av(av_frame_clone(frame.get())));
        return frame;
    }

    /// Rounded one by one, so that delays of 3, 3 and 4 hundredths make 30 frames a second.
    std::int64_t time_of(std::int64_t frame) const {
        return std::llround(static_cast<double>(frame) * 100 / fps_);
    }

    void pull() {
        for (;;) {
            const int code = av_buffersink_get_frame(sink_, mapped_.get());
            if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
            require_av(code, "paletteuse");
            stream_.send(*mapped_);
            av_frame_unref(mapped_.get());
        }
    }

    double fps_;
    std::optional<SmoothDither> dither_;
    std::vector<unsigned char> last_rgba_;
    Owned<AVFrame> last_;
    PacketStream stream_;
    Owned<AVFilterGraph> graph_;
    Owned<AVFrame> mapped_;
    AVFilterContext *source_ = nullptr, *sink_ = nullptr;  // the graph's
    std::int64_t count_ = 0;
    bool ended_ = false;
};

}  // namespace

PaletteMaker::PaletteMaker(int width, int height, int colours)
    : stride_(std::clamp((width * height + palette_pixels / 2) / palette_pixels, 1, height)),
      graph_(new_graph()) {
    source_ = add_source(*graph_, "pictures", width, height / stride_);
    AVFilterContext* make = add_filter(*graph_, "palettegen", "make",
                                       fmt::format("max_colors={}:reserve_transparent=1", colours));
    sink_ = add_filter(*graph_, "buffersink", "out", "");
    require_av(avfilter_link(source_, 0, make, 0), "palettegen");
    require_av(avfilter_link(make, 0, sink_, 0), "palettegen");
    require_av(avfilter_graph_config(graph_.get(), nullptr), "palettegen");
}

void PaletteMaker::add(const Picture& picture) {
    Owned<AVFrame> frame = new_frame(picture.width, picture.height / stride_, AV_PIX_FMT_RGB32);
    for (int y = 0; y < frame->height; ++y) {
        to_rgb32(row_of(picture, y * stride_), row_of(*frame, y));
    }
    push(source_, frame.get());
}

std::shared_ptr<const AVFrame> PaletteMaker::finish() {
    push(source_, nullptr);
    Owned<AVFrame> palette(require_av(av_frame_alloc()));
    require_av(av_buffersink_get_frame(sink_, palette.get()), "palettegen");
    return palette;
}

std::unique_ptr<FilmEncoder> gif_encoder(const FilmQuality& quality,
                                         std::shared_ptr<const AVFrame> palette,
                                         std::unique_ptr<PacketSink> sink) {
    return std::make_unique<GifEncoder>(quality, *palette, std::move(sink));
}

}  // namespace tani
