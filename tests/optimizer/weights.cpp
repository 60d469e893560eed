// Rules on weights: float against double, the double weights of the others, matrices block by
// block.
#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "core/optimizer/dense.h"
#include "tests/optimizer/oracles.h"
#include "tests/optimizer/weight_oracles.h"

using namespace tani;
using namespace tani::testing;

namespace {

const RuleEntry& rule_named(const char* id) {
    const RuleEntry* rule = find_rule(id);
    REQUIRE(rule);
    return *rule;
}

/// Noisy gradients of bowls whose curvatures differ; keeps the last for a rule in double.
class Bowls final : public WeightOracle {
  public:
    explicit Bowls(std::size_t n) : last(n) {}
    double value(std::span<const float>) override { return 0; }
    void gradient(std::span<const float> w, std::span<float> out) override {
        for (std::size_t i = 0; i < w.size(); ++i) {
            const double curvature = 0.2 + static_cast<double>(i % 10) / 5;
            const double noise = normal_pair(1, Stream::gradient_noise, drawn_++)[0];
            out[i] = static_cast<float>(curvature * (w[i] - 1.0) + 0.1 * noise);
            last[i] = out[i];
        }
    }
    void hessian_times(std::span<const float>, std::span<const double>,
                       std::span<double>) override {}
    void normal(std::span<double>) override {}
    double uniform() override { return 0.5; }

    std::vector<double> last;

  private:
    std::uint64_t drawn_ = 0;
};

/// The gradients that another rule was given.
class Given final : public Oracle {
  public:
    explicit Given(const std::vector<double>& gradient) : gradient_(gradient) {}
    double value(std::span<const double>) override { return 0; }
    void gradient(std::span<const double>, std::span<double> out) override {
        std::ranges::copy(gradient_, out.begin());
    }
    void hessian(std::span<const double>, std::span<double>) override {}
    void normal(std::span<double>) override {}
    double uniform() override { return 0.5; }

  private:
    const std::vector<double>& gradient_;
};

/// How far the weights in float are from those in double after 1,000 steps of 2,000 weights with
/// the same gradients, relative to their length.
double lost_in_float(const RuleEntry& rule, std::vector<double> settings) {
    constexpr std::size_t n = 2000;
    const auto in_float = make_weight_rule(rule, settings, n, {});
    const auto in_double = rule.make(settings, n);
    Bowls oracle(n);
    Given given(oracle.last);
    Floats w(n);
    for (std::size_t i = 0; i < n; ++i)
        w[i] = static_cast<float>(normal_pair(2, Stream::weights, i)[0]);
    std::vector<double> x(w.begin(), w.end());
    for (int k = 0; k < 1000; ++k) {
        in_float->step(oracle, w);
        in_double->step(given, x);
    }
    double apart = 0, size = 0;
    for (std::size_t i = 0; i < n; ++i) {
        apart += (w[i] - x[i]) * (w[i] - x[i]);
        size += x[i] * x[i];
    }
    return std::sqrt(apart / size);
}

/// The gradient is a given matrix wherever it is asked.
class Steady final : public WeightOracle {
  public:
    explicit Steady(std::vector<float> gradient) : gradient_(std::move(gradient)) {}
    double value(std::span<const float>) override { return 0; }
    void gradient(std::span<const float>, std::span<float> out) override {
        std::ranges::copy(gradient_, out.begin());
    }
    void hessian_times(std::span<const float>, std::span<const double>,
                       std::span<double>) override {}
    void normal(std::span<double>) override {}
    double uniform() override { return 0.5; }

  private:
    std::vector<float> gradient_;
};

std::vector<float> some_numbers(std::size_t n) {
    std::vector<float> numbers(n);
    for (std::size_t i = 0; i < n; ++i)
        numbers[i] = static_cast<float>(normal_pair(5, Stream::data, i)[0]);
    return numbers;
}

/// The eigenvalues of XX' or X'X, whichever is smaller: squares of the singular values.
std::vector<double> squared_singular_values(std::span<const float> matrix, std::size_t rows) {
    const std::vector<double> m(matrix.begin(), matrix.end());
    const std::size_t columns = m.size() / rows, n = std::min(rows, columns);
    std::vector<double> turned(m.size()), gram(n * n), values(n), vectors(n * n);
    dense::transpose(m, rows, turned);
    rows <= columns ? dense::add_product(m, turned, gram, rows, columns)
                    : dense::add_product(turned, m, gram, columns, rows);
    dense::eigen(gram, values, vectors);
    return values;
}

/// One step from 0 with rate 1: minus the direction.
std::vector<float> first_step(const char* id, const std::vector<double>& settings,
                              const std::vector<float>& gradient,
                              const std::vector<WeightBlock>& blocks) {
    Steady oracle(gradient);
    std::vector<float> w(gradient.size());
    make_weight_rule(rule_named(id), settings, w.size(), blocks)->step(oracle, w);
    return w;
}

}  // namespace

TEST_CASE("a rule in float stays with the rule in double for a thousand steps") {
    for (const RuleEntry& rule : rule_catalogue()) {
        if (!rule.elementwise) continue;
        CAPTURE(rule.id);
        auto settings = default_settings(rule);
        settings[0] = std::min(rule.teaching_rate, 0.05);
        const double lost = lost_in_float(rule, settings);
        CHECK(lost < 1e-4);
        CHECK(lost > 0);
    }
}

TEST_CASE("bias corrections and schedules of a rule are not lost in float") {
    const auto lost = [](const char* id, std::vector<std::pair<std::string, double>> changed) {
        const RuleEntry& rule = rule_named(id);
        return lost_in_float(rule, settings_with(rule, changed));
    };
    CHECK(lost("adam", {{"betas.1", 0.99999}, {"lr", 0.01}}) < 1e-4);
    CHECK(lost("radam", {{"betas.1", 0.9999}, {"lr", 0.01}}) < 1e-4);
    CHECK(lost("nadam", {{"momentum_decay", 0.1}, {"lr", 0.01}}) < 1e-4);
    CHECK(lost("adagrad", {{"lr_decay", 1e-5}, {"lr", 0.1}}) < 1e-4);
    CHECK(lost("schedule_free_adamw", {{"betas.0", 0.999}, {"lr", 0.01}}) < 1e-4);
}

TEST_CASE("steps too small for float add up in a rule that works in double") {
    const RuleEntry& rule = rule_named("hypergradient");
    const std::vector<double> settings = {1e-9, 0};
    Steady oracle({1});
    std::vector<float> w = {1};
    const auto running = make_weight_rule(rule, settings, 1, {});
    for (int k = 0; k < 1000; ++k) running->step(oracle, w);
    // Each alone is a sixtieth of the distance to the next float.
    CHECK(w[0] == doctest::Approx(1 - 1e-6).epsilon(1e-7));
}

TEST_CASE("a rule that works in double takes up weights that were changed") {
    LeastSquares oracle;
    const RuleEntry& rule = rule_named("hypergradient");
    const std::vector<double> settings = {0.1, 0};
    const auto running = make_weight_rule(rule, settings, forty_flat, forty_weights);
    Floats w = oracle.start();
    train(*running, oracle, w, 0, 3);
    w[7] = 11;
    Floats v = w;
    train(*running, oracle, w, 3, 4);
    train(*make_weight_rule(rule, settings, forty_flat, forty_weights), oracle, v, 3, 4);
    for (std::size_t k = 0; k < w.size(); ++k) CHECK(w[k] == doctest::Approx(v[k]).epsilon(1e-6));
}

TEST_CASE("Newton's method ends on least squares in one step") {
    LeastSquares oracle;
    Floats w = oracle.start();
    std::vector<float> gradient(forty_flat);
    oracle.gradient(w, gradient);
    const RuleEntry& rule = rule_named("newton");
    const auto running = make_weight_rule(rule, default_settings(rule), forty_flat, forty_weights);
    train(*running, oracle, w, 0, 1);
    CHECK(oracle.products == 40);
    oracle.gradient(w, gradient);
    for (const std::size_t k : oracle.used()) CHECK(std::abs(gradient[k]) < 1e-6f);
}

TEST_CASE("an exact line search asks for products and not for the whole Hessian") {
    LeastSquares oracle;
    Floats w = oracle.start();
    const RuleEntry& rule = rule_named("exact_line_search");
    const auto running = make_weight_rule(rule, default_settings(rule), forty_flat, forty_weights);
    train(*running, oracle, w, 0, 1);
    CHECK(oracle.products > 0);
    CHECK(oracle.products < 40);
}

TEST_CASE("Sophia asks for the curvature of each weight") {
    LeastSquares oracle;
    Floats w = oracle.start();
    const RuleEntry& rule = rule_named("sophia");
    const auto running = make_weight_rule(rule, default_settings(rule), forty_flat, forty_weights);
    train(*running, oracle, w, 0, 1);
    CHECK(oracle.products == 40);
    Floats curvature(forty_flat);
    running->state(2, curvature);
    std::vector<double> unit(forty_flat), product(forty_flat);
    for (const std::size_t k : oracle.used()) {
        unit[k] = 1;
        oracle.hessian_times(w, unit, product);
        unit[k] = 0;
        CHECK(curvature[k] == doctest::Approx(product[k]).epsilon(1e-6));
    }
}

TEST_CASE("Muon makes each matrix nearly orthogonal and a bias a step of one length") {
    const auto settings = settings_with(rule_named("muon"), {{"lr", 1}, {"weight_decay", 0}});
    const std::vector<WeightBlock> blocks = {
        {0, 4, 7, true}, {32, 7, 4, true}, {64, 9, 1, false}, {80, 40, 24, true}};
    const auto w = first_step("muon", settings, some_numbers(1040), blocks);
    const auto window = [&](const WeightBlock& block) {
        return std::span(w).subspan(block.offset, block.size());
    };
    for (const WeightBlock& block : blocks) {
        const double scale =
            std::max(1.0, static_cast<double>(block.rows) / static_cast<double>(block.columns));
        for (const double square : squared_singular_values(window(block), block.rows)) {
            CHECK(std::sqrt(square / scale) > 0.6);
            CHECK(std::sqrt(square / scale) < 1.25);
        }
    }
}

TEST_CASE("Muon treats a matrix and its transpose alike but for the scale of tall ones") {
    const auto settings = settings_with(rule_named("muon"), {{"lr", 1}, {"weight_decay", 0}});
    const std::vector<float> wide = some_numbers(5 * 12);
    std::vector<float> tall(wide.size());
    for (std::size_t i = 0; i < 5; ++i) {
        for (std::size_t j = 0; j < 12; ++j) tall[j * 5 + i] = wide[i * 12 + j];
    }
    const auto w = first_step("muon", settings, wide, {{0, 5, 12, true}});
    const auto t = first_step("muon", settings, tall, {{0, 12, 5, true}});
    for (std::size_t i = 0; i < 5; ++i) {
        for (std::size_t j = 0; j < 12; ++j)
            CHECK(t[j * 5 + i] == doctest::Approx(w[i * 12 + j] * std::sqrt(2.4)).epsilon(1e-6));
    }
}

TEST_CASE("Shampoo's first step makes a matrix orthogonal whatever its size") {
    // L = GG' and R = G'G, so that their fourth roots cancel the singular values.
    const auto settings = settings_with(rule_named("shampoo"), {{"lr", 1}, {"eps", 1e-9}});
    const std::vector<WeightBlock> blocks = {
        {0, 4, 7, true}, {32, 7, 4, true}, {64, 20, 20, true}, {464, 9, 1, false}};
    const auto w = first_step("shampoo", settings, some_numbers(480), blocks);
    for (const WeightBlock& block : blocks) {
        const auto window = std::span(w).subspan(block.offset, block.size());
        for (const double square : squared_singular_values(window, block.rows))
            CHECK(square == doctest::Approx(1).epsilon(1e-3));
    }
}

TEST_CASE("Shampoo keeps the diagonal of a long side alone") {
    constexpr std::size_t columns = 300;
    const auto settings = settings_with(rule_named("shampoo"), {{"lr", 1}, {"eps", 1e-9}});
    const auto g = some_numbers(2 * columns);
    const auto w = first_step("shampoo", settings, g, {{0, 2, columns, true}});
    // L of two rows in closed form: its inverse fourth root from the eigenvectors.
    std::vector<double> left(4), values(2), vectors(4);
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 2; ++j) {
            for (std::size_t k = 0; k < columns; ++k)
                left[i * 2 + j] += static_cast<double>(g[i * columns + k]) * g[j * columns + k];
        }
    }
    dense::eigen(left, values, vectors);
    for (std::size_t k = 0; k < columns; ++k) {
        const double a = g[k], b = g[columns + k];
        const double divisor = std::pow(a * a + b * b, 0.25);
        double expected = 0;
        for (std::size_t e = 0; e < 2; ++e) {
            const double along = vectors[e] * a + vectors[2 + e] * b;
            expected -= vectors[e] * along * std::pow(values[e], -0.25) / divisor;
        }
        CHECK(w[k] == doctest::Approx(expected).epsilon(1e-4));
    }
}

TEST_CASE("eigenvalues of larger matrices rise and solve the equation") {
    constexpr std::size_t n = 40;
    std::vector<double> matrix(n * n), values(n), vectors(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j)
            matrix[i * n + j] = matrix[j * n + i] = normal_pair(4, Stream::data, i * n + j)[0];
    }
    std::vector<double> work = matrix;
    dense::eigen(work, values, vectors);
    CHECK(std::ranges::is_sorted(values));
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t i = 0; i < n; ++i) {
            double sum = 0;
            for (std::size_t j = 0; j < n; ++j) sum += matrix[i * n + j] * vectors[j * n + k];
            CHECK(sum == doctest::Approx(values[k] * vectors[i * n + k]).epsilon(1e-9));
        }
    }
    work = matrix;
    work[5] = std::nan("");
    dense::eigen(work, values, vectors);
    CHECK(std::isnan(values[0]));
    CHECK(std::isnan(vectors[n * n - 1]));
}

TEST_CASE("gaps are what no block covers") {
    const std::vector<WeightBlock> blocks = {{2, 2, 3, true}, {8, 4, 1, false}, {16, 1, 4, true}};
    const auto found = gaps(24, blocks);
    REQUIRE(found.size() == 3);
    CHECK((found[0].begin == 0 && found[0].end == 2));
    CHECK((found[1].begin == 12 && found[1].end == 16));
    CHECK((found[2].begin == 20 && found[2].end == 24));
    CHECK(gaps(5, {}).empty());
}
