// The wall's numbers against a plain network in double, shares by hand, and the same walls however
// they are made.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/recording/recording.h"
#include "core/recording/wall.h"

namespace {

using namespace tani;

/// To so large a part of the number: doctest itself adds 1 to it.
doctest::Approx relative(double number) { return doctest::Approx(number).scale(0); }
using Numbers = std::vector<double>;

Plan lab(const std::string& network, const std::string& more = "", const std::string& data = "") {
    return plan(read_experiment(
        fmt::format(
            "lab = \"initializer\"\n{}\nnetwork = {{ {} }}\n[data]\n{}\n", more, network,
            data.empty() ? "name = \"gaussian\"\nsamples = 300\ndimension = 7\nclasses = 3" : data),
        "test.toml"));
}

/// One after another: what a layer of PyTorch's would do to the numbers of all samples.
struct Operation {
    enum Kind { dense, batch_norm, tanh, begin_block, end_block } kind;
    std::string name = {};
};

/// Forward and backward in double, without any of the program's own arithmetic.
struct PlainNetwork {
    std::vector<Operation> operations;
    std::map<std::string, Numbers> weights, gradients;
    std::size_t samples = 0;
    Numbers input;
    std::vector<Numbers> value, slope;  ///< of every operation: its output, dL/d(output)

    static constexpr double epsilon = 1e-5;  // of batch normalization

    std::size_t width(const Numbers& numbers) const { return numbers.size() / samples; }
    const Numbers& before(std::size_t i) const { return i > 0 ? value[i - 1] : input; }
    std::size_t beginning(std::size_t end) const {
        while (operations[end].kind != Operation::begin_block) --end;
        return end;
    }

    void forward() {
        value.clear();
        for (std::size_t i = 0; i < operations.size(); ++i) value.push_back(output(i));
    }

    Numbers output(std::size_t i) {
        const Operation& o = operations[i];
        const Numbers& x = before(i);
        const std::size_t n = width(x);
        if (o.kind == Operation::begin_block) return x;
        Numbers y = x;
        if (o.kind == Operation::end_block) {
            const Numbers& way = value[beginning(i)];
            for (std::size_t k = 0; k < y.size(); ++k) y[k] += way[k];
        } else if (o.kind == Operation::tanh) {
            for (double& v : y) v = std::tanh(v);
        } else if (o.kind == Operation::dense) {
            const Numbers &w = weights[o.name + ".weight"], &b = weights[o.name + ".bias"];
            y.assign(samples * b.size(), 0);
            for (std::size_t s = 0; s < samples; ++s) {
                for (std::size_t u = 0; u < b.size(); ++u) {
                    double sum = b[u];
                    for (std::size_t k = 0; k < n; ++k) sum += w[u * n + k] * x[s * n + k];
                    y[s * b.size() + u] = sum;
                }
            }
        } else {
            for (std::size_t u = 0; u < n; ++u) {
                const auto [mean, deviation] = moments(x, u);
                for (std::size_t s = 0; s < samples; ++s)
                    y[s * n + u] =
                        weights[o.name + ".weight"][u] * (x[s * n + u] - mean) / deviation +
                        weights[o.name + ".bias"][u];
            }
        }
        return y;
    }

    std::pair<double, double> moments(const Numbers& x, std::size_t unit) const {
        const std::size_t n = width(x);
        double mean = 0, square = 0;
        for (std::size_t s = 0; s < samples; ++s) mean += x[s * n + unit];
        mean /= static_cast<double>(samples);
        for (std::size_t s = 0; s < samples; ++s) square += std::pow(x[s * n + unit] - mean, 2);
        return {mean, std::sqrt(square / static_cast<double>(samples) + epsilon)};
    }

    /// Softmax and the mean cross-entropy; sets the last slope.
    double loss(std::span<const float> classes) {
        const std::size_t n = width(value.back());
        slope.assign(operations.size(), {});
        for (std::size_t i = 0; i < operations.size(); ++i) slope[i].assign(value[i].size(), 0);
        double sum = 0;
        for (std::size_t s = 0; s < samples; ++s) {
            const double* z = value.back().data() + s * n;
            double all = 0;
            for (std::size_t k = 0; k < n; ++k) all += std::exp(z[k]);
            const auto right = static_cast<std::size_t>(classes[s]);
            sum += std::log(all) - z[right];
            for (std::size_t k = 0; k < n; ++k)
                slope.back()[s * n + k] =
                    (std::exp(z[k]) / all - (k == right ? 1 : 0)) / static_cast<double>(samples);
        }
        return sum / static_cast<double>(samples);
    }

    void backward() {
        gradients.clear();
        for (auto& [name, numbers] : weights) gradients[name].assign(numbers.size(), 0);
        Numbers unused(input.size());
        for (std::size_t i = operations.size(); i-- > 0;)
            back_through(i, i > 0 ? slope[i - 1] : unused);
    }

    /// Adds to dL/d(input of operation i).
    void back_through(std::size_t i, Numbers& to) {
        const Operation& o = operations[i];
        const Numbers &x = before(i), &y = value[i], &dy = slope[i];
        const std::size_t n = width(x), m = width(y);
        if (o.kind == Operation::begin_block || o.kind == Operation::end_block) {
            for (std::size_t k = 0; k < dy.size(); ++k) to[k] += dy[k];
            if (o.kind == Operation::begin_block) return;
            Numbers& way = slope[beginning(i)];
            for (std::size_t k = 0; k < dy.size(); ++k) way[k] += dy[k];
        } else if (o.kind == Operation::tanh) {
            for (std::size_t k = 0; k < dy.size(); ++k) to[k] += dy[k] * (1 - y[k] * y[k]);
        } else if (o.kind == Operation::dense) {
            const Numbers& w = weights[o.name + ".weight"];
            for (std::size_t s = 0; s < samples; ++s) {
                for (std::size_t u = 0; u < m; ++u) {
                    const double d = dy[s * m + u];
                    gradients[o.name + ".bias"][u] += d;
                    for (std::size_t k = 0; k < n; ++k) {
                        gradients[o.name + ".weight"][u * n + k] += d * x[s * n + k];
                        to[s * n + k] += d * w[u * n + k];
                    }
                }
            }
        } else {
            // Ioffe & Szegedy 2015, the chain rule of Algorithm 1.
            for (std::size_t u = 0; u < n; ++u) {
                const auto [mean, deviation] = moments(x, u);
                double sum = 0, along = 0;
                for (std::size_t s = 0; s < samples; ++s) {
                    sum += dy[s * n + u];
                    along += dy[s * n + u] * (x[s * n + u] - mean) / deviation;
                }
                gradients[o.name + ".weight"][u] += along;
                gradients[o.name + ".bias"][u] += sum;
                const auto all = static_cast<double>(samples);
                for (std::size_t s = 0; s < samples; ++s) {
                    const double centred = (x[s * n + u] - mean) / deviation;
                    to[s * n + u] += weights[o.name + ".weight"][u] / deviation *
                                     (dy[s * n + u] - sum / all - centred * along / all);
                }
            }
        }
    }
};

/// What the numbers of a stage should be: places in the list of operations, the name of weights.
struct ExpectedStage {
    std::string name;
    int preactivation = -1, activation = -1;
    std::string weights = {};
};

double largest_error(const std::vector<float>& measured, const Numbers& expected) {
    REQUIRE(measured.size() == expected.size());
    double square = 0, worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        square += expected[i] * expected[i];
        worst = std::max(worst, std::abs(static_cast<double>(measured[i]) - expected[i]));
    }
    return worst / std::sqrt(square / static_cast<double>(expected.size()));
}

void check_moments(const Distribution* d, const Numbers& expected) {
    REQUIRE(d != nullptr);
    REQUIRE(d->count() == expected.size());
    const auto n = static_cast<double>(expected.size());
    double mean = 0, square = 0;
    for (const double v : expected) mean += v / n;
    for (const double v : expected) square += (v - mean) * (v - mean) / n;
    const double deviation = std::sqrt(square);
    CHECK(std::abs(d->mean() - mean) < 1e-5 * (deviation + std::abs(mean)));
    CHECK(d->deviation() == relative(deviation).epsilon(1e-5));
    const auto [least, most] = std::ranges::minmax(expected);
    CHECK(std::abs(d->least() - least) < 1e-5 * (most - least));
    CHECK(std::abs(d->most() - most) < 1e-5 * (most - least));
}

void compare(const std::string& network, const std::vector<Operation>& operations,
             const std::vector<ExpectedStage>& expected) {
    CAPTURE(network);
    const TrainingSetup setup(lab(network, "steps = 1").runs.front());
    WallMeter meter(setup);
    TrainedState state;
    state.weights.resize(setup.network.weights());
    state.statistics.resize(setup.network.statistics());
    setup.network.fill_statistics(state.statistics);
    PlainNetwork plain;
    plain.operations = operations;
    plain.samples = meter.samples();
    std::mt19937 random(5);
    std::uniform_real_distribution<float> numbers(-0.8f, 0.8f);
    for (const WeightWindow& window : setup.network.windows()) {
        for (std::size_t i = 0; i < window.size(); ++i) {
            const float w = numbers(random) + (window.kind == WeightKind::scale ? 1.5f : 0.0f);
            state.weights[window.offset + i] = w;
            plain.weights[window.name].push_back(static_cast<double>(w));
        }
    }
    const auto& x = setup.data.train.x;
    plain.input.assign(x.begin(), x.end());
    plain.forward();
    const double loss = plain.loss(setup.data.train.y);
    plain.backward();

    const Wall wall = meter.measure(state, 0, {});
    CHECK(wall.loss == relative(loss).epsilon(1e-5));
    REQUIRE(meter.stages().size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(i);
        const ExpectedStage& e = expected[i];
        CHECK(meter.stages()[i].name == e.name);
        CHECK(meter.stages()[i].sum == e.weights.empty());
        const auto check = [&](Quantity quantity, const Numbers* numbers_expected) {
            CAPTURE(static_cast<int>(quantity));
            const Distribution* d = wall.stages[i].find(quantity);
            CHECK((d != nullptr) == (numbers_expected != nullptr));
            if (!d || !numbers_expected) return;
            CHECK(largest_error(meter.numbers(i, quantity), *numbers_expected) < 1e-5);
            check_moments(d, *numbers_expected);
        };
        const auto at = [](std::vector<Numbers>& of, int place) {
            return place < 0 ? nullptr : &of[static_cast<std::size_t>(place)];
        };
        check(Quantity::activation, at(plain.value, e.activation));
        check(Quantity::preactivation, at(plain.value, e.preactivation));
        check(Quantity::gradient, at(plain.slope, e.activation));
        const bool own = !e.weights.empty();
        check(Quantity::weight, own ? &plain.weights[e.weights + ".weight"] : nullptr);
        check(Quantity::weight_gradient, own ? &plain.gradients[e.weights + ".weight"] : nullptr);
    }
}

/// Everything that a wall says of each stage; that NaN is NaN counts as the same.
bool same(const Wall& a, const Wall& b) {
    const auto equal = [](double u, double v) {
        return u == v || (std::isnan(u) && std::isnan(v));
    };
    if (a.step != b.step || !equal(a.loss, b.loss) || a.input_square != b.input_square ||
        a.stages.size() != b.stages.size())
        return false;
    for (std::size_t i = 0; i < a.stages.size(); ++i) {
        if (a.stages[i].of != b.stages[i].of || !equal(a.stages[i].dead, b.stages[i].dead))
            return false;
    }
    return true;
}

bool same(const TrainingRecording& a, const TrainingRecording& b) {
    if (a.walls().size() != b.walls().size()) return false;
    for (std::size_t i = 0; i < a.walls().size(); ++i) {
        if (!same(*a.walls()[i], *b.walls()[i])) return false;
    }
    return true;
}

std::vector<int> steps_of(const TrainingRecording& run) {
    std::vector<int> steps;
    for (std::size_t i = 0; i < run.walls().size(); ++i) steps.push_back(run.walls()[i]->step);
    return steps;
}

/// Jobs from the last to the first, on as many threads as there are jobs.
void threads_backwards(int count, const std::function<void(int)>& job) {
    std::vector<std::jthread> threads;
    for (int i = count; i-- > 0;) threads.emplace_back([&job, i] { job(i); });
}

}  // namespace

TEST_CASE("every number of a wall is that of a plain network in double") {
    using enum Operation::Kind;
    compare("depth = 2, width = 6, activation = \"tanh\"",
            {{dense, "0"}, {tanh}, {dense, "2"}, {tanh}, {dense, "4"}},
            {{"0", 0, 1, "0"}, {"2", 2, 3, "2"}, {"4", 4, -1, "4"}});
    compare("depth = 2, width = 6, activation = \"tanh\", normalization = \"batch_norm\"",
            {{dense, "0"},
             {batch_norm, "1"},
             {tanh},
             {dense, "3"},
             {batch_norm, "4"},
             {tanh},
             {dense, "6"}},
            {{"0", 1, 2, "0"}, {"3", 4, 5, "3"}, {"6", 6, -1, "6"}});
    compare("depth = 4, width = 7, activation = \"tanh\", shared = true",
            {{dense, "0"},
             {tanh},
             {dense, "2"},
             {tanh},
             {dense, "2"},
             {tanh},
             {dense, "2"},
             {tanh},
             {dense, "8"}},
            {{"0", 0, 1, "0"},
             {"2", 2, 3, "2"},
             {"4", 4, 5, "2"},
             {"6", 6, 7, "2"},
             {"8", 8, -1, "8"}});
}

TEST_CASE(
    "a residual block hands on a sum of its own and layers without activation what they make") {
    using enum Operation::Kind;
    compare(
        "layers = [{ dense = 6 }, \"tanh\", { residual = [{ dense = 4 }, \"tanh\", { dense = 6 }] "
        "}, { dense = 5 }, { dense = 3 }, \"softmax\"]",
        {{dense, "0"},
         {tanh},
         {begin_block},
         {dense, "2.0"},
         {tanh},
         {dense, "2.2"},
         {end_block},
         {dense, "3"},
         {dense, "4"}},
        {{"0", 0, 1, "0"},
         {"2.0", 3, 4, "2.0"},
         {"2.2", 5, 5, "2.2"},
         {"2", -1, 6, ""},
         {"3", 7, 7, "3"},
         {"4", 8, -1, "4"}});
}

TEST_CASE("shares that are near zero or saturated or dead are those counted by hand") {
    // Four samples of 0 and 1; the first unit is at -50, -50, 50, 50 and the second always at 0.
    const auto wall_of = [](const std::string& activation,
                            const std::string& weights = "[[100, 0], [0, 0]]",
                            const std::string& biases = "[-50, 0]") {
        const Plan p = lab("layers = [{ dense = 2 }, " + activation +
                               ", { dense = 1 }], "
                               "weights = { \"0.weight\" = " +
                               weights + ", \"0.bias\" = " + biases + " }",
                           "steps = 1", "name = \"and_gate\"");
        const Recording r = record(p);
        return *r.trainings[0].walls()[0];
    };
    const StageMeasures sigmoid = wall_of("\"sigmoid\"").stages[0];
    CHECK(sigmoid.find(Quantity::activation)->outside() == 0.5);
    CHECK(sigmoid.find(Quantity::activation)->near_zero() == 0.25);
    CHECK(sigmoid.find(Quantity::preactivation)->near_zero() == 0.5);
    CHECK(sigmoid.find(Quantity::weight)->near_zero() == 0.75);
    CHECK(sigmoid.find(Quantity::gradient)->near_zero() == 0);
    // The slope of a sigmoid at ±50 is 2e-22.
    CHECK(sigmoid.find(Quantity::weight_gradient)->near_zero() >= 0.5);
    CHECK(sigmoid.dead == 0.5);
    const StageMeasures tanh = wall_of("\"tanh\"").stages[0];
    CHECK(tanh.find(Quantity::activation)->outside() == 0.5);
    CHECK(tanh.find(Quantity::activation)->near_zero() == 0.5);
    const StageMeasures relu = wall_of("\"relu\"").stages[0];
    CHECK(relu.find(Quantity::activation)->outside() == 0);
    CHECK(relu.find(Quantity::activation)->near_zero() == 0.75);
    CHECK(relu.find(Quantity::activation)->most() == 50);
    CHECK(relu.dead == 0.5);
    // One that is the same for the first and the last sample and not between them lives.
    CHECK(wall_of("\"relu\"", "[[1, -1], [0, 0]]", "[0, 0]").stages[0].dead == 0.5);
}

TEST_CASE("a wall is the same whatever the number of threads") {
    const Plan p =
        lab("layers = [{ dense = 30 }, \"sigmoid\", { dropout = 0.3 }, { dense = 30 }, "
            "\"relu\", { dense = 3 }]",
            "steps = 12\nbatch = 300\noptimizer = \"adam\"\nwall = { every = 3 }\n"
            "runs = [{ network = { initializer = \"he_normal\" } }, { network = { layers = [{ "
            "dense = 20 "
            "}, \"batch_norm\", \"tanh\", { dense = 3 }] } }]",
            "name = \"gaussian\"\nsamples = 700\ndimension = 7\nclasses = 3");
    const Recording alone = record(p), together = record(p, threads_backwards);
    for (std::size_t i = 0; i < p.runs.size(); ++i) {
        CAPTURE(i);
        CHECK(alone.trainings[i].walls().size() == 5);
        CHECK(same(alone.trainings[i], together.trainings[i]));
        CHECK_FALSE(same(*alone.trainings[i].walls()[0], *alone.trainings[i].walls()[4]));
    }
}

TEST_CASE("dropout drops in a wall what the seed and the step say") {
    const auto dropped = [](const std::string& seed) {
        const Plan p =
            lab("layers = [{ dense = 40 }, { dropout = 0.5 }, { dense = 40 }, \"tanh\", "
                "{ dense = 3 }], initializer = \"orthogonal\"",
                "steps = 2\noptimizer = { name = \"sgd\", lr = 0 }\n"
                "wall = { every = 1 }\nseed = " +
                    seed);
        return record(p).trainings[0];
    };
    const TrainingRecording one = dropped("1"), again = dropped("1");
    CHECK(same(one, again));
    // The weights rest and what is dropped does not.
    const auto passed_on = [&](std::size_t wall) {
        return *one.walls()[wall]->stages[0].find(Quantity::activation);
    };
    CHECK(passed_on(0) == passed_on(1));
    CHECK(one.walls()[0]->loss != one.walls()[1]->loss);
}

TEST_CASE("dropout drops other units of samples that are computed apart") {
    const TrainingSetup setup(lab("layers = [{ dense = 7 }, { dropout = 0.5 }, { dense = 7 }, "
                                  "\"identity\", { dense = 3 }], "
                                  "initializer = \"identity\"",
                                  "steps = 1",
                                  "name = \"gaussian\"\nsamples = 600\ndimension = 7\nclasses = 3")
                                  .runs.front());
    WallMeter meter(setup);
    TrainedState state;
    state.weights.resize(setup.network.weights());
    setup.network.fill_weights(0, state.weights);
    meter.measure(state, 3, {});
    const std::vector<float> passed_on = meter.numbers(1, Quantity::activation);
    REQUIRE(passed_on.size() == 600 * 7);
    const auto shares_drops = [&](std::size_t apart) {
        double same = 0;
        for (std::size_t i = 0; i < 300 * 7; ++i)
            same += (passed_on[i] == 0) == (passed_on[i + apart * 7] == 0) ? 1 : 0;
        return same / (300 * 7);
    };
    for (std::size_t apart = 1; apart <= 300; ++apart) {
        CAPTURE(apart);
        CHECK(shares_drops(apart) < 0.6);
    }
}

TEST_CASE("walls stand at every so many steps and at the last one") {
    const auto walls_at = [](const std::string& more) {
        return steps_of(record(lab("depth = 1, width = 4", more)).trainings[0]);
    };
    CHECK(walls_at("steps = 10\nwall = { every = 4 }") == std::vector<int>{0, 4, 8, 10});
    CHECK(walls_at("steps = 8\nwall = { every = 4 }") == std::vector<int>{0, 4, 8});
    CHECK(walls_at("steps = 3\nwall = { every = 100 }") == std::vector<int>{0, 3});
    CHECK(walls_at("steps = 5") == std::vector<int>{0, 1, 2, 3, 4, 5});
    CHECK(walls_at("steps = 250").size() < 130);
    CHECK(walls_at("steps = 250").size() > 60);
}

TEST_CASE("where walls would take too much memory every other one goes and the last one stays") {
    const TrainingRecording run =
        record(lab("depth = 60, width = 12, activation = \"tanh\", initializer = \"xavier_normal\"",
                   "steps = 301\nbatch = 8\nwall = { every = 1, samples = 40 }"))
            .trainings[0];
    const std::vector<int> steps = steps_of(run);
    CHECK(steps.size() < 152);
    REQUIRE(steps.size() > 8);
    CHECK(steps.front() == 0);
    CHECK(steps.back() == 301);
    const int spacing = steps[1];
    CHECK(spacing > 1);
    for (std::size_t i = 0; i + 1 < steps.size(); ++i)
        CHECK(steps[i] == static_cast<int>(i) * spacing);
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < run.walls().size(); ++i) bytes += run.walls()[i]->bytes();
    CHECK(bytes < std::size_t{50} << 20);
}

TEST_CASE("a longer plan has the walls of a shorter one and those of a fresh recording") {
    const std::string network = "depth = 2, width = 8, normalization = \"batch_norm\"";
    const std::string wall = "batch = 20\noptimizer = \"momentum\"\nwall = { every = 4 }\nsteps = ";
    const Recording first = record(lab(network, wall + "600"));
    const Plan longer = lab(network, wall + "701");
    const Recording again = record(longer, {}, {}, &first), fresh = record(longer);
    CHECK(same(again.trainings[0], fresh.trainings[0]));
    CHECK(steps_of(again.trainings[0]).back() == 701);
    for (std::size_t i = 0; i < first.trainings[0].walls().size(); ++i)
        CHECK(same(*first.trainings[0].walls()[i], *again.trainings[0].walls()[i]));
    const Recording coarser = record(
        lab(network, "batch = 20\noptimizer = \"momentum\"\nwall = { every = 6 }\nsteps = 600"), {},
        {}, &first);
    CHECK(steps_of(coarser.trainings[0])[1] == 6);
}
