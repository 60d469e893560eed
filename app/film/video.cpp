// MP4 (H.264) and WebM (VP9, else VP8), 4:2:0 in BT.709 as every player expects it.
#include <cstdint>

extern "C" {
#include <libavutil/opt.h>
}

#include <algorithm>
#include <cmath>
#include <string_view>

#include "app/film/encoder.h"
#include "core/base/error.h"

namespace tani {
namespace {

constexpr double keyframe_seconds = 5;  // so that a player scrubs without waiting

void set_option(AVCodecContext& context, const char* name, const char* value) {
    require_av(av_opt_set(context.priv_data, name, value, 0), name);
}

void tune_h264(AVCodecContext& context) {
    set_option(context, "preset", "fast");
    set_option(context, "tune", "animation");
    context.profile = FF_PROFILE_H264_HIGH;
}

/// "good" takes eight times as long for a fifth fewer bytes.
void tune_vpx(AVCodecContext& context) {
    set_option(context, "deadline", "realtime");
    set_option(context, "cpu-used", "6");
    if (std::string_view(context.codec->name) != "libvpx-vp9") {
        // VP8 keeps its quality only below a bit rate, which nothing here comes near.
        context.bit_rate =
            std::llround(context.width * context.height / av_q2d(context.time_base) / 4);
        return;
    }
    set_option(context, "row-mt", "1");
    set_option(context, "tile-columns", "1");
}

Owned<AVCodecContext> configured(const AVCodec& codec, const FilmQuality& quality) {
    Owned<AVCodecContext> context(require_av(avcodec_alloc_context3(&codec)));
    context->width = quality.width;
    context->height = quality.height;
    context->pix_fmt = AV_PIX_FMT_YUV420P;
    context->time_base = frame_time(quality.fps);
    context->framerate = av_inv_q(context->time_base);
    context->gop_size = std::max(1, static_cast<int>(std::lround(keyframe_seconds * quality.fps)));
    context->color_range = AVCOL_RANGE_MPEG;
    context->color_primaries = AVCOL_PRI_BT709;
    context->color_trc = AVCOL_TRC_BT709;
    context->colorspace = AVCOL_SPC_BT709;
    context->chroma_sample_location = AVCHROMA_LOC_LEFT;
    context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    require_av(av_opt_set_double(context->priv_data, "crf", quality.crf, 0), "crf");
    if (std::string_view(codec.name) == "libx264") {
        tune_h264(*context);
    } else {
        tune_vpx(*context);
    }
    return context;
}

Owned<SwsContext> new_scaler(int width, int height) {
    Owned<SwsContext> scaler(require_av(sws_getContext(
        width, height, AV_PIX_FMT_RGBA, width, height, AV_PIX_FMT_YUV420P,
        SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP, nullptr, nullptr, nullptr)));
    constexpr int one = 1 << 16;
    require_av(sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(SWS_CS_ITU709), 1,
                                        sws_getCoefficients(SWS_CS_ITU709), 0, 0, one, one),
               "the conversion of colours");
    return scaler;
}

class VideoEncoder final : public FilmEncoder {
  public:
    VideoEncoder(const AVCodec& codec, const FilmQuality& quality, std::unique_ptr<PacketSink> sink)
        : stream_(configured(codec, quality), std::move(sink)),
          scaler_(new_scaler(quality.width, quality.height)) {}

    void add(const Picture& picture) override {
        Owned<AVFrame> frame = new_frame(picture.width, picture.height, AV_PIX_FMT_YUV420P);
        const std::uint8_t* from = picture.rgba.data();
        const int row_bytes = picture.width * 4;
        sws_scale(scaler_.get(), &from, &row_bytes, 0, picture.height, frame->data,
                  frame->linesize);
        frame->color_range = AVCOL_RANGE_MPEG;
        frame->color_primaries = AVCOL_PRI_BT709;
        frame->color_trc = AVCOL_TRC_BT709;
        frame->colorspace = AVCOL_SPC_BT709;
        frame->pts = count_++;
        stream_.send(*frame);
    }

    bool finish() override { return stream_.finish(); }

  private:
    PacketStream stream_;
    Owned<SwsContext> scaler_;
    std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<FilmEncoder> video_encoder(FilmFormat format, const FilmQuality& quality,
                                           std::unique_ptr<PacketSink> sink) {
    const AVCodec& codec = format == FilmFormat::mp4
                               ? require_codec({"libx264"}, "H.264")
                               : require_codec({"libvpx-vp9", "libvpx"}, "VP9");
    return std::make_unique<VideoEncoder>(codec, quality, std::move(sink));
}

}  // namespace tani
