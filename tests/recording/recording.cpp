// The recorder: what a row holds, changes, noise, clipping, endings, and that nothing but the plan decides the bits.
#include <cmath>
#include <cstring>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "core/recording/recording.h"

namespace {

using namespace tani;

Recording run(const std::string& text) { return record(plan(read_experiment("lab = 'surface'\n" + text, "test"))); }

const std::string valley = "surface = 'valley'\nstart = [-9, 2]\n";

/// Every number of two runs, bit for bit.
bool same_bits(const RunRecording& a, const RunRecording& b) {
    if (a.rows() != b.rows() || a.state_parts() != b.state_parts()) return false;
    for (int column = 0; column < RunRecording::state + 2 * a.state_parts(); ++column) {
        for (int row = 0; row < a.rows(); ++row) {
            const double u = a.at(row, column), w = b.at(row, column);
            if (std::memcmp(&u, &w, sizeof u) != 0) return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("N steps give N + 1 rows and row 0 is the start") {
    const Recording r = run(valley + "steps = 2500\noptimizer = { name = 'sgd', lr = 0.061 }");
    const RunRecording& only = r.runs.at(0);
    CHECK(only.rows() == 2501);
    CHECK(only.point(0) == Point{-9, 2});
    CHECK(only.loss_at(0) == 81.0 / 4 + 64);
    CHECK(only.gradient(0) == std::array<double, 2>{-4.5, 64});
    CHECK(only.at(0, RunRecording::evaluations) == 0);
    CHECK(only.at(2500, RunRecording::evaluations) == 2500);
    CHECK(only.outcome().ending == Ending::ran_all);
    CHECK(only.chunks() == 3);
    CHECK(only.column(2, RunRecording::x).size() == 2501 - 2048);
    CHECK(only.column(2, RunRecording::x).back() == only.point(2500)[0]);
}

TEST_CASE("descent follows its closed form") {
    const Recording r = run(valley + "steps = 50\noptimizer = { name = 'sgd', lr = 0.05 }");
    for (int k = 0; k <= 50; ++k) {
        CHECK(std::abs(r.runs[0].point(k)[0] - -9 * std::pow(1 - 0.05 / 2, k)) < 1e-13);
        CHECK(std::abs(r.runs[0].point(k)[1] - 2 * std::pow(1 - 0.05 * 32, k)) < 1e-13);
    }
}

TEST_CASE("the same plan gives the same bits whatever the threads and whatever ran before") {
    const std::string text = valley + "steps = 3000\nnoise = { gradient = 0.5 }\nseed = 7\n"
        "[[runs]]\noptimizer = { name = 'adam', lr = 0.1 }\n[[runs]]\noptimizer = { name = 'momentum', lr = 0.02 }\n"
        "[[runs]]\noptimizer = { name = 'rmsprop', lr = 0.02 }\nsurface = 'ackley'\nstart = [2, 1]\n";
    const Plan meaning = plan(read_experiment(text, "test"));
    const Recording alone = record(meaning);
    run(valley + "optimizer = 'adagrad'");
    const Recording threaded = record(meaning, [](int count, const std::function<void(int)>& job) {
        std::vector<std::jthread> threads;
        for (int i = count - 1; i >= 0; --i) threads.emplace_back([&job, i] { job(i); });
    });
    for (std::size_t i = 0; i < 3; ++i) CHECK(same_bits(alone.runs[i], threaded.runs[i]));
}

TEST_CASE("a change acts on the update from its step on and not before") {
    const Recording r = run(valley + "steps = 60\n[[runs]]\noptimizer = { name = 'momentum', lr = 0.03 }\n"
        "[[runs]]\noptimizer = { name = 'momentum', lr = 0.03 }\nchanges = [{ step = 40, optimizer = { lr = 0.01 } }]");
    for (int k = 0; k <= 40; ++k) CHECK(r.runs[0].point(k) == r.runs[1].point(k));
    const double v = 0.9 * r.runs[1].state_at(40, 0)[0] - 0.01 * r.runs[1].gradient(40)[0];
    CHECK(r.runs[1].state_at(41, 0)[0] == v);
    CHECK(r.runs[1].point(41)[0] == r.runs[1].point(40)[0] + v);
    CHECK(r.runs[1].settings_at(39).optimizer.settings[0] == 0.03);
    CHECK(r.runs[1].settings_at(40).optimizer.settings[0] == 0.01);
}

TEST_CASE("reset drops the rule's state") {
    const Recording r = run(valley + "steps = 30\noptimizer = { name = 'momentum', lr = 0.01 }\nchanges = [{ step = 20, reset = true }]");
    const RunRecording& only = r.runs[0];
    CHECK(only.state_at(21, 0)[0] == -0.01 * only.gradient(20)[0]);
    CHECK(only.updates_before(20) == 0);
    CHECK(only.updates_before(25) == 5);
    std::array<UpdateView, 2> views;
    std::vector<double> storage;
    REQUIRE(only.update_views(20, views, storage));
    CHECK(views[0].state[0] == 0);
    CHECK(views[0].updates == 1);
    CHECK(views[0].state_next[0] == only.state_at(21, 0)[0]);
    CHECK_FALSE(only.update_views(30, views, storage));
}

TEST_CASE("a change can name another rule and another surface") {
    const Recording r = run(valley + "steps = 30\noptimizer = { name = 'sgd', lr = 0.01 }\n"
        "changes = [{ step = 10, optimizer = { name = 'adam', lr = 0.1 } }, { step = 20, surface = { constants = { b = 1 } } }]");
    const RunRecording& only = r.runs[0];
    CHECK(only.rule_at(9).id == "sgd");
    CHECK(only.rule_at(10).id == "adam");
    CHECK(std::abs(std::abs(only.point(11)[0] - only.point(10)[0]) - 0.1) < 1e-6);
    const Point p = only.point(20);
    CHECK(only.loss_at(20) == p[0] * p[0] / 4 + 1 * (p[1] * p[1]));
    std::array<UpdateView, 2> views;
    std::vector<double> storage;
    REQUIRE(only.update_views(10, views, storage));
    CHECK(views[0].updates == 1);
    CHECK(views[0].state[0] == 0);
}

TEST_CASE("noise has the deviation asked for and is shared by runs and goes with the seed") {
    const std::string text = valley + "steps = 20000\nnoise = { gradient = 0.5 }\n"
        "[[runs]]\noptimizer = { name = 'sgd', lr = 0 }\n[[runs]]\noptimizer = { name = 'sgd', lr = 0.001 }\n"
        "[[runs]]\nseed = 1\noptimizer = { name = 'sgd', lr = 0 }";
    const Recording r = run(text);
    double sum = 0, squares = 0;
    for (int k = 0; k < 20000; ++k) {
        const double noise = r.runs[0].used_gradient(k)[0] - r.runs[0].gradient(k)[0];
        sum += noise;
        squares += noise * noise;
        if (k < 100) {
            CHECK(std::abs(r.runs[1].used_gradient(k)[0] - r.runs[1].gradient(k)[0] - noise) < 1e-12);
            CHECK(r.runs[2].used_gradient(k)[0] != r.runs[0].used_gradient(k)[0]);
        }
    }
    CHECK(std::abs(sum / 20000) < 5 * 0.5 / std::sqrt(20000.0));
    CHECK(std::abs(std::sqrt(squares / 20000) - 0.5) < 5 * 0.5 / std::sqrt(40000.0));
    CHECK(r.runs[0].grad_norm(0) == std::hypot(-4.5, 64));
}

TEST_CASE("clipping by norm keeps the direction and by value does not") {
    const Recording r = run(valley + "steps = 1\n[[runs]]\noptimizer = { name = 'sgd', lr = 1, clip = { norm = 1.0 } }\n"
        "[[runs]]\noptimizer = { name = 'sgd', lr = 1, clip = { value = 0.5 } }");
    const auto by_norm = r.runs[0].used_gradient(0);
    CHECK(std::abs(std::hypot(by_norm[0], by_norm[1]) - 1) < 1e-6);
    CHECK(std::abs(by_norm[0] / by_norm[1] - -4.5 / 64) < 1e-15);
    CHECK(r.runs[1].used_gradient(0) == std::array<double, 2>{-0.5, 0.5});
}

TEST_CASE("a run ends where the numbers end and that row is the last") {
    const Recording r = run(valley + "steps = 5000\noptimizer = { name = 'sgd', lr = 1 }");
    const Outcome& outcome = r.runs[0].outcome();
    CHECK(outcome.ending == Ending::not_finite);
    CHECK(outcome.diverged);
    CHECK(r.runs[0].rows() < 5001);
    CHECK_FALSE(std::isfinite(r.runs[0].loss_at(r.runs[0].steps())));
    CHECK(std::isfinite(r.runs[0].loss_at(r.runs[0].steps() - 1)));
    CHECK(outcome.left_domain == 1);
    CHECK(outcome.sentence().ja == "発散：ステップ1で定義域を出ました（学習率×最大曲率 = 32 > 2）");
}

TEST_CASE("a surface without a value at the start has diverged at step 0") {
    const Recording r = run("steps = 10\nstart = [1, 1]\nsurface = { formula = '1/(x-x)' }\noptimizer = 'sgd'");
    CHECK(r.runs[0].rows() == 1);
    CHECK(r.runs[0].outcome().diverged);
    CHECK(r.runs[0].outcome().diverged_step == 0);
}

TEST_CASE("stop rules end a run and say so") {
    const std::string base = valley + "steps = 100000\noptimizer = { name = 'sgd', lr = 0.03 }\n";
    const auto ends = [&](const std::string& rule) { return run(base + "stop = " + rule).runs[0]; };
    const RunRecording by_gradient = ends("{ tolerance = 1e-8 }");
    CHECK(by_gradient.outcome().ending == Ending::converged);
    CHECK(by_gradient.grad_norm(by_gradient.steps()) < 1e-8);
    CHECK(by_gradient.grad_norm(by_gradient.steps() - 1) >= 1e-8);
    const RunRecording by_loss = ends("{ tolerance = 1e-8, on = 'loss' }");
    CHECK(by_loss.loss_at(by_loss.steps()) < 1e-8);
    CHECK(by_loss.loss_at(by_loss.steps() - 1) >= 1e-8);
    const RunRecording by_length = ends("{ tolerance = 1e-8, on = 'step_length' }");
    CHECK(by_length.outcome().converged_on == StopRule::On::step_length);
    CHECK(by_length.steps() > 0);
}

TEST_CASE("a cancelled recording ends where it is") {
    const Plan meaning = plan(read_experiment("lab = 'surface'\nsteps = 1000000\noptimizer = 'adam'\n", "test"));
    std::stop_source source;
    source.request_stop();
    const Recording r = record(meaning, {}, source.get_token());
    CHECK(r.runs[0].outcome().ending == Ending::cancelled);
    CHECK(r.runs[0].rows() < 10000);
}

TEST_CASE("the CSV has a row per run and step and full precision and quotes its labels") {
    const Recording r = run(valley + "steps = 3\n[[runs]]\nlabel = 'a, \"b\"'\noptimizer = { name = 'sgd', lr = 0.061 }\n"
        "[[runs]]\noptimizer = { name = 'sgd', lr = 1e200 }");
    std::ostringstream out;
    write_csv(r, out);
    std::istringstream in(out.str());
    std::string line;
    std::getline(in, line);
    CHECK(line == "run,step,x,y,loss,grad_norm,evaluations");
    std::getline(in, line);
    CHECK(line.starts_with("\"a, \"\"b\"\"\",0,-9,2,84.25,"));
    CHECK(line.ends_with(",0"));
    std::getline(in, line);
    double x = 0;
    REQUIRE(std::sscanf(line.c_str() + std::strlen("\"a, \"\"b\"\"\",1,"), "%lf", &x) == 1);
    CHECK(x == r.runs[0].point(1)[0]);
    CHECK(out.str().find("inf") != std::string::npos);
    CHECK(out.str().find("-nan") == std::string::npos);
}
