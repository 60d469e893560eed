// tani render, shot and open.
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "app/cli/verbs.h"
#include "app/figure/figure.h"
#include "app/film/film.h"
#include "app/gl/context.h"
#include "app/studio/studio.h"
#include "app/studio/recorder.h"
#include "core/recording/recording.h"

namespace tani {

namespace {

volatile std::sig_atomic_t interrupted = 0;
void interrupt(int) { interrupted = 1; }

int number(const char*& at, const char* end) {
    int value = 0;
    const auto [next, problem] = std::from_chars(at, end, value);
    if (problem != std::errc()) return -1;
    at = next;
    return value;
}

/// "A:B", either end may be left out.
void steps_from(const std::string& text, int& first, int& last) {
    const char* at = text.data();
    const char* end = at + text.size();
    int a = first, b = last;
    if (at != end && *at != ':') a = number(at, end);
    const bool colon = at != end && *at == ':';
    if (colon && ++at != end) b = number(at, end);
    if (!colon || at != end || a < 0 || b < a) {
        throw WrongUsage(fmt::format("--steps {}: expected A:B, the first and the last step shown", text));
    }
    first = std::min(a, last);
    last = std::min(b, last);
}

FilmRequest request_from(const RenderWords& words, const Plan& plan, int steps) {
    FilmRequest request;
    request.path = words.output;
    try {
        film_format(request.path);
    } catch (const Error& error) {
        throw WrongUsage(error.what());
    }
    const Size size = size_from(words.look.size, {request.width, request.height});
    request.width = size.width;
    request.height = size.height;
    request.fps = words.fps.value_or(plan.film.fps);
    request.seconds = words.seconds ? words.seconds : plan.film.seconds;
    request.hold = words.hold.value_or(plan.film.hold);
    request.first = std::min(plan.film.first, steps);
    request.last = std::min(plan.film.last.value_or(steps), steps);
    if (!words.steps.empty()) {
        request.first = 0;
        request.last = steps;
        steps_from(words.steps, request.first, request.last);
    }
    if (words.step) request.still = std::min(*words.step, steps);
    request.max_bytes = words.max_bytes;
    if (!(request.fps >= 1 && request.fps <= 120)) throw WrongUsage("--fps: expected a number from 1 to 120");
    if (request.seconds && !(*request.seconds > 0 && *request.seconds <= 600)) {
        throw WrongUsage("--seconds: expected a number above 0 and at most 600");
    }
    if (!(request.hold >= 0 && request.hold <= 60)) throw WrongUsage("--hold: expected a number from 0 to 60");
    if (words.step && *words.step < 0) throw WrongUsage("--step: expected a whole number from 0");
    if (request.max_bytes && *request.max_bytes < 1) throw WrongUsage("--max-bytes: expected a whole number from 1");
    return request;
}

void show_progress(double progress) {
    const int filled = static_cast<int>(std::lround(progress * 30));
    fmt::print(stderr, "\r[{:#<{}}{:<{}}] {:3.0f} %", "", filled, "", 30 - filled, progress * 100);
}

void make(FilmJob& job) {
    const bool terminal = isatty(STDERR_FILENO) != 0;
    while (job.advance()) {
        if (terminal) show_progress(job.progress());
        if (interrupted) throw Error("interrupted; nothing was written");
    }
    if (terminal) fmt::print(stderr, "\r{:40}\r", "");
}

}  // namespace

int render_verb(const RenderWords& words) {
    const Experiment experiment = experiment_from(words.experiment);
    const Plan plan = plan_from(experiment);
    const auto language = language_from(words.look.language), from_view = plan.view.language;
    const auto theme = theme_from(words.look.theme);
    if (words.look.scale < 0 || words.look.scale > 4) throw WrongUsage("--scale: expected a number from 0.5 to 4");

    const Recording recording = record(plan, studio::processors());
    std::vector<RunMap> maps = maps_of(experiment, plan);
    measure(maps, experiment, studio::processors());
    const FilmRequest request = request_from(words, plan, recording.steps());
    std::signal(SIGINT, interrupt);
    std::signal(SIGTERM, interrupt);

    const OffscreenContext context;
    std::unique_ptr<FigureRenderer> renderer;
    FigureInput input;
    input.view = &plan.view;
    input.maps = &maps;
    input.language = language.value_or(from_view.value_or(Language::en));
    input.theme = theme.value_or(plan.view.theme.value_or(Theme::dark));
    input.presenter = words.look.presenter;
    if (words.look.scale > 0) input.scale = static_cast<float>(words.look.scale);
    const auto draw = [&](double playhead, int width, int height, std::vector<unsigned char>& rgba) {
        if (!renderer || renderer->width() != width || renderer->height() != height) {
            renderer = std::make_unique<FigureRenderer>(width, height, input.scale, plan.title.in(input.language));
        }
        input.playhead = playhead;
        renderer->render(recording, input, rgba);
    };
    FilmJob job(request, draw);
    make(job);
    fmt::print("{}: {} {}, {} bytes{}\n", request.path, job.frames(), job.frames() == 1 ? "frame" : "frames", job.bytes(),
               job.lowered().empty() ? "" : " (lowered to " + job.lowered() + ")");
    return 0;
}

int shot_verb(const ShotWords& words) {
    const Experiment experiment = experiment_from(words.experiment);
    plan_from(experiment);
    const Size size = size_from(words.look.size, {1280, 720});
    ShotRequest request{.path = words.output,
                        .width = size.width,
                        .height = size.height,
                        .scale = words.look.scale,
                        .language = language_from(words.look.language),
                        .theme = theme_from(words.look.theme),
                        .step = words.step,
                        .presenter = words.look.presenter};
    if (film_format(words.output) != FilmFormat::png) throw WrongUsage("tani shot writes PNG: the output's name must end in .png");
    const OffscreenContext context;
    shoot_studio(experiment, request);
    return 0;
}

int open_verb(const ExperimentWords& words) {
    const Experiment experiment = experiment_from(words);
    plan_from(experiment);
    open_studio(experiment);
    return 0;
}

}  // namespace tani
