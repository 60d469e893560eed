// The wall of a lecture: 5 initializers × 4 activations × 5 layers × 100 units × 1,000 samples;
// forward, backward and every layer's histograms, and the whole way from a slider to the picture.
#include <array>
#include <chrono>
#include <thread>

#include <benchmark/benchmark.h>

#include "app/studio/pool.h"
#include "core/experiment/experiment.h"
#include "core/recording/record_training.h"
#include "core/recording/wall.h"
#include "tests/bench/window.h"

namespace {

using namespace tani;

std::string text_of_wall() {
    std::string text =
        "lab = 'initializer'\nsteps = 20\n[data]\nname = 'gaussian'\n"
        "[network]\ndepth = 5\nwidth = 100\n";
    for (const char* initializer : {"{ name = 'normal', std = 1 }", "{ name = 'normal', std = 0.01 }",
                                    "'xavier_normal'", "'he_normal'", "'lecun_normal'"}) {
        for (const char* activation : {"sigmoid", "tanh", "relu", "gelu"}) {
            text += std::string("[[runs]]\nnetwork = { initializer = ") + initializer +
                    ", activation = '" + activation + "' }\n";
        }
    }
    return text;
}

/// What a wall takes once weights, data and memory are there.
void wall_measured(benchmark::State& state, bool threads) {
    const Plan plan = tani::plan(read_experiment(text_of_wall(), "bench"));
    std::vector<std::unique_ptr<TrainingSetup>> setups;
    std::vector<std::unique_ptr<WallMeter>> meters;
    std::vector<TrainedState> states;
    for (const RunPlan& run : plan.runs) {
        setups.push_back(std::make_unique<TrainingSetup>(
            run, setups.empty() ? nullptr : setups.front()->shared_data));
        meters.push_back(std::make_unique<WallMeter>(*setups.back()));
        TrainedState now;
        now.weights.resize(setups.back()->network.weights());
        setups.back()->network.fill_weights(run.seed, now.weights);
        states.push_back(std::move(now));
    }
    const ParallelFor parallel = studio::processors(threads ? 0 : 1);
    const std::array<QuantityName, 2> shown = {
        {{Quantity::activation, "activation"}, {Quantity::gradient, "gradient"}}};
    for (auto _ : state) {
        parallel(static_cast<int>(meters.size()), [&](int i) {
            const auto k = static_cast<std::size_t>(i);
            benchmark::DoNotOptimize(meters[k]->measure(states[k], 0, {}, shown));
        });
    }
}
BENCHMARK_CAPTURE(wall_measured, one_thread, false)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(wall_measured, all_threads, true)->Unit(benchmark::kMillisecond)->UseRealTime();

/// From nothing: weights drawn, networks built, memory taken, and the first row.
void wall_recorded(benchmark::State& state) {
    const Plan plan = tani::plan(read_experiment(text_of_wall(), "bench"));
    const ParallelFor parallel = studio::processors();
    std::stop_source at_once;
    at_once.request_stop();
    for (auto _ : state)
        benchmark::DoNotOptimize(record(plan, parallel, at_once.get_token()).trainings.size());
}
BENCHMARK(wall_recorded)->Unit(benchmark::kMillisecond)->UseRealTime();

/// A slider of the width moves: its frame, and until its wall is in the picture.
void slider_to_wall(benchmark::State& state) {
    bench::Window window(read_experiment(text_of_wall(), "bench"));
    window.studio.finish_recording();
    for (int i = 0; i < 3; ++i) window.frame();
    int width = 100;
    for (auto _ : state) {
        width = width == 100 ? 101 : 100;
        window.studio.edit([&](Experiment& e) { set_value(e, "network.width", Value(width)); });
        window.frame();
        while (window.studio.recording().plan.runs != window.studio.plan().runs) {
            window.studio.tick(0.001);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        window.frame();
    }
}
BENCHMARK(slider_to_wall)->Unit(benchmark::kMillisecond)->UseRealTime();

/// A frame of the wall that nothing changed.
void wall_frame(benchmark::State& state) {
    bench::Window window(read_experiment(text_of_wall(), "bench"));
    window.studio.finish_recording();
    for (auto _ : state) window.frame();
}
BENCHMARK(wall_frame)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
