// Where the rules with a line search end, against SciPy; minima.txt is made by minima.py.
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "tests/optimizer/oracles.h"

using namespace tani;
using tani::testing::Two;

namespace {

testing::Function rosenbrock() {
    return {[](double x, double y) {
                const double bend = y - x * x;
                return 100 * bend * bend + (1 - x) * (1 - x);
            },
            [](double x, double y) {
                const double bend = y - x * x;
                return Two{-400 * x * bend - 2 * (1 - x), 200 * bend};
            },
            [](double x, double y) {
                return std::array<double, 3>{1200 * x * x - 400 * y + 2, -400 * x, 200};
            }};
}

testing::Function himmelblau() {
    return {[](double x, double y) {
                const double a = x * x + y - 11, b = x + y * y - 7;
                return (a * a + b * b) / 10;
            },
            [](double x, double y) {
                const double a = x * x + y - 11, b = x + y * y - 7;
                return Two{(4 * x * a + 2 * b) / 10, (2 * a + 4 * y * b) / 10};
            },
            [](double x, double y) {
                return std::array<double, 3>{(12 * x * x + 4 * y - 42) / 10, (4 * x + 4 * y) / 10,
                                             (12 * y * y + 4 * x - 26) / 10};
            }};
}

struct Method {
    const char* rule;
    std::vector<std::pair<std::string, double>> settings;
};

const std::map<std::string, Method> methods = {
    {"L-BFGS-B",
     {"lbfgs", {{"strong_wolfe", 1}, {"tolerance_grad", 1e-11}, {"tolerance_change", 1e-20}}}},
    {"BFGS", {"bfgs", {}}},
    {"CG", {"conjugate_gradient", {{"exact", 0}}}}};

}  // namespace

TEST_CASE("the rules with a Wolfe search end where SciPy's methods end") {
    const std::map<std::string, testing::Function> problems = {
        {"valley", testing::valley()}, {"rosenbrock", rosenbrock()}, {"himmelblau", himmelblau()}};
    std::ifstream file(TANI_SOURCE_DIR "/tests/reference/minima.txt");
    int compared = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("#")) continue;
        CAPTURE(line);
        std::istringstream words(line);
        std::string problem, method;
        Two start{}, end{};
        words >> problem >> start[0] >> start[1] >> method >> end[0] >> end[1];
        const Method& ours = methods.at(method);
        const RuleEntry* rule = find_rule(ours.rule);
        REQUIRE(rule);
        const auto path = testing::path_of(*rule, testing::settings_with(*rule, ours.settings),
                                           testing::FullOracle(problems.at(problem)), start, 200);
        // SciPy ends at a gradient of 1e-9; the flattest curvature is Rosenbrock's 0.4.
        for (std::size_t c : {0u, 1u}) CHECK(std::abs(path.back()[c] - end[c]) <= 1e-8);
        ++compared;
    }
    CHECK(compared == 21);
}
