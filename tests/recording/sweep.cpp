// Sweeps: lanes give the bits of single runs, and the valley's maps show what theory says.
#include "core/recording/sweep.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "core/base/random.h"

namespace {

using namespace tani;

Experiment experiment(const std::string& text) { return read_experiment("lab = 'surface'\n" + text, "test"); }

/// The loss that a single run ends with; infinite where it is no longer finite.
double single_loss(Experiment one, const SweepPlan& plan, int i, int j) {
    set_value(one, plan.x.key, Value(plan.x.at(i)));
    set_value(one, plan.y.key, Value(plan.y.at(j)));
    const Recording recording = record(tani::plan(one));
    const RunRecording& run = recording.runs.front();
    return run.outcome().ending == Ending::not_finite ? INFINITY : run.loss_at(run.steps());
}

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

void check_cells(const Experiment& base, const SweepPlan& plan) {
    const SweepMap map = sweep(base, plan);
    for (int j = 0; j < plan.y.count; ++j) {
        for (int i = 0; i < plan.x.count; ++i) {
            CAPTURE(i);
            CAPTURE(j);
            const double expected = single_loss(base, plan, i, j);
            CHECK_MESSAGE(same_bits(map.at(i, j), expected), map.at(i, j), " and ", expected);
        }
    }
}

const std::string valley_momentum = "surface = 'valley'\nstart = [-9, 2]\nsteps = 200\noptimizer = 'momentum'\n";
const double polyak_rate = 8.0 / 81, polyak_momentum = 49.0 / 81;

}  // namespace

TEST_CASE("a cell of a sweep has the bits of a single run for every rule") {
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        const Experiment base = experiment("surface = 'himmelblau'\nsteps = 40\noptimizer = '" + rule.id + "'\n");
        check_cells(base, {.x = {.key = "start.0", .from = -5, .to = 5, .count = 5}, .y = {.key = "start.1", .from = -5, .to = 5, .count = 3}});
        const std::string rate = rule.wrapping ? "optimizer.inner.lr" : "optimizer.lr";
        check_cells(base, {.x = {.key = rate, .from = 1e-4, .to = 1, .count = 5, .log = true},
                           .y = {.key = "start.1", .from = -4, .to = 4.5, .count = 3}});
    }
}

TEST_CASE("a cell has the bits of a single run with rotation and noise and clipping and gaps") {
    const SweepAxis x{.key = "start.0", .from = -3, .to = 3, .count = 13}, y{.key = "start.1", .from = -3, .to = 3, .count = 7};
    for (const char* text : {"[surface]\nname = 'valley'\nrotate = 30\n", "noise = { gradient = 0.5 }\nsurface = 'rastrigin'\n",
                             "surface = 'ackley'\n", "[surface]\nformula = 'sqrt(x^2+y^2)'\nx = [-3,3]\ny = [-3,3]\n"}) {
        CAPTURE(text);
        const std::string optimizer = "optimizer = { name = 'adam', lr = 0.1 }\nsteps = 60\n";
        check_cells(experiment(optimizer + text), {.x = x, .y = y});
    }
    check_cells(experiment("surface = 'rosenbrock'\nsteps = 60\noptimizer = { name = 'momentum', lr = 0.01, clip = { norm = 1 } }\n"), {.x = x, .y = y});
}

TEST_CASE("a sweep over what lanes cannot differ in runs one by one and is the same") {
    const Experiment base = experiment("surface = 'valley'\nsteps = 30\noptimizer = { name = 'adam', lr = 0.1 }\n");
    check_cells(base, {.x = {.key = "surface.constants.b", .from = 1, .to = 16, .count = 3}, .y = {.key = "start.0", .from = -9, .to = -1, .count = 3}});
    check_cells(experiment("surface = 'valley'\nsteps = 30\noptimizer = { name = 'sgd', lr = 0.06, schedule = 'cosine' }\n"),
                {.x = {.key = "start.0", .from = -9, .to = -1, .count = 3}, .y = {.key = "optimizer.lr", .from = 0.01, .to = 0.1, .count = 3}});
    check_cells(base, {.x = {.key = "surface.rotate", .from = 0, .to = 90, .count = 3}, .y = {.key = "optimizer.lr", .from = 0.01, .to = 0.5, .count = 3}});
}

TEST_CASE("the map does not depend on how the work is shared out") {
    const Experiment base = experiment(valley_momentum);
    const SweepPlan plan{.x = {.key = "optimizer.lr", .from = 1e-4, .to = 0.2, .count = 67},
                         .y = {.key = "optimizer.momentum", .from = 0, .to = 0.99, .count = 41}};
    const SweepMap one = sweep(base, plan);
    const SweepMap backwards = sweep(base, plan, [](int count, const std::function<void(int)>& job) {
        for (int i = count; i-- > 0;) job(i);
    });
    CHECK(std::ranges::equal(one.values, backwards.values, same_bits));
}

TEST_CASE("momentum on the valley diverges where theory says and is fastest at Polyak's point") {
    const Experiment base = experiment(valley_momentum);
    SweepPlan plan{.x = {.key = "optimizer.lr", .from = 1e-4, .to = 0.2, .count = 256},
                   .y = {.key = "optimizer.momentum", .from = 0, .to = 0.99, .count = 256},
                   .measure = Measure::diverged};
    const SweepMap diverged = sweep(base, plan);
    for (int j = 0; j < plan.y.count; ++j) {
        CAPTURE(plan.y.at(j));
        const double limit = 2 * (1 + plan.y.at(j)) / 32;
        // With α near 1 the swings grow for more than these 200 steps before they die out.
        if (plan.y.at(j) > 0.98) continue;
        for (int i = 1; i + 1 < plan.x.count; ++i) {
            if (plan.x.at(i + 1) < limit) CHECK(diverged.at(i, j) == 0);
            if (plan.x.at(i - 1) > limit) CHECK(diverged.at(i, j) == 1);
        }
    }
    plan.measure = Measure::radius;
    const SweepMap radius = sweep(base, plan);
    // Rates between the two regimes' borders have the very same radius √α: one of the least cells is Polyak's or beside it.
    const double least = *std::ranges::min_element(radius.values);
    CHECK(std::abs(least - 7.0 / 9) < 0.01);
    const auto nearest = [](const SweepAxis& axis, double value) {
        return static_cast<int>(std::lround((value - axis.from) / (axis.to - axis.from) * (axis.count - 1)));
    };
    const int i = nearest(plan.x, polyak_rate), j = nearest(plan.y, polyak_momentum);
    double beside = 1;
    for (int dj = -1; dj <= 1; ++dj) {
        for (int di = -1; di <= 1; ++di) beside = std::min(beside, radius.at(i + di, j + dj));
    }
    CHECK(beside == least);
}

TEST_CASE("the measured rate is the spectral radius where the run is long enough") {
    const Experiment base = experiment("surface = 'valley'\nstart = [-9, 2]\nsteps = 2000\noptimizer = 'momentum'\n");
    SweepPlan plan{.x = {.key = "optimizer.lr", .from = 0.005, .to = 0.05, .count = 5}, .y = {.key = "optimizer.momentum", .from = 0.1, .to = 0.9, .count = 5},
                   .measure = Measure::rate};
    const SweepMap rate = sweep(base, plan);
    plan.measure = Measure::radius;
    const SweepMap radius = sweep(base, plan);
    for (std::size_t k = 0; k < rate.values.size(); ++k) {
        CAPTURE(k);
        CHECK(std::abs(rate.values[k] - radius.values[k]) < 0.01);
    }
}

TEST_CASE("steps to tolerance are those after which the loss stays there") {
    const Experiment base = experiment(valley_momentum);
    const SweepPlan plan{.x = {.key = "optimizer.lr", .from = 0.01, .to = 0.12, .count = 9},
                         .y = {.key = "optimizer.momentum", .from = 0, .to = 0.9, .count = 9},
                         .measure = Measure::steps_to_tolerance};
    const SweepMap map = sweep(base, plan);
    int settled = 0;
    for (int j = 0; j < plan.y.count; ++j) {
        for (int i = 0; i < plan.x.count; ++i) {
            Experiment one = base;
            set_value(one, plan.x.key, Value(plan.x.at(i)));
            set_value(one, plan.y.key, Value(plan.y.at(j)));
            const Recording recording = record(tani::plan(one));
            const RunRecording& run = recording.runs.front();
            int expected = 0;
            for (int row = 0; row <= run.steps(); ++row) {
                if (!(run.loss_at(row) < plan.tolerance)) expected = row + 1;
            }
            if (expected > run.steps() || run.outcome().ending == Ending::not_finite) {
                CHECK(std::isnan(map.at(i, j)));
            } else {
                CHECK(map.at(i, j) == expected);
                ++settled;
            }
        }
    }
    CHECK(settled > 20);
}

TEST_CASE("a basin map says where single runs end") {
    for (const char* rule : {"sgd", "momentum", "adam"}) {
        CAPTURE(rule);
        const Experiment base = experiment(std::string("surface = 'himmelblau'\nsteps = 300\noptimizer = { name = '") + rule + "', lr = 0.01 }\n");
        const SweepPlan plan{.x = {.key = "start.0", .from = -5, .to = 5, .count = 256}, .y = {.key = "start.1", .from = -5, .to = 5, .count = 256},
                             .measure = Measure::minimum};
        const SweepMap map = sweep(base, plan);
        const Surface surface(tani::plan(base).runs.front().settings.surface);
        int none = 0;
        for (int k = 0; k < 1000; ++k) {
            const auto cell = static_cast<int>(uniform(7, Stream::data, static_cast<std::uint64_t>(k)) * 65536);
            const int i = cell % 256, j = cell / 256;
            Experiment one = base;
            set_value(one, "start.0", Value(plan.x.at(i)));
            set_value(one, "start.1", Value(plan.y.at(j)));
            const Recording recording = record(tani::plan(one));
            const RunRecording& run = recording.runs.front();
            int expected = -1;
            double best = plan.tolerance * std::hypot(10, 10);
            for (std::size_t m = 0; m < surface.minima().size(); ++m) {
                const double away = std::hypot(run.point(run.steps())[0] - surface.minima()[m].x, run.point(run.steps())[1] - surface.minima()[m].y);
                if (away < best) best = away, expected = static_cast<int>(m);
            }
            if (run.outcome().ending == Ending::not_finite) expected = -1;
            CHECK(map.at(i, j) == expected);
            none += expected < 0;
        }
        CHECK(none < 1000);
    }
}

TEST_CASE("a sweep says what is wrong with it") {
    const Experiment base = experiment("runs = [{ optimizer = { name = 'sgd', lr = 0.1 } }]\n");
    const auto refused = [&](const std::string& key, double from, int run) {
        SweepPlan plan;
        plan.x = {.key = key, .from = from, .to = 1, .count = 3};
        plan.y = {.key = "start.0", .from = 0, .to = 1, .count = 3};
        plan.run = run;
        try {
            sweep(base, plan);
        } catch (const Error&) {
            return true;
        }
        return false;
    };
    CHECK(refused("optimizer.eps", 0.1, 0));
    CHECK(refused("runs.0.optimizer.lr", -1, 0));
    CHECK(refused("no.such.key", 0, 0));
    CHECK(refused("runs.0.optimizer.lr", 0.1, 1));
    CHECK(!refused("runs.0.optimizer.lr", 0.1, 0));
    for (const char* text : {"lr", "=1:2:3", "lr=1:2", "lr=a:2:3", "lr=1:2:1", "lr=1:1:5", "lr=0:1:5:log", "lr=1:2:3:lin", "lr=1:2:3:log:4", "lr=1:inf:3", "lr=1:2:99999999"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(read_axis(text), Error);
    }
    CHECK(read_axis("optimizer.lr=1e-4:0.2:256:log") == SweepAxis{"optimizer.lr", 1e-4, 0.2, 256, true});
    CHECK_THROWS_AS(find_measure("final_los"), Error);
}

TEST_CASE("a key is the run's own where the run says it") {
    const Experiment base = experiment(R"(
start = [-9, 2]
surface = { formula = "x^2/4 + 16*y^2" }
optimizer = { name = "adam", lr = 0.5 }
runs = [{ optimizer = { name = "sgd", lr = 0.01 } }, { start = [1, 1] }]
)");
    CHECK(key_in_run(base, 0, "optimizer.lr") == "runs.0.optimizer.lr");
    CHECK(key_in_run(base, 1, "optimizer.lr") == "optimizer.lr");
    CHECK(key_in_run(base, 1, "start.0") == "runs.1.start.0");
    SweepPlan plan{.x = {.key = "optimizer.lr", .from = 0.01, .to = 0.05, .count = 3}, .y = {.key = "start.1", .from = -1, .to = 2, .count = 2}};
    SweepPlan own = plan;
    own.x.key = "runs.0.optimizer.lr";
    CHECK(sweep(base, plan).values == sweep(base, own).values);
    const SweepSite site = sweep_site(base, plan);
    CHECK(site.here[0] == 0.01);
    CHECK(site.here[1] == 2.0);
    CHECK(site.slots[1] == SweepSlot{SweepSlot::Kind::start, 1});
    plan.run = 1;
    CHECK(sweep_site(base, plan).here == std::array<std::optional<double>, 2>{0.5, 1.0});
}

TEST_CASE("maps are written as NumPy and as CSV") {
    const SweepMap map = sweep(experiment(valley_momentum), {.x = {.key = "start.0", .from = -1, .to = 1, .count = 3}, .y = {.key = "start.1", .from = -1, .to = 2, .count = 2}});
    std::ostringstream npy, csv;
    write_npy(map, npy);
    write_csv(map, csv);
    const std::string bytes = npy.str();
    CHECK(bytes.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
    CHECK(bytes.size() % 64 == (6 * 8) % 64);
    CHECK(bytes.find("'shape': (2, 3)") != bytes.npos);
    double last = 0;
    std::memcpy(&last, bytes.data() + bytes.size() - 8, 8);
    CHECK(last == map.at(2, 1));
    CHECK(csv.str().starts_with("start.0,start.1,final_loss\n-1,-1,"));
}
