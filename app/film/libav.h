// FFmpeg's C structs as owned values, and its error numbers as Error.
#pragma once
#include <cstdint>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <string>

namespace tani {

struct LibavDeleter {
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
    void operator()(AVFilterGraph* graph) const { avfilter_graph_free(&graph); }
    void operator()(AVFormatContext* format) const { avformat_free_context(format); }
    void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
    void operator()(AVIOContext* io) const {
        av_freep(&io->buffer);
        avio_context_free(&io);
    }
};
template <class T>
using Owned = std::unique_ptr<T, LibavDeleter>;

/// Throws Error "what: FFmpeg's words" for a negative code; else gives the code back.
int require_av(int code, const char* what);

/// Throws Error when FFmpeg had no memory for it.
template <class T>
T* require_av(T* pointer) {
    if (pointer == nullptr) require_av(AVERROR(ENOMEM), "FFmpeg");
    return pointer;
}

/// A writable picture with its pixels allocated.
Owned<AVFrame> new_frame(int width, int height, AVPixelFormat format);

}  // namespace tani
