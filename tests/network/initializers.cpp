// Whether every initializer draws what its formula says: formulas are written here again, and
// measured over 1,000 seeds of a small window.
#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "core/base/random.h"
#include "core/network/initializer.h"

using namespace tani;

namespace {

using Numbers = std::vector<double>;

WeightWindow dense_window(std::size_t outputs, std::size_t inputs) {
    return {"weight", {outputs, inputs}, WeightKind::weight, inputs, outputs};
}

WeightWindow conv_window(std::size_t outputs, std::size_t inputs, std::size_t k) {
    return {"weight", {outputs, inputs, k, k}, WeightKind::weight, inputs * k * k, outputs * k * k};
}

Numbers filled(const std::string& id, const Numbers& settings, const WeightWindow& window,
               std::uint64_t seed = 1) {
    const InitializerEntry* entry = find_initializer(id);
    REQUIRE(entry != nullptr);
    REQUIRE(settings.size() == entry->parameters.size());
    Numbers out(window.size(), -77.0);
    entry->fill(settings, window, WeightDraws(seed, 2), out);
    return out;
}

/// A mean over independent seeds and its standard error, measured by the seeds' spread.
class OverSeeds {
  public:
    void add(double value) {
        ++count_;
        sum_ += value;
        squares_ += value * value;
    }
    double mean() const { return sum_ / count_; }
    double error() const {
        return std::sqrt(std::max(0.0, squares_ / count_ - mean() * mean()) / (count_ - 1));
    }
    /// Within 4 standard errors; 1e-9 is rounding, for what is the same in every seed.
    bool is(double expected) const {
        return std::abs(mean() - expected) <= 4 * error() + 1e-9 * (1 + std::abs(expected));
    }

  private:
    double count_ = 0, sum_ = 0, squares_ = 0;
};

/// Moments of the weights over 1,000 seeds, in units of the deviation.
struct Moments {
    OverSeeds mean, square, fourth;
    OverSeeds within;      ///< share of the weights within one deviation
    OverSeeds neighbours;  ///< product of a weight and the next one
    double largest = 0;
};

Moments moments(const std::string& id, const Numbers& settings, const WeightWindow& window,
                double deviation) {
    Moments found;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        double mean = 0, square = 0, fourth = 0, within = 0, neighbours = 0, before = 0;
        const Numbers weights = filled(id, settings, window, seed);
        for (const double w : weights) {
            const double z = w / deviation;
            mean += z;
            square += z * z;
            fourth += z * z * z * z;
            within += std::abs(z) < 1 ? 1 : 0;
            neighbours += z * before;
            before = z;
            found.largest = std::max(found.largest, std::abs(w));
        }
        const auto n = static_cast<double>(weights.size());
        found.mean.add(mean / n);
        found.square.add(square / n);
        found.fourth.add(fourth / n);
        found.within.add(within / n);
        found.neighbours.add(neighbours / n);
    }
    return found;
}

struct Drawn {
    std::string id;
    Numbers settings;
    /// By fan-in and fan-out: the bound of a uniform one, the deviation of a normal one.
    double (*spread)(double n, double m);
    bool first = false;
};

const std::vector<Drawn> uniform_ones = {
    {"uniform", {0.3}, [](double, double) { return 0.3; }},
    {"xavier_uniform", {1}, [](double n, double m) { return std::sqrt(6 / (n + m)); }},
    {"xavier_uniform", {2}, [](double n, double m) { return 2 * std::sqrt(6 / (n + m)); }},
    {"lecun_uniform", {1, 0}, [](double n, double) { return std::sqrt(3 / n); }},
    {"lecun_uniform", {0.5, 1}, [](double, double m) { return 0.5 * std::sqrt(3 / m); }},
    {"he_uniform", {std::sqrt(2.0), 0}, [](double n, double) { return std::sqrt(6 / n); }},
    {"he_uniform", {std::sqrt(2.0), 1}, [](double, double m) { return std::sqrt(6 / m); }},
    {"he_uniform", {5.0 / 3, 0}, [](double n, double) { return 5 / std::sqrt(3 * n); }},
    {"pytorch", {}, [](double n, double) { return 1 / std::sqrt(n); }},
    {"siren", {30}, [](double n, double) { return std::sqrt(6 / n) / 30; }},
    {"siren", {1}, [](double n, double) { return std::sqrt(6 / n); }},
    {"siren", {30}, [](double n, double) { return 1 / n; }, true},
};

const std::vector<Drawn> normal_ones = {
    {"normal", {0.01}, [](double, double) { return 0.01; }},
    {"xavier_normal", {1}, [](double n, double m) { return std::sqrt(2 / (n + m)); }},
    {"xavier_normal", {3}, [](double n, double m) { return 3 * std::sqrt(2 / (n + m)); }},
    {"lecun_normal", {1, 0}, [](double n, double) { return 1 / std::sqrt(n); }},
    {"lecun_normal", {2, 1}, [](double, double m) { return 2 / std::sqrt(m); }},
    {"he_normal", {std::sqrt(2.0), 0}, [](double n, double) { return std::sqrt(2 / n); }},
    {"he_normal", {std::sqrt(2.0), 1}, [](double, double m) { return std::sqrt(2 / m); }},
    {"he_normal", {1, 0}, [](double n, double) { return 1 / std::sqrt(n); }},
    {"spectral_radius", {1.2}, [](double n, double) { return 1.2 / std::sqrt(n); }},
};

/// Wider than tall, and a convolution's, whose fans are 36 and 54.
std::vector<WeightWindow> windows_of(const Drawn& drawn) {
    std::vector<WeightWindow> windows = {dense_window(20, 30), conv_window(6, 4, 3)};
    for (WeightWindow& window : windows) window.first = drawn.first;
    return windows;
}

double formula_deviation(const Drawn& drawn, const WeightWindow& window) {
    return find_initializer(drawn.id)->deviation(drawn.settings, window);
}

double spread_of(const Drawn& drawn, const WeightWindow& window) {
    return drawn.spread(static_cast<double>(window.fan_in), static_cast<double>(window.fan_out));
}

/// The share of z within 1 and z⁴ are those of the shape; all to about 1% or better, so that a
/// wrong shape shows.
void check_moments(const Moments& found, double within, double fourth) {
    CHECK(found.mean.is(0));
    CHECK(found.square.is(1));
    CHECK(found.within.is(within));
    CHECK(found.fourth.is(fourth));
    CHECK(found.neighbours.is(0));
    CHECK(found.mean.error() < 0.005);
    CHECK(found.square.error() < 0.005);
    CHECK(found.within.error() < 0.005);
    CHECK(found.fourth.error() < 0.03);
}

double density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }

/// ∫ z^power φ(z) dz from −cut to cut, by Simpson's rule.
double normal_integral(double cut, int power) {
    constexpr int parts = 2000;
    double sum = 0;
    for (int k = 0; k <= parts; ++k) {
        const double z = cut * (2.0 * k / parts - 1);
        const double weight = k == 0 || k == parts ? 1 : k % 2 == 1 ? 4 : 2;
        sum += weight * std::pow(z, power) * density(z);
    }
    return sum * 2 * cut / parts / 3;
}

double dot(const Numbers& w, std::size_t columns, std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t k = 0; k < columns; ++k) {
        sum += static_cast<double>(static_cast<float>(w[a * columns + k])) *
               static_cast<double>(static_cast<float>(w[b * columns + k]));
    }
    return sum;
}

Numbers transposed(const Numbers& w, std::size_t rows) {
    const std::size_t columns = w.size() / rows;
    Numbers result(w.size());
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) result[j * rows + i] = w[i * columns + j];
    }
    return result;
}

/// The largest entry of |WWᵀ − square·I|.
double off_orthogonal(const Numbers& w, std::size_t rows, double square) {
    double worst = 0;
    for (std::size_t a = 0; a < rows; ++a) {
        for (std::size_t b = 0; b < rows; ++b) {
            const double expected = a == b ? square : 0;
            worst = std::max(worst, std::abs(dot(w, w.size() / rows, a, b) - expected));
        }
    }
    return worst;
}

/// How fast Aᵏv grows, which for almost every v is the largest |eigenvalue|.
double growth(const Numbers& a, std::size_t n) {
    constexpr int before = 2000, measured = 40000;
    Numbers v(n, 1.0), next(n);
    double logarithm = 0;
    for (int k = 0; k < before + measured; ++k) {
        double square = 0;
        for (std::size_t i = 0; i < n; ++i) {
            next[i] = 0;
            for (std::size_t j = 0; j < n; ++j) next[i] += a[i * n + j] * v[j];
            square += next[i] * next[i];
        }
        const double norm = std::sqrt(square);
        for (std::size_t i = 0; i < n; ++i) v[i] = next[i] / norm;
        if (k >= before) logarithm += std::log(norm);
    }
    return std::exp(logarithm / measured);
}

}  // namespace

TEST_CASE("every initializer is measured here") {
    std::set<std::string> measured = {"zeros",  "constant",   "truncated_normal",
                                      "sparse", "orthogonal", "identity",
                                      "zero",   "lsuv"};
    for (const auto& list : {uniform_ones, normal_ones}) {
        for (const Drawn& drawn : list) measured.insert(drawn.id);
    }
    std::set<std::string> all;
    for (const InitializerEntry& entry : initializer_catalogue()) all.insert(entry.id);
    CHECK(all == measured);
}

TEST_CASE("initializers stand in the order in which a lecture walks") {
    std::vector<std::string> order;
    for (const InitializerEntry& entry : initializer_catalogue()) order.push_back(entry.id);
    CHECK(order ==
          std::vector<std::string>{"zeros", "constant", "uniform", "normal", "truncated_normal",
                                   "sparse", "xavier_uniform", "xavier_normal", "lecun_uniform",
                                   "lecun_normal", "he_uniform", "he_normal", "pytorch", "siren",
                                   "orthogonal", "spectral_radius", "identity", "zero", "lsuv"});
}

TEST_CASE("uniform initializers have the bound and moments of their formulas") {
    for (const Drawn& drawn : uniform_ones) {
        for (const WeightWindow& window : windows_of(drawn)) {
            CAPTURE(drawn.id);
            CAPTURE(window.fan_in);
            const double bound = spread_of(drawn, window), deviation = bound / std::sqrt(3.0);
            CHECK(std::abs(formula_deviation(drawn, window) / deviation - 1) < 1e-12);
            const Moments found = moments(drawn.id, drawn.settings, window, deviation);
            check_moments(found, 1 / std::sqrt(3.0), 9.0 / 5);
            CHECK(found.largest <= bound * (1 + 1e-14));
            CHECK(found.largest > 0.9999 * bound);
        }
    }
}

TEST_CASE("normal initializers have the deviation and moments of their formulas") {
    for (const Drawn& drawn : normal_ones) {
        for (const WeightWindow& window : windows_of(drawn)) {
            CAPTURE(drawn.id);
            CAPTURE(window.fan_in);
            const double deviation = spread_of(drawn, window);
            CHECK(std::abs(formula_deviation(drawn, window) / deviation - 1) < 1e-12);
            const Moments found = moments(drawn.id, drawn.settings, window, deviation);
            check_moments(found, std::erf(1 / std::sqrt(2.0)), 3);
            CHECK(found.largest > 4 * deviation);
        }
    }
}

TEST_CASE("fixed initializers are what they say") {
    const WeightWindow window = dense_window(3, 4);
    CHECK(filled("zeros", {}, window) == Numbers(12, 0.0));
    CHECK(filled("constant", {-0.25}, window) == Numbers(12, -0.25));
    CHECK_FALSE(find_initializer("zeros")->deviation);
    CHECK_FALSE(find_initializer("constant")->deviation);
}

TEST_CASE("a truncated normal keeps its bound and the deviation that the cut leaves") {
    const WeightWindow window = dense_window(20, 30);
    for (const double cut : {0.5, 2.0, 3.0}) {
        CAPTURE(cut);
        const Numbers settings = {0.05, cut};
        const double inside = normal_integral(cut, 0);
        const double variance = normal_integral(cut, 2) / inside, deviation = std::sqrt(variance);
        const Drawn drawn{"truncated_normal", settings, nullptr};
        CHECK(std::abs(formula_deviation(drawn, window) / (0.05 * deviation) - 1) < 1e-9);
        const Moments found = moments(drawn.id, settings, window, 0.05 * deviation);
        check_moments(found, normal_integral(deviation, 0) / inside,
                      normal_integral(cut, 4) / inside / (variance * variance));
        CHECK(found.largest <= 0.05 * cut);
        CHECK(found.largest > 0.999 * 0.05 * cut);
    }
}

TEST_CASE("a sparse start has so many zeros in every column and any row as often") {
    constexpr std::size_t rows = 20, columns = 30;
    for (const double sparsity : {0.9, 0.33, 0.0, 1.0}) {
        CAPTURE(sparsity);
        const Numbers settings = {sparsity, 0.5};
        const auto expected = static_cast<std::size_t>(std::ceil(sparsity * rows));
        std::vector<OverSeeds> in_row(rows);
        OverSeeds square;
        std::size_t wrong = 0;
        for (std::uint64_t seed = 0; seed < 1000; ++seed) {
            const Numbers w = filled("sparse", settings, dense_window(rows, columns), seed);
            for (std::size_t j = 0; j < columns; ++j) {
                std::size_t zeros = 0;
                for (std::size_t i = 0; i < rows; ++i) zeros += w[i * columns + j] == 0 ? 1 : 0;
                wrong += zeros == expected ? 0 : 1;
            }
            double sum = 0;
            for (const double x : w) sum += x * x;
            square.add(sum / (rows * columns));
            for (std::size_t i = 0; i < rows; ++i) {
                double zeros = 0;
                for (std::size_t j = 0; j < columns; ++j) zeros += w[i * columns + j] == 0 ? 1 : 0;
                in_row[i].add(zeros / columns);
            }
        }
        const double share = static_cast<double>(expected) / rows;
        CHECK(wrong == 0);
        for (const OverSeeds& row : in_row) CHECK(row.is(share));
        CHECK(square.is(0.25 * (1 - share)));
        const double deviation =
            formula_deviation({"sparse", settings, nullptr}, dense_window(rows, columns));
        CHECK(std::abs(deviation * deviation - 0.25 * (1 - share)) < 1e-12);
    }
}

TEST_CASE("orthogonal rows or columns are orthonormal in float") {
    for (const double gain : {1.0, 1.5}) {
        for (const WeightWindow& window :
             {dense_window(40, 40), dense_window(20, 50), conv_window(10, 4, 3)}) {
            const Numbers w = filled("orthogonal", {gain}, window);
            CHECK(off_orthogonal(w, window.shape[0], gain * gain) < 1e-5);
        }
        for (const WeightWindow& window :
             {dense_window(40, 40), dense_window(50, 20), conv_window(60, 2, 3)}) {
            const Numbers w = transposed(filled("orthogonal", {gain}, window), window.shape[0]);
            CHECK(off_orthogonal(w, w.size() / window.shape[0], gain * gain) < 1e-5);
        }
    }
}

TEST_CASE("orthogonal matrices are drawn evenly") {
    // Of such matrices the trace has mean 0 and mean square 1 (Diaconis & Shahshahani 1994);
    // without the signs the diagonal would be of one sign.
    OverSeeds corner, trace, square;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        const Numbers w = filled("orthogonal", {1}, dense_window(6, 6), seed);
        double sum = 0;
        for (std::size_t i = 0; i < 6; ++i) sum += w[i * 7];
        corner.add(w[0]);
        trace.add(sum);
        square.add(sum * sum);
    }
    CHECK(corner.is(0));
    CHECK(trace.is(0));
    CHECK(square.is(1));
    CHECK(corner.error() < 0.02);
    for (const auto& window : {dense_window(20, 30), dense_window(30, 20), conv_window(6, 4, 3)}) {
        const double deviation = formula_deviation({"orthogonal", {1}, nullptr}, window);
        const Moments found = moments("orthogonal", {1}, window, deviation);
        CHECK(found.mean.is(0));
        CHECK(found.square.is(1));
    }
}

TEST_CASE("the identity passes on what it can and a convolution its middle") {
    CHECK(filled("identity", {1}, dense_window(2, 2)) == Numbers{1, 0, 0, 1});
    CHECK(filled("identity", {0.5}, dense_window(2, 3)) == Numbers{0.5, 0, 0, 0, 0.5, 0});
    CHECK(filled("identity", {1}, dense_window(3, 2)) == Numbers{1, 0, 0, 1, 0, 0});
    for (const std::size_t k : {1, 2, 3, 4, 5}) {
        CAPTURE(k);
        const Numbers w = filled("identity", {2}, conv_window(3, 2, k));
        for (std::size_t i = 0; i < w.size(); ++i) {
            const std::size_t x = i % k, y = i / k % k, in = i / (k * k) % 2, out = i / (2 * k * k);
            CHECK(w[i] == (x == k / 2 && y == k / 2 && in == out ? 2 : 0));
        }
    }
}

TEST_CASE("ZerO is its paper's construction") {
    struct Case {
        std::size_t outputs, inputs, k;
        double c;  ///< 2^(−(m − 1)/2)
    };
    for (const Case& given : std::vector<Case>{{5, 5, 1, 1},
                                               {3, 7, 1, 1},
                                               {2, 1, 1, 1},
                                               {4, 3, 1, std::sqrt(0.5)},
                                               {5, 4, 1, 0.5},
                                               {8, 3, 1, 0.5},
                                               {12, 5, 1, std::sqrt(0.125)},
                                               {100, 33, 1, 0.125},
                                               {6, 3, 3, 0.5},
                                               {4, 6, 3, 1},
                                               {4, 4, 2, 1}}) {
        CAPTURE(given.outputs);
        CAPTURE(given.inputs);
        WeightWindow window = conv_window(given.outputs, given.inputs, given.k);
        if (given.k == 1) window = dense_window(given.outputs, given.inputs);
        const Numbers w = filled("zero", {}, window);
        double worst = 0;
        for (std::size_t i = 0; i < w.size(); ++i) {
            const std::size_t taps = given.k * given.k, middle = given.k / 2;
            const std::size_t in = i / taps % given.inputs, out = i / taps / given.inputs;
            double expected = out == in ? 1 : 0;
            if (given.outputs > given.inputs)
                expected = std::popcount(out & in) % 2 == 0 ? given.c : -given.c;
            if (i % taps != middle * given.k + middle) expected = 0;
            worst = std::max(worst, std::abs(w[i] - expected));
        }
        CHECK(worst < 1e-15);
    }
}

TEST_CASE("a square matrix has the spectral radius that was asked for") {
    for (const double radius : {0.5, 1.0, 1.5}) {
        for (const std::size_t n : {3, 20, 61}) {
            CAPTURE(n);
            const Numbers w = filled("spectral_radius", {radius}, dense_window(n, n), n);
            // The pair of the largest eigenvalues turns, which leaves an error of about 1/40000.
            CHECK(std::abs(growth(w, n) / radius - 1) < 3e-4);
        }
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const Numbers w = filled("spectral_radius", {radius}, dense_window(2, 2), seed);
            const double half = (w[0] + w[3]) / 2, determinant = w[0] * w[3] - w[1] * w[2];
            const double root = half * half - determinant;
            const double largest =
                root < 0 ? std::sqrt(determinant) : std::abs(half) + std::sqrt(root);
            CHECK(std::abs(largest / radius - 1) < 1e-5);
        }
        CHECK(std::abs(std::abs(filled("spectral_radius", {radius}, dense_window(1, 1))[0]) -
                       radius) < 1e-5);
    }
}

TEST_CASE("the circular law holds where a matrix is too large to look at") {
    const Numbers w = filled("spectral_radius", {1}, dense_window(520, 520));
    double square = 0;
    for (const double x : w) square += x * x;
    CHECK(std::abs(square / 520 - 1) < 4 * std::sqrt(2.0 / (520 * 520)));
}

TEST_CASE("siren and pytorch begin biases within 1/√n and siren alone knows the first layer") {
    WeightWindow bias{"bias", {1000}, WeightKind::bias, 25, 1000};
    for (const char* id : {"pytorch", "siren"}) {
        CHECK(find_initializer(id)->fills_biases);
        const Numbers b = filled(id, id == std::string("siren") ? Numbers{30} : Numbers{}, bias);
        const double most = std::ranges::max(b), least = std::ranges::min(b);
        CHECK(most <= 0.2);
        CHECK(most > 0.195);
        CHECK(least >= -0.2);
        CHECK(least < -0.195);
    }
    for (const InitializerEntry& entry : initializer_catalogue()) {
        CAPTURE(entry.id);
        WeightWindow first = dense_window(6, 5), later = first;
        first.first = true;
        const Numbers settings = default_settings(entry);
        CHECK((filled(entry.id, settings, first) == filled(entry.id, settings, later)) ==
              (entry.id != "siren"));
    }
}

TEST_CASE("the same seed gives the same weights and another seed others") {
    const std::set<std::string> fixed = {"zeros", "constant", "identity", "zero"};
    for (const InitializerEntry& entry : initializer_catalogue()) {
        CAPTURE(entry.id);
        const Numbers settings = default_settings(entry);
        const WeightWindow window = dense_window(20, 20);
        const Numbers once = filled(entry.id, settings, window, 5);
        CHECK(filled(entry.id, settings, window, 5) == once);
        CHECK((filled(entry.id, settings, window, 6) == once) == fixed.contains(entry.id));
        Numbers elsewhere(once.size());
        entry.fill(settings, window, WeightDraws(5, 3), elsewhere);
        CHECK((elsewhere == once) == fixed.contains(entry.id));
    }
}

TEST_CASE("every initializer fills windows of any shape with finite numbers") {
    const WeightWindow bias{"bias", {7}, WeightKind::bias, 3, 7};
    for (const InitializerEntry& entry : initializer_catalogue()) {
        CAPTURE(entry.id);
        for (const WeightWindow& window :
             {bias, dense_window(1, 1), dense_window(1, 9), dense_window(9, 1),
              conv_window(1, 1, 1), conv_window(3, 2, 4), conv_window(5, 1, 2)}) {
            const Numbers w = filled(entry.id, default_settings(entry), window);
            CHECK(std::ranges::all_of(w, [](double x) { return std::isfinite(x); }));
            CHECK(std::ranges::find(w, -77.0) == w.end());
        }
    }
}

TEST_CASE("matrices of no chance leave biases at 0") {
    const WeightWindow bias{"bias", {7}, WeightKind::bias, 3, 7};
    for (const char* id : {"orthogonal", "identity", "zero", "lsuv"}) {
        const Numbers settings = default_settings(*find_initializer(id));
        CHECK(filled(id, settings, bias) == Numbers(7, 0.0));
    }
}

TEST_CASE("many numbers at once have the bits of one at a time") {
    for (const std::size_t count : {0, 1, 2, 3, 31, 32, 33, 63, 64, 65, 100, 1001}) {
        CAPTURE(count);
        const std::uint64_t seed = 12345678901234, first = (std::uint64_t{7} << 32) - 20;
        Numbers u(count), z(count), one_u(count), one_z(count);
        uniforms(seed, Stream::weights, first, u);
        normals(seed, Stream::weights, first, z);
        for (std::size_t i = 0; i < count; ++i) {
            one_u[i] = uniform(seed, Stream::weights, first + i);
            one_z[i] = normal_pair(seed, Stream::weights, first + i / 2)[i % 2];
        }
        CHECK(u == one_u);
        CHECK(z == one_z);
    }
    const WeightDraws draws(3, 4);
    Numbers u(77), z(77);
    draws.uniforms(0.5, u);
    draws.normals(2, z);
    for (std::size_t i = 0; i < 77; ++i) {
        CHECK(u[i] == 0.5 * (2 * draws.uniform(i) - 1));
        CHECK(z[i] == 2 * draws.normal(i));
    }
}
