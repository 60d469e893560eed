// What layers hand on, and the gradients with respect to it, against PyTorch; see walls.py.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/recording/recording.h"
#include "core/recording/wall.h"

namespace {

using namespace tani;

/// As in walls.py.
double fraction(std::uint32_t i) {
    std::uint32_t state = (i + 1) * 2654435761u;
    state = state * 1664525u + 1013904223u;
    return (static_cast<double>((state >> 16) % 129) - 64) / 64;
}

TrainedState filled(const TrainingSetup& setup) {
    TrainedState state;
    state.weights.resize(setup.network.weights());
    state.statistics.resize(setup.network.statistics());
    setup.network.fill_statistics(state.statistics);
    std::uint32_t w = 0;
    for (const WeightWindow& window : setup.network.windows()) {
        for (std::uint32_t k = 0; k < window.size(); ++k) {
            const double number = fraction(1000 * w + k);
            state.weights[window.offset + k] =
                static_cast<float>(window.kind == WeightKind::scale ? 1 + number / 2 : number);
        }
        ++w;
    }
    return state;
}

TrainingSetup setup_of(const std::string& case_line) {
    std::istringstream words(case_line);
    std::string word, depth, activation, normalization, loss;
    words >> word >> depth >> activation >> normalization >> loss;
    const std::string text = fmt::format(
        "lab = \"initializer\"\nsteps = 1\n[network]\ndepth = {}\nwidth = 8\nactivation = \"{}\"\n"
        "normalization = \"{}\"\nloss = \"{}\"\n[data]\nname = \"and_gate\"\n",
        depth, activation, normalization, loss);
    return TrainingSetup(plan(read_experiment(text, "test.toml")).runs.front());
}

/// Relative to the root of the mean square.
double largest_error(const std::vector<float>& ours, const std::vector<double>& expected) {
    REQUIRE(ours.size() == expected.size());
    double square = 0, worst = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        square += expected[i] * expected[i];
        worst = std::max(worst, std::abs(static_cast<double>(ours[i]) - expected[i]));
    }
    return worst / std::sqrt(square / static_cast<double>(ours.size()));
}

Quantity quantity_of(const std::string& id) {
    const auto found = std::ranges::find(quantities(), id, &QuantityName::id);
    REQUIRE(found != quantities().end());
    return found->quantity;
}

/// To so large a part of the number: doctest itself adds 1 to it.
doctest::Approx relative(double number) { return doctest::Approx(number).scale(0); }

}  // namespace

TEST_CASE("layers hand on what PyTorch's do and get its gradients") {
    std::ifstream file(TANI_SOURCE_DIR "/tests/reference/walls.txt");
    std::string line;
    int cases = 0, compared = 0;
    std::getline(file, line);
    std::getline(file, line);
    while (line.starts_with("case ")) {
        CAPTURE(line);
        const TrainingSetup setup = setup_of(line);
        ++cases;
        WallMeter meter(setup);
        const Wall wall = meter.measure(filled(setup), 0, {});
        while (std::getline(file, line) && !line.starts_with("case ")) {
            std::istringstream words(line);
            std::string what;
            std::size_t stage = 0;
            words >> what;
            if (what != "loss") words >> stage;
            std::vector<double> expected;
            for (double number = 0; words >> number;) expected.push_back(number);
            CAPTURE(what);
            CAPTURE(stage);
            ++compared;
            if (what == "loss")
                CHECK(wall.loss == relative(expected.at(0)).epsilon(1e-5));
            else
                // Float's rounding grows over 20 layers to some 1e-6; the contract is 1e-4.
                CHECK(largest_error(meter.numbers(stage, quantity_of(what)), expected) < 1e-5);
        }
    }
    CHECK(cases == 4);
    CHECK(compared == 24);
}
