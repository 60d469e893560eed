// Pictures drawn without a display beside those that a person looked at. To make them anew: TANI_UPDATE_PICTURES=1 test_images.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <doctest/doctest.h>

#include "app/figure/figure.h"
#include "app/film/film.h"
#include "app/gl/context.h"
#include "core/experiment/experiment.h"
#include "core/recording/recording.h"
#include "tests/figure/landscape_example.h"

using namespace tani;

namespace {

struct Shot {
    std::string name, experiment;  ///< no experiment: the plane that is made by hand
    int width, height;
    double step;
    Theme theme;
    Language language;
    bool presenter;
    std::vector<std::string> settings;
};

const std::vector<Shot> shots{
    {"valley-dark", "valley", 640, 480, 20, Theme::dark, Language::en, false, {}},
    {"valley-map", "valley", 640, 480, 57, Theme::light, Language::ja, false, {"view.show=contours", "view.panels=[]"}},
    {"valley-presenter", "valley", 960, 540, 25, Theme::projector, Language::ja, true, {"view.selected=1"}},
    {"rosenbrock-light", "rosenbrock", 960, 540, 60, Theme::light, Language::en, false, {}},
    {"diverged", "nesterov-limit", 640, 480, 9.5, Theme::dark, Language::ja, false, {"view.selected=2"}},
    {"panes", "rotation", 960, 540, 60, Theme::dark, Language::en, false, {"view.show=both"}},
    {"perceptron", "perceptron-xor", 960, 540, 120, Theme::dark, Language::en, false, {}},
    // Not to the end, where updates have multiplied what rounding differs in.
    {"fitted-curve", "overfitting", 960, 540, 250, Theme::light, Language::ja, false, {"steps=300"}},
    {"digits", "convolution", 960, 540, 200, Theme::projector, Language::ja, false, {"view.panels=['decision', 'network', 'norms', 'table']"}},
    {"wall", "xavier-he", 960, 540, 0, Theme::dark, Language::ja, false, {}},
    {"spread", "spread-depth", 960, 540, 0, Theme::light, Language::en, false, {}},
    {"landscape", "", 960, 540, 144.5, Theme::dark, Language::en, false, {}},
    {"landscape-map", "", 640, 480, 60, Theme::light, Language::ja, false, {"view.show=contours", "view.panels=['plane', 'honesty', 'sharpness']"}},
    {"small", "saddle", 320, 240, 40, Theme::projector, Language::en, false, {}},
};

using Pixels = std::vector<unsigned char>;

template <auto release>
struct Release {
    template <class T>
    void operator()(T* object) const { release(&object); }
};
using Input = std::unique_ptr<AVFormatContext, Release<avformat_close_input>>;
using Codec = std::unique_ptr<AVCodecContext, Release<avcodec_free_context>>;
using Frame = std::unique_ptr<AVFrame, Release<av_frame_free>>;
using Packet = std::unique_ptr<AVPacket, Release<av_packet_free>>;

/// A PNG's pixels as RGBA, read by libavcodec.
Pixels read_png(const std::string& path, int width, int height) {
    AVFormatContext* opened = nullptr;
    REQUIRE(avformat_open_input(&opened, path.c_str(), nullptr, nullptr) == 0);
    const Input input(opened);
    const AVCodec* decoder = avcodec_find_decoder(AV_CODEC_ID_PNG);
    REQUIRE(decoder != nullptr);
    const Codec codec(avcodec_alloc_context3(decoder));
    REQUIRE(avcodec_open2(codec.get(), decoder, nullptr) == 0);
    const Packet packet(av_packet_alloc());
    const Frame frame(av_frame_alloc());
    REQUIRE(av_read_frame(input.get(), packet.get()) == 0);
    REQUIRE(avcodec_send_packet(codec.get(), packet.get()) == 0);
    (void)avcodec_send_packet(codec.get(), nullptr);
    REQUIRE(avcodec_receive_frame(codec.get(), frame.get()) == 0);
    REQUIRE(frame->width == width);
    REQUIRE(frame->height == height);
    Pixels rgba(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    SwsContext* scaler = sws_getContext(width, height, static_cast<AVPixelFormat>(frame->format), width, height, AV_PIX_FMT_RGBA, SWS_POINT, nullptr, nullptr, nullptr);
    std::uint8_t* rows[] = {rgba.data()};
    const int strides[] = {4 * width};
    sws_scale(scaler, frame->data, frame->linesize, 0, height, rows, strides);
    sws_freeContext(scaler);
    return rgba;
}

/// Means over squares of 10 pixels: text's edges and drivers differ by less than that.
std::vector<double> squares(const Pixels& rgba, int width, int height) {
    constexpr int side = 10;
    const int columns = width / side, rows = height / side;
    std::vector<double> sums(static_cast<std::size_t>(columns * rows * 3));
    for (int y = 0; y < rows * side; ++y) {
        for (int x = 0; x < columns * side; ++x) {
            for (int c = 0; c < 3; ++c) {
                sums[static_cast<std::size_t>(((y / side) * columns + x / side) * 3 + c)] += rgba[static_cast<std::size_t>((y * width + x) * 4 + c)] / static_cast<double>(side * side);
            }
        }
    }
    return sums;
}

std::string reference(const Shot& shot) { return std::string(TANI_SOURCE_DIR) + "/tests/images/" + shot.name + ".png"; }

Recording recording_of(const Shot& shot) {
    if (shot.experiment.empty()) return LandscapeExample(5, "[curvature]\nevery = 10\n", shot.settings).recording;
    Experiment experiment = load_experiment(std::string(TANI_SOURCE_DIR) + "/assets/experiments/" + shot.experiment + ".toml");
    for (const std::string& setting : shot.settings) set_from_text(experiment, setting);
    return record(plan(experiment));
}

Pixels draw(const Shot& shot) {
    const Recording recording = recording_of(shot);
    FigureRenderer renderer(shot.width, shot.height, 1, "");
    Pixels rgba;
    renderer.render(recording, {.view = &recording.plan.view, .playhead = shot.step, .language = shot.language, .theme = shot.theme, .presenter = shot.presenter}, rgba);
    return rgba;
}

void write_png(const Shot& shot, const Pixels& pixels) {
    FilmRequest request;
    request.path = reference(shot);
    request.width = shot.width;
    request.height = shot.height;
    request.still = 0;
    FilmJob job(request, [&](double, int, int, Pixels& rgba) { rgba = pixels; });
    while (job.advance()) {
    }
}

}  // namespace

TEST_CASE("pictures look as they did when a person last looked at them") {
    const OffscreenContext gl;
    for (const Shot& shot : shots) {
        CAPTURE(shot.name);
        const Pixels pixels = draw(shot);
        if (std::getenv("TANI_UPDATE_PICTURES") != nullptr) write_png(shot, pixels);
        const auto now = squares(pixels, shot.width, shot.height), before = squares(read_png(reference(shot), shot.width, shot.height), shot.width, shot.height);
        double sum = 0, most = 0;
        for (std::size_t i = 0; i < now.size(); ++i) {
            const double off = std::abs(now[i] - before[i]);
            sum += off;
            most = std::max(most, off);
        }
        // Of 255. One line of text moved by its height gives about 1.5 and 60.
        CHECK(sum / static_cast<double>(now.size()) < 1.0);
        CHECK(most < 45);
    }
}
