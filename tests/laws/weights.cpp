// What must hold for every update rule of the catalogue when it trains a network's weights.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "tests/optimizer/weight_oracles.h"

using namespace tani;
using namespace tani::testing;

namespace {

/// All rules, and SAM and Lookahead around each.
std::vector<const RuleEntry*> all_rules() {
    std::vector<const RuleEntry*> rules;
    for (const RuleEntry& rule : rule_catalogue()) {
        rules.push_back(&rule);
        if (!rule.wrapping) continue;
        for (const RuleEntry& inner : rule_catalogue()) {
            if (const RuleEntry* both = find_rule(rule.id, inner.id)) rules.push_back(both);
        }
    }
    return rules;
}

std::string name_of(const RuleEntry& rule) { return rule.name.en; }

/// A rate that moves every rule well: the one that the window would give a new run, where that
/// is not too large for curvatures up to 3.
std::vector<double> gentle_settings(const RuleEntry& rule) {
    std::vector<double> settings = default_settings(rule);
    const auto limit = rule.stability_limit ? rule.stability_limit(settings) : std::nullopt;
    settings[0] = limit ? std::min(rule.teaching_rate, *limit / 6) : rule.teaching_rate;
    return settings;
}

std::unique_ptr<WeightRule> made(const RuleEntry& rule, const std::vector<double>& settings) {
    return make_weight_rule(rule, settings, forty_flat, forty_weights);
}

Floats parts_of(const RuleEntry& entry, const WeightRule& rule) {
    Floats all(entry.state.size() * forty_flat);
    for (std::size_t part = 0; part < entry.state.size(); ++part)
        rule.state(part, std::span(all).subspan(part * forty_flat, forty_flat));
    return all;
}

bool zero_between_blocks(std::span<const float> numbers) {
    for (const Stretch& gap : gaps(forty_flat, forty_weights)) {
        for (std::size_t k = gap.begin; k < gap.end; ++k) {
            if (numbers[k] != 0) return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("every rule lowers the loss of weights in blocks") {
    for (const RuleEntry* rule : all_rules()) {
        CAPTURE(name_of(*rule));
        LeastSquares oracle;
        Floats w = oracle.start();
        const double before = oracle.value(w);
        const auto running = made(*rule, gentle_settings(*rule));
        train(*running, oracle, w, 0, 400);
        const double after = oracle.value(w);
        CAPTURE(before);
        CHECK(after < 0.6 * before);
    }
}

TEST_CASE("a rule on weights repeats bit for bit and its clone goes on identically") {
    for (const RuleEntry* rule : all_rules()) {
        CAPTURE(name_of(*rule));
        LeastSquares oracle;
        const auto settings = gentle_settings(*rule);
        Floats whole = oracle.start(), w = whole;
        train(*made(*rule, settings), oracle, whole, 0, 40);
        const auto first = made(*rule, settings);
        train(*first, oracle, w, 0, 20);
        const auto second = first->clone();
        CHECK(parts_of(*rule, *first) == parts_of(*rule, *second));
        Floats v = w;
        train(*second, oracle, v, 20, 40);
        CHECK(v == whole);
        train(*first, oracle, w, 20, 40);
        CHECK(w == whole);
        CHECK(parts_of(*rule, *first) == parts_of(*rule, *second));
    }
}

TEST_CASE("settings on weights act from the next update on and keep the state") {
    for (const RuleEntry* rule : all_rules()) {
        CAPTURE(name_of(*rule));
        LeastSquares oracle;
        auto settings = gentle_settings(*rule);
        const auto running = made(*rule, settings);
        Floats w = oracle.start();
        train(*running, oracle, w, 0, 7);
        const auto same = running->clone();
        same->set(settings);
        const Floats before = parts_of(*rule, *running);
        settings[0] *= 0.7;
        running->set(settings);
        CHECK(parts_of(*rule, *running) == before);
        Floats v = w, u = w;
        const auto untouched = same->clone();
        train(*same, oracle, v, 7, 20);
        train(*untouched, oracle, u, 7, 20);
        CHECK(u == v);
        train(*running, oracle, w, 7, 20);
        // A rate that says where the state starts (Rprop's first step) has no more to say.
        const bool says_where = parts_of(*rule, *made(*rule, settings)) !=
                                parts_of(*rule, *made(*rule, gentle_settings(*rule)));
        CHECK((w != v) == !says_where);
    }
}

TEST_CASE("a rule on weights that was reset behaves as a new one with its newest settings") {
    for (const RuleEntry* rule : all_rules()) {
        CAPTURE(name_of(*rule));
        LeastSquares oracle;
        auto settings = gentle_settings(*rule);
        const auto used = made(*rule, settings);
        Floats w = oracle.start();
        train(*used, oracle, w, 0, 9);
        settings[0] *= 0.7;
        used->set(settings);
        used->reset();
        const auto fresh = made(*rule, settings);
        CHECK(parts_of(*rule, *used) == parts_of(*rule, *fresh));
        Floats v = w;
        train(*used, oracle, w, 0, 20);
        train(*fresh, oracle, v, 0, 20);
        CHECK(w == v);
    }
}

TEST_CASE("what lies between blocks stays 0 without any stabilizer too") {
    for (const RuleEntry* rule : all_rules()) {
        CAPTURE(name_of(*rule));
        LeastSquares oracle;
        auto settings = gentle_settings(*rule);
        for (std::size_t i = 0; i < settings.size(); ++i) {
            const Parameter& p = rule->parameters[i];
            if (p.id.ends_with("eps") && p.bounds.contains(0)) settings[i] = 0;
        }
        const auto running = made(*rule, settings);
        Floats w = oracle.start();
        for (int k = 0; k < 12; ++k) {
            train(*running, oracle, w, k, k + 1);
            CHECK(zero_between_blocks(w));
        }
        CHECK(oracle.gaps_were_zero);
        const Floats parts = parts_of(*rule, *running);
        for (std::size_t part = 0; part < rule->state.size(); ++part)
            CHECK(zero_between_blocks(std::span(parts).subspan(part * forty_flat, forty_flat)));
        // Nothing of what is not a number came in from between the blocks.
        CHECK(std::ranges::all_of(w, [](float number) { return std::isfinite(number); }));
    }
}

TEST_CASE("a rule without a limit grows with the number of weights and one with a limit fits") {
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        const auto bytes = [&](std::size_t side) {
            const std::vector<WeightBlock> blocks = {{0, side, 32, true},
                                                     {side * 32, side, 1, false}};
            return make_weight_rule(rule, default_settings(rule), side * 33, blocks)->bytes();
        };
        constexpr std::size_t side = 300;
        if (rule.most_weights) {
            CHECK(bytes(*rule.most_weights / 33) < 70'000'000);
            CHECK(*rule.most_weights >= 500);
        } else {
            CHECK(bytes(2 * side) < 3 * bytes(side));
            CHECK(bytes(side) > side * 33 * sizeof(float));
        }
    }
}
