// What the captions of the bundled trainings claim, measured on the bundled seed and, where chance
// has a say, on others too: a seed draws the data, the split, the weights and the batches.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/recording/range_test.h"
#include "core/recording/recording.h"

namespace {

using namespace tani;

using Trainings = std::vector<TrainingRecording>;

Trainings trained(const std::string& id) {
    return record(plan(load_experiment(std::string(TANI_SOURCE_DIR) + "/assets/experiments/" + id +
                                       ".toml")))
        .trainings;
}

Trainings trained(const std::string& id, std::int64_t seed) {
    Experiment e =
        load_experiment(std::string(TANI_SOURCE_DIR) + "/assets/experiments/" + id + ".toml");
    set_value(e, "seed", Value(seed));
    return record(plan(e)).trainings;
}

/// The bundled seed and the seeds 1 … others.
void for_seeds(const std::string& id, int others,
               const std::function<void(const Trainings&)>& check) {
    check(trained(id));
    for (int seed = 1; seed <= others; ++seed) {
        CAPTURE(seed);
        check(trained(id, seed));
    }
}

/// A number as a caption rounds it.
doctest::Approx about(double said) { return doctest::Approx(said).epsilon(0.15); }

const Measured& last(const TrainingRecording& run) { return run.measured().back(); }

const Measured& after(const TrainingRecording& run, double epochs) {
    std::size_t i = 0;
    while (i + 1 < run.measured().size() && run.measured()[i].epoch < epochs) ++i;
    return run.measured()[i];
}

/// Where the validation loss is lowest.
const Measured& best(const TrainingRecording& run) {
    std::size_t at = 0;
    for (std::size_t i = 1; i < run.measured().size(); ++i) {
        if (run.measured()[i].validation_loss < run.measured()[at].validation_loss) at = i;
    }
    return run.measured()[at];
}

double best_accuracy(const TrainingRecording& run) {
    double most = 0;
    for (std::size_t i = 0; i < run.measured().size(); ++i)
        most = std::max(most, run.measured()[i].train_metric);
    return most;
}

/// How many times the training loss the validation loss is, over the last 50 measurements: single ones are as noisy as dropout.
double gap(const TrainingRecording& run) {
    double train = 0, validation = 0;
    for (std::size_t i = run.measured().size() - 50; i < run.measured().size(); ++i) {
        train += run.measured()[i].train_loss;
        validation += run.measured()[i].validation_loss;
    }
    return validation / train;
}

/// The share of weights (biases not counted) smaller than a bound at the end.
double share_below(const TrainingRecording& run, float bound) {
    Replay replay;
    const TrainedState& end = replay.at(run, run.steps());
    double small = 0, all = 0;
    for (const WeightWindow& window : run.setup().network.windows()) {
        if (window.kind != WeightKind::weight) continue;
        for (std::size_t i = 0; i < window.size(); ++i) {
            small += std::abs(end.weights[window.offset + i]) < bound ? 1 : 0;
            ++all;
        }
    }
    return small / all;
}

std::size_t parameters(const TrainingRecording& run) {
    std::size_t count = 0;
    for (const WeightWindow& window : run.setup().network.windows()) count += window.size();
    return count;
}

/// How often the slope of the fitted curve changes between the ends of the data.
int bends(const TrainingRecording& run) {
    constexpr int points = 2001;
    std::vector<float> x(points);
    for (int i = 0; i < points; ++i)
        x[static_cast<std::size_t>(i)] = -1 + 2 * static_cast<float>(i) / (points - 1);
    Replay replay;
    const std::vector<float> y = predict(run.setup(), replay.at(run, run.steps()), x, points);
    int count = 0;
    bool before = false;
    for (std::size_t i = 1; i + 1 < y.size(); ++i) {
        const bool bent = std::abs(y[i + 1] - 2 * y[i] + y[i - 1]) > 1e-5F;
        count += bent && !before ? 1 : 0;
        before = bent;
    }
    return count;
}

}  // namespace

TEST_CASE("threshold-gates: weights by hand make AND and OR and NOT and three units make XOR") {
    for (const TrainingRecording& run : trained("threshold-gates")) {
        CAPTURE(run.plan().label);
        CHECK(run.measured()[0].train_metric == 1);
        CHECK(last(run).train_metric == 1);
    }
}

TEST_CASE("perceptron-gates: each gate is learned without a mistake and then the weights rest") {
    for_seeds("perceptron-gates", 20, [](const Trainings& runs) {
        for (const TrainingRecording& run : runs) {
            CAPTURE(run.plan().label);
            CHECK(last(run).train_metric == 1);
            Replay replay;
            const AlignedVector<float> end = replay.at(run, run.steps()).weights;
            CHECK(std::ranges::equal(end, replay.at(run, run.steps() - 20).weights));
        }
    });
    for (const TrainingRecording& run : trained("perceptron-gates"))
        CHECK(run.measured()[0].train_metric < 1);
}

TEST_CASE("perceptron-xor: the perceptron never has all four points and a hidden layer has") {
    for_seeds("perceptron-xor", 10, [](const Trainings& runs) {
        CHECK(best_accuracy(runs[0]) < 1);
        CHECK(last(runs[1]).train_metric == 1);
    });
}

TEST_CASE("ice-cream: the error on the held out prices is 1250 and then 178") {
    const TrainingRecording run = trained("ice-cream")[0];
    CHECK(std::ranges::equal(run.setup().data.validation.y, std::vector<float>{450, 500}));
    CHECK(run.measured()[0].validation_loss == doctest::Approx(1250).epsilon(1e-5));
    CHECK(last(run).train_loss == doctest::Approx(800.0 / 9).epsilon(1e-3));
    CHECK(last(run).validation_loss == doctest::Approx(1600.0 / 9).epsilon(2e-3));
}

TEST_CASE("hidden-units: at most as many bends as units and sixteen reach the noise") {
    for_seeds("hidden-units", 6, [](const Trainings& runs) {
        CHECK(bends(runs[0]) <= 2);
        CHECK(bends(runs[1]) <= 4);
        CHECK(bends(runs[2]) <= 16);
        CHECK(last(runs[0]).train_loss > 0.1);
        CHECK(last(runs[2]).train_loss < 0.015);
    });
    CHECK(bends(trained("hidden-units")[1]) > 2);
}

TEST_CASE("five-rules: plain descent is left behind by the four other rules") {
    const Trainings bundled = trained("five-rules");
    CHECK(last(bundled[0]).train_loss == about(0.17));
    CHECK(last(bundled[1]).train_loss == about(0.007));
    CHECK(last(bundled[2]).train_loss == about(0.04));
    CHECK(last(bundled[3]).train_loss < 0.015);
    CHECK(last(bundled[4]).train_loss < 0.015);
    for_seeds("five-rules", 4, [](const Trainings& runs) {
        for (std::size_t i = 1; i < runs.size(); ++i) {
            CAPTURE(runs[i].plan().label);
            CHECK(last(runs[i]).train_loss < 0.1);
            CHECK(last(runs[i]).train_loss < 0.5 * last(runs[0]).train_loss);
        }
    });
}

TEST_CASE("initialization: one stays at chance and one starts slowly and two learn at once") {
    for_seeds("initialization", 2, [](const Trainings& runs) {
        CHECK(best_accuracy(runs[0]) < 0.2);
        CHECK(last(runs[1]).train_metric > 0.8);
        CHECK(last(runs[1]).validation_metric > 0.8);
        CHECK(after(runs[1], 7).train_loss < 2);
        CHECK(after(runs[2], 7).train_metric < 0.2);
        CHECK(last(runs[2]).validation_metric > 0.7);
        CHECK(after(runs[3], 3).validation_metric > 0.9);
    });
}

TEST_CASE("batch-norm: from weights of 0.01 only batch normalization learns the digits") {
    for_seeds("batch-norm", 4, [](const Trainings& runs) {
        CHECK(best_accuracy(runs[0]) < 0.2);
        CHECK(last(runs[0]).train_loss == doctest::Approx(std::log(10)).epsilon(0.01));
        CHECK(last(runs[1]).validation_metric > 0.9);
    });
}

TEST_CASE("batch-size: small batches go furthest and all data fall at every update") {
    const auto falls = [](const TrainingRecording& run) {
        for (int step = 1; step < run.steps(); ++step) {
            if (run.row(step).batch_loss >= run.row(step - 1).batch_loss) return false;
        }
        return true;
    };
    const Trainings bundled = trained("batch-size");
    CHECK(last(bundled[0]).train_loss == about(0.007));
    CHECK(last(bundled[1]).train_loss == about(0.25));
    CHECK(last(bundled[2]).train_loss == about(0.5));
    for_seeds("batch-size", 5, [&](const Trainings& runs) {
        CHECK(runs[0].steps() == 6000);
        CHECK(runs[1].steps() == 200);
        CHECK(runs[2].steps() == 20);
        CHECK(last(runs[0]).train_loss < 0.05);
        CHECK(last(runs[1]).train_loss > 0.15);
        CHECK(last(runs[2]).train_loss > 1.3 * last(runs[1]).train_loss);
        CHECK_FALSE(falls(runs[0]));
        CHECK_FALSE(falls(runs[1]));
        CHECK(falls(runs[2]));
    });
}

TEST_CASE("network-range-test: the loss turns up at a rate of its own for each rule") {
    for_seeds("network-range-test", 3, [](const Trainings& runs) {
        const double said[] = {0.8, 0.3, 0.04};
        for (std::size_t i = 0; i < 3; ++i) {
            CAPTURE(runs[i].plan().label);
            const RateSuggestions read = suggest_rates(rate_curve_of(runs[i]));
            REQUIRE(read.turn);
            CHECK(read.turn->rate == doctest::Approx(said[i]).epsilon(0.35));
            CHECK(read.divergence);
        }
    });
}

TEST_CASE("rate-clipping: the large rate overflows and clipped it overtakes the small one") {
    for_seeds("rate-clipping", 6, [](const Trainings& runs) {
        CHECK_FALSE(runs[0].diverged());
        CHECK(last(runs[0]).train_loss > 0.4);
        CHECK(runs[1].diverged());
        CHECK(runs[1].steps() <= 25);
        CHECK_FALSE(runs[2].diverged());
        CHECK(last(runs[2]).train_loss < 0.1);
    });
}

TEST_CASE("growing-batch: larger batches calm as a lower rate does with fewer updates") {
    for_seeds("growing-batch", 6, [](const Trainings& runs) {
        CHECK(runs[1].steps() == 2250);
        CHECK(runs[2].steps() == 990);
        const auto between = [](const TrainingRecording& run) {
            double least = INFINITY, most = 0, sum = 0;
            for (std::size_t epoch = 21; epoch <= 30; ++epoch) {
                const double loss = run.measured()[epoch].train_loss;
                least = std::min(least, loss);
                most = std::max(most, loss);
                sum += loss;
            }
            return std::array{most - least, sum / 10};
        };
        const auto constant = between(runs[0]), rate = between(runs[1]), batch = between(runs[2]);
        CHECK(constant[0] > 3 * rate[0]);
        CHECK(constant[0] > 3 * batch[0]);
        CHECK(constant[1] > 1.1 * batch[1]);
        CHECK(batch[1] == doctest::Approx(rate[1]).epsilon(0.15));
    });
}

TEST_CASE("overfitting: the validation loss doubles and early stopping prevents it") {
    int doubled = 0;
    for_seeds("overfitting", 5, [&](const Trainings& runs) {
        const Measured &lowest = best(runs[0]), &end = last(runs[0]);
        CHECK(end.train_loss < 0.25 * lowest.train_loss);
        CHECK(end.validation_loss > 1.2 * lowest.validation_loss);
        doubled += end.validation_loss >= 2 * lowest.validation_loss ? 1 : 0;
        REQUIRE(runs[1].early_stop());
        CHECK(runs[1].early_stop()->stopped_step == runs[1].steps());
        CHECK(last(runs[1]).validation_loss < 1.25 * lowest.validation_loss);
    });
    CHECK(doubled >= 5);
    const Trainings bundled = trained("overfitting");
    CHECK(best(bundled[0]).validation_loss == about(0.27));
    CHECK(last(bundled[0]).validation_loss == about(0.9));
    CHECK(last(bundled[1]).validation_loss == about(0.28));
    CHECK(last(bundled[0]).validation_loss >= 2 * best(bundled[0]).validation_loss);
}

TEST_CASE("regularization: each remedy lowers the validation and raises the training loss") {
    for_seeds("regularization", 2, [](const Trainings& runs) {
        for (std::size_t i = 1; i < runs.size(); ++i) {
            CAPTURE(runs[i].plan().label);
            CHECK(last(runs[i]).validation_loss < 0.9 * last(runs[0]).validation_loss);
            CHECK(last(runs[i]).train_loss > 2 * last(runs[0]).train_loss);
        }
    });
}

TEST_CASE("dropout-l1: training and validation end closest with both") {
    for_seeds("dropout-l1", 1, [](const Trainings& runs) {
        CHECK(gap(runs[0]) > 20);
        CHECK(gap(runs[1]) < 10);
        CHECK(gap(runs[2]) < 10);
        // On some seeds L1 alone comes as near.
        CHECK(gap(runs[3]) < gap(runs[1]));
        CHECK(gap(runs[3]) < 1.3 * gap(runs[2]));
    });
    const Trainings bundled = trained("dropout-l1");
    CHECK(gap(bundled[3]) < std::min(gap(bundled[1]), gap(bundled[2])));
    const double said[] = {40, 6, 4, 2.5};
    for (std::size_t i = 0; i < 4; ++i) CHECK(gap(bundled[i]) == about(said[i]));
    CHECK(share_below(bundled[2], 0.01F) > 5 * share_below(bundled[0], 0.01F));
}

TEST_CASE("split-by-time: the random split promises what the future does not keep") {
    const Trainings bundled = trained("split-by-time");
    CHECK(last(bundled[1]).validation_loss == about(7 * last(bundled[0]).validation_loss));
    for_seeds("split-by-time", 8, [](const Trainings& runs) {
        const Measured &random = last(runs[0]), &time = last(runs[1]);
        CHECK(random.validation_loss < 0.03);
        CHECK(time.train_loss < 0.03);
        CHECK(time.validation_loss > 4 * random.validation_loss);
    });
}

TEST_CASE("several-labels: a hidden layer learns points with none to three labels") {
    const auto said = [](const TrainingRecording& run) {
        const Dataset& held_out = run.setup().data.validation;
        Replay replay;
        const std::vector<float> y = predict(run.setup(), replay.at(run, run.steps()), held_out.x,
                                             static_cast<std::size_t>(held_out.outline.samples));
        std::set<long> counts;
        for (std::size_t i = 0; i < y.size(); i += 3)
            counts.insert(std::count_if(&y[i], &y[i] + 3, [](float p) { return p > 0.5F; }));
        return counts;
    };
    CHECK(said(trained("several-labels")[1]) == std::set<long>{0, 1, 2, 3});
    for_seeds("several-labels", 5, [](const Trainings& runs) {
        CHECK(last(runs[0]).validation_metric < 0.8);
        CHECK(last(runs[1]).validation_metric > 0.93);
    });
}

TEST_CASE("width-depth: three layers learn what one wide and eight narrow ones do not") {
    int stuck = 0;
    for_seeds("width-depth", 5, [&](const Trainings& runs) {
        CHECK(parameters(runs[0]) == 942);
        CHECK(parameters(runs[1]) == 942);
        CHECK(parameters(runs[2]) == 981);
        CHECK(last(runs[0]).train_loss > 0.15);
        CHECK(last(runs[1]).train_loss < 0.02);
        CHECK(last(runs[2]).train_loss > last(runs[1]).train_loss);
        stuck += last(runs[2]).train_loss > 0.3 ? 1 : 0;
    });
    CHECK(stuck >= 4);
}

TEST_CASE("convolution: the dense network learns by heart and the convolutional one reads") {
    for_seeds("convolution", 2, [](const Trainings& runs) {
        CHECK(std::abs(static_cast<double>(parameters(runs[0])) /
                           static_cast<double>(parameters(runs[1])) -
                       1) < 0.02);
        CHECK(last(runs[0]).train_metric < last(runs[1]).train_metric);
        CHECK(last(runs[0]).validation_loss < 0.95 * last(runs[1]).validation_loss);
        CHECK(last(runs[0]).validation_metric > last(runs[1]).validation_metric);
        CHECK(last(runs[0]).validation_metric > 0.8);
    });
}

TEST_CASE("normalization: each kind learns faster than none and batch normalization fastest") {
    for_seeds("normalization", 2, [](const Trainings& runs) {
        CHECK(last(runs[0]).train_loss > 2);
        for (std::size_t i = 1; i < runs.size(); ++i) {
            CAPTURE(runs[i].plan().label);
            CHECK(last(runs[i]).train_loss < 0.5 * last(runs[0]).train_loss);
            if (i > 1) CHECK(last(runs[1]).train_loss < last(runs[i]).train_loss);
        }
    });
}
