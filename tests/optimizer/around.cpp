// Rules around rules: every outer one around every inner one.
#include <cmath>

#include <doctest/doctest.h>

#include "tests/optimizer/oracles.h"

using namespace tani;
using namespace tani::testing;

namespace {

/// Calls with every rule that is one inside another, at a gentle rate.
template <class Check>
void for_all(const Check& check) {
    for (const RuleEntry& outer : rule_catalogue()) {
        if (!outer.wrapping) continue;
        for (const RuleEntry& inner : rule_catalogue()) {
            if (inner.wrapping) continue;
            CAPTURE(outer.id);
            CAPTURE(inner.id);
            const RuleEntry* both = find_rule(outer.id, inner.id);
            REQUIRE(both);
            std::vector<double> settings = default_settings(*both);
            settings[0] = 0.02;
            check(*both, inner, settings);
        }
    }
}

void put(const RuleEntry& rule, std::vector<double>& settings, std::string_view key, double value) {
    settings[static_cast<std::size_t>(parameter_index(rule, key))] = value;
}

const Two start = {-1.2, 1};

}  // namespace

TEST_CASE("a rule around another describes both of them") {
    for_all([](const RuleEntry& both, const RuleEntry& inner, const std::vector<double>& settings) {
        CHECK(both.parameters.size() > inner.parameters.size());
        CHECK(both.wrapping->inner == inner.id);
        CHECK(both.wrapping->own == inner.parameters.size());
        CHECK(rate_index(both) == 0);
        const auto optimizer = both.make(settings, 2);
        CHECK(optimizer->state().size() == 2 * both.state.size());
        for (std::size_t i = 0; i < both.parameters.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                const Parameter &a = both.parameters[i], &b = both.parameters[k];
                CHECK((a.id != b.id || a.element != b.element));
                CHECK((a.symbol != b.symbol || a.symbol.empty()));
            }
        }
    });
    CHECK(find_rule("sam", "lookahead") == nullptr);
    CHECK(find_rule("adam", "sgd") == nullptr);
    CHECK(find_rule("sam", "") == nullptr);
    CHECK(find_rule("adam", "") == find_rule("adam"));
}

TEST_CASE("a rule around another repeats and is cloned and starts afresh") {
    for_all([](const RuleEntry& both, const RuleEntry&, const std::vector<double>& settings) {
        FullOracle oracle(banana(), both);
        const auto path = path_of(both, settings, oracle, start, 30);
        CHECK(path_of(both, settings, oracle, start, 30) == path);
        const auto first = both.make(settings, 2);
        Two x = start;
        for (int k = 0; k < 13; ++k) step_at(k, *first, oracle, x);
        const auto second = first->clone();
        Two y = x;
        for (int k = 13; k < 30; ++k) step_at(k, *second, oracle, y);
        CHECK(y == path.back());
        first->reset();
        const auto fresh = both.make(settings, 2);
        CHECK(std::ranges::equal(first->state(), fresh->state()));
        x = start;
        for (int k = 0; k < 30; ++k) step_at(k, *first, oracle, x);
        CHECK(x == path.back());
    });
}

TEST_CASE("every formula of a rule around another can be filled and its last line for x is true") {
    for_all([](const RuleEntry& both, const RuleEntry&, const std::vector<double>& settings) {
        const auto lines = both.formula(settings);
        const auto updates = updates_of(both, settings, FullOracle(valley(), both), {-9, 2}, 6);
        int lines_of_x = 0;
        for (const FormulaLine& line : lines) {
            CAPTURE(line.numbers);
            if (line.numbers.starts_with("{x'} = ")) ++lines_of_x;
            for (const Update& update : updates) {
                const std::array<UpdateView, 2> views = {update.view(0), update.view(1)};
                const std::string text = filled(both, line, views);
                CAPTURE(text);
                CHECK(text.find_first_of("{}") == std::string::npos);
                CHECK(text.find("NaN") == std::string::npos);
            }
        }
        CHECK(lines_of_x == 1);
    });
}

TEST_CASE("SAM that does not climb and Lookahead that follows at once are the rule inside") {
    for_all([](const RuleEntry& both, const RuleEntry& inner, std::vector<double> settings) {
        const bool is_sam = both.id == "sam";
        put(both, settings, is_sam ? "rho" : "alpha", is_sam ? 0 : 1);
        const std::vector<double> own(
            settings.begin(), settings.begin() + static_cast<std::ptrdiff_t>(both.wrapping->own));
        const auto wrapped = path_of(both, settings, FullOracle(hills(), both), start, 25);
        const auto alone = path_of(inner, own, FullOracle(hills(), both), start, 25);
        for (std::size_t k = 0; k < alone.size(); ++k) {
            // φ + (θ − φ) is θ to a rounding, which a search at random or a step by sign may
            // amplify.
            const double tolerance = is_sam ? 0 : 1e-9;
            for (std::size_t c : {0u, 1u}) {
                CHECK(std::abs(wrapped[k][c] - alone[k][c]) <=
                      tolerance * (1 + std::abs(alone[k][c])));
            }
        }
    });
}

TEST_CASE("SAM asks for two gradients where the rule inside asks for one") {
    for (const RuleEntry& inner : rule_catalogue()) {
        if (!inner.elementwise || inner.wrapping) continue;
        CAPTURE(inner.id);
        const RuleEntry& both = *find_rule("sam", inner.id);
        FullOracle oracle(valley(), both);
        const auto optimizer = both.make(default_settings(both), 2);
        Two x = {-9, 2};
        for (int k = 0; k < 10; ++k) step_at(k, *optimizer, oracle, x);
        CHECK(oracle.gradients == 20);
        CHECK(oracle.values + oracle.hessians == 0);
    }
}

TEST_CASE("the climb of SAM has the length rho and points up") {
    const RuleEntry& both = *find_rule("sam", "sgd");
    auto settings = default_settings(both);
    put(both, settings, "rho", 0.3);
    const std::size_t e = both.state.size() - 1;
    REQUIRE(both.state[e].id == "e");
    for (const Update& update : updates_of(both, settings, FullOracle(banana(), both), start, 20)) {
        const Two climb = {update.state_next[0][e], update.state_next[1][e]};
        CHECK(std::hypot(climb[0], climb[1]) == doctest::Approx(0.3).epsilon(1e-9));
        const Two slope = banana_gradient(update.x[0], update.x[1]);
        CHECK(climb[0] * slope[0] + climb[1] * slope[1] > 0);
        CHECK(update.asked == Two{update.x[0] + climb[0], update.x[1] + climb[1]});
    }
}

TEST_CASE("the slow weights of Lookahead follow every k steps and stand still between") {
    const RuleEntry& both = *find_rule("lookahead", "adam");
    auto settings = default_settings(both);
    put(both, settings, "inner.lr", 0.1);
    put(both, settings, "k", 4);
    put(both, settings, "alpha", 0.25);
    const std::size_t delta = both.state.size() - 1;
    Two slow = start;
    for (const Update& update : updates_of(both, settings, FullOracle(banana(), both), start, 40)) {
        for (std::size_t c : {0u, 1u}) {
            const double now = update.x_next[c] + update.state_next[c][delta];
            if (update.number % 4 == 0) {
                CHECK(update.state_next[c][delta] == 0);
                slow[c] = now;
            } else {
                CHECK(std::abs(now - slow[c]) <= 1e-15 * (1 + std::abs(now)));
            }
        }
    }
}
