// Where the rules with a line search end, against SciPy (minima.txt, made by minima.py), and the
// steps of L-BFGS with its search, against PyTorch (lbfgs_wolfe.txt, made by lbfgs.py).
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
        {"valley", testing::valley()},
        {"rosenbrock", testing::rosenbrock()},
        {"himmelblau", testing::himmelblau()}};
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

TEST_CASE("L-BFGS with the Wolfe search takes the steps of PyTorch") {
    const std::map<std::string, testing::Function> problems = {
        {"valley", testing::valley()},
        {"banana", testing::banana()},
        {"himmelblau", testing::himmelblau()}};
    const RuleEntry* rule = find_rule("lbfgs");
    REQUIRE(rule);
    std::ifstream file(TANI_SOURCE_DIR "/tests/reference/lbfgs_wolfe.txt");
    int compared = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("#")) continue;
        CAPTURE(line);
        std::istringstream words(line);
        std::string problem;
        Two start{}, end{};
        double lr = 0;
        int step = 0;
        words >> problem >> start[0] >> start[1] >> lr >> step >> end[0] >> end[1];
        const auto settings = testing::settings_with(*rule, {{"lr", lr}, {"strong_wolfe", 1}});
        const auto path = testing::path_of(*rule, settings,
                                           testing::FullOracle(problems.at(problem)), start, step);
        for (std::size_t c : {0u, 1u}) {
            CHECK(std::abs(path.back()[c] - end[c]) <= 1e-9 * (1 + std::abs(end[c])));
        }
        ++compared;
    }
    CHECK(compared >= 180);
}
