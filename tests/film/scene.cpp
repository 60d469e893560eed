// What the film tests share.
#include "tests/film/scene.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include "app/film/libav.h"

namespace tani::film_test {
namespace {

struct Spot {
    double x, y;
};

Spot ball_at(double step, int width, int height) {
    const double side = std::cos(3.14159265358979 * step) * std::exp(-step / 30);
    return {width * (0.1 + 0.75 * (1 - std::exp(-step / 25))), height * (0.5 + 0.4 * side)};
}

void draw_ground(int width, int height, std::vector<unsigned char>& rgba) {
    rgba.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    unsigned char* pixel = rgba.data();
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x, pixel += 4) {
            const double u = static_cast<double>(x) / width, v = static_cast<double>(y) / height;
            const bool ink = u < 0.2 && y % 24 < 9 && (x * 7 + y / 24 * 31) % 11 < 4;
            pixel[0] = static_cast<unsigned char>(ink ? 230 : 30 + 60 * u);
            pixel[1] = static_cast<unsigned char>(ink ? 230 : 40 + 120 * u * v);
            pixel[2] = static_cast<unsigned char>(ink ? 230 : 70 + 80 * v);
            pixel[3] = 255;
        }
    }
}

void draw_disc(Spot centre, double radius, std::array<int, 3> colour, int width, int height,
               std::vector<unsigned char>& rgba) {
    const auto from = [&](double middle) {
        return std::max(0, static_cast<int>(middle - radius - 1));
    };
    const auto to = [&](double middle, int most) {
        return std::min(most, static_cast<int>(middle + radius + 3));
    };
    for (int y = from(centre.y); y < to(centre.y, height); ++y) {
        for (int x = from(centre.x); x < to(centre.x, width); ++x) {
            const double cover =
                std::clamp(radius + 0.5 - std::hypot(x - centre.x, y - centre.y), 0.0, 1.0);
            unsigned char* pixel =
                &rgba[4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                           static_cast<std::size_t>(x))];
            for (std::size_t c = 0; c < 3; ++c) {
                pixel[c] = static_cast<unsigned char>(pixel[c] + (colour[c] - pixel[c]) * cover);
            }
        }
    }
}

Spot between(Spot a, Spot b, double share) {
    return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
}

}  // namespace

void draw_ball(double playhead, int width, int height, std::vector<unsigned char>& rgba) {
    draw_ground(width, height, rgba);
    const int whole = static_cast<int>(std::floor(playhead));
    const auto spot = [&](int step) { return ball_at(step, width, height); };
    for (int step = 0; step < whole; ++step) {
        for (int i = 0; i < 40; ++i) {
            draw_disc(between(spot(step), spot(step + 1), i / 40.0), 1, {255, 120, 0}, width,
                      height, rgba);
        }
    }
    const Spot head = between(spot(whole), spot(whole + 1), playhead - whole);
    draw_disc(head, height / 50.0, {255, 255, 255}, width, height, rgba);
}

Folder::Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tani-film-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> Folder::names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
        found.push_back(entry.path().filename().string());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string read_all(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file.good());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_plain(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

FilmRequest small_film(const std::string& path) {
    FilmRequest request;
    request.path = path;
    request.width = 320;
    request.height = 240;
    request.last = 45;
    return request;
}

void make(const FilmRequest& request, const DrawFrame& draw) {
    FilmJob job(request, draw);
    while (job.advance()) {
    }
}

namespace {

struct Reader {
    explicit Reader(const std::string& path) {
        require_av(avformat_open_input(&format, ("file:" + path).c_str(), nullptr, nullptr),
                   path.c_str());
        require_av(avformat_find_stream_info(format, nullptr), path.c_str());
        const AVCodecParameters* parameters = format->streams[0]->codecpar;
        codec.reset(require_av(avcodec_alloc_context3(avcodec_find_decoder(parameters->codec_id))));
        require_av(avcodec_parameters_to_context(codec.get(), parameters), path.c_str());
        require_av(avcodec_open2(codec.get(), nullptr, nullptr), path.c_str());
    }
    ~Reader() { avformat_close_input(&format); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    AVFormatContext* format = nullptr;
    Owned<AVCodecContext> codec;
};

DecodedFrame as_rgba(const AVFrame& frame) {
    DecodedFrame result{frame.width, frame.height, 0, {}};
    result.rgba.resize(static_cast<std::size_t>(frame.width) *
                       static_cast<std::size_t>(frame.height) * 4);
    const Owned<SwsContext> scaler(require_av(sws_getContext(
        frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width,
        frame.height, AV_PIX_FMT_RGBA, SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr,
        nullptr, nullptr)));
    // Players take the matrix from the file's tags; a file without them would be read as BT.601.
    const int matrix = frame.colorspace == AVCOL_SPC_BT709 ? SWS_CS_ITU709 : SWS_CS_ITU601;
    constexpr int one = 1 << 16;
    sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(matrix),
                             frame.color_range == AVCOL_RANGE_JPEG, sws_getCoefficients(matrix), 1,
                             0, one, one);
    std::uint8_t* to = result.rgba.data();
    const int row = frame.width * 4;
    sws_scale(scaler.get(), frame.data, frame.linesize, 0, frame.height, &to, &row);
    return result;
}

}  // namespace

int decode(const std::string& path, const std::function<bool(int)>& keep,
           std::vector<DecodedFrame>& frames) {
    const Reader reader(path);
    const Owned<AVPacket> packet(require_av(av_packet_alloc()));
    const Owned<AVFrame> frame(require_av(av_frame_alloc()));
    int count = 0;
    for (bool more = true; more;) {
        more = av_read_frame(reader.format, packet.get()) >= 0;
        require_av(avcodec_send_packet(reader.codec.get(), more ? packet.get() : nullptr),
                   path.c_str());
        while (avcodec_receive_frame(reader.codec.get(), frame.get()) >= 0) {
            if (keep(count++)) {
                frames.push_back(as_rgba(*frame));
                frames.back().seconds = static_cast<double>(frame->best_effort_timestamp) *
                                        av_q2d(reader.format->streams[0]->time_base);
            }
        }
        av_packet_unref(packet.get());
    }
    return count;
}

std::string probe(const std::string& path, const std::string& entries) {
    const std::string command = "ffprobe -v error -count_frames -show_entries " + entries +
                                " -of default=noprint_wrappers=1:nokey=1 '" + path + "'";
    FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
    REQUIRE_MESSAGE(::pclose(pipe) == 0, "ffprobe (of the package ffmpeg) cannot read " << path);
    return text;
}

namespace {

/// No neighbour three pixels away differs by more than 6 levels.
bool is_smooth(const std::vector<unsigned char>& rgba, int width, int height, int x, int y) {
    const auto at = [&](int column, int row) {
        return 4 * (static_cast<std::size_t>(std::clamp(row, 0, height - 1)) *
                        static_cast<std::size_t>(width) +
                    static_cast<std::size_t>(std::clamp(column, 0, width - 1)));
    };
    const std::size_t here = at(x, y);
    for (int dy = -3; dy <= 3; ++dy) {
        for (int dx = -3; dx <= 3; ++dx) {
            const std::size_t there = at(x + dx, y + dy);
            for (std::size_t c = 0; c < 3; ++c) {
                if (std::abs(rgba[here + c] - rgba[there + c]) > 6) return false;
            }
        }
    }
    return true;
}

}  // namespace

Difference compare(const DecodedFrame& frame, double playhead) {
    std::vector<unsigned char> drawn;
    draw_ball(playhead, frame.width, frame.height, drawn);
    Difference difference;
    const double pixels = static_cast<double>(drawn.size()) / 4;
    double smooth_pixels = 0;
    for (std::size_t pixel = 0; pixel < drawn.size() / 4; ++pixel) {
        const int x = static_cast<int>(pixel) % frame.width,
                  y = static_cast<int>(pixel) / frame.width;
        const bool smooth = is_smooth(drawn, frame.width, frame.height, x, y);
        if (smooth) ++smooth_pixels;
        for (std::size_t c = 0; c < 3; ++c) {
            const double error =
                static_cast<double>(frame.rgba[4 * pixel + c]) - drawn[4 * pixel + c];
            difference.mean += std::abs(error) / (3 * pixels);
            if (smooth) difference.smooth += std::abs(error) / 3;
            difference.shift[c] += error / pixels;
        }
    }
    difference.smooth /= std::max(1.0, smooth_pixels);
    return difference;
}

}  // namespace tani::film_test
