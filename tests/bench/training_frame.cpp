// The window while networks train behind it, in software OpenGL: how long a frame takes, and how soon an edit is seen.
#include <algorithm>
#include <chrono>

#include <benchmark/benchmark.h>

#include "tests/bench/window.h"

namespace {

using namespace tani;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Long enough that the training never ends while it is looked at.
Experiment five_rules() {
    return read_experiment(
        "lab = 'network'\nepochs = 2000\nbatch = 32\n[data]\nname = 'spirals'\nsamples = 600\n[network]\n"
        "layers = [{ dense = 64 }, 'tanh', { dense = 64 }, 'tanh', { dense = 2 }]\n"
        "[[runs]]\noptimizer = { name = 'sgd', lr = 0.1 }\n[[runs]]\noptimizer = { name = 'momentum', lr = 0.1 }\n"
        "[[runs]]\noptimizer = { name = 'adagrad', lr = 0.05 }\n[[runs]]\noptimizer = { name = 'rmsprop', lr = 0.01 }\n"
        "[[runs]]\noptimizer = { name = 'adam', lr = 0.01 }\n",
        "bench");
}

Experiment convolution() {
    return read_experiment(
        "lab = 'network'\nepochs = 2000\nbatch = 32\noptimizer = 'adam'\n[data]\nname = 'digits'\nsamples = 1500\n[network]\n"
        "layers = [{ conv = 8, kernel = 3 }, 'relu', { max_pool = 2 }, 'flatten', { dense = 32 }, 'relu', { dense = 10 }]\n"
        "[[runs]]\n[[runs]]\noptimizer = 'sgd'\n[view]\npanels = ['decision', 'loss', 'metric', 'network', 'norms', 'table']\n",
        "bench");
}

/// The newest step is followed, as on stage. The time of a frame is the benchmark's; `worst` is that of the slowest.
void frame_while_training(benchmark::State& state, Experiment (*experiment)()) {
    bench::Window window(experiment());
    studio::Transport& transport = window.studio.session.transport;
    const auto follow = [&] { transport.playhead = transport.ready.value_or(transport.last); };
    for (int i = 0; i < 20; ++i) {
        window.frame();
        follow();
    }
    double worst = 0;
    auto last = Clock::now();
    for (auto _ : state) {
        window.frame();
        follow();
        worst = std::max(worst, seconds_since(last));
        last = Clock::now();
    }
    if (!window.studio.recording_busy()) state.SkipWithError("the training ended too early");
    state.counters["worst_ms"] = 1000 * worst;
}
BENCHMARK_CAPTURE(frame_while_training, five_rules, five_rules)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(3);
BENCHMARK_CAPTURE(frame_while_training, convolution, convolution)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(3);

/// Until the training is well on its way.
void watch(bench::Window& window) {
    const auto start = Clock::now();
    while (seconds_since(start) < 0.3) window.frame();
}

/// From an edit in the middle of training to the frame that shows the new run.
void edit_while_training(benchmark::State& state, Experiment (*experiment)()) {
    bench::Window window(experiment());
    double rate = 0.01, worst = 0;
    for (auto _ : state) {
        state.PauseTiming();
        watch(window);
        state.ResumeTiming();
        const auto edited = Clock::now();
        window.studio.edit([&](Experiment& e) { set_value(e, "runs.0.optimizer.lr", Value(rate *= 0.99)); });
        window.frame();
        worst = std::max(worst, seconds_since(edited));
    }
    state.counters["worst_ms"] = 1000 * worst;
}
BENCHMARK_CAPTURE(edit_while_training, five_rules, five_rules)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(10);
BENCHMARK_CAPTURE(edit_while_training, convolution, convolution)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(10);

/// Of closing the window.
void close_while_training(benchmark::State& state) {
    double worst = 0;
    for (auto _ : state) {
        state.PauseTiming();
        auto window = std::make_unique<bench::Window>(convolution());
        watch(*window);
        state.ResumeTiming();
        const auto closed = Clock::now();
        window.reset();
        worst = std::max(worst, seconds_since(closed));
    }
    state.counters["worst_ms"] = 1000 * worst;
}
BENCHMARK(close_while_training)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5);

/// From opening another experiment to its first frame.
void open_while_training(benchmark::State& state) {
    double worst = 0;
    for (auto _ : state) {
        state.PauseTiming();
        auto window = std::make_unique<bench::Window>(convolution());
        watch(*window);
        state.ResumeTiming();
        const auto opened = Clock::now();
        window->studio.open(five_rules());
        window->frame();
        worst = std::max(worst, seconds_since(opened));
        state.PauseTiming();
        window.reset();
        state.ResumeTiming();
    }
    state.counters["worst_ms"] = 1000 * worst;
}
BENCHMARK(open_while_training)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5);

}  // namespace
