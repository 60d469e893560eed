// A slice of 51×51 points through a 2–64–64–1 tanh network on 1,000 samples, beside a bare loop of
// Eigen's products and the vector tanh of the same shapes: what the arithmetic alone costs.
#include <memory>

#include <Eigen/Core>
#include <benchmark/benchmark.h>

#include "app/studio/pool.h"
#include "core/landscape/directions.h"
#include "core/landscape/slice.h"
#include "core/network/scalar.h"
#include "core/recording/recording.h"

namespace {

using namespace tani;

constexpr int points = 51;
constexpr const char* text = R"(
lab = "landscape"
steps = 50
optimizer = { name = "adam", lr = 0.01 }
data = { name = "moons", samples = 1000, validation = 0 }
network = { layers = [{ dense = 64 }, "tanh", { dense = 64 }, "tanh", { dense = 1 }, "sigmoid"] }
plane = { points = 51, extent = 1 }
)";

struct Trained {
    Recording recording = record(plan(read_experiment(text, "bench")));
    const LandscapePlane& plane = recording.landscape->planes[0];
    const TrainingSetup& setup = recording.trainings[0].setup();
    Objective objective{.network = &setup.network,
                        .outline = setup.data.train.outline,
                        .x = setup.data.train.x,
                        .y = setup.train_y,
                        .samples = 1000};
};

void slice(benchmark::State& state, int side, int threads) {
    const Trained trained;
    const ParallelFor parallel = studio::processors(threads);
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            slice_of(trained.objective, *trained.plane.plane, {-1, 1, side}, {-1, 1, side}, parallel)
                .values.data());
    }
    state.counters["cells/s"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * side * side, benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(slice, one_thread, points, 1)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(slice, all_threads, points, 0)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(slice, first_look, 11, 0)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The same products and tanh on samples that stay in the cache, without biases, loss or weights that
/// move.
void bare_loop(benchmark::State& state, int threads) {
    using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    constexpr int samples = 1000, part = 250, width = 64, cells = points * points;
    const ParallelFor parallel = studio::processors(threads);
    const Matrix x = Matrix::Random(samples, 2), first = Matrix::Random(2, width) * 0.5f,
                 second = Matrix::Random(width, width) * 0.1f, last = Matrix::Random(width, 1);
    const auto activate = [](Matrix& m) {
        float* const at = m.data();
        for (Eigen::Index i = 0; i < m.size(); ++i) at[i] = scalar::tanh(at[i]);
    };
    constexpr int jobs = 64;
    for (auto _ : state) {
        parallel(jobs, [&](int job) {
            Matrix h(part, width), k(part, width), out(part, 1);
            for (int cell = cells * job / jobs; cell < cells * (job + 1) / jobs; ++cell) {
                for (int at = 0; at < samples; at += part) {
                    h.noalias() = x.middleRows(at, part) * first;
                    activate(h);
                    k.noalias() = h * second;
                    activate(k);
                    out.noalias() = k * last;
                    benchmark::DoNotOptimize(out.data());
                }
            }
        });
    }
}
BENCHMARK_CAPTURE(bare_loop, one_thread, 1)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(bare_loop, all_threads, 0)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
