// Losses over planes, filter-normalized directions and the Hessian's largest eigenvalues, against
// PyTorch; see landscapes.py.
#include <cmath>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/landscape/directions.h"
#include "core/landscape/slice.h"
#include "core/recording/curvature.h"
#include "core/recording/recording.h"

namespace {

using namespace tani;

/// As in landscapes.py.
double fraction(std::uint32_t i) {
    std::uint32_t state = (i + 1) * 2654435761u;
    state = state * 1664525u + 1013904223u;
    return (static_cast<double>((state >> 16) % 129) - 64) / 64;
}

AlignedVector<float> filled(const Network<float>& network, std::uint32_t first) {
    AlignedVector<float> numbers(network.weights());
    std::uint32_t w = 0;
    for (const WeightWindow& window : network.windows()) {
        for (std::uint32_t k = 0; k < window.size(); ++k)
            numbers[window.offset + k] = static_cast<float>(fraction(first + 1000 * w + k));
        ++w;
    }
    return numbers;
}

struct Case {
    std::string activation, loss;
    int depth = 0;
    std::vector<double> points, losses, direction, eigenvalues;
};

std::vector<Case> cases() {
    std::ifstream file(TANI_SOURCE_DIR "/tests/reference/landscapes.txt");
    std::vector<Case> list;
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream words(line);
        std::string what;
        words >> what;
        if (what == "case") {
            list.emplace_back();
            words >> list.back().activation >> list.back().depth >> list.back().loss;
            continue;
        }
        if (list.empty()) continue;
        std::vector<double> numbers;
        for (double number = 0; words >> number;) numbers.push_back(number);
        Case& at = list.back();
        (what == "points"      ? at.points
         : what == "losses"    ? at.losses
         : what == "direction" ? at.direction
                               : at.eigenvalues) = numbers;
    }
    return list;
}

/// To so large a part of the number: doctest itself adds 1 to it.
doctest::Approx relative(double number, double part) {
    return doctest::Approx(number).epsilon(part).scale(0);
}

}  // namespace

TEST_CASE("losses over planes and filters' directions and eigenvalues are PyTorch's") {
    const std::vector<Case> all = cases();
    REQUIRE(all.size() == 3);
    for (const Case& at : all) {
        CAPTURE(at.activation);
        const TrainingSetup setup(
            plan(read_experiment(
                     fmt::format("lab = \"network\"\nsteps = 1\n[network]\ndepth = {}\nwidth = 6\n"
                                 "activation = \"{}\"\nloss = \"{}\"\n[data]\nname = "
                                 "\"xor_gate\"\nvalidation = 0\n",
                                 at.depth, at.activation, at.loss),
                     "test.toml"))
                .runs.front());
        Plane plane{.center = filled(setup.network, 0),
                    .x = filled(setup.network, 50'000),
                    .y = filled(setup.network, 100'000),
                    .statistics = {},
                    .statistics_x = {},
                    .statistics_y = {}};
        for (AlignedVector<float>* direction : {&plane.x, &plane.y})
            normalize(setup.network, plane.center, Normalization::filter, false, *direction);

        std::size_t k = 0;
        for (const WeightWindow& window : setup.network.windows()) {
            for (std::size_t i = 0; i < window.size(); ++i, ++k) {
                CHECK(static_cast<double>(plane.x[window.offset + i]) ==
                      doctest::Approx(at.direction.at(k)).epsilon(1e-6));
            }
        }
        CHECK(k == at.direction.size());

        const Objective objective{
            .network = &setup.network,
            .outline = setup.data.train.outline,
            .x = setup.data.train.x,
            .y = setup.train_y,
            .samples = static_cast<std::size_t>(setup.data.train.outline.samples)};
        AlignedScratch<float> memory;
        AlignedVector<float> weights(plane.center.size());
        for (std::size_t j = 0; j < at.points.size(); ++j) {
            for (std::size_t i = 0; i < at.points.size(); ++i) {
                plane.weights_at(at.points[i], at.points[j], weights);
                CHECK(objective.value(weights, {}, memory) ==
                      relative(at.losses.at(j * at.points.size() + i), 1e-5));
            }
        }

        TrainedState state;
        state.weights = plane.center;
        const auto pairs = Sharpness(setup, 0).pairs(state, 2, {});
        REQUIRE(pairs.size() == 2);
        for (std::size_t e = 0; e < 2; ++e)
            CHECK(pairs[e].value == relative(at.eigenvalues.at(e), 1e-4));
    }
}
