// Packets from an open codec into a container, a bare file or a count.
#include "app/film/encoder.h"

extern "C" {
#include <libavutil/opt.h>
}

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tani {
namespace {

constexpr int io_bytes = 1 << 16;

int write_to_part(void* opaque, std::uint8_t* bytes, int count) {
    const std::span<const char> span(reinterpret_cast<const char*>(bytes),
                                     static_cast<std::size_t>(count));
    const int error = static_cast<PartFile*>(opaque)->write(span);
    return error == 0 ? count : AVERROR(error);
}

std::int64_t seek_in_part(void* opaque, std::int64_t offset, int whence) {
    PartFile& file = *static_cast<PartFile*>(opaque);
    if ((whence & AVSEEK_SIZE) != 0) return file.size();
    return file.seek(offset, whence & ~AVSEEK_FORCE);
}

class ContainerSink final : public PacketSink {
  public:
    ContainerSink(PartFile& file, const char* container)
        : file_(file), is_gif_(std::string_view(container) == "gif") {
        AVFormatContext* format = nullptr;
        require_av(avformat_alloc_output_context2(&format, nullptr, container, nullptr), container);
        format_.reset(format);
        auto* buffer = static_cast<unsigned char*>(require_av(av_malloc(io_bytes)));
        io_.reset(require_av(
            avio_alloc_context(buffer, io_bytes, 1, &file_, nullptr, write_to_part, seek_in_part)));
        format_->pb = io_.get();
        format_->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
        // MP4's index is moved to the front by reading the file again under this name.
        format_->url = require_av(av_strdup(("file:" + file.path()).c_str()));
    }

    /// FFmpeg's GIF muxer lets go of its last packet in the trailer only, which a cancelled film
    /// lacks.
    ~ContainerSink() override {
        if (is_gif_ && packets_ > 0 && !ended_) av_write_trailer(format_.get());
    }
    ContainerSink(const ContainerSink&) = delete;
    ContainerSink& operator=(const ContainerSink&) = delete;

    void begin(const AVCodecContext& codec) override {
        AVStream* stream = require_av(avformat_new_stream(format_.get(), nullptr));
        require_av(avcodec_parameters_from_context(stream->codecpar, &codec), "the film's header");
        stream->time_base = codec.time_base;
        stream->avg_frame_rate = codec.framerate;
        codec_time_ = codec.time_base;
        AVDictionary* options = nullptr;
        av_dict_set(&options, "movflags", "+faststart", 0);
        const int code = avformat_write_header(format_.get(), &options);
        av_dict_free(&options);
        require(code, "the film's header");
    }

    void take(AVPacket& packet) override {
        av_packet_rescale_ts(&packet, codec_time_, format_->streams[0]->time_base);
        packet.stream_index = 0;
        last_time_ = packet.pts;
        ++packets_;
        require(av_write_frame(format_.get(), &packet), "the film");
    }

    void end() override {
        // A GIF's muxer would repeat the delay before the last; 3, 3, 4 hundredths are not all
        // equal.
        const AVStream& stream = *format_->streams[0];
        const std::int64_t whole =
            av_rescale_q(packets_, av_inv_q(stream.avg_frame_rate), stream.time_base);
        if (is_gif_) av_opt_set_int(format_->priv_data, "final_delay", whole - last_time_, 0);
        ended_ = true;
        const int code = av_write_trailer(format_.get());
        avio_flush(io_.get());
        require(code, "the film's end");
    }

  private:
    void require(int code, const char* what) const {
        file_.require();
        require_av(code, what);
    }

    PartFile& file_;
    Owned<AVIOContext> io_;
    Owned<AVFormatContext> format_;
    AVRational codec_time_{};
    bool is_gif_, ended_ = false;
    std::int64_t packets_ = 0, last_time_ = 0;
};

class BareSink final : public PacketSink {
  public:
    explicit BareSink(PartFile& file) : file_(file) {}
    void begin(const AVCodecContext&) override {}
    void take(AVPacket& packet) override {
        file_.write(
            {reinterpret_cast<const char*>(packet.data), static_cast<std::size_t>(packet.size)});
        file_.require();
    }
    void end() override {}

  private:
    PartFile& file_;
};

}  // namespace

std::unique_ptr<PacketSink> container_sink(PartFile& file, const char* container) {
    return std::make_unique<ContainerSink>(file, container);
}

std::unique_ptr<PacketSink> bare_sink(PartFile& file) { return std::make_unique<BareSink>(file); }

std::unique_ptr<PacketSink> file_sink(FilmFormat format, PartFile& file) {
    switch (format) {
        case FilmFormat::gif:
            return container_sink(file, "gif");
        case FilmFormat::mp4:
            return container_sink(file, "mp4");
        case FilmFormat::webm:
            return container_sink(file, "webm");
        case FilmFormat::png:
            break;
    }
    return bare_sink(file);
}

std::unique_ptr<FilmEncoder> film_encoder(FilmFormat format, const FilmQuality& quality,
                                          std::shared_ptr<const AVFrame> palette,
                                          std::unique_ptr<PacketSink> sink) {
    switch (format) {
        case FilmFormat::gif:
            return gif_encoder(quality, std::move(palette), std::move(sink));
        case FilmFormat::mp4:
        case FilmFormat::webm:
            return video_encoder(format, quality, std::move(sink));
        case FilmFormat::png:
            break;
    }
    return png_encoder(quality, std::move(sink));
}

PacketStream::PacketStream(Owned<AVCodecContext> codec, std::unique_ptr<PacketSink> sink)
    : sink_(std::move(sink)), codec_(std::move(codec)), packet_(require_av(av_packet_alloc())) {
    const std::string name = codec_->codec->name;
    require_av(avcodec_open2(codec_.get(), nullptr, nullptr), name.c_str());
    sink_->begin(*codec_);
}

void PacketStream::send(const AVFrame& frame) {
    require_av(avcodec_send_frame(codec_.get(), &frame), codec_->codec->name);
    while (take_packet()) {
    }
}

bool PacketStream::finish() {
    if (!draining_) require_av(avcodec_send_frame(codec_.get(), nullptr), codec_->codec->name);
    draining_ = true;
    if (take_packet()) return false;
    sink_->end();
    return true;
}

bool PacketStream::take_packet() {
    const int code = avcodec_receive_packet(codec_.get(), packet_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return false;
    require_av(code, codec_->codec->name);
    // Without it the last frame would be shown for no time.
    if (packet_->duration == 0 && codec_->framerate.num > 0) {
        packet_->duration = av_rescale_q(1, av_inv_q(codec_->framerate), codec_->time_base);
    }
    sink_->take(*packet_);
    av_packet_unref(packet_.get());
    return true;
}

const AVCodec& require_codec(std::initializer_list<const char*> names, const char* format) {
    std::string missing;
    for (const char* name : names) {
        if (const AVCodec* codec = avcodec_find_encoder_by_name(name)) return *codec;
        missing += (missing.empty() ? "" : " or ") + std::string(name);
    }
    throw Error(
        fmt::format("this FFmpeg has no {} encoder ({}); try another format", format, missing));
}

AVRational frame_time(double fps) { return av_inv_q(av_d2q(fps, 1'001'000)); }

}  // namespace tani
