// What max_bytes lowers, step by step.
#include "app/film/ladder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "core/base/error.h"

namespace tani {
namespace {

constexpr double gif_fps = 50;  // viewers slow a shorter delay than 2/100 s down to 10 a second
constexpr int largest_side = 8192;
constexpr int least_width = 96, least_height = 54;

bool is_video(FilmFormat format) { return format == FilmFormat::mp4 || format == FilmFormat::webm; }

FilmQuality asked_quality(const FilmRequest& request, FilmFormat format) {
    FilmQuality asked{.fps = request.fps, .width = request.width, .height = request.height};
    if (format == FilmFormat::gif) asked.fps = std::min(asked.fps, gif_fps);
    if (format == FilmFormat::webm) asked.crf = 24;
    if (is_video(format)) {
        asked.width &= ~1;
        asked.height &= ~1;
    }
    const int least = is_video(format) ? 16 : 1;
    if (std::min(asked.width, asked.height) < least ||
        std::max(asked.width, asked.height) > largest_side) {
        throw Error(fmt::format("a film cannot be {}x{}; a side is {} to {} pixels", request.width,
                                request.height, least, largest_side));
    }
    return asked;
}

FilmQuality scaled(const FilmQuality& quality, double factor, FilmFormat format) {
    const int step = is_video(format) ? 2 : 1;
    const auto side = [&](int pixels) {
        return static_cast<int>(std::lround(pixels * factor / step)) * step;
    };
    FilmQuality smaller = quality;
    smaller.width = side(quality.width);
    smaller.height = side(quality.height);
    return smaller;
}

/// Not exact where it need not be: 15 and 20 read better than 15.015.
double lower_fps(double fps, double factor) {
    const double lower = fps * factor;
    return lower > 4 ? std::round(lower) : lower;
}

}  // namespace

std::vector<FilmQuality> quality_ladder(const FilmRequest& request, FilmFormat format) {
    std::vector<FilmQuality> ladder = {asked_quality(request, format)};
    const auto lower = [&](auto change) {
        FilmQuality next = ladder.back();
        change(next);
        ladder.push_back(next);
    };
    if (format == FilmFormat::gif) {
        for (const int colours : {128, 64, 32}) lower([&](FilmQuality& q) { q.colours = colours; });
    }
    if (is_video(format)) {
        for (int raise = 0; raise < 4; ++raise) lower([](FilmQuality& q) { q.crf += 6; });
    }
    if (format != FilmFormat::png) {
        const double fps = ladder.front().fps;
        for (const double share : {2.0 / 3, 1.0 / 2, 1.0 / 3}) {
            lower([&](FilmQuality& q) { q.fps = lower_fps(fps, share); });
        }
    }
    const FilmQuality whole = ladder.back();
    for (double factor = 0.75;; factor *= 0.75) {
        const FilmQuality smaller = scaled(whole, factor, format);
        if (smaller.width < least_width || smaller.height < least_height) return ladder;
        ladder.push_back(smaller);
    }
}

std::string lowered_words(const FilmQuality& asked, const FilmQuality& made) {
    std::string words;
    const auto add = [&](const std::string& word) { words += (words.empty() ? "" : ", ") + word; };
    if (made.colours != asked.colours) add(fmt::format("{} colours", made.colours));
    if (made.crf != asked.crf) add(fmt::format("coarser picture (CRF {})", made.crf));
    if (made.fps != asked.fps) add(fmt::format("{:.4g} fps", made.fps));
    if (made.width != asked.width || made.height != asked.height) {
        add(fmt::format("{}×{}", made.width, made.height));
    }
    return words;
}

std::vector<double> playheads_at(const FilmRequest& request, FilmFormat format,
                                 const FilmQuality& asked, const FilmQuality& quality) {
    if (format == FilmFormat::png)
        return {static_cast<double>(request.still.value_or(request.last))};
    FilmRequest changed = request;
    changed.fps = asked.fps;
    if (quality.fps != asked.fps) {
        changed.seconds = static_cast<double>(film_playheads(changed).size()) / asked.fps;
        changed.fps = quality.fps;
    }
    return film_playheads(changed);
}

std::vector<int> spread_frames(int frames, int count) {
    count = std::min(count, frames);
    std::vector<int> chosen;
    for (int i = 0; i < count; ++i) {
        chosen.push_back(count == 1
                             ? frames - 1
                             : static_cast<int>(std::int64_t{i} * (frames - 1) / (count - 1)));
    }
    return chosen;
}

Picture Artist::picture(double playhead, const FilmQuality& quality) {
    const bool drawn =
        width_ == quality.width && height_ == quality.height && playhead == playhead_;
    if (!drawn) {
        width_ = 0;  // of nothing, should draw_ throw
        draw_(playhead, quality.width, quality.height, rgba_);
        const auto expected =
            static_cast<std::size_t>(quality.width) * static_cast<std::size_t>(quality.height) * 4;
        if (rgba_.size() != expected)
            throw Error("the figure's picture does not have the film's size");
        playhead_ = playhead;
        width_ = quality.width;
        height_ = quality.height;
    }
    return {width_, height_, rgba_};
}

}  // namespace tani
