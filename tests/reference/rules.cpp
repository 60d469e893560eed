// Our rules against PyTorch's, and against their papers' algorithms where PyTorch has none, in
// float64; rules.txt is made by rules.py, lbfgs.txt by lbfgs.py, modern.txt by modern.py.
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "core/recording/recording.h"
#include "tests/optimizer/oracles.h"

using namespace tani;
using tani::testing::Two;

namespace {

Two himmelblau_gradient(double x, double y) {
    const double a = x * x + y - 11, b = x + y * y - 7;
    return {(4 * x * a + 2 * b) / 10, (2 * a + 4 * y * b) / 10};
}

Two beale_gradient(double x, double y) {
    const double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
    return {2 * a * (y - 1) + 2 * b * (y * y - 1) + 2 * c * (y * y * y - 1),
            2 * a * x + 4 * b * x * y + 6 * c * x * y * y};
}

const std::map<std::string, std::function<Two(double, double)>> problems = {
    {"valley", testing::valley_gradient},
    {"banana", testing::banana_gradient},
    {"himmelblau", himmelblau_gradient},
    {"beale", beale_gradient}};

struct Case {
    std::string line, rule, problem;
    Two start{};
    std::vector<std::pair<std::string, double>> settings;
    std::map<int, Two> points;
};

Case read_case(const std::string& line) {
    Case one;
    one.line = line;
    std::istringstream words(line);
    std::string word;
    words >> word >> one.rule >> one.problem >> one.start[0] >> one.start[1];
    while (words >> word) {
        const std::size_t equals = word.find('=');
        one.settings.emplace_back(word.substr(0, equals), std::stod(word.substr(equals + 1)));
    }
    return one;
}

std::vector<Case> read_cases(const std::string& name) {
    std::ifstream file(TANI_SOURCE_DIR "/tests/reference/" + name);
    std::vector<Case> cases;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("case")) {
            cases.push_back(read_case(line));
        } else if (!line.starts_with("#")) {
            std::istringstream words(line);
            int step = 0;
            Two point{};
            words >> step >> point[0] >> point[1];
            cases.back().points[step] = point;
        }
    }
    return cases;
}

/// "adam", or a rule around another as "sam+adam".
const RuleEntry* rule_of(const Case& one) {
    const std::size_t plus = one.rule.find('+');
    if (plus == one.rule.npos) return find_rule(one.rule);
    return find_rule(one.rule.substr(0, plus), one.rule.substr(plus + 1));
}

bool is_average(const Case& one) { return one.rule.starts_with("average+"); }

/// Runs every case for `steps` updates against its points; how many cases each rule has.
std::map<std::string, int> compared(const std::vector<Case>& cases, int steps) {
    std::map<std::string, int> seen;
    for (const Case& one : cases) {
        CAPTURE(one.line);
        const RuleEntry* rule = rule_of(one);
        REQUIRE(rule);
        const auto path =
            testing::path_of(*rule, testing::settings_with(*rule, one.settings),
                             testing::GradientOnly(problems.at(one.problem)), one.start, steps);
        REQUIRE(one.points.contains(steps));
        for (const auto& [step, expected] : one.points) {
            CAPTURE(step);
            const Two& point = path[static_cast<std::size_t>(step)];
            // The cases are those that 1e-15 at the start moves by less than 1e-10: an order of
            // magnitude for the path's own roundings.
            for (std::size_t c : {0u, 1u}) {
                CHECK(std::abs(point[c] - expected[c]) <= 1e-9 * (1 + std::abs(expected[c])));
            }
        }
        ++seen[one.rule];
    }
    return seen;
}

}  // namespace

TEST_CASE("every rule that PyTorch has follows PyTorch's path to 1e-9 over 300 steps") {
    const std::vector<Case> cases = read_cases("rules.txt");
    REQUIRE(cases.size() >= 240);
    auto seen = compared(cases, 300);
    seen.merge(compared(read_cases("lbfgs.txt"), 300));
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        if (!rule.pytorch.empty()) CHECK(seen[rule.id] >= 16);
    }
}

TEST_CASE("every rule of the newer papers follows its algorithm to 1e-9 over 200 steps") {
    std::vector<Case> cases = read_cases("modern.txt");
    std::erase_if(cases, is_average);
    auto seen = compared(cases, 200);
    for (const char* id : {"lion", "signsgd", "adabelief", "yogi", "adan", "qhm", "qhadam",
                           "schedule_free_sgd", "schedule_free_adamw", "prodigy", "muon",
                           "shampoo", "hypergradient"}) {
        CAPTURE(id);
        CHECK(seen[id] >= 8);
    }
    for (const char* id : {"sam+sgd", "sam+adam", "sam+nesterov", "lookahead+sgd", "lookahead+adam",
                           "lookahead+nesterov"}) {
        CAPTURE(id);
        CHECK(seen[id] >= 2);
    }
}

TEST_CASE("the average of a run follows the mean of the reference's points to 1e-9") {
    const std::map<std::string, std::string> formulas = {
        {"valley", "x^2/4 + 16*y^2"},
        {"banana", "((1 - x)^2 + 5*(y - x^2)^2)/10"},
        {"himmelblau", "((x^2 + y - 11)^2 + (x + y^2 - 7)^2)/10"}};
    int cases = 0;
    for (const Case& one : read_cases("modern.txt")) {
        if (!is_average(one)) continue;
        CAPTURE(one.line);
        Experiment experiment;
        set_value(experiment, "surface.formula", Value(formulas.at(one.problem)));
        set_value(experiment, "start", Value(Array{Value(one.start[0]), Value(one.start[1])}));
        set_value(experiment, "steps", Value(200));
        set_value(experiment, "optimizer.name", Value(one.rule.substr(one.rule.find('+') + 1)));
        int from = 0;
        for (const auto& [key, number] : one.settings) {
            if (key == "start") from = static_cast<int>(number);
            if (key.starts_with("inner."))
                set_value(experiment, "optimizer." + key.substr(6), Value(number));
        }
        set_value(experiment, "optimizer.average.from", Value(from));
        const RunRecording run = record(plan(experiment)).runs.front();
        for (const auto& [step, expected] : one.points) {
            CAPTURE(step);
            CHECK(run.average(step).has_value() == (step >= from));
            if (step < from) continue;
            for (std::size_t c : {0u, 1u}) {
                CHECK(std::abs((*run.average(step))[c] - expected[c]) <=
                      1e-9 * (1 + std::abs(expected[c])));
            }
        }
        ++cases;
    }
    CHECK(cases >= 6);
}
