// Our rules on float weights against PyTorch's in float32; weights.txt is made by weights.py.
#include <cmath>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/optimizer/weights.h"

using namespace tani;

namespace {

constexpr std::size_t rows = 60, weights = 40;
constexpr int steps = 300;

/// As in weights.py.
double fraction(std::uint64_t i) {
    auto state = static_cast<std::uint32_t>((i + 1) * 2654435761u);
    state = state * 1664525u + 1013904223u;
    return (static_cast<double>((state >> 16) % 129) - 64) / 64;
}

class LeastSquares final : public WeightOracle {
  public:
    double value(std::span<const float>) override { return 0; }
    void gradient(std::span<const float> w, std::span<float> out) override {
        std::vector<double> sum(weights);
        for (std::size_t r = 0; r < rows; ++r) {
            double difference = -2 * fraction(10'000 + r);
            for (std::size_t i = 0; i < weights; ++i)
                difference += fraction(r * weights + i) * w[i];
            for (std::size_t i = 0; i < weights; ++i)
                sum[i] += fraction(r * weights + i) * difference;
        }
        for (std::size_t i = 0; i < weights; ++i) out[i] = static_cast<float>(sum[i] / rows);
    }
    void hessian_times(std::span<const float>, std::span<const double>,
                       std::span<double>) override {}
    void normal(std::span<double>) override {}
    double uniform() override { return 0.5; }
};

struct Case {
    std::string rule;
    std::vector<double> settings;
    std::vector<double> reached;
};

Case read_case(const std::string& first, const std::string& second) {
    std::istringstream words(first.substr(5)), numbers(second);
    Case one;
    words >> one.rule;
    const RuleEntry* entry = find_rule(one.rule);
    REQUIRE(entry);
    one.settings = default_settings(*entry);
    for (std::string word; words >> word;) {
        const std::size_t equals = word.find('=');
        const int index = parameter_index(*entry, word.substr(0, equals));
        REQUIRE(index >= 0);
        one.settings[static_cast<std::size_t>(index)] = std::stod(word.substr(equals + 1));
    }
    for (double number = 0; numbers >> number;) one.reached.push_back(number);
    return one;
}

std::vector<Case> read_cases() {
    std::ifstream file(TANI_SOURCE_DIR "/tests/reference/weights.txt");
    std::vector<Case> cases;
    std::string numbers;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("case ")) continue;
        std::getline(file, numbers);
        cases.push_back(read_case(line, numbers));
    }
    return cases;
}

}  // namespace

TEST_CASE("three hundred steps on float weights end where PyTorch's end") {
    const auto cases = read_cases();
    REQUIRE(cases.size() == 7);
    for (const Case& one : cases) {
        CAPTURE(one.rule);
        REQUIRE(one.reached.size() == weights);
        LeastSquares oracle;
        std::vector<float> w(weights);
        for (std::size_t i = 0; i < weights; ++i) w[i] = static_cast<float>(fraction(20'000 + i));
        const auto running = make_weight_rule(*find_rule(one.rule), one.settings, weights, {});
        for (int k = 0; k < steps; ++k) running->step(oracle, w);
        double apart = 0, size = 0;
        for (std::size_t i = 0; i < weights; ++i) {
            apart += (w[i] - one.reached[i]) * (w[i] - one.reached[i]);
            size += one.reached[i] * one.reached[i];
        }
        CHECK(std::sqrt(apart / size) < 2e-6);
    }
}
