// What must hold for every update rule of the catalogue.
#include <cmath>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "tests/laws/arithmetic.h"
#include "tests/optimizer/oracles.h"

using namespace tani;
using namespace tani::testing;

namespace {

/// A rate that moves well but does not diverge on the valley, for any rule: half of the limit, or
/// 0.05.
double gentle_rate(const RuleEntry& rule, const std::vector<double>& settings) {
    const auto limit = rule.stability_limit ? rule.stability_limit(settings) : std::nullopt;
    return limit ? *limit / 64 : 0.05;
}

std::vector<double> gentle_settings(const RuleEntry& rule) {
    std::vector<double> settings = default_settings(rule);
    settings[0] = gentle_rate(rule, settings);
    return settings;
}

/// Values of a setting away from its default: the other position of a switch, the first whole
/// numbers and the last, some other number.
std::vector<double> other_values(const Parameter& p) {
    if (p.scale == Scale::toggle) return {1 - p.standard};
    if (p.scale == Scale::whole) {
        std::vector<double> others;
        for (double value = p.slider_from; value <= std::min(p.slider_to, p.slider_from + 3);
             ++value) {
            if (value != p.standard) others.push_back(value);
        }
        if (p.slider_to > p.slider_from + 3 && p.slider_to != p.standard) {
            others.push_back(p.slider_to);
        }
        return others;
    }
    if (p.scale == Scale::log) return {1e-3};
    const double other = p.standard == 0 ? 0.3 * p.slider_to : 0.75 * p.standard;
    return {p.bounds.contains(other) ? other : p.slider_to};
}

/// Settings in which every part of the formula shows: the defaults, each toggle on alone, each
/// number away from its default alone, and all of them together as far as they go together.
std::vector<std::vector<double>> variants(const RuleEntry& rule) {
    std::vector<std::vector<double>> all = {gentle_settings(rule)};
    std::vector<double> together = all[0];
    const auto allowed = [&](const std::vector<double>& s) {
        return !rule.check || !rule.check(s);
    };
    for (std::size_t i = 1; i < rule.parameters.size(); ++i) {
        for (const double other : other_values(rule.parameters[i])) {
            for (std::vector<double> s : {all[0], together}) {
                s[i] = other;
                if (!allowed(s)) continue;
                all.push_back(s);
                together = s;
            }
        }
    }
    return all;
}

std::string described(const RuleEntry& rule, const std::vector<double>& settings) {
    std::string text = rule.id;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        text += " " + rule.parameters[i].id + "=" + std::to_string(settings[i]);
    }
    return text;
}

bool complete(const Text& text) { return !text.en.empty() && !text.ja.empty(); }

}  // namespace

TEST_CASE("every file of the folder of rules is in the catalogue under its own name") {
    std::set<std::string> files, ids;
    for (const auto& file :
         std::filesystem::directory_iterator(TANI_SOURCE_DIR "/core/optimizer/entries")) {
        if (file.path().extension() == ".cpp") files.insert(file.path().stem().string());
    }
    for (const RuleEntry& rule : rule_catalogue()) {
        CHECK_MESSAGE(ids.insert(rule.id).second, rule.id);
        CHECK(find_rule(rule.id) == &rule);
    }
    CHECK(files == ids);
    CHECK(find_rule("no such rule") == nullptr);
}

TEST_CASE("rules stand in the order in which they are taught") {
    const std::vector<std::string> taught = {"sgd",     "momentum", "nesterov", "nesterov_bengio",
                                             "adagrad", "adadelta", "rmsprop",  "adam"};
    const auto rules = rule_catalogue();
    REQUIRE(rules.size() >= taught.size());
    for (std::size_t i = 0; i < taught.size(); ++i) CHECK(rules[i].id == taught[i]);
    for (std::size_t i = 1; i < rules.size(); ++i) CHECK(rules[i - 1].order <= rules[i].order);
}

TEST_CASE("every text of a rule is there in both languages") {
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        CHECK(complete(rule.name));
        CHECK(complete(rule.help));
        CHECK(rule.note.en.empty() == rule.note.ja.empty());
        CHECK(!rule.source.empty());
        for (const Parameter& p : rule.parameters) {
            CAPTURE(p.id);
            CHECK(complete(p.name));
            CHECK(complete(p.help));
            CHECK((p.scale == Scale::toggle || !p.symbol.empty()));
        }
        for (const StatePart& part : rule.state) CHECK(complete(part.name));
        for (const Derived& derived : rule.derived) CHECK(complete(derived.name));
    }
}

TEST_CASE("every default and teaching rate lies inside its bounds and on its slider") {
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        REQUIRE(!rule.parameters.empty());
        const Parameter& rate = rule.parameters.front();
        CHECK(rate_index(rule) == 0);
        CHECK((rule.teaching_rate >= rate.slider_from && rule.teaching_rate <= rate.slider_to));
        for (const Parameter& p : rule.parameters) {
            CAPTURE(p.id);
            CHECK(p.slider_from < p.slider_to);
            CHECK(p.bounds.contains(p.standard));
            CHECK(p.bounds.contains(p.slider_from));
            CHECK(p.bounds.contains(p.slider_to));
            CHECK((p.standard >= p.slider_from && p.standard <= p.slider_to));
            if (p.scale == Scale::log) CHECK(p.slider_from > 0);
            if (p.scale == Scale::one_minus) CHECK(p.slider_to < 1);
        }
        CHECK((!rule.check || !rule.check(default_settings(rule))));
    }
}

TEST_CASE("the names a formula may use are unique within a rule") {
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        std::set<std::string> names = {"x", "g", "t"};
        for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
            const Parameter& p = rule.parameters[i];
            const std::string key = p.element < 0 ? p.id : p.id + "." + std::to_string(p.element);
            CHECK(parameter_index(rule, key) == static_cast<int>(i));
            CHECK_MESSAGE(names.insert(key).second, key);
        }
        for (const StatePart& part : rule.state)
            CHECK_MESSAGE(names.insert(part.id).second, part.id);
        for (const Derived& d : rule.derived) CHECK_MESSAGE(names.insert(d.id).second, d.id);
        CHECK(names.contains("update"));
        CHECK(parameter_index(rule, "betas") == -1);
        CHECK(parameter_index(rule, "no such key") == -1);
    }
}

TEST_CASE("a rule repeats bit for bit") {
    for (const RuleEntry& rule : rule_catalogue()) {
        for (const auto& settings : variants(rule)) {
            CAPTURE(described(rule, settings));
            const FullOracle oracle(hills(), rule);
            const auto once = path_of(rule, settings, oracle, {-1.2, 1}, 50);
            CHECK(once == path_of(rule, settings, oracle, {-1.2, 1}, 50));
            // A search at random may turn its first proposal down.
            CHECK((rule.elementwise ? once[1] : once.back()) != once[0]);
        }
    }
}

TEST_CASE("a clone goes on identically and leaves the first one alone") {
    for (const RuleEntry& rule : rule_catalogue()) {
        for (const auto& settings : variants(rule)) {
            CAPTURE(described(rule, settings));
            FullOracle oracle(hills(), rule);
            const auto whole = path_of(rule, settings, oracle, {-1.2, 1}, 40);
            const auto first = rule.make(settings, 2);
            Two x = {-1.2, 1};
            for (int k = 0; k < 20; ++k) step_at(k, *first, oracle, x);
            const auto second = first->clone();
            Two y = x;
            for (int k = 20; k < 40; ++k) step_at(k, *second, oracle, y);
            CHECK(y == whole.back());
            for (int k = 20; k < 40; ++k) step_at(k, *first, oracle, x);
            CHECK(x == whole.back());
        }
    }
}

TEST_CASE("a rule that was reset behaves as a new one with its newest settings") {
    for (const RuleEntry& rule : rule_catalogue()) {
        for (const auto& settings : variants(rule)) {
            CAPTURE(described(rule, settings));
            FullOracle oracle(hills(), rule);
            const auto used = rule.make(gentle_settings(rule), 2);
            Two x = {0.3, -0.4};
            for (int k = 0; k < 7; ++k) step_at(k, *used, oracle, x);
            used->set(settings);
            used->reset();
            const auto fresh = rule.make(settings, 2);
            CHECK(std::ranges::equal(used->state(), fresh->state()));
            Two y = x;
            for (int k = 0; k < 20; ++k) {
                step_at(k, *used, oracle, x);
                step_at(k, *fresh, oracle, y);
            }
            CHECK(x == y);
        }
    }
}

TEST_CASE("setting the same settings again changes no bit") {
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        const auto settings = gentle_settings(rule);
        FullOracle oracle(hills(), rule);
        const auto whole = path_of(rule, settings, oracle, {-1.2, 1}, 60);
        const auto optimizer = rule.make(settings, 2);
        Two x = {-1.2, 1};
        for (int k = 0; k < 60; ++k) {
            optimizer->set(settings);
            step_at(k, *optimizer, oracle, x);
        }
        CHECK(x == whole.back());
    }
}

TEST_CASE("settings that are set act from the next update on and keep the state") {
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        auto settings = gentle_settings(rule);
        FullOracle oracle(hills(), rule);
        const auto optimizer = rule.make(settings, 2);
        Two x = {-1.2, 1};
        for (int k = 0; k < 5; ++k) step_at(k, *optimizer, oracle, x);
        const auto same = optimizer->clone();
        const std::vector<double> before(optimizer->state().begin(), optimizer->state().end());
        const auto start = rule.make(settings, 2);
        settings[0] *= 0.5;
        optimizer->set(settings);
        CHECK(std::ranges::equal(optimizer->state(), before));
        Two y = x;
        // A search at random may turn one proposal down whatever its settings.
        for (int k = 5; k < (rule.elementwise ? 6 : 15); ++k) {
            step_at(k, *optimizer, oracle, x);
            step_at(k, *same, oracle, y);
        }
        // A rate that says where the state starts (Rprop's first step) has no more to say.
        const auto other_start = rule.make(settings, 2);
        CHECK((x != y) == std::ranges::equal(start->state(), other_start->state()));
    }
}

TEST_CASE("every coordinate is treated alike however many there are") {
    // One thousand coordinates, each on its own valley, against runs of two.
    class Many final : public Oracle {
      public:
        double value(std::span<const double>) override { return 0; }
        void gradient(std::span<const double> x, std::span<double> out) override {
            for (std::size_t i = 0; i < x.size(); ++i) out[i] = (i % 2 == 0 ? 0.5 : 32) * x[i];
        }
        void hessian(std::span<const double>, std::span<double>) override {}
        void normal(std::span<double>) override {}
        double uniform() override { return 0.5; }
    };
    for (const RuleEntry& rule : rule_catalogue()) {
        if (!rule.elementwise) continue;
        for (const auto& settings : variants(rule)) {
            CAPTURE(described(rule, settings));
            Many oracle;
            std::vector<double> many(1001);
            for (std::size_t i = 0; i < many.size(); ++i) many[i] = i % 2 == 0 ? -9 : 2;
            const auto wide = rule.make(settings, many.size());
            for (int k = 0; k < 25; ++k) wide->step(oracle, many);
            const auto two = path_of(rule, settings, GradientOnly([](double x, double y) {
                                         return Two{0.5 * x, 32 * y};
                                     }),
                                     {-9, 2}, 25);
            bool alike = true;
            for (std::size_t i = 0; i < many.size(); ++i) alike &= many[i] == two.back()[i % 2];
            CHECK((alike || !rule.elementwise));
            CHECK(wide->state().size() == many.size() * rule.state.size());
            CHECK(reinterpret_cast<std::uintptr_t>(wide->state().data()) % 64 == 0);
        }
    }
}

TEST_CASE("before the first update the state is what the description says") {
    for (const RuleEntry& rule : rule_catalogue()) {
        CAPTURE(rule.id);
        const auto optimizer = rule.make(default_settings(rule), 2);
        REQUIRE(optimizer->state().size() == 2 * rule.state.size());
        for (std::size_t i = 0; i < optimizer->state().size(); ++i) {
            CHECK(optimizer->state()[i] == rule.state[i / 2].initial);
        }
    }
}

TEST_CASE("every placeholder of every formula line is known") {
    for (const RuleEntry& rule : rule_catalogue()) {
        for (const auto& settings : variants(rule)) {
            CAPTURE(described(rule, settings));
            const auto updates = updates_of(rule, settings, FullOracle(valley(), rule), {-9, 2}, 2);
            const auto lines = rule.formula(settings);
            REQUIRE(!lines.empty());
            const std::array<UpdateView, 2> views = {updates[1].view(0), updates[1].view(1)};
            for (const FormulaLine& line : lines) {
                CAPTURE(line.numbers);
                CHECK(line.symbols.find(" ← ") != std::string::npos);
                CHECK(filled(rule, line, views).find_first_of("{}") == std::string::npos);
                CHECK(filled(rule, line, views).find("aN") == std::string::npos);
            }
        }
    }
}

TEST_CASE("a rule that moves all coordinates together moves any number of them") {
    // A bowl in n dimensions whose axes are not those of the coordinates.
    class Bowl final : public Oracle {
      public:
        double value(std::span<const double> x) override {
            double sum = 0, squares = 0;
            for (const double xi : x) sum += xi, squares += xi * xi;
            return squares + sum * sum / 2;
        }
        void gradient(std::span<const double> x, std::span<double> out) override {
            double sum = 0;
            for (const double xi : x) sum += xi;
            for (std::size_t i = 0; i < x.size(); ++i) out[i] = 2 * x[i] + sum;
        }
        void hessian(std::span<const double> x, std::span<double> out) override {
            for (std::size_t i = 0; i < out.size(); ++i) out[i] = i % (x.size() + 1) == 0 ? 3 : 1;
        }
        void normal(std::span<double> out) override {
            for (double& z : out) z = std::sin(static_cast<double>(++drawn_) * 12.9898) * 1.4;
        }
        double uniform() override { return 0.5; }

      private:
        int drawn_ = 0;
    };
    for (const RuleEntry& rule : rule_catalogue()) {
        if (rule.elementwise) continue;
        const int climbs = parameter_index(rule, "inner.maximize");
        for (const auto& settings : variants(rule)) {
            if (climbs >= 0 && settings[static_cast<std::size_t>(climbs)] != 0) continue;
            for (const std::size_t n : {1u, 3u, 10u}) {
                CAPTURE(described(rule, settings));
                CAPTURE(n);
                Bowl oracle;
                std::vector<double> x(n, 2.0);
                const double before = oracle.value(x);
                const auto optimizer = rule.make(settings, n);
                double best = before;
                for (int k = 0; k < 100; ++k) {
                    optimizer->step(oracle, x);
                    best = std::min(best, oracle.value(x));
                }
                CHECK(best < before);
                CHECK(optimizer->state().size() == n * rule.state.size());
                CHECK(reinterpret_cast<std::uintptr_t>(optimizer->state().data()) % 64 == 0);
            }
        }
    }
}

TEST_CASE("the formula with its numbers in it is true at every update") {
    for (const RuleEntry& rule : rule_catalogue()) {
        for (const auto& settings : variants(rule)) {
            CAPTURE(described(rule, settings));
            const auto lines = rule.formula(settings);
            const bool asks_elsewhere = std::ranges::any_of(lines, [](const FormulaLine& line) {
                return line.numbers.find("∇f") != line.numbers.npos;
            });
            for (const Update& update :
                 updates_of(rule, settings, FullOracle(hills(), rule), {-1.2, 1}, 25)) {
                if (rule.elementwise && !asks_elsewhere) CHECK(update.asked == update.x);
                for (std::size_t c : {0u, 1u}) {
                    for (const FormulaLine& line : lines) {
                        // Matrices, searches and sums have no truth for one coordinate; x has.
                        if (!rule.elementwise && !line.numbers.starts_with("{x'} = ")) continue;
                        const UpdateView view = update.view(c);
                        const std::string text = filled(rule, line, {&view, 1}, 15);
                        CAPTURE(text);
                        const std::size_t nabla = text.find("∇f");
                        if (nabla != std::string::npos) {
                            // The gradient was asked where the formula says.
                            const double point = evaluated(text.substr(nabla + 4));
                            CHECK(std::abs(point - update.asked[c]) <= 1e-9);
                            continue;
                        }
                        const std::size_t equals = text.find(" = ");
                        REQUIRE(equals != std::string::npos);
                        const double left = evaluated(text.substr(0, equals));
                        const double right = evaluated(text.substr(equals + 3));
                        // Fifteen digits, amplified where nearly equal numbers are subtracted (a
                        // mean of squares less a squared mean).
                        CHECK(std::abs(left - right) <= 1e-9 * (1 + std::abs(left)));
                    }
                }
            }
        }
    }
}

TEST_CASE("the formula has one line for x and one for every part of the state that moves") {
    for (const RuleEntry& rule : rule_catalogue()) {
        for (const auto& settings : variants(rule)) {
            CAPTURE(described(rule, settings));
            const auto updates =
                updates_of(rule, settings, FullOracle(hills(), rule), {-1.2, 1}, 60);
            const auto lines = rule.formula(settings);
            const auto lines_for = [&](const std::string& name) {
                return std::ranges::count_if(lines, [&](const FormulaLine& line) {
                    return line.numbers.starts_with("{" + name + "'} = ");
                });
            };
            CHECK(lines_for("x") == 1);
            for (std::size_t part = 0; part < rule.state.size(); ++part) {
                CAPTURE(rule.state[part].id);
                const bool moves = std::ranges::any_of(updates, [&](const Update& update) {
                    return update.state[0][part] != update.state_next[0][part];
                });
                for (const Update& update : updates) {
                    if (!rule.state[part].scalar) break;
                    CHECK(update.state_next[0][part] == update.state_next[1][part]);
                }
                if (rule.elementwise) {
                    CHECK(lines_for(rule.state[part].id) == (moves ? 1 : 0));
                } else if (moves) {
                    const std::string after = "{" + rule.state[part].id + "'}";
                    CHECK(std::ranges::any_of(lines, [&](const FormulaLine& line) {
                        return line.numbers.find(after) != std::string::npos;
                    }));
                }
            }
        }
    }
}

TEST_CASE("effective rate times gradient is the step of a rule that scales coordinates") {
    for (const RuleEntry& rule : rule_catalogue()) {
        const auto rate = std::ranges::find(rule.derived, "effective_rate", &Derived::id);
        if (rate == rule.derived.end()) continue;
        CAPTURE(rule.id);
        auto settings = gentle_settings(rule);
        const int decay = parameter_index(rule, "weight_decay");  // moves x on its own account
        if (decay >= 0) settings[static_cast<std::size_t>(decay)] = 0;
        const auto lines = rule.formula(settings);
        for (const Update& update :
            updates_of(rule, settings, FullOracle(hills(), rule), {-1.2, 1}, 30)) {
            const UpdateView view = update.view(0);
            const auto m_hat = std::ranges::find(rule.derived, "m_hat", &Derived::id);
            // Yogi's mean is not corrected, and is what its line of x scales.
            const bool plain_mean = std::ranges::any_of(lines, [](const FormulaLine& line) {
                return line.numbers.starts_with("{x'}") &&
                       line.numbers.find("{m'}") != line.numbers.npos;
            });
            const double along = m_hat != rule.derived.end() ? m_hat->value(view)
                                 : plain_mean                ? view.state_next[0]
                                                             : view.gradient;
            const double step = -rate->value(view) * along;
            CHECK(std::abs(step - (view.x_next - view.x)) <= 1e-12);
        }
    }
}

TEST_CASE("a stability limit parts converging from diverging on a quadratic") {
    constexpr double curvature = 32;
    int limits = 0;
    for (const RuleEntry& rule : rule_catalogue()) {
        if (!rule.stability_limit) continue;
        for (auto settings : variants(rule)) {
            const auto limit = rule.stability_limit(settings);
            if (!limit) continue;
            ++limits;
            CAPTURE(described(rule, settings));
            const auto end = [&](double share) {
                settings[0] = share * *limit / curvature;
                const auto path = path_of(rule, settings, FullOracle(valley(), rule), {0, 1}, 3000);
                return std::abs(path.back()[1]);
            };
            CHECK(end(0.99) < 1e-3);
            CHECK(!(end(1.01) < 1e3));
        }
    }
    CHECK(limits >= 8);
}
