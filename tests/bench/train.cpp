// Training a 2–64–64–1 tanh network on 1,000 samples with the mean squared error and Adam: a step of
// a recorded run, beside the loop that one would write with Eigen. Metrics and validation are left
// out of both. The loop is single-threaded.
#include <cmath>
#include <string>

#include <Eigen/Core>
#include <benchmark/benchmark.h>

#include "app/studio/pool.h"
#include "core/experiment/experiment.h"
#include "core/recording/recording.h"

namespace {

using namespace tani;

constexpr int samples = 1000, steps = 2000;

Plan training(int batch) {
    const std::string text = "lab = 'network'\nsteps = " + std::to_string(steps) +
                             "\nbatch = " + std::to_string(batch) +
                             "\nmeasure_every = 1000000\noptimizer = { name = 'adam', lr = 1e-3 }\n"
                             "[network]\nlayers = [{ dense = 64 }, 'tanh', { dense = 64 }, 'tanh', "
                             "{ dense = 1 }]\nloss = 'mse'\n"
                             "[data]\nname = 'circles'\nsamples = 1000\nvalidation = 0\n";
    return plan(read_experiment(text, "bench"));
}

void training_step(benchmark::State& state, int batch, bool threads) {
    const Plan plan = training(batch);
    const ParallelFor parallel =
        threads ? studio::processors(0, studio::Pool::Priority::normal) : ParallelFor{};
    for (auto _ : state) benchmark::DoNotOptimize(record(plan, parallel).steps());
    state.SetItemsProcessed(state.iterations() * steps);
}

/// Columns are samples.
struct Loop {
    using Matrix = Eigen::MatrixXf;
    struct Layer {
        Matrix w, dw, mw, vw;
        Eigen::VectorXf b, db, mb, vb;
        Layer(int out, int in)
            : w(Matrix::Random(out, in) / std::sqrt(static_cast<float>(in))),
              dw(out, in),
              mw(Matrix::Zero(out, in)),
              vw(Matrix::Zero(out, in)),
              b(Eigen::VectorXf::Zero(out)),
              db(out),
              mb(Eigen::VectorXf::Zero(out)),
              vb(Eigen::VectorXf::Zero(out)) {}
    };
    Layer one{64, 2}, two{64, 64}, three{1, 64};
    Matrix x, y, h1, h2, out, d1, d2, d3;
    int step = 0;

    template <class P>
    void adam(P& w, const P& g, P& m, P& v) const {
        const float a = 1 - std::pow(0.9f, static_cast<float>(step)),
                    c = 1 - std::pow(0.999f, static_cast<float>(step));
        m = 0.9f * m + 0.1f * g;
        v.array() = 0.999f * v.array() + 0.001f * g.array().square();
        w.array() -= 1e-3f / a * m.array() / ((v.array() / c).sqrt() + 1e-8f);
    }
    void update(Layer& l) const {
        adam(l.w, l.dw, l.mw, l.vw);
        adam(l.b, l.db, l.mb, l.vb);
    }

    void train() {
        ++step;
        h1.noalias() = one.w * x;
        h1 = (h1.colwise() + one.b).array().tanh();
        h2.noalias() = two.w * h1;
        h2 = (h2.colwise() + two.b).array().tanh();
        out.noalias() = three.w * h2;
        out.colwise() += three.b;
        d3 = 2.0f / static_cast<float>(x.cols()) * (out - y);
        three.dw.noalias() = d3 * h2.transpose();
        three.db = d3.rowwise().sum();
        d2.noalias() = three.w.transpose() * d3;
        d2.array() *= 1 - h2.array().square();
        two.dw.noalias() = d2 * h1.transpose();
        two.db = d2.rowwise().sum();
        d1.noalias() = two.w.transpose() * d2;
        d1.array() *= 1 - h1.array().square();
        one.dw.noalias() = d1 * x.transpose();
        one.db = d1.rowwise().sum();
        update(one);
        update(two);
        update(three);
    }
};

void eigen_step(benchmark::State& state, int batch) {
    const Eigen::MatrixXf all = Eigen::MatrixXf::Random(2, samples);
    const Eigen::MatrixXf targets = Eigen::MatrixXf::Random(1, samples);
    Loop loop;
    int at = 0;
    for (auto _ : state) {
        loop.x = all.middleCols(at, batch);
        loop.y = targets.middleCols(at, batch);
        loop.train();
        benchmark::ClobberMemory();
        at = at + 2 * batch <= samples ? at + batch : 0;
    }
    state.SetItemsProcessed(state.iterations());
}

}  // namespace

BENCHMARK_CAPTURE(training_step, batch_32, 32, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(eigen_step, batch_32, 32)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(training_step, all_two_threads, samples, true)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(eigen_step, all, samples)->Unit(benchmark::kMicrosecond);
