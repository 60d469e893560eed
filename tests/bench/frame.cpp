// From a changed slider to a drawn frame in software OpenGL, and from the program's start to its first frame.
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "app/figure/figure.h"
#include "app/film/film.h"
#include "app/gl/context.h"
#include "core/base/memory.h"
#include "core/recording/recording.h"
#include "tests/bench/window.h"

namespace {

using namespace tani;

Experiment four_runs() {
    return read_experiment(
        "lab = 'surface'\nsteps = 1000\nsurface = 'rosenbrock'\nstart = [-1.5, 2]\n"
        "[[runs]]\noptimizer = { name = 'sgd', lr = 0.001 }\n[[runs]]\noptimizer = { name = 'momentum', lr = 0.001 }\n"
        "[[runs]]\noptimizer = { name = 'rmsprop', lr = 0.01 }\n[[runs]]\noptimizer = { name = 'adam', lr = 0.05 }\n"
        "[view]\nshow = 'surface'\n",
        "bench");
}

/// A setting is dragged, as the window takes it: plan, record 4 × 1,000 steps, draw 1280×720, read back. The surface itself
/// did not move. The first picture, which compiles shaders, has been drawn.
void changed_to_frame(benchmark::State& state, const char* setting, double value) {
    const OffscreenContext context;
    FigureRenderer renderer(1280, 720, 1, "");
    Experiment experiment = four_runs();
    std::vector<unsigned char> rgba;
    Recording recording;
    const auto draw = [&] {
        set_value(experiment, setting, value *= 0.99999);
        recording = record(plan(experiment), {}, {}, &recording);
        FigureInput input;
        input.view = &recording.plan.view;
        input.playhead = 1000;
        renderer.render(recording, input, rgba);
    };
    draw();
    for (auto _ : state) {
        draw();
        benchmark::DoNotOptimize(rgba.data());
    }
}

/// One run of the four is recorded again.
void slider_to_frame(benchmark::State& state) { changed_to_frame(state, "runs.3.optimizer.lr", 0.05); }
BENCHMARK(slider_to_frame)->Unit(benchmark::kMillisecond)->UseRealTime();

/// All four are.
void start_to_frame(benchmark::State& state) { changed_to_frame(state, "start.0", -1.5); }
BENCHMARK(start_to_frame)->Unit(benchmark::kMillisecond)->UseRealTime();

/// One more step of the playhead while playing.
void playing_frame(benchmark::State& state) {
    const OffscreenContext context;
    FigureRenderer renderer(1280, 720, 1, "");
    const Recording recording = record(plan(four_runs()));
    std::vector<unsigned char> rgba;
    double playhead = 0;
    FigureInput input;
    input.view = &recording.plan.view;
    renderer.render(recording, input, rgba);
    for (auto _ : state) {
        playhead = playhead >= 999 ? 0 : playhead + 0.5;
        input.playhead = playhead;
        renderer.render(recording, input, rgba);
    }
}
BENCHMARK(playing_frame)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The window with a map of 256×256 cells beside the surface while the start is dragged: the map is measured anew in the
/// background, and a frame is the window's own. `maps` is how many maps a second were shown.
void window_frame_with_map(benchmark::State& state, const char* rule) {
    Experiment experiment = read_experiment(fmt::format("surface = {{ formula = 'x^2/4 + 16*y^2', x = [-10, 10], y = [-3, 3] }}\nstart = [-9, 2]\n"
                                                        "optimizer = {{ name = '{}', lr = 0.061 }}\n[view]\nshow = 'surface'\npanels = ['loss']\n"
                                                        "[map]\nx = 'optimizer.lr=0.0001:0.2:256'\ny = 'optimizer.{}=0:0.99:256'\nmeasure = 'final_loss'\n",
                                                        rule, rule == std::string_view("momentum") ? "momentum" : "betas.0"),
                                            "bench");
    bench::Window window(std::move(experiment));
    studio::Studio& studio = window.studio;
    double x = -9;
    int maps = 0;
    const auto frame = [&] {
        studio.edit([&](Experiment& e) { set_value(e, "start.0", Value(x += 0.001)); });
        const void* before = studio.maps().front().map.get();
        window.frame();
        maps += studio.maps().front().map.get() != before ? 1 : 0;
    };
    for (int i = 0; i < 5; ++i) frame();
    maps = 0;
    for (auto _ : state) frame();
    state.counters["maps"] = benchmark::Counter(maps, benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(window_frame_with_map, momentum, "momentum")->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(2);
BENCHMARK_CAPTURE(window_frame_with_map, adam, "adam")->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(2);

/// The whole program, from its start to the first picture of the window on disk, without a display.
void start_to_first_frame(benchmark::State& state) {
    const std::string command = std::string(TANI_PROGRAM) + " shot valley -o /tmp/tani-bench-first.png --step 0 >/dev/null";
    for (auto _ : state) {
        if (std::system(command.c_str()) != 0) state.SkipWithError("tani shot failed");
    }
}
BENCHMARK(start_to_first_frame)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5);

}  // namespace

int main(int count, char** words) {
    tani::keep_freed_memory();  // as the program does
    benchmark::Initialize(&count, words);
    if (benchmark::ReportUnrecognizedArguments(count, words)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
