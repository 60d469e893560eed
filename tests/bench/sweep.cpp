// A map of 256 × 256 runs of 200 steps beside a hand-written fused loop over the same cells, both on all processors.
#include <vector>

#include <benchmark/benchmark.h>

#include "app/studio/recorder.h"
#include "core/base/pack.h"
#include "core/recording/sweep.h"

namespace {

using namespace tani;

constexpr int side = 256, steps = 200;

const ParallelFor on_all_processors = studio::processors();

Experiment valley(const char* rule) {
    return read_experiment(std::string("lab = 'surface'\nsurface = 'valley'\nstart = [-9, 2]\nsteps = 200\noptimizer = '") + rule + "'\n", "bench");
}

SweepPlan plan_of(const char* momentum) {
    return {.x = {.key = "optimizer.lr", .from = 1e-4, .to = 0.2, .count = side}, .y = {.key = momentum, .from = 0, .to = 0.99, .count = side}};
}

void swept(benchmark::State& state, const char* rule, const char* momentum) {
    const Experiment experiment = valley(rule);
    const SweepPlan plan = plan_of(momentum);
    for (auto _ : state) benchmark::DoNotOptimize(sweep(experiment, plan, on_all_processors).values.data());
}

/// Every cell's rate and coefficient in registers, four packs at a time to hide the arithmetic's latency.
template <class Fused>
void by_hand(benchmark::State& state, const Fused& fused) {
    constexpr std::size_t packs = 4, lanes = packs * Pack::width;
    const SweepPlan plan = plan_of("optimizer.momentum");
    AlignedVector<double> rates, losses(side * side);
    for (int i = 0; i < side; ++i) rates.push_back(plan.x.at(i));
    for (auto _ : state) {
        on_all_processors(side, [&](int j) {
            const Pack second(plan.y.at(j));
            for (std::size_t i = 0; i < side; i += lanes) fused(&rates[i], second, &losses[static_cast<std::size_t>(j) * side + i]);
        });
        benchmark::DoNotOptimize(losses.data());
    }
}

void momentum_fused(const double* rates, Pack a, double* losses) {
    Pack lr[4], x[4], y[4], vx[4], vy[4];
    for (int p = 0; p < 4; ++p) lr[p] = Pack::load(rates + 8 * p), x[p] = Pack(-9), y[p] = Pack(2);
    const Pack half(0.5), steep(32);
    for (int k = 0; k < steps; ++k) {
        for (int p = 0; p < 4; ++p) {
            vx[p] = a * vx[p] - lr[p] * (x[p] * half);
            vy[p] = a * vy[p] - lr[p] * (y[p] * steep);
            x[p] = x[p] + vx[p];
            y[p] = y[p] + vy[p];
        }
    }
    for (int p = 0; p < 4; ++p) (x[p] * x[p] * Pack(0.25) + Pack(16) * y[p] * y[p]).store(losses + 8 * p);
}

void adam_fused(const double* rates, Pack beta1, double* losses) {
    Pack lr[4], x[4], y[4], mx[4], my[4], vx[4], vy[4];
    for (int p = 0; p < 4; ++p) lr[p] = Pack::load(rates + 8 * p), x[p] = Pack(-9), y[p] = Pack(2);
    const Pack half(0.5), steep(32), beta2(0.999), eps(1e-8), one(1);
    Pack b1(1), b2(1);
    for (int k = 0; k < steps; ++k) {
        b1 = b1 * beta1;
        b2 = b2 * beta2;
        const Pack correction = one / (one - b1), root = one / sqrt(one - b2);
        for (int p = 0; p < 4; ++p) {
            const Pack gx = x[p] * half, gy = y[p] * steep, size = lr[p] * correction;
            mx[p] = beta1 * mx[p] + (one - beta1) * gx;
            my[p] = beta1 * my[p] + (one - beta1) * gy;
            vx[p] = beta2 * vx[p] + (one - beta2) * gx * gx;
            vy[p] = beta2 * vy[p] + (one - beta2) * gy * gy;
            x[p] = x[p] - size * mx[p] / (sqrt(vx[p]) * root + eps);
            y[p] = y[p] - size * my[p] / (sqrt(vy[p]) * root + eps);
        }
    }
    for (int p = 0; p < 4; ++p) (x[p] * x[p] * Pack(0.25) + Pack(16) * y[p] * y[p]).store(losses + 8 * p);
}

void momentum_map_by_hand(benchmark::State& state) { by_hand(state, momentum_fused); }
void momentum_map(benchmark::State& state) { swept(state, "momentum", "optimizer.momentum"); }
void adam_map_by_hand(benchmark::State& state) { by_hand(state, adam_fused); }
void adam_map(benchmark::State& state) { swept(state, "adam", "optimizer.betas.0"); }
BENCHMARK(momentum_map_by_hand)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(momentum_map)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(adam_map_by_hand)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(adam_map)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
