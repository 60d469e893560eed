// Which moment of a recording each frame of a film shows.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "app/film/film.h"
#include "core/base/error.h"

namespace tani {
namespace {

constexpr double steps_per_frame = 0.5;  // more makes a bouncing path strobe
constexpr double shortest_seconds = 2, longest_seconds = 12;
constexpr double most_frames = 100'000;

struct FrameCounts {
    int moving = 0, held = 1;
};

int frames_in(double seconds, double fps) {
    const double frames = std::round(seconds * fps);
    if (frames > most_frames) {
        throw Error(fmt::format("a film of {:.0f} frames is too long; at most {:.0f}", frames,
                                most_frames));
    }
    return static_cast<int>(frames);
}

void require_film(const FilmRequest& request) {
    const auto require = [](bool holds, const char* what) {
        if (!holds) throw Error(what);
    };
    require(request.fps > 0 && request.fps <= 240, "fps must be above 0 and at most 240");
    require(request.hold >= 0, "the hold must be at least 0 seconds");
    require(!request.seconds || *request.seconds > 0, "the film must last more than 0 seconds");
    require(request.first <= request.last, "the film's last step lies before its first step");
}

FrameCounts count_for_seconds(const FilmRequest& request) {
    const int frames = std::max(1, frames_in(*request.seconds, request.fps));
    int held = std::max(1, frames_in(std::min(request.hold, *request.seconds), request.fps));
    if (*request.seconds <= request.hold || held >= frames) held = std::max(1, frames / 2);
    return {frames - held, held};
}

FrameCounts count_for_steps(const FilmRequest& request) {
    const double fps = request.fps;
    const int held = std::max(1, frames_in(request.hold, fps));
    // A hold that uses the whole time up still leaves a second of movement.
    const double most = std::max({std::round(longest_seconds * fps) - held, std::round(fps), 1.0});
    const double least = std::clamp(std::round(shortest_seconds * fps) - held, 1.0, most);
    const double steps = static_cast<double>(request.last) - request.first;
    return {static_cast<int>(std::clamp(steps / steps_per_frame, least, most)), held};
}

}  // namespace

FilmFormat film_format(const std::string& path) {
    const std::size_t dot = path.find_last_of("./");
    std::string ending = dot == std::string::npos || path[dot] == '/' ? "" : path.substr(dot + 1);
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (ending == "gif") return FilmFormat::gif;
    if (ending == "mp4") return FilmFormat::mp4;
    if (ending == "webm") return FilmFormat::webm;
    if (ending == "png") return FilmFormat::png;
    throw Error(
        fmt::format("'{}' does not say what kind of film to make; expected a name ending in "
                    ".gif, .mp4, .webm or .png",
                    path));
}

std::vector<double> film_playheads(const FilmRequest& request) {
    require_film(request);
    const FrameCounts count =
        request.seconds ? count_for_seconds(request) : count_for_steps(request);
    const double steps = static_cast<double>(request.last) - request.first;
    std::vector<double> playheads;
    playheads.reserve(static_cast<std::size_t>(count.moving + count.held));
    for (int i = 0; i < count.moving; ++i)
        playheads.push_back(request.first + steps * i / count.moving);
    playheads.insert(playheads.end(), static_cast<std::size_t>(count.held), request.last);
    return playheads;
}

}  // namespace tani
