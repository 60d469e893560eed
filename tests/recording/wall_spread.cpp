// The spread of signals and gradients with depth, as means over many draws of the weights, against
// what is known of it: He et al. 2015 §2.2, Glorot & Bengio 2010, Hanin & Nica 2019.
#include <cmath>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/experiment/experiment.h"
#include "core/recording/spread.h"
#include "core/recording/wall.h"

namespace {

using namespace tani;

// Unoptimized code under the sanitizers is a hundred times slower: fewer draws of fewer and
// narrower layers there, with the wider tolerances that they have.
#if defined(__SANITIZE_ADDRESS__) || !defined(NDEBUG)
constexpr bool quick = true;
#else
constexpr bool quick = false;
#endif
constexpr int draws = quick ? 100 : 200;
constexpr int width = quick ? 64 : 256;
constexpr std::size_t depth = quick ? 24 : 50, last = depth - 1;
/// Of the logarithm of one draw's second moment after so many ReLU layers: 5/n for each.
const double wander = std::sqrt(depth * 5.0 / width);

TrainingSetup setup_of(const std::string& network, int inputs = width, int samples = 16) {
    const Plan p = plan(read_experiment(
        fmt::format("lab = \"initializer\"\nsteps = 1\nwall = {{ samples = {} }}\n[network]\n{}\n"
                    "[data]\nname = \"gaussian\"\nsamples = 100\ndimension = {}\n",
                    samples, network, inputs),
        "test.toml"));
    return TrainingSetup(p.runs.front());
}

/// Walls of fresh weights of the seeds from 1 on, in two threads.
std::vector<Wall> walls_of(const TrainingSetup& setup, int seeds) {
    std::vector<Wall> walls(static_cast<std::size_t>(seeds));
    const auto half = [&](std::size_t from) {
        WallMeter meter(setup);
        TrainedState state;
        state.weights.resize(setup.network.weights());
        state.statistics.resize(setup.network.statistics());
        setup.network.fill_statistics(state.statistics);
        for (std::size_t i = from; i < walls.size(); i += 2) {
            setup.network.fill_weights(i + 1, state.weights, setup.data.train.x.data(),
                                       meter.samples());
            walls[i] = meter.measure(state, i + 1, {});
        }
    };
    std::jthread other([&] { half(1); });
    half(0);
    other.join();
    return walls;
}

double square_of(const Wall& wall, std::size_t stage, Quantity quantity) {
    const double root = wall.stages[stage].find(quantity)->root_mean_square();
    return root * root;
}

/// Over the draws, of a stage's mean square.
double mean_square(const std::vector<Wall>& walls, std::size_t stage, Quantity quantity) {
    double sum = 0;
    for (const Wall& wall : walls) sum += square_of(wall, stage, quantity);
    return sum / static_cast<double>(walls.size());
}

std::string relu_layers(const std::string& initializer) {
    return fmt::format("depth = {}\nwidth = {}\nactivation = \"relu\"\ninitializer = {}", depth,
                       width, initializer);
}

/// By how much the mean square is multiplied from one end to the other.
struct Factors {
    double forward, backward;
};
Factors factors(const std::vector<Wall>& walls) {
    return {
        mean_square(walls, last, Quantity::activation) /
            mean_square(walls, 0, Quantity::activation),
        mean_square(walls, 0, Quantity::gradient) / mean_square(walls, last, Quantity::gradient)};
}

/// To so large a part of the number: doctest itself adds 1 to it.
doctest::Approx relative(double number) { return doctest::Approx(number).scale(0); }

}  // namespace

TEST_CASE("through many ReLU layers He keeps the mean square of signals and of gradients") {
    const std::vector<Wall> walls = walls_of(setup_of(relu_layers("\"he_uniform\"")), draws);
    const Factors over = factors(walls);
    // The mean of so many lognormal numbers is known to so much; four standard errors.
    const double error = std::sqrt(std::expm1(wander * wander) / draws);
    const double tolerance = quick ? 4 * error : 0.35;
    CAPTURE(error);
    CHECK(over.forward == relative(1).epsilon(tolerance));
    CHECK(over.backward == relative(1).epsilon(tolerance));
}

TEST_CASE(
    "through many ReLU layers Xavier halves the mean square of signals and of gradients in each") {
    const std::vector<Wall> walls = walls_of(setup_of(relu_layers("\"xavier_uniform\"")), 40);
    const Factors over = factors(walls);
    const double tolerance = quick ? 0.1 : 0.03;
    CHECK(std::pow(over.forward, 1.0 / last) == relative(0.5).epsilon(tolerance));
    CHECK(std::pow(over.backward, 1.0 / last) == relative(0.5).epsilon(tolerance));
    for (const Wall& wall : walls) {
        CHECK(spread_of(wall).forward_trend == Trend::vanishing);
        CHECK(spread_of(wall).backward_trend == Trend::vanishing);
    }
}

TEST_CASE("through many ReLU layers weights of 0.01 let everything die and weights of 1 explode") {
    constexpr int few = 4;
    for (const Wall& wall :
         walls_of(setup_of(relu_layers("{ name = \"normal\", std = 0.01 }")), few)) {
        CHECK(square_of(wall, last, Quantity::activation) < 1e-30);
        CHECK(square_of(wall, 0, Quantity::gradient) < 1e-30);
        CHECK(wall.stages[last].find(Quantity::activation)->near_zero() == 1);
        CHECK(spread_of(wall).forward_trend == Trend::vanishing);
        CHECK(spread_of(wall).backward_trend == Trend::vanishing);
    }
    for (const Wall& wall :
         walls_of(setup_of(relu_layers("{ name = \"normal\", std = 1 }")), few)) {
        const double forward = square_of(wall, last, Quantity::activation);
        CHECK((forward > 1e10 || !std::isfinite(forward)));
        const double backward = square_of(wall, 0, Quantity::gradient);
        CHECK((backward > 1e10 || !std::isfinite(backward)));
        CHECK(spread_of(wall).forward_trend == Trend::exploding);
        CHECK(spread_of(wall).backward_trend == Trend::exploding);
    }
}

TEST_CASE("the theory of the spread is the mean of many draws") {
    struct Case {
        std::string network, what;
    };
    const Case cases[] = {
        {"activation = \"none\"\ninitializer = \"xavier_normal\"", "linear, kept"},
        {"activation = \"identity\"\ninitializer = { name = \"normal\", std = 0.15 }", "linear"},
        {"activation = \"relu\"\ninitializer = \"he_uniform\"", "ReLU, kept"},
        {"activation = \"relu\"\ninitializer = { name = \"normal\", std = 0.2 }", "ReLU"},
        {"activation = { name = \"leaky_relu\", negative_slope = 0.3 }\n"
         "initializer = \"he_normal\"",
         "leaky ReLU"},
        {"activation = \"relu\"\ninitializer = \"pytorch\"", "with random biases"},
        {"activation = \"relu\"\ninitializer = \"he_normal\"\n"
         "bias_initializer = { name = \"normal\", std = 0.5 }",
         "with large biases"},
        {"layers = [{ dense = 80 }, \"relu\", { dense = 30 }, \"relu\", { dense = 120 }, \"relu\", "
         "{ dense = 60 }, \"relu\", { dense = 10 }]\ninitializer = { name = \"normal\", std = 0.2 "
         "}",
         "layers of different widths"},
    };
    constexpr int seeds = quick ? 60 : 300;
    for (const Case& one : cases) {
        CAPTURE(one.what);
        const TrainingSetup setup = setup_of(
            (one.network.starts_with("layers") ? "" : "depth = 6\nwidth = 64\n") + one.network, 40,
            32);
        const std::vector<Wall> walls = walls_of(setup, seeds);
        // Measured inputs are the same; the gradient of the last stage is each draw's own.
        const SpreadTheory forward = forward_theory(setup, walls.front());
        REQUIRE(forward.deviation.size() >= 5);
        CHECK(std::isnan(forward.deviation.back()));
        const std::size_t hidden = forward.deviation.size() - 1;
        for (std::size_t stage = 0; stage < hidden; ++stage) {
            CAPTURE(stage);
            double squares = 0, expected = 0, gradients = 0;
            for (const Wall& wall : walls) {
                const double deviation = wall.stages[stage].find(Quantity::activation)->deviation();
                squares += deviation * deviation;
                gradients += square_of(wall, stage, Quantity::gradient);
                const double theory = backward_theory(setup, wall).deviation[stage];
                expected += theory * theory;
            }
            // Four standard errors of a mean whose numbers wander by at most the band.
            const double error =
                4 * std::sqrt(std::expm1(std::pow(2 * forward.log_band[hidden - 1], 2)) / seeds) /
                2;
            CHECK(std::sqrt(squares / seeds) == relative(forward.deviation[stage]).epsilon(error));
            CHECK(std::sqrt(gradients) == relative(std::sqrt(expected)).epsilon(error));
        }
    }
}

TEST_CASE("about two of three draws lie within the band of the theory") {
    struct Case {
        std::string network, what;
    };
    const Case cases[] = {
        {"activation = \"none\"\ninitializer = \"xavier_normal\"", "linear"},
        {"activation = \"relu\"\ninitializer = \"he_normal\"", "ReLU"},
        {"activation = { name = \"leaky_relu\", negative_slope = 0.3 }\n"
         "initializer = { name = \"he_normal\", gain = 1.35 }",
         "leaky ReLU"},
    };
    constexpr int seeds = quick ? 60 : 300;
    for (const Case& one : cases) {
        CAPTURE(one.what);
        // The band is that of one input: many of them wander less, most of all in linear layers.
        const TrainingSetup setup =
            setup_of(fmt::format("depth = 12\nwidth = 64\n{}", one.network), 64, 1);
        int forward = 0, backward = 0;
        for (const Wall& wall : walls_of(setup, seeds)) {
            const auto within = [&](const SpreadTheory& theory, std::size_t stage,
                                    Quantity quantity) {
                const double deviation = wall.stages[stage].find(quantity)->deviation();
                return std::abs(std::log(deviation / theory.deviation[stage])) <
                       theory.log_band[stage];
            };
            forward += within(forward_theory(setup, wall), 11, Quantity::activation) ? 1 : 0;
            backward += within(backward_theory(setup, wall), 0, Quantity::gradient) ? 1 : 0;
        }
        CHECK(forward > 0.5 * seeds);
        CHECK(forward < 0.85 * seeds);
        CHECK(backward > 0.5 * seeds);
        CHECK(backward < 0.85 * seeds);
    }
}

TEST_CASE("there is no theory where layers are beyond it") {
    for (const char* network :
         {"depth = 3\nactivation = \"tanh\"",
          "depth = 3\nactivation = \"relu\"\n"
          "normalization = \"batch_norm\"",
          "layers = [{ dense = 8 }, \"relu\", { residual = [{ dense = 8 }, \"relu\"] }, "
          "{ dense = 10 }]",
          "depth = 2\nwidth = 3\nactivation = \"relu\"\ninitializer = { name = \"constant\", "
          "value = 1 }"}) {
        CAPTURE(network);
        const TrainingSetup setup = setup_of(network, 5, 8);
        const Wall wall = walls_of(setup, 1).front();
        CHECK(forward_theory(setup, wall).empty());
        CHECK(backward_theory(setup, wall).empty());
    }
}
