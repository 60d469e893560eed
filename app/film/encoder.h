// What turns pictures into a file, one implementation per format, and where the encoded packets go.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "app/film/film.h"
#include "app/film/libav.h"
#include "app/film/whole_file.h"

namespace tani {

/// RGBA rows top down.
struct Picture {
    int width = 0, height = 0;
    std::span<const unsigned char> rgba;
};

/// Takes encoded packets: into a file, or only counts them.
class PacketSink {
  public:
    virtual ~PacketSink() = default;
    virtual void begin(const AVCodecContext& codec) = 0;
    virtual void take(AVPacket& packet) = 0;
    virtual void end() = 0;
};
/// Into a container ("gif", "mp4", "webm").
std::unique_ptr<PacketSink> container_sink(PartFile& file, const char* container);
/// The bare packets.
std::unique_ptr<PacketSink> bare_sink(PartFile& file);

class FilmEncoder {
  public:
    virtual ~FilmEncoder() = default;
    virtual void add(const Picture& picture) = 0;
    /// After the last picture: does a part of what is left to do; true when all is written.
    virtual bool finish() = 0;
};

/// A palette made for a film from some of its pictures.
class PaletteMaker {
  public:
    PaletteMaker(int width, int height, int colours);
    void add(const Picture& picture);
    std::shared_ptr<const AVFrame> finish();

  private:
    int stride_;  // rows of a large picture are left out
    Owned<AVFilterGraph> graph_;
    AVFilterContext *source_ = nullptr, *sink_ = nullptr;  // the graph's
};

/// Throw Error when the installed FFmpeg lacks the encoder.
std::unique_ptr<FilmEncoder> gif_encoder(const FilmQuality& quality,
                                         std::shared_ptr<const AVFrame> palette,
                                         std::unique_ptr<PacketSink> sink);
std::unique_ptr<FilmEncoder> video_encoder(FilmFormat format, const FilmQuality& quality,
                                           std::unique_ptr<PacketSink> sink);
std::unique_ptr<FilmEncoder> png_encoder(const FilmQuality& quality,
                                         std::unique_ptr<PacketSink> sink);

/// The same for any format; the palette is a GIF's.
std::unique_ptr<FilmEncoder> film_encoder(FilmFormat format, const FilmQuality& quality,
                                          std::shared_ptr<const AVFrame> palette,
                                          std::unique_ptr<PacketSink> sink);
/// The sink that makes a file of the format.
std::unique_ptr<PacketSink> file_sink(FilmFormat format, PartFile& file);

/// An open codec, with its packets on their way to a sink.
class PacketStream {
  public:
    /// Opens the codec.
    PacketStream(Owned<AVCodecContext> codec, std::unique_ptr<PacketSink> sink);
    void send(const AVFrame& frame);
    bool finish();

  private:
    bool take_packet();

    std::unique_ptr<PacketSink> sink_;
    Owned<AVCodecContext> codec_;
    Owned<AVPacket> packet_;
    bool draining_ = false;
};

/// Finds an encoder by the first of the names that is installed. Throws Error naming what is
/// missing.
const AVCodec& require_codec(std::initializer_list<const char*> names, const char* format);

/// 1 / fps as a fraction.
AVRational frame_time(double fps);

}  // namespace tani
