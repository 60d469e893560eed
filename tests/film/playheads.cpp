// Which moment each frame shows.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/film/film.h"
#include "core/base/error.h"

namespace tani {
namespace {

FilmRequest steps(int last) {
    FilmRequest request;
    request.path = "film.gif";
    request.last = last;
    return request;
}

std::ptrdiff_t held(const std::vector<double>& playheads) {
    return std::count(playheads.begin(), playheads.end(), playheads.back());
}

double largest_stride(const std::vector<double>& playheads) {
    double largest = 0;
    for (std::size_t i = 1; i < playheads.size(); ++i) {
        largest = std::max(largest, playheads[i] - playheads[i - 1]);
    }
    return largest;
}

TEST_CASE("four seconds at thirty frames are 120 frames with 30 held") {
    FilmRequest request = steps(60);
    request.seconds = 4;
    const std::vector<double> playheads = film_playheads(request);
    CHECK(playheads.size() == 120);
    CHECK(held(playheads) == 30);
    CHECK(playheads.front() == 0);
    CHECK(playheads.back() == 60);
    CHECK(std::is_sorted(playheads.begin(), playheads.end()));
    CHECK(largest_stride(playheads) < 60 / 90.0 + 1e-12);
}

TEST_CASE("a film without a length takes half a step a frame between two and twelve seconds") {
    for (const double fps : {10.0, 24.0, 30.0, 60.0}) {
        for (const int last : {1, 3, 20, 45, 100, 165, 200, 500, 1'000'000}) {
            FilmRequest request = steps(last);
            request.fps = fps;
            const std::vector<double> playheads = film_playheads(request);
            const double seconds = static_cast<double>(playheads.size()) / fps;
            CAPTURE(fps);
            CAPTURE(last);
            CHECK(seconds >= 2);
            CHECK(seconds <= 12);
            CHECK(held(playheads) == std::lround(fps));
            const double stride = largest_stride(playheads);
            if (seconds < 12) CHECK(stride <= 0.5 + 1e-9);
            if (seconds > 2 && seconds < 12) CHECK(stride > 0.5 - 1e-9);
        }
    }
}

TEST_CASE("a film with a length has exactly that many frames") {
    for (const double fps : {0.5, 10.0, 23.976, 30.0, 59.94}) {
        for (const double seconds : {0.01, 0.3, 1.0, 2.5, 7.77, 61.0}) {
            for (const double hold : {0.0, 0.5, 1.0, 5.0}) {
                FilmRequest request = steps(40);
                request.fps = fps;
                request.seconds = seconds;
                request.hold = hold;
                const std::vector<double> playheads = film_playheads(request);
                CAPTURE(fps);
                CAPTURE(seconds);
                CAPTURE(hold);
                const auto frames = std::max(1L, std::lround(fps * seconds));
                CHECK(static_cast<long>(playheads.size()) == frames);
                CHECK(playheads.back() == 40);
                if (seconds <= hold && frames > 1) CHECK(held(playheads) <= frames / 2);
                if (frames > 1) CHECK(playheads.front() == 0);
            }
        }
    }
}

TEST_CASE("a film of one step or none still lasts") {
    CHECK(film_playheads(steps(0)).size() == 60);
    FilmRequest later = steps(7);
    later.first = 7;
    for (const double playhead : film_playheads(later)) CHECK(playhead == 7);
}

TEST_CASE("a part of the steps starts at its first") {
    FilmRequest request = steps(60);
    request.first = 20;
    const std::vector<double> playheads = film_playheads(request);
    CHECK(playheads.front() == 20);
    CHECK(playheads.back() == 60);
}

TEST_CASE("what makes no film is refused") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double fps : {0.0, -1.0, nan, infinity, 1000.0}) {
        FilmRequest request = steps(10);
        request.fps = fps;
        CHECK_THROWS_AS(film_playheads(request), Error);
    }
    for (const double seconds : {0.0, -1.0, nan, infinity, 1e9}) {
        FilmRequest request = steps(10);
        request.seconds = seconds;
        CHECK_THROWS_AS(film_playheads(request), Error);
    }
    for (const double hold : {-1.0, nan, infinity}) {
        FilmRequest request = steps(10);
        request.hold = hold;
        CHECK_THROWS_AS(film_playheads(request), Error);
    }
    FilmRequest backwards = steps(10);
    backwards.first = 11;
    CHECK_THROWS_AS(film_playheads(backwards), Error);
}

TEST_CASE("the ending of the name says the format") {
    CHECK(film_format("a.gif") == FilmFormat::gif);
    CHECK(film_format("b/c.MP4") == FilmFormat::mp4);
    CHECK(film_format("x.y.webm") == FilmFormat::webm);
    CHECK(film_format(".png") == FilmFormat::png);
    for (const std::string name : {"film", "film.avi", "a.gif/film", "", "gif"}) {
        CHECK_THROWS_AS(film_format(name), Error);
    }
}

}  // namespace
}  // namespace tani
