// FFmpeg's C structs as owned values, and its error numbers as Error.
#include "app/film/libav.h"

#include <fmt/format.h>

#include <array>

#include "core/base/error.h"

namespace tani {

int require_av(int code, const char* what) {
    if (code >= 0) return code;
    std::array<char, AV_ERROR_MAX_STRING_SIZE> words{};
    av_strerror(code, words.data(), words.size());
    throw Error(fmt::format("{}: {}", what, words.data()));
}

Owned<AVFrame> new_frame(int width, int height, AVPixelFormat format) {
    Owned<AVFrame> frame(require_av(av_frame_alloc()));
    frame->width = width;
    frame->height = height;
    frame->format = format;
    require_av(av_frame_get_buffer(frame.get(), 0), "a picture");
    return frame;
}

}  // namespace tani
