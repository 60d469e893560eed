// The average beside a run, and runs of a rule around a rule.
#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "core/optimizer/optimizer.h"
#include "core/recording/recording.h"
#include "core/recording/sweep.h"

namespace {

using namespace tani;

Recording run(const std::string& text) {
    return record(plan(read_experiment("surface = 'valley'\nstart = [-9, 2]\n" + text, "test")));
}

Point mean(const RunRecording& run, int from, int to) {
    Point sum{};
    for (int row = from; row <= to; ++row) {
        sum[0] += run.point(row)[0];
        sum[1] += run.point(row)[1];
    }
    const double count = to - from + 1;
    return {sum[0] / count, sum[1] / count};
}

void check_mean(const RunRecording& run, int row, int from) {
    CAPTURE(row);
    REQUIRE(run.average(row));
    const Point expected = mean(run, from, row), actual = *run.average(row);
    for (std::size_t c : {0u, 1u}) CHECK(std::abs(actual[c] - expected[c]) <= 1e-12 * (1 + std::abs(expected[c])));
    CHECK(run.average_loss(row) == run.surface().value(actual));
}

}  // namespace

TEST_CASE("the average is the mean of the points from its first step on") {
    const Recording r = run("steps = 1500\noptimizer = { name = 'sgd', lr = 0.03, average = { from = 5 } }");
    const RunRecording& one = r.runs[0];
    CHECK(one.averages());
    CHECK(!one.average(4));
    CHECK(std::isnan(one.average_loss(4)));
    CHECK(one.average(5) == one.point(5));
    for (const int row : {6, 100, 1023, 1024, 1500}) check_mean(one, row, 5);
}

TEST_CASE("averaging changes no bit of the run itself") {
    const std::string with = "steps = 300\nnoise = { gradient = 1 }\noptimizer = { name = 'adam', lr = 0.1";
    const Recording plain = run(with + " }"), averaged = run(with + ", average = { from = 0 } }");
    CHECK(!plain.runs[0].averages());
    for (int row = 0; row <= 300; ++row) {
        CHECK(plain.runs[0].point(row) == averaged.runs[0].point(row));
        CHECK(plain.runs[0].at(row, RunRecording::evaluations) == averaged.runs[0].at(row, RunRecording::evaluations));
    }
}

TEST_CASE("a change of the rate goes on averaging and a change of the first step begins anew") {
    const Recording r = run(
        "steps = 90\noptimizer = { name = 'sgd', lr = 0.03, average = { from = 10 } }\n"
        "changes = [{ step = 30, optimizer = { lr = 0.01 } }, { step = 50, optimizer = { average = { from = 60 } } },"
        " { step = 80, optimizer = { average = {} } }]");
    const RunRecording& one = r.runs[0];
    check_mean(one, 40, 10);
    check_mean(one, 49, 10);
    CHECK(!one.average(50));
    CHECK(!one.average(59));
    check_mean(one, 79, 60);
    CHECK(!one.average(80));
}

TEST_CASE("the CSV has columns of the average where a run has one") {
    const auto csv = [](const std::string& text) {
        std::ostringstream out;
        write_csv(run(text), out);
        return out.str();
    };
    const std::string plain = csv("steps = 2\n"), averaged = csv("steps = 2\noptimizer = { name = 'sgd', average = { from = 2 } }");
    CHECK(plain.starts_with("run,step,x,y,loss,grad_norm,evaluations\n"));
    CHECK(averaged.starts_with("run,step,x,y,loss,grad_norm,evaluations,average_x,average_y,average_loss\n"));
    CHECK(averaged.find(",nan,nan,nan\nsgd,2,") != std::string::npos);
    const std::string last = averaged.substr(averaged.find("sgd,2,"));
    CHECK(last.find("nan") == std::string::npos);
    CHECK(std::count(last.begin(), last.end(), ',') == 9);
}

TEST_CASE("a step of SAM counts two gradients and sees the noise of one step") {
    const Recording r = run(
        "steps = 40\nnoise = { gradient = 0.5 }\n[[runs]]\noptimizer = { name = 'sam', rho = 0, inner = { name = 'sgd', lr = 0.03 } }\n"
        "[[runs]]\noptimizer = { name = 'sgd', lr = 0.03 }");
    for (int row = 0; row <= 40; ++row) {
        CHECK(r.runs[0].at(row, RunRecording::evaluations) == 2 * row);
        CHECK(r.runs[0].point(row) == r.runs[1].point(row));
    }
}

TEST_CASE("clipping acts on what the rule inside SAM is given and not on the climb") {
    const Recording r = run("steps = 1\noptimizer = { name = 'sam', rho = 0.5, inner = { name = 'sgd', lr = 0.1, clip = { value = 1 } } }");
    const RunRecording& one = r.runs[0];
    const std::array<double, 2> g = one.gradient(0);
    const double length = std::hypot(g[0], g[1]);
    const int climb = static_cast<int>(one.rule().state.size()) - 1;
    for (std::size_t c : {0u, 1u}) CHECK(std::abs(one.state_at(1, climb)[c] - 0.5 * g[c] / length) < 1e-9);
    CHECK(one.used_gradient(0) == std::array<double, 2>{-1, 1});
    CHECK(std::abs(one.point(1)[0] - -8.9) < 1e-12);
}

TEST_CASE("a schedule drives the rate of the rule inside") {
    const Recording r = run("steps = 100\n[[runs]]\noptimizer = { name = 'lookahead', k = 1, alpha = 1, inner = { name = 'sgd', lr = 0.05, schedule = 'cosine' } }\n"
                            "[[runs]]\noptimizer = { name = 'sgd', lr = 0.05, schedule = 'cosine' }");
    for (int row = 0; row < 100; ++row) {
        CHECK(r.runs[0].rate_at(row) == r.runs[1].rate_at(row));
        CHECK(std::abs(r.runs[0].point(row)[0] - r.runs[1].point(row)[0]) < 1e-12);
    }
    std::array<UpdateView, 2> views;
    std::vector<double> storage;
    REQUIRE(r.runs[0].update_views(50, views, storage));
    CHECK(views[0].settings[0] == r.runs[0].rate_at(50));
}

TEST_CASE("a change may put another rule inside and that begins afresh") {
    const Recording r = run("steps = 20\noptimizer = { name = 'lookahead', inner = { name = 'adam', lr = 0.1 } }\n"
                            "changes = [{ step = 10, optimizer = { inner = { name = 'momentum', lr = 0.01 } } }]");
    CHECK(r.runs[0].rule_at(9).wrapping->inner == "adam");
    CHECK(r.runs[0].rule_at(10).wrapping->inner == "momentum");
    CHECK(r.runs[0].updates_before(10) == 0);
    CHECK(r.runs[0].updates_before(13) == 3);
}

TEST_CASE("a sweep over the rule inside gives the bits of single runs") {
    const Experiment experiment = read_experiment(
        "surface = 'himmelblau'\nsteps = 40\noptimizer = { name = 'sam', inner = { name = 'adam', lr = 0.1 } }", "test");
    SweepPlan sweep_plan;
    sweep_plan.x = read_axis("optimizer.inner.lr=0.01:0.3:5");
    sweep_plan.y = read_axis("optimizer.rho=0:0.4:3");
    sweep_plan.measure = Measure::final_loss;
    const SweepMap map = sweep(experiment, sweep_plan);
    for (int j = 0; j < 3; ++j) {
        for (int i = 0; i < 5; ++i) {
            Experiment one = experiment;
            set_value(one, "optimizer.inner.lr", Value(sweep_plan.x.at(i)));
            set_value(one, "optimizer.rho", Value(sweep_plan.y.at(j)));
            CHECK(record(plan(one)).runs[0].loss_at(40) == map.at(i, j));
        }
    }
}
