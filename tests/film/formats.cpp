// Films are read back by FFmpeg's library and by ffprobe, and compared with what was drawn.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include "core/base/error.h"
#include "tests/film/scene.h"

namespace tani {
namespace {

using namespace film_test;

/// Tolerances are levels of 255, everywhere and away from edges.
void check_film(const std::string& name, double everywhere, double smooth) {
    const Folder folder;
    FilmRequest request = small_film(folder.file(name));
    request.seconds = 4;
    make(request);
    const std::vector<double> playheads = film_playheads(request);
    std::vector<DecodedFrame> frames;
    const auto wanted = [](int frame) { return frame == 0 || frame == 60 || frame == 119; };
    CHECK(decode(request.path, wanted, frames) == 120);
    CHECK(probe(request.path, "stream=nb_read_frames") == "120\n");
    CHECK(std::abs(std::stod(probe(request.path, "format=duration")) - 4) < 0.0151);
    REQUIRE(frames.size() == 3);
    const int places[] = {0, 60, 119};
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(places[i]);
        CHECK(frames[i].width == 320);
        CHECK(frames[i].height == 240);
        CHECK(std::abs(frames[i].seconds - places[i] / 30.0) < 0.0051);
        const Difference difference =
            compare(frames[i], playheads[static_cast<std::size_t>(places[i])]);
        CHECK(difference.mean < everywhere);
        CHECK(difference.smooth < smooth);
        for (const double shift : difference.shift) CHECK(std::abs(shift) < 1);
    }
    // The tolerance tells one frame of the film from the next.
    CHECK(compare(frames[1], playheads[0]).mean > compare(frames[1], playheads[60]).mean);
    CHECK(folder.names() == std::vector<std::string>{name});
}

// A GIF rounds colours; 4:2:0 halves the colour resolution of the thin path and of the text.
TEST_CASE("a GIF has every frame and looks as drawn") { check_film("film.gif", 2, 2); }
TEST_CASE("an MP4 has every frame and looks as drawn") { check_film("film.mp4", 7, 1.5); }
TEST_CASE("a WebM has every frame and looks as drawn") { check_film("film.webm", 7, 1.5); }

TEST_CASE("a GIF loops for ever") {
    const Folder folder;
    FilmRequest request = small_film(folder.file("loop.gif"));
    request.seconds = 1;
    make(request);
    const std::string bytes = read_all(request.path);
    const std::size_t at = bytes.find("NETSCAPE2.0");
    REQUIRE(at != std::string::npos);
    CHECK(bytes.substr(at + 11, 4) == std::string("\x03\x01\x00\x00", 4));
}

TEST_CASE("a GIF is opaque everywhere") {
    const Folder folder;
    FilmRequest request = small_film(folder.file("opaque.gif"));
    request.seconds = 1;
    make(request, [](double playhead, int width, int height, std::vector<unsigned char>& rgba) {
        draw_ball(playhead, width, height, rgba);
        for (std::size_t i = 3; i < rgba.size(); i += 4) rgba[i] = 0;
    });
    std::vector<DecodedFrame> frames;
    decode(
        request.path, [](int) { return true; }, frames);
    for (const DecodedFrame& frame : frames) {
        int transparent = 0;
        for (std::size_t i = 3; i < frame.rgba.size(); i += 4) transparent += frame.rgba[i] != 255;
        CHECK(transparent == 0);
    }
}

TEST_CASE("a GIF faster than fifty frames a second is made with fifty and says so") {
    const Folder folder;
    FilmRequest request = small_film(folder.file("fast.gif"));
    request.fps = 60;
    request.seconds = 2;
    FilmJob job(request, draw_ball);
    while (job.advance()) {
    }
    CHECK(job.lowered() == "50 fps");
    CHECK(job.frames() == 100);
    CHECK(probe(request.path, "stream=nb_read_frames") == "100\n");
}

TEST_CASE("frame rates that a GIF cannot tell exactly add up to the right time") {
    const Folder folder;
    for (const double fps : {7.0, 24.0, 29.97, 40.0, 45.0}) {
        FilmRequest request = small_film(folder.file("rate.gif"));
        request.fps = fps;
        request.seconds = 3;
        make(request);
        const double expected = static_cast<double>(film_playheads(request).size()) / fps;
        CAPTURE(fps);
        CHECK(std::abs(std::stod(probe(request.path, "format=duration")) - expected) < 0.0101);
    }
}

TEST_CASE("MP4 and WebM say which colours they mean and MP4 starts at once") {
    const Folder folder;
    for (const std::string name : {"film.mp4", "film.webm"}) {
        FilmRequest request = small_film(folder.file(name));
        request.seconds = 1;
        make(request);
        CHECK(probe(request.path, "stream=pix_fmt,color_range,color_space") ==
              "yuv420p\ntv\nbt709\n");
    }
    const std::string bytes = read_all(folder.file("film.mp4"));
    CHECK(bytes.find("moov") < bytes.find("mdat"));
}

TEST_CASE("an odd size is made even for video and kept for a GIF") {
    const Folder folder;
    const std::pair<const char*, const char*> expected[] = {
        {"odd.mp4", "320\n240\n"}, {"odd.webm", "320\n240\n"}, {"odd.gif", "321\n241\n"}};
    for (const auto& [name, size] : expected) {
        FilmRequest request = small_film(folder.file(name));
        request.width = 321;
        request.height = 241;
        request.seconds = 0.5;
        make(request);
        CHECK(probe(request.path, "stream=width,height") == size);
    }
}

TEST_CASE("a PNG is the picture itself") {
    const Folder folder;
    FilmRequest request = small_film(folder.file("still.png"));
    request.width = 333;
    for (const std::optional<int> still : {std::optional<int>{}, std::optional<int>{12}}) {
        request.still = still;
        make(request);
        std::vector<DecodedFrame> frames;
        CHECK(decode(
                  request.path, [](int) { return true; }, frames) == 1);
        std::vector<unsigned char> drawn;
        draw_ball(still.value_or(45), 333, 240, drawn);
        CHECK(frames.at(0).rgba == drawn);
    }
}

TEST_CASE("a film of one frame can be made in every format") {
    const Folder folder;
    for (const std::string name : {"one.gif", "one.mp4", "one.webm", "one.png"}) {
        FilmRequest request = small_film(folder.file(name));
        request.seconds = 0.01;
        make(request);
        CAPTURE(name);
        CHECK(probe(request.path, "stream=nb_read_frames") == "1\n");
    }
}

TEST_CASE("the same film is the same bytes") {
    const Folder folder;
    for (const std::string name : {"same.gif", "same.mp4", "same.webm", "same.png"}) {
        FilmRequest request = small_film(folder.file(name));
        request.seconds = 1;
        make(request);
        const std::string once = read_all(request.path);
        make(request);
        CAPTURE(name);
        CHECK(read_all(request.path) == once);
    }
}

TEST_CASE("a flat picture comes through a GIF without a speck") {
    const Folder folder;
    FilmRequest request = small_film(folder.file("flat.gif"));
    request.seconds = 0.2;
    const auto flat = [](double, int width, int height, std::vector<unsigned char>& rgba) {
        rgba.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4, 255);
        for (std::size_t i = 0; i < rgba.size(); i += 4) {
            const bool left = i / 4 % static_cast<std::size_t>(width) < 100;
            rgba[i] = left ? 21 : 250;
            rgba[i + 1] = left ? 24 : 200;
        }
    };
    make(request, flat);
    std::vector<DecodedFrame> frames;
    decode(
        request.path, [](int frame) { return frame == 0; }, frames);
    std::vector<unsigned char> drawn;
    flat(0, 320, 240, drawn);
    CHECK(frames.at(0).rgba == drawn);
}

}  // namespace
}  // namespace tani
