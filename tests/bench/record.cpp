// Nanoseconds per recorded step beside a hand-written loop that keeps the same numbers.
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/recording/recording.h"

namespace {

using namespace tani;

constexpr int steps = 2000;

Plan plan_of(const std::string& text) {
    return plan(read_experiment("lab = \"surface\"\nsteps = " + std::to_string(steps) + "\n" + text, "bench"));
}

void per_step(benchmark::State& state) {
    state.counters["per_step"] = benchmark::Counter(static_cast<double>(steps),
                                                    benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void record_all(benchmark::State& state, const Plan& plan) {
    for (auto _ : state) {
        const Recording recording = record(plan);
        benchmark::DoNotOptimize(recording.runs[0].loss_at(steps));
    }
    per_step(state);
}

void valley_momentum_recorded(benchmark::State& state) {
    record_all(state, plan_of("start = [-9, 2]\nsurface = 'valley'\noptimizer = { name = 'momentum', lr = 0.061, momentum = 0.7 }"));
}

void rosenbrock_adam_recorded(benchmark::State& state) {
    record_all(state, plan_of("start = [-1.5, 2]\nsurface = 'rosenbrock'\noptimizer = { name = 'adam', lr = 0.01 }"));
}

/// What a person would write: one loop that keeps the same columns.
template <std::size_t columns>
struct Table {
    std::array<std::vector<double>, columns> column;
    Table() {
        for (auto& one : column) one.resize(steps + 1);
    }
    template <class... Numbers>
    void put(std::size_t row, Numbers... numbers) {
        static_assert(sizeof...(Numbers) == columns);
        std::size_t k = 0;
        ((column[k++][row] = numbers), ...);
    }
};

void valley_momentum_by_hand(benchmark::State& state) {
    Table<10> table;
    for (auto _ : state) {
        double x = -9, y = 2, vx = 0, vy = 0;
        for (std::size_t k = 0; k <= steps; ++k) {
            const double gx = x / 2, gy = 32 * y;
            table.put(k, x, y, x * x / 4 + 16 * y * y, gx, gy, gx, gy, vx, vy, static_cast<double>(k));
            vx = 0.7 * vx - 0.061 * gx;
            vy = 0.7 * vy - 0.061 * gy;
            x += vx;
            y += vy;
        }
        benchmark::ClobberMemory();
    }
    per_step(state);
}

void rosenbrock_adam_by_hand(benchmark::State& state) {
    Table<12> table;
    for (auto _ : state) {
        double x = -1.5, y = 2, mx = 0, my = 0, vx = 0, vy = 0, b1 = 1, b2 = 1;
        for (std::size_t k = 0; k <= steps; ++k) {
            const double a = 1 - x, b = y - x * x;
            const double gx = -2 * a - 400 * x * b, gy = 200 * b;
            table.put(k, x, y, a * a + 100 * b * b, gx, gy, gx, gy, mx, my, vx, vy, static_cast<double>(k));
            b1 *= 0.9;
            b2 *= 0.999;
            mx = 0.9 * mx + (1 - 0.9) * gx;
            my = 0.9 * my + (1 - 0.9) * gy;
            vx = 0.999 * vx + (1 - 0.999) * gx * gx;
            vy = 0.999 * vy + (1 - 0.999) * gy * gy;
            const double size = 0.01 / (1 - b1), root = std::sqrt(1 - b2);
            x -= size * mx / (std::sqrt(vx) / root + 1e-8);
            y -= size * my / (std::sqrt(vy) / root + 1e-8);
        }
        benchmark::ClobberMemory();
    }
    per_step(state);
}

BENCHMARK(valley_momentum_by_hand);
BENCHMARK(valley_momentum_recorded);
BENCHMARK(rosenbrock_adam_by_hand);
BENCHMARK(rosenbrock_adam_recorded);

/// A slider move of ten runs: the plan made again and recorded.
void ten_runs_of_a_thousand_steps(benchmark::State& state) {
    std::string text = "lab = \"surface\"\nsteps = 1000\nsurface = 'valley'\nstart = [-9, 2]\n";
    for (int i = 0; i < 10; ++i) text += "[[runs]]\noptimizer = { name = 'adam', lr = 0.0" + std::to_string(i + 1) + " }\n";
    Experiment experiment = read_experiment(text, "bench");
    double lr = 0.01;
    for (auto _ : state) {
        set_value(experiment, "runs.0.optimizer.lr", lr += 1e-6);
        benchmark::DoNotOptimize(record(plan(experiment)).runs.size());
    }
}
BENCHMARK(ten_runs_of_a_thousand_steps)->Unit(benchmark::kMillisecond);

}  // namespace
