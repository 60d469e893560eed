// Single rules: PyTorch's defaults, the two forms of Nesterov's rule, what lectures and PyTorch do
// differently.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include <doctest/doctest.h>

#include "tests/optimizer/oracles.h"

using namespace tani;
using namespace tani::testing;

namespace {

const RuleEntry& rule_named(const char* id) {
    const RuleEntry* rule = find_rule(id);
    REQUIRE(rule);
    return *rule;
}

std::vector<Two> run(const char* id, const std::vector<std::pair<std::string, double>>& settings,
                     Two start, int steps,
                     std::function<Two(double, double)> gradient = valley_gradient) {
    const RuleEntry& rule = rule_named(id);
    return path_of(rule, settings_with(rule, settings), GradientOnly(std::move(gradient)), start,
                   steps);
}

double apart(Two a, Two b) { return std::max(std::abs(a[0] - b[0]), std::abs(a[1] - b[1])); }

}  // namespace

TEST_CASE("names and defaults are those of PyTorch 1.13") {
    using Table = std::map<std::string, double>;
    const std::map<std::string, Table> expected = {
        {"sgd",
         {{"lr", 0.01},
          {"momentum", 0},
          {"dampening", 0},
          {"weight_decay", 0},
          {"nesterov", 0},
          {"maximize", 0}}},
        {"momentum", {{"lr", 0.01}, {"momentum", 0.9}}},
        {"nesterov", {{"lr", 0.01}, {"momentum", 0.9}}},
        {"nesterov_bengio", {{"lr", 0.01}, {"momentum", 0.9}}},
        {"adagrad",
         {{"lr", 0.01},
          {"lr_decay", 0},
          {"weight_decay", 0},
          {"initial_accumulator_value", 0},
          {"eps", 1e-10},
          {"maximize", 0}}},
        {"adadelta",
         {{"lr", 1.0}, {"rho", 0.9}, {"eps", 1e-6}, {"weight_decay", 0}, {"maximize", 0}}},
        {"rmsprop",
         {{"lr", 0.01},
          {"alpha", 0.99},
          {"eps", 1e-8},
          {"weight_decay", 0},
          {"momentum", 0},
          {"centered", 0},
          {"maximize", 0},
          {"eps_inside", 0}}},
        {"adam",
         {{"lr", 0.001},
          {"betas.0", 0.9},
          {"betas.1", 0.999},
          {"eps", 1e-8},
          {"weight_decay", 0},
          {"amsgrad", 0},
          {"maximize", 0},
          {"eps_inside", 0}}},
        {"adamw",
         {{"lr", 0.001},
          {"betas.0", 0.9},
          {"betas.1", 0.999},
          {"eps", 1e-8},
          {"weight_decay", 0.01},
          {"amsgrad", 0},
          {"maximize", 0}}},
        {"sparse_adam",
         {{"lr", 0.001}, {"betas.0", 0.9}, {"betas.1", 0.999}, {"eps", 1e-8}, {"maximize", 0}}},
        {"adamax",
         {{"lr", 0.002},
          {"betas.0", 0.9},
          {"betas.1", 0.999},
          {"eps", 1e-8},
          {"weight_decay", 0},
          {"maximize", 0}}},
        {"asgd",
         {{"lr", 0.01},
          {"lambd", 1e-4},
          {"alpha", 0.75},
          {"t0", 1e6},
          {"weight_decay", 0},
          {"maximize", 0}}},
        {"nadam",
         {{"lr", 0.002},
          {"betas.0", 0.9},
          {"betas.1", 0.999},
          {"eps", 1e-8},
          {"weight_decay", 0},
          {"momentum_decay", 4e-3}}},
        {"radam",
         {{"lr", 0.001}, {"betas.0", 0.9}, {"betas.1", 0.999}, {"eps", 1e-8}, {"weight_decay", 0}}},
        {"rprop",
         {{"lr", 0.01},
          {"etas.0", 0.5},
          {"etas.1", 1.2},
          {"step_sizes.0", 1e-6},
          {"step_sizes.1", 50},
          {"maximize", 0}}}};
    for (const auto& [id, table] : expected) {
        CAPTURE(id);
        const RuleEntry& rule = rule_named(id.c_str());
        Table actual;
        for (const Parameter& p : rule.parameters) {
            actual[p.element < 0 ? p.id : p.id + "." + std::to_string(p.element)] = p.standard;
        }
        CHECK(actual == table);
    }
}

TEST_CASE("bounds refuse what PyTorch refuses") {
    const auto allows = [](const char* id, const char* key, double value) {
        const RuleEntry& rule = rule_named(id);
        return rule.parameters[static_cast<std::size_t>(parameter_index(rule, key))]
            .bounds.contains(value);
    };
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        const Bounds& rate = rule.parameters[static_cast<std::size_t>(rate_index(rule))].bounds;
        CHECK(!rate.contains(-1));
        CHECK(rate.contains(0));
    }
    CHECK(!allows("adam", "betas.0", 1));
    CHECK(!allows("adam", "betas.1", -0.1));
    CHECK(allows("adam", "betas.0", 0));
    CHECK(allows("adadelta", "rho", 1));
    CHECK(!allows("adadelta", "rho", 1.1));
    CHECK(allows("rmsprop", "alpha", 1));
    CHECK(!allows("sgd", "momentum", -0.1));
    CHECK(allows("sgd", "dampening", -1));
    CHECK(!allows("rmsprop", "eps", -1e-9));
    CHECK(!allows("sparse_adam", "eps", 0));
    CHECK(!allows("adamw", "weight_decay", -0.1));
    CHECK(!allows("nadam", "momentum_decay", -0.1));
    CHECK(!allows("rprop", "etas.0", 1));
    CHECK(!allows("rprop", "etas.1", 1));
    CHECK(allows("asgd", "t0", 0));
}

TEST_CASE("nesterov without momentum or with dampening is refused with a reason") {
    const RuleEntry& sgd = rule_named("sgd");
    REQUIRE(sgd.check);
    CHECK(!sgd.check(settings_with(sgd, {{"nesterov", 1}, {"momentum", 0.9}})));
    CHECK(!sgd.check(settings_with(sgd, {{"momentum", 0.9}, {"dampening", 0.5}})));
    const auto no_momentum = sgd.check(settings_with(sgd, {{"nesterov", 1}}));
    REQUIRE(no_momentum);
    CHECK(no_momentum->find("momentum") != std::string::npos);
    CHECK(sgd.check(settings_with(sgd, {{"nesterov", 1}, {"momentum", 0.9}, {"dampening", 0.5}})));
}

TEST_CASE("the shifted form of Nesterov is the definition's looked-ahead point at every step") {
    for (const double a : {0.0, 0.3, 0.6, 0.9}) {
        CAPTURE(a);
        const RuleEntry& definition = rule_named("nesterov");
        const auto settings = settings_with(definition, {{"lr", 0.02}, {"momentum", a}});
        const GradientOnly oracle(banana_gradient);
        const auto updates = updates_of(definition, settings, oracle, {-1.2, 1}, 200);
        const auto shifted =
            path_of(rule_named("nesterov_bengio"), settings, oracle, {-1.2, 1}, 200);
        for (std::size_t k = 0; k < updates.size(); ++k) {
            for (std::size_t c : {0u, 1u}) {
                const double ahead = updates[k].x_next[c] + a * updates[k].state_next[c][0];
                CHECK(std::abs(shifted[k + 1][c] - ahead) <= 1e-13);
            }
        }
    }
}

TEST_CASE("the definition of Nesterov asks for the gradient where the velocity would carry it") {
    const RuleEntry& rule = rule_named("nesterov");
    std::vector<Two> asked;
    GradientOnly oracle([&](double x, double y) {
        asked.push_back({x, y});
        return valley_gradient(x, y);
    });
    const auto optimizer = rule.make(settings_with(rule, {{"momentum", 0.5}}), 2);
    Two x = {-9, 2};
    optimizer->step(oracle, x);
    const Two v = {optimizer->state()[0], optimizer->state()[1]};
    const Two at = x;
    optimizer->step(oracle, x);
    REQUIRE(asked.size() == 2);
    CHECK(asked[0] == Two{-9, 2});
    CHECK(asked[1] == Two{at[0] + 0.5 * v[0], at[1] + 0.5 * v[1]});
}

TEST_CASE("momentum takes the steps that a hand computes") {
    // v = 0.7v − 0.1g on x²/4: −9 → v = 0.45, x = −8.55 → v = 0.315 + 0.4275.
    const auto path = run("momentum", {{"lr", 0.1}, {"momentum", 0.7}}, {-9, 0}, 2);
    CHECK(std::abs(path[1][0] + 8.55) <= 1e-15 * 9);
    CHECK(std::abs(path[2][0] - (-8.55 + 0.315 + 0.4275)) <= 1e-15 * 9);
}

TEST_CASE("at the limit 2 over curvature plain descent bounces for ever between two points") {
    const auto path = run("sgd", {{"lr", 0.0625}}, {-9, 2}, 100);
    for (std::size_t k = 0; k < path.size(); ++k) CHECK(path[k][1] == (k % 2 == 0 ? 2 : -2));
}

TEST_CASE("the buffer of PyTorch and the velocity of lectures agree until the rate changes") {
    const auto change = [](const char* id) {
        const RuleEntry& rule = rule_named(id);
        GradientOnly oracle(valley_gradient);
        const auto optimizer = rule.make(settings_with(rule, {{"lr", 0.03}, {"momentum", 0.9}}), 2);
        std::vector<Two> path = {{-9, 2}};
        for (int k = 0; k < 100; ++k) {
            if (k == 10) optimizer->set(settings_with(rule, {{"lr", 0.003}, {"momentum", 0.9}}));
            Two x = path.back();
            optimizer->step(oracle, x);
            path.push_back(x);
        }
        return path;
    };
    const auto velocity = change("momentum"), buffer = change("sgd");
    for (std::size_t k = 0; k <= 10; ++k) CHECK(apart(velocity[k], buffer[k]) <= 1e-13);
    const auto furthest = [](const std::vector<Two>& path) {
        return std::ranges::max_element(path, {}, [](Two p) { return p[0]; })->at(0);
    };
    CHECK(std::abs(furthest(velocity) - 1.8) <= 0.05);
    CHECK(furthest(buffer) < -0.8);
}

TEST_CASE("the first gradient enters the buffer of PyTorch undampened") {
    const auto plain = run("sgd", {{"momentum", 0.9}}, {-9, 2}, 1);
    const auto dampened = run("sgd", {{"momentum", 0.9}, {"dampening", 0.5}}, {-9, 2}, 2);
    CHECK(plain[1] == dampened[1]);
    const double b = 0.9 * -4.5 + 0.5 * (dampened[1][0] / 2);
    CHECK(dampened[2][0] == dampened[1][0] - 0.01 * b);
}

TEST_CASE("momentum that is switched on later starts the buffer of PyTorch afresh") {
    const RuleEntry& rule = rule_named("sgd");
    GradientOnly oracle(valley_gradient);
    const auto optimizer = rule.make(settings_with(rule, {{"dampening", 0.5}}), 2);
    Two x = {-9, 2};
    for (int k = 0; k < 3; ++k) optimizer->step(oracle, x);
    CHECK(optimizer->state()[0] == 0);
    optimizer->set(settings_with(rule, {{"momentum", 0.9}, {"dampening", 0.5}}));
    const double g = x[0] / 2;
    optimizer->step(oracle, x);
    CHECK(optimizer->state()[0] == g);
}

TEST_CASE("stabilizers inside the root follow the formulas of the lectures") {
    double x = -9, v = 0, m = 0;
    const auto rmsprop =
        run("rmsprop", {{"lr", 0.1}, {"alpha", 0.9}, {"eps", 0.5}, {"eps_inside", 1}}, {-9, 2}, 50);
    for (int k = 0; k < 50; ++k) {
        const double g = x / 2;
        v = 0.9 * v + 0.1 * g * g;
        x -= 0.1 * g / std::sqrt(v + 0.5);
    }
    CHECK(std::abs(rmsprop.back()[0] - x) <= 1e-12);
    x = -9, v = 0;
    const auto adam = run("adam", {{"lr", 0.1}, {"eps", 0.5}, {"eps_inside", 1}}, {-9, 2}, 50);
    for (int t = 1; t <= 50; ++t) {
        const double g = x / 2;
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        x -= 0.1 * (m / (1 - std::pow(0.9, t))) / std::sqrt(v / (1 - std::pow(0.999, t)) + 0.5);
    }
    CHECK(std::abs(adam.back()[0] - x) <= 1e-12);
    const auto outside = run("adam", {{"lr", 0.1}, {"eps", 0.5}}, {-9, 2}, 50);
    CHECK(std::abs(outside.back()[0] - x) > 1e-3);
}

TEST_CASE("the first step of Adam has the size of the rate and that of RMSProp ten times it") {
    const auto adam = run("adam", {{"lr", 0.1}}, {-9, 2}, 1);
    const auto rmsprop = run("rmsprop", {{"lr", 0.1}}, {-9, 2}, 1);
    for (std::size_t c : {0u, 1u}) {
        CHECK(std::abs(std::abs(adam[1][c] - adam[0][c]) - 0.1) <= 1e-8);
        CHECK(std::abs(std::abs(rmsprop[1][c] - rmsprop[0][c]) - 1) <= 1e-7);
    }
}

TEST_CASE("the running products of Adam stay near the powers for a million steps") {
    const RuleEntry& rule = rule_named("adam");
    // A constant gradient of 1: m̂ = v̂ = 1 exactly in theory, so every step is lr/(1 + eps).
    GradientOnly oracle([](double, double) { return Two{1, 1}; });
    const auto optimizer = rule.make(settings_with(rule, {{"lr", 1}, {"eps", 0}}), 2);
    double worst = 0;
    for (int t = 1; t <= 1'000'000; ++t) {
        Two x = {0, 0};
        optimizer->step(oracle, x);
        worst = std::max(worst, std::abs(x[0] + 1));
    }
    CHECK(worst <= 1e-11);
}

TEST_CASE("a changed decay of Adam counts as if it had always been so") {
    const RuleEntry& rule = rule_named("adam");
    GradientOnly oracle(valley_gradient);
    const auto optimizer = rule.make(settings_with(rule, {{"lr", 0.1}}), 2);
    Two x = {-9, 2};
    for (int k = 0; k < 10; ++k) optimizer->step(oracle, x);
    const double m = optimizer->state()[0], v = optimizer->state()[2], before = x[0];
    optimizer->set(settings_with(rule, {{"lr", 0.1}, {"betas.0", 0.5}}));
    optimizer->step(oracle, x);
    const double g = before / 2;
    const double m_hat = (0.5 * m + 0.5 * g) / (1 - std::pow(0.5, 11));
    const double v_hat = (0.999 * v + 0.001 * g * g) / (1 - std::pow(0.999, 11));
    CHECK(std::abs(x[0] - (before - 0.1 * m_hat / (std::sqrt(v_hat) + 1e-8))) <= 1e-13);
}

TEST_CASE("maximize climbs the function turned upside down") {
    for (const char* id : {"sgd", "adagrad", "adadelta", "rmsprop", "adam", "adamw", "sparse_adam",
                           "adamax", "asgd", "rprop"}) {
        CAPTURE(id);
        const auto up = run(id, {{"maximize", 1}}, {-3, 1}, 20, [](double x, double y) {
            return Two{-x / 2, -2 * y};
        });
        const auto down = run(id, {}, {-3, 1}, 20, [](double x, double y) {
            return Two{x / 2, 2 * y};
        });
        CHECK(up == down);
    }
}

TEST_CASE("SparseAdam leaves a coordinate without a gradient alone and Adam moves it on") {
    const auto stops = [](double x, double) { return Two{x, x < -2.75 ? 1.0 : 0.0}; };
    for (const char* id : {"sparse_adam", "adam"}) {
        CAPTURE(id);
        const auto path = run(id, {{"lr", 0.1}}, {-3, 1}, 20, stops);
        CHECK(path[3][1] < path[2][1]);
        CHECK((path[20][1] == path[4][1]) == (id == std::string("sparse_adam")));
        CHECK(path[20][0] > path[4][0]);
    }
}

TEST_CASE("AdamW without decay is Adam and with it shrinks every coordinate by the same share") {
    const auto plain = run("adam", {{"lr", 0.1}}, {-3, 1}, 1);
    const auto none = run("adamw", {{"lr", 0.1}, {"weight_decay", 0}}, {-3, 1}, 1);
    const auto decayed = run("adamw", {{"lr", 0.1}, {"weight_decay", 0.5}}, {-3, 1}, 1);
    CHECK(apart(plain[1], none[1]) <= 1e-15);
    CHECK(std::abs(decayed[1][0] - none[1][0] - 0.05 * 3) <= 1e-15);
    CHECK(std::abs(decayed[1][1] - none[1][1] + 0.05 * 1) <= 1e-15);
}

TEST_CASE("the average of ASGD is the mean of its points once averaging has begun") {
    const RuleEntry& rule = rule_named("asgd");
    const auto settings = settings_with(rule, {{"lr", 0.02}, {"t0", 10}, {"lambd", 0}});
    const auto updates = updates_of(rule, settings, GradientOnly(valley_gradient), {-9, 2}, 40);
    CHECK(updates[9].state_next[0][0] == updates[9].x_next[0]);
    double sum = 0;
    for (std::size_t k = 11; k < 40; ++k) sum += updates[k].x_next[0];
    CHECK(std::abs(updates[39].state_next[0][0] - (updates[10].x_next[0] + sum) / 30) > 0);
    // Updates 11 and 12 have the share 1, so that the mean is of updates 12 to 40.
    CHECK(std::abs(updates[39].state_next[0][0] - sum / 29) <= 1e-14);
}

TEST_CASE("Rprop waits where the sign changed and halves its step") {
    const RuleEntry& rule = rule_named("rprop");
    const auto updates = updates_of(rule, settings_with(rule, {{"lr", 1}}),
                                    GradientOnly(valley_gradient), {-1.5, 2}, 4);
    // On x/2: −1.5 → −0.5 by 1, → 0.7 by 1.2, then a change of sign: no step, and 0.6 next.
    CHECK(updates[0].x_next[0] == -0.5);
    CHECK(std::abs(updates[1].x_next[0] - 0.7) <= 1e-15);
    CHECK(updates[2].x_next[0] == updates[1].x_next[0]);
    CHECK(updates[2].state_next[0][0] == 0.6);
    CHECK(std::abs(updates[3].x_next[0] - 0.1) <= 1e-15);
}

TEST_CASE("RAdam is plain momentum until the mean square is long enough") {
    const auto path = run("radam", {{"lr", 0.1}}, {-3, 1}, 5);
    // m̂ of the first update is the gradient itself.
    CHECK(std::abs(path[1][0] - (-3 + 0.1 * 1.5)) <= 1e-15);
    const auto& derived = rule_named("radam").derived;
    const auto rho = std::ranges::find(derived, "rho", &Derived::id);
    const auto settings = default_settings(rule_named("radam"));
    const auto at = [&](long t) {
        return rho->value({.settings = settings, .updates = t, .state = {}, .state_next = {}});
    };
    CHECK(at(5) < 5);
    CHECK(at(6) > 5);
}

TEST_CASE("rules that take the sign move every coordinate by the rate") {
    for (const char* id : {"signsgd", "lion"}) {
        CAPTURE(id);
        const auto path = run(id, {{"lr", 0.25}}, {-9, 2}, 8);
        for (std::size_t k = 1; k < path.size(); ++k) {
            CHECK(std::abs(path[k][0] - path[k - 1][0]) == 0.25);
            CHECK(std::abs(path[k][1] - path[k - 1][1]) == 0.25);
        }
    }
}

TEST_CASE("mixtures at their ends are the rules that they mix") {
    // QHM with only the newest gradient is descent; with β as its share it is Nesterov's rule,
    // whose buffer takes whole gradients at (1 − β) times the rate.
    const auto descent = run("qhm", {{"lr", 0.02}, {"nu", 0}}, {-1.2, 1}, 100, banana_gradient);
    CHECK(apart(descent.back(),
                run("sgd", {{"lr", 0.02}}, {-1.2, 1}, 100, banana_gradient).back()) <= 1e-14);
    const auto mixed =
        run("qhm", {{"lr", 0.1}, {"momentum", 0.8}, {"nu", 0.8}}, {-1.2, 1}, 100, banana_gradient);
    const auto nesterov = run("sgd", {{"lr", 0.02}, {"momentum", 0.8}, {"nesterov", 1}}, {-1.2, 1},
                              100, banana_gradient);
    CHECK(apart(mixed.back(), nesterov.back()) <= 1e-13);
    const auto adam =
        run("adam", {{"lr", 0.02}, {"betas.0", 0.995}}, {-1.2, 1}, 100, banana_gradient);
    const auto qhadam =
        run("qhadam", {{"lr", 0.02}, {"nus.0", 1}, {"nus.1", 1}}, {-1.2, 1}, 100, banana_gradient);
    CHECK(apart(adam.back(), qhadam.back()) <= 1e-12);
}

TEST_CASE("Schedule-Free SGD shows the mean of the points that descend") {
    // Without interpolation z is plain descent, and x the mean of its points after the start.
    const auto averaged = run("schedule_free_sgd", {{"lr", 0.02}, {"momentum", 0}}, {-9, 2}, 50);
    const auto descent = run("sgd", {{"lr", 0.02}}, {-9, 2}, 50);
    double sum = 0;
    for (std::size_t k = 1; k <= 50; ++k) sum += descent[k][0];
    CHECK(std::abs(averaged[50][0] - sum / 50) <= 1e-13);
}

TEST_CASE("Prodigy finds a rate by itself and shares one distance between the coordinates") {
    const RuleEntry& rule = rule_named("prodigy");
    const auto updates =
        updates_of(rule, default_settings(rule), GradientOnly(valley_gradient), {-9, 2}, 400);
    const auto d = static_cast<std::size_t>(std::ranges::find(rule.state, "d", &StatePart::id) -
                                            rule.state.begin());
    for (const Update& update : updates) {
        CHECK(update.state_next[0][d] == update.state_next[1][d]);
        CHECK(update.state_next[0][d] >= update.state[0][d]);
    }
    CHECK(updates[0].state[0][d] == 1e-6);
    // Of the order of the distance to the minimum, 9.2, and never beyond it on a convex function.
    CHECK(updates.back().state_next[0][d] > 0.5);
    CHECK(updates.back().state_next[0][d] < 9.3);
    CHECK(std::abs(updates.back().x_next[0]) < 1e-3);
    CHECK(std::abs(updates.back().x_next[1]) < 1e-3);
}

TEST_CASE("divergence is a value") {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        if (!rule.elementwise) continue;  // see together.cpp
        const auto path = path_of(rule, default_settings(rule), GradientOnly([&](double, double) {
                                      return Two{infinity, NAN};
                                  }),
                                  {1, 1}, 3);
        CHECK(!std::isfinite(path.back()[0]));
        CHECK(std::isnan(path.back()[1]));
    }
}
