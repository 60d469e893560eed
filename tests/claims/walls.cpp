// What the captions of the bundled walls claim, measured on the bundled seed and on others: a seed
// draws the data, the weights and the batches.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/recording/recording.h"
#include "core/recording/spread.h"
#include "core/recording/wall.h"

namespace {

using namespace tani;

/// To so large a part of the number: doctest itself adds 1 to it.
doctest::Approx relative(double number) { return doctest::Approx(number).scale(0); }

using Trainings = std::vector<TrainingRecording>;

Experiment bundled(const std::string& id) {
    return load_experiment(std::string(TANI_SOURCE_DIR) + "/assets/experiments/" + id + ".toml");
}

/// The bundled seed and the seeds 1 … others. What is claimed of the start alone needs one update.
enum class Length { start, whole };
#if defined(__SANITIZE_ADDRESS__)
constexpr int most_others = 0;  // ten times slower there
#else
constexpr int most_others = 10;
#endif
void for_seeds(const std::string& id, Length length, int others,
               const std::function<void(const Trainings&)>& check) {
    for (int seed = 0; seed <= std::min(others, most_others); ++seed) {
        CAPTURE(seed);
        Experiment e = bundled(id);
        if (seed > 0) set_value(e, "seed", Value(std::int64_t{seed}));
        if (length == Length::start) set_value(e, "steps", Value(std::int64_t{1}));
        check(record(plan(e)).trainings);
    }
}

const Wall& start(const TrainingRecording& run) { return *run.walls()[0]; }
const Wall& end(const TrainingRecording& run) { return *run.walls().back(); }
double loss_at_end(const TrainingRecording& run) { return run.measured().back().train_loss; }
/// Adam's last steps jump; a curve is read by its level.
double lowest(const TrainingRecording& run, double Measured::*loss) {
    double least = run.measured()[0].*loss;
    for (std::size_t i = 1; i < run.measured().size(); ++i)
        least = std::min(least, run.measured()[i].*loss);
    return least;
}
double accuracy(const TrainingRecording& run) { return run.measured().back().train_metric; }

const Distribution& of(const Wall& wall, std::size_t layer, Quantity quantity) {
    const Distribution* found = wall.stages[layer - 1].find(quantity);
    REQUIRE(found != nullptr);
    return *found;
}
double signal(const Wall& wall, std::size_t layer) {
    return of(wall, layer, Quantity::activation).deviation();
}
double gradient(const Wall& wall, std::size_t layer) {
    return of(wall, layer, Quantity::gradient).root_mean_square();
}

/// By how much the gradient shrinks from a layer to the one before it, on average.
double shrinks(const Wall& wall, std::size_t layers) {
    return std::pow(gradient(wall, layers) / gradient(wall, 1),
                    1 / static_cast<double>(layers - 1));
}

/// How much the rows of the weights of the hidden layers differ at most.
double between_units(const TrainingRecording& run) {
    Replay replay;
    const TrainedState& state = replay.at(run, run.steps());
    double most = 0;
    for (const Stage& stage : stages_of(run.setup().network)) {
        if (!stage.function) continue;
        const WeightWindow& window =
            run.setup().network.windows()[static_cast<std::size_t>(stage.window)];
        const std::size_t inputs = window.size() / window.shape[0];
        for (std::size_t i = inputs; i < window.size(); ++i) {
            const float first = state.weights[window.offset + i % inputs];
            most = std::max(
                most, std::abs(static_cast<double>(state.weights[window.offset + i] - first)));
        }
    }
    return most;
}

}  // namespace

TEST_CASE("the losses that captions of the walls say are those of the bundled seed") {
    const auto losses = [](const std::string& id) {
        std::vector<double> found;
        for_seeds(id, Length::whole, 0, [&](const Trainings& runs) {
            for (const TrainingRecording& run : runs) found.push_back(loss_at_end(run));
        });
        return found;
    };
    // Rounded as a caption rounds.
    const auto about = [](double said) { return relative(said).epsilon(0.25); };
    const std::vector<double> regression = losses("regression-starts");
    CHECK(regression[0] == about(0.49));
    CHECK(regression[1] == about(0.49));
    CHECK(regression[2] == about(0.012));
    CHECK(regression[3] == about(0.14));
    CHECK(regression[4] == about(0.04));
    CHECK(losses("siren")[2] == about(0.08));
}

TEST_CASE("same-weights: units that begin the same stay the same and learn little") {
    for_seeds("same-weights", Length::whole, 3, [](const Trainings& runs) {
        for (const std::size_t same : {0u, 1u}) {
            CAPTURE(same);
            CHECK(between_units(runs[same]) < 1e-4);
            CHECK(accuracy(runs[same]) < 0.35);
        }
        CHECK(between_units(runs[2]) > 0.1);
        CHECK(accuracy(runs[2]) > 0.9);
        CHECK(start(runs[0]).stages[0].dead == 1);
    });
}

TEST_CASE("wide-narrow: most outputs stick to 0 and 1 or all are about a half") {
    for_seeds("wide-narrow", Length::start, 4, [](const Trainings& runs) {
        const Wall &wide = start(runs[0]), &narrow = start(runs[1]);
        for (std::size_t layer = 1; layer <= 5; ++layer) {
            CAPTURE(layer);
            CHECK(of(wide, layer, Quantity::activation).outside() > 0.55);
            CHECK(of(narrow, layer, Quantity::activation).share_between(0.4, 0.6) > 0.99);
            CHECK(signal(narrow, layer) < 0.03);
        }
        CHECK(of(wide, 1, Quantity::activation).outside() == relative(0.77).epsilon(0.03));
        // 0.25 (the sigmoid's slope) times 0.01·√100.
        CHECK(shrinks(narrow, 5) == relative(40).epsilon(0.15));
    });
}

TEST_CASE("xavier-he: He keeps ReLU and Xavier does not and neither keeps a sigmoid's gradient") {
    for_seeds("xavier-he", Length::start, 4, [](const Trainings& runs) {
        const auto kept = [](const TrainingRecording& run) {
            return signal(start(run), 5) / signal(start(run), 1);
        };
        // sigmoid, tanh and ReLU with Xavier; then with He.
        CHECK(signal(start(runs[1]), 1) == relative(0.63).epsilon(0.05));
        CHECK(signal(start(runs[1]), 5) == relative(0.32).epsilon(0.1));
        CHECK(kept(runs[2]) == relative(0.25).epsilon(0.3));
        CHECK(signal(start(runs[5]), 1) == relative(0.82).epsilon(0.05));
        CHECK(kept(runs[5]) == relative(1).epsilon(0.3));
        CHECK(shrinks(start(runs[5]), 5) == relative(1).epsilon(0.1));
        CHECK(shrinks(start(runs[1]), 5) < 1.3);
        for (const std::size_t sigmoid : {0u, 3u}) CHECK(shrinks(start(runs[sigmoid]), 5) > 3);
        CHECK(spread_of(start(runs[0])).backward_trend == Trend::vanishing);
        // How many outputs of tanh are within 5% of ±1 in the first layer.
        CHECK(of(start(runs[1]), 1, Quantity::activation).outside() == relative(0.14).epsilon(0.1));
        CHECK(of(start(runs[4]), 1, Quantity::activation).outside() == relative(0.29).epsilon(0.1));
    });
}

TEST_CASE("spread-depth: He keeps the spread through fifty layers and the others lose it") {
    for_seeds("spread-depth", Length::start, 4, [](const Trainings& runs) {
        const Wall &he = start(runs[0]), &xavier = start(runs[1]);
        CHECK(spread_of(he).forward_trend == Trend::kept);
        CHECK(spread_of(he).backward_trend == Trend::kept);
        // 2^(49/2) = 2.4e7, and a draw wanders by a factor of e or so.
        const double falls = signal(xavier, 1) / signal(xavier, 50);
        CHECK(falls > 2.4e7 / 10);
        CHECK(falls < 2.4e7 * 10);
        CHECK(gradient(xavier, 50) / gradient(xavier, 1) > 1e6);
        CHECK(signal(start(runs[2]), 50) == 0);
        CHECK(gradient(start(runs[2]), 1) == 0);
        const Distribution& last = of(start(runs[3]), 50, Quantity::activation);
        CHECK(last.not_finite() > 0);
        CHECK(spread_of(start(runs[3])).forward_trend == Trend::exploding);
    });
}

TEST_CASE("regression-starts: from 0 and 0.01 nothing happens and He is ahead of Xavier") {
    for_seeds("regression-starts", Length::whole, 5, [](const Trainings& runs) {
        const double flat = loss_at_end(runs[0]);
        CHECK(flat > 0.3);
        CHECK(loss_at_end(runs[1]) == relative(flat).epsilon(0.05));
        CHECK(loss_at_end(runs[4]) < 0.5 * loss_at_end(runs[3]));
        CHECK(loss_at_end(runs[3]) < 0.8 * flat);
        CHECK(loss_at_end(runs[2]) < loss_at_end(runs[4]));
    });
}

TEST_CASE(
    "vanishing-gradient: a sigmoid's gradient shrinks by four a layer and three cures train") {
    for_seeds("vanishing-gradient", Length::whole, 1, [](const Trainings& runs) {
        CHECK(shrinks(start(runs[0]), 8) > 4);
        CHECK(shrinks(start(runs[0]), 8) < 5);
        CHECK(spread_of(start(runs[0])).backward_trend == Trend::vanishing);
        CHECK(accuracy(runs[0]) < 0.15);
        CHECK(loss_at_end(runs[0]) == relative(std::log(10)).epsilon(0.01));
        for (const std::size_t cured : {1u, 2u, 3u}) {
            CAPTURE(cured);
            CHECK(shrinks(start(runs[cured]), 8) < 2);
            CHECK(spread_of(start(runs[cured])).backward_trend == Trend::kept);
            CHECK(loss_at_end(runs[cured]) < 1.5);
        }
        CHECK(accuracy(runs[3]) > 0.95);
    });
}

TEST_CASE("long-term: the gradient vanishes for a radius of 0.9 and explodes for one of 1.1") {
    for_seeds("long-term", Length::start, 4, [](const Trainings& runs) {
        CHECK(spread_of(start(runs[0])).backward_trend == Trend::vanishing);
        CHECK(spread_of(start(runs[1])).backward_trend == Trend::kept);
        CHECK(spread_of(start(runs[2])).backward_trend == Trend::exploding);
        // The power of the radius, but for the gradient that the output layer hands back.
        const auto far = [](const Wall& wall) { return gradient(wall, 1) / gradient(wall, 100); };
        const double kept = far(start(runs[1]));
        CHECK(far(start(runs[0])) < 1 / 3e4);
        CHECK(far(start(runs[2])) > 2e3);
        CHECK(kept > 0.1);
        CHECK(kept < 10);
        CHECK(far(start(runs[0])) / kept == relative(std::pow(0.9, 99)).epsilon(0.4));
        CHECK(far(start(runs[2])) / kept == relative(std::pow(1.1, 99)).epsilon(0.4));
    });
}

TEST_CASE("siren: only SIREN has equal layers and a gradient that is kept and learns the signal") {
    for_seeds("siren", Length::whole, 3, [](const Trainings& runs) {
        const Wall& siren = start(runs[0]);
        for (std::size_t layer = 1; layer <= 3; ++layer)
            CHECK(signal(siren, layer) == relative(0.7).epsilon(0.1));
        CHECK(shrinks(siren, 3) == relative(1).epsilon(0.25));
        CHECK(lowest(runs[0], &Measured::train_loss) < 0.0005);
        CHECK(loss_at_end(runs[0]) < 0.005);
        // Backwards the gradient grows: 30 times the slope, in every layer.
        CHECK(shrinks(start(runs[1]), 3) < 1 / 15.0);
        CHECK(lowest(runs[1], &Measured::train_loss) > 0.02);
        CHECK(loss_at_end(runs[2]) > 0.05);
    });
}

TEST_CASE("siren-fit: SIREN fits held out samples and tanh has the slow wave only") {
    for_seeds("siren-fit", Length::whole, 3, [](const Trainings& runs) {
        CHECK(lowest(runs[0], &Measured::validation_loss) < 0.005);
        CHECK(lowest(runs[1], &Measured::validation_loss) > 0.05);
    });
}

TEST_CASE("zero-hadamard: zeros learn nothing and ZerO has hardly a dead unit and all digits") {
    for_seeds("zero-hadamard", Length::whole, 2, [](const Trainings& runs) {
        CHECK(loss_at_end(runs[0]) == relative(std::log(10)).epsilon(0.01));
        CHECK(start(runs[0]).stages[0].dead == 1);
        // 64 inputs for 96 units: a third have nothing to pass on, before and after.
        CHECK(start(runs[1]).stages[0].dead >= 1 / 3.0);
        CHECK(end(runs[1]).stages[0].dead >= 1 / 3.0);
        CHECK(start(runs[2]).stages[0].dead < 0.05);
        CHECK(accuracy(runs[2]) > 0.97);
        CHECK(accuracy(runs[3]) > 0.97);
    });
    // Without random numbers the seed changes nothing.
    Experiment e = bundled("zero-hadamard");
    set_value(e, "steps", Value(std::int64_t{1}));
    const Trainings first = record(plan(e)).trainings;
    set_value(e, "seed", Value(std::int64_t{7}));
    const Trainings second = record(plan(e)).trainings;
    const auto same_start = [&](std::size_t run) {
        Replay a, b;
        return std::ranges::equal(a.at(first[run], 0).weights, b.at(second[run], 0).weights);
    };
    CHECK(same_start(2));
    CHECK_FALSE(same_start(3));
}

TEST_CASE("lsuv: twenty layers are at deviation 1 where He and orthogonal matrices fade") {
    for_seeds("lsuv", Length::whole, 1, [](const Trainings& runs) {
        for (std::size_t layer = 1; layer <= 20; ++layer) {
            CHECK(of(start(runs[2]), layer, Quantity::preactivation).deviation() ==
                  relative(1).epsilon(0.1));
        }
        CHECK(spread_of(start(runs[2])).backward_trend == Trend::kept);
        for (const std::size_t fading : {0u, 1u}) {
            CAPTURE(fading);
            CHECK(spread_of(start(runs[fading])).forward_trend == Trend::vanishing);
            CHECK(spread_of(start(runs[fading])).backward_trend == Trend::vanishing);
            CHECK(loss_at_end(runs[fading]) == relative(std::log(10)).epsilon(0.01));
        }
        CHECK(loss_at_end(runs[2]) < 2.15);
    });
}
