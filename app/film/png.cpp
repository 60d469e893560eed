// PNG: one lossless RGB picture.
#include <cstring>

#include "app/film/encoder.h"

namespace tani {
namespace {

class PngEncoder final : public FilmEncoder {
  public:
    PngEncoder(const FilmQuality& quality, std::unique_ptr<PacketSink> sink)
        : stream_(open_codec(quality), std::move(sink)) {}

    void add(const Picture& picture) override {
        Owned<AVFrame> frame = new_frame(picture.width, picture.height, AV_PIX_FMT_RGB24);
        const unsigned char* from = picture.rgba.data();
        for (int y = 0; y < picture.height; ++y) {
            std::uint8_t* to = frame->data[0] + static_cast<std::ptrdiff_t>(y) * frame->linesize[0];
            for (int x = 0; x < picture.width; ++x, from += 4, to += 3) std::memcpy(to, from, 3);
        }
        frame->pts = 0;
        stream_.send(*frame);
    }

    bool finish() override { return stream_.finish(); }

  private:
    static Owned<AVCodecContext> open_codec(const FilmQuality& quality) {
        const AVCodec& codec = require_codec({"png"}, "PNG");
        Owned<AVCodecContext> context(require_av(avcodec_alloc_context3(&codec)));
        context->width = quality.width;
        context->height = quality.height;
        context->pix_fmt = AV_PIX_FMT_RGB24;
        context->time_base = {1, 25};
        context->thread_count = 1;
        return context;
    }

    PacketStream stream_;
};

}  // namespace

std::unique_ptr<FilmEncoder> png_encoder(const FilmQuality& quality,
                                         std::unique_ptr<PacketSink> sink) {
    return std::make_unique<PngEncoder>(quality, std::move(sink));
}

}  // namespace tani
