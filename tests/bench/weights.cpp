// Microseconds per step of a rule on the 4,353 weights of a 2–64–64–1 network, without the
// gradient, beside a hand-written Adam loop.
#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/base/aligned.h"
#include "core/optimizer/weights.h"

namespace {

using namespace tani;

const std::vector<WeightBlock> blocks = {{0, 64, 2, true},    {128, 64, 1, false},
                                         {192, 64, 64, true}, {4288, 64, 1, false},
                                         {4352, 1, 64, true}, {4416, 1, 1, false}};
constexpr std::size_t weights = 4432;

/// Writes its gradient once; from then on the rule finds it where it was.
class Steady final : public WeightOracle {
  public:
    double value(std::span<const float>) override { return 0; }
    void gradient(std::span<const float> w, std::span<float> out) override {
        if (written_++ == 0) std::copy(w.begin(), w.end(), out.begin());
    }
    void hessian_times(std::span<const float>, std::span<const double>,
                       std::span<double>) override {}
    void normal(std::span<double>) override {}
    double uniform() override { return 0.5; }

  private:
    int written_ = 0;
};

AlignedVector<float> start() {
    AlignedVector<float> w(weights);
    for (std::size_t i = 0; i < weights; ++i) w[i] = std::sin(static_cast<float>(i));
    return w;
}

void step(benchmark::State& state, const char* id) {
    const RuleEntry& rule = *find_rule(id);
    const auto running = make_weight_rule(rule, default_settings(rule), weights, blocks);
    Steady oracle;
    AlignedVector<float> w = start();
    for (auto _ : state) {
        running->step(oracle, w);
        benchmark::ClobberMemory();
    }
}

void adam_by_hand(benchmark::State& state) {
    AlignedVector<float> w = start(), g = w, m(weights), v(weights);
    float rate = 1e-3f, root = 1;
    for (auto _ : state) {
        benchmark::DoNotOptimize(rate);
        benchmark::DoNotOptimize(root);
        float *const x = w.data(), *const first = m.data(), *const second = v.data();
        const float* const gradient = g.data();
#pragma GCC ivdep
        for (std::size_t i = 0; i < weights; ++i) {
            first[i] = 0.9f * first[i] + 0.1f * gradient[i];
            second[i] = 0.999f * second[i] + 0.001f * gradient[i] * gradient[i];
            x[i] -= rate * first[i] / (std::sqrt(second[i]) * root + 1e-8f);
        }
        benchmark::ClobberMemory();
    }
}

}  // namespace

BENCHMARK(adam_by_hand)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(step, sgd, "sgd")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(step, momentum, "momentum")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(step, rmsprop, "rmsprop")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(step, adam, "adam")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(step, adamw, "adamw")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(step, lbfgs, "lbfgs")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(step, muon, "muon")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(step, shampoo, "shampoo")->Unit(benchmark::kMicrosecond);
