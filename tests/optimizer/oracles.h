// Functions of two variables with hand-written gradients, and a run that keeps what a law needs to
// see.
#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/base/random.h"
#include "core/optimizer/optimizer.h"

namespace tani::testing {

using Two = std::array<double, 2>;

/// An oracle from a gradient alone. Remembers the last gradient it gave, and where.
class GradientOnly final : public Oracle {
  public:
    explicit GradientOnly(std::function<Two(double, double)> gradient)
        : gradient_(std::move(gradient)) {}
    double value(std::span<const double>) override { throw std::logic_error("no value"); }
    void gradient(std::span<const double> x, std::span<double> out) override {
        asked = {x[0], x[1]};
        last = gradient_(x[0], x[1]);
        ++calls;
        out[0] = last[0];
        out[1] = last[1];
    }
    void hessian(std::span<const double>, std::span<double>) override {
        throw std::logic_error("no Hessian");
    }
    void normal(std::span<double>) override { throw std::logic_error("no random numbers"); }
    double uniform() override { throw std::logic_error("no random numbers"); }
    Two last{}, asked{};
    int calls = 0;

  private:
    std::function<Two(double, double)> gradient_;
};

/// x²/4 + 16y², the valley of the lectures.
inline Two valley_gradient(double x, double y) { return {x / 2, 32 * y}; }

/// ((1 − x)² + 5(y − x²)²)/10, a mild Rosenbrock.
inline Two banana_gradient(double x, double y) {
    const double bend = y - x * x;
    return {(-2 * (1 - x) - 20 * x * bend) / 10, bend};
}

/// Hills and hollows on a saddle: not linear, and tame uphill too.
inline Two hills_gradient(double x, double y) {
    return {std::sin(x) + y / 4, x / 4 + 4 * std::sin(2 * y)};
}

/// A function with everything that can be asked of it.
struct Function {
    std::function<double(double, double)> value;
    std::function<Two(double, double)> gradient;
    std::function<std::array<double, 3>(double, double)> hessian;  ///< xx, xy, yy
};

inline Function valley() {
    return {[](double x, double y) { return x * x / 4 + 16 * y * y; }, valley_gradient,
            [](double, double) {
                return std::array<double, 3>{0.5, 0, 32};
            }};
}

inline Function banana() {
    return {[](double x, double y) {
                const double bend = y - x * x;
                return ((1 - x) * (1 - x) + 5 * bend * bend) / 10;
            },
            banana_gradient,
            [](double x, double y) {
                return std::array<double, 3>{(2 - 20 * (y - x * x) + 40 * x * x) / 10, -2 * x, 1};
            }};
}

inline Function hills() {
    return {[](double x, double y) { return -std::cos(x) + x * y / 4 - 2 * std::cos(2 * y); },
            hills_gradient,
            [](double x, double y) {
                return std::array<double, 3>{std::cos(x), 0.25, 8 * std::cos(2 * y)};
            }};
}

/// 100(y − x²)² + (1 − x)².
inline Function rosenbrock() {
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

/// ((x² + y − 11)² + (x + y² − 7)²)/10: four minima of 0.
inline Function himmelblau() {
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

/// An oracle that answers everything, counts it, and draws random numbers that depend on nothing
/// but the seed, the step and how many were drawn in this step. For an elementwise rule it refuses
/// whatever is not a gradient.
class FullOracle final : public Oracle {
  public:
    explicit FullOracle(Function function, std::uint64_t seed = 0)
        : function_(std::move(function)), seed_(seed) {}
    FullOracle(Function function, const RuleEntry& rule) : FullOracle(std::move(function)) {
        gradient_alone_ = rule.elementwise;
    }

    void begin_step(int step) {
        step_ = step;
        normals_ = chances_ = 0;
    }
    double value(std::span<const double> x) override {
        refuse();
        ++values;
        return function_.value(x[0], x[1]);
    }
    void gradient(std::span<const double> x, std::span<double> out) override {
        ++gradients;
        asked = {x[0], x[1]};
        last = function_.gradient(x[0], x[1]);
        out[0] = last[0];
        out[1] = last[1];
    }
    void hessian(std::span<const double> x, std::span<double> out) override {
        refuse();
        ++hessians;
        const auto h = function_.hessian(x[0], x[1]);
        out[0] = h[0];
        out[1] = out[2] = h[1];
        out[3] = h[2];
    }
    void normal(std::span<double> out) override {
        refuse();
        for (std::size_t i = 0; i < out.size(); i += 2) {
            const auto pair = normal_pair(seed_, Stream::search, counter(normals_++));
            out[i] = pair[0];
            if (i + 1 < out.size()) out[i + 1] = pair[1];
        }
    }
    double uniform() override {
        refuse();
        return tani::uniform(seed_, Stream::chance, counter(chances_++));
    }

    Two last{}, asked{};
    int values = 0, gradients = 0, hessians = 0;

  private:
    void refuse() const {
        if (gradient_alone_) throw std::logic_error("an elementwise rule asks for the gradient");
    }
    std::uint64_t counter(std::uint64_t drawn) const {
        return (static_cast<std::uint64_t>(step_) << 32) + drawn;
    }

    Function function_;
    std::uint64_t seed_;
    bool gradient_alone_ = false;
    int step_ = 0;
    std::uint64_t normals_ = 0, chances_ = 0;
};

/// Update `step` (from 0) of a run, as a recording makes it.
template <class AnyOracle>
void step_at(int step, Optimizer& optimizer, AnyOracle& oracle, Two& x) {
    if constexpr (requires { oracle.begin_step(step); }) oracle.begin_step(step);
    optimizer.step(oracle, x);
}

/// One update as a formula line sees it.
struct Update {
    std::vector<double> settings;
    long number = 1;
    Two x{}, x_next{}, gradient{}, asked{};
    std::array<std::vector<double>, 2> state = {}, state_next = {};

    UpdateView view(std::size_t coordinate) const {
        return {settings,
                number,
                x[coordinate],
                x_next[coordinate],
                gradient[coordinate],
                state[coordinate],
                state_next[coordinate]};
    }
};

/// `steps` updates from `start`, every one kept whole.
template <class AnyOracle>
std::vector<Update> updates_of(const RuleEntry& rule, const std::vector<double>& settings,
                               AnyOracle oracle, Two start, int steps) {
    const auto split = [&](std::span<const double> flat) {
        std::array<std::vector<double>, 2> parts;
        for (std::size_t i = 0; i < flat.size(); ++i) parts[i % 2].push_back(flat[i]);
        return parts;
    };
    const auto optimizer = rule.make(settings, 2);
    std::vector<Update> updates;
    Two x = start;
    for (int k = 0; k < steps; ++k) {
        Update update{
            .settings = settings, .number = k + 1, .x = x, .state = split(optimizer->state())};
        step_at(k, *optimizer, oracle, x);
        update.x_next = x;
        update.gradient = oracle.last;
        update.asked = oracle.asked;
        update.state_next = split(optimizer->state());
        updates.push_back(std::move(update));
    }
    return updates;
}

/// The points of a run, the start first.
template <class AnyOracle>
std::vector<Two> path_of(const RuleEntry& rule, const std::vector<double>& settings,
                         AnyOracle oracle, Two start, int steps) {
    const auto optimizer = rule.make(settings, 2);
    std::vector<Two> path = {start};
    Two x = start;
    for (int k = 0; k < steps; ++k) {
        step_at(k, *optimizer, oracle, x);
        path.push_back(x);
    }
    return path;
}

/// The defaults with some settings replaced, by key.
inline std::vector<double> settings_with(
    const RuleEntry& rule, const std::vector<std::pair<std::string, double>>& changed) {
    std::vector<double> settings = default_settings(rule);
    for (const auto& [key, value] : changed) {
        const int index = parameter_index(rule, key);
        if (index < 0) throw std::logic_error(rule.id + " has no " + key);
        settings[static_cast<std::size_t>(index)] = value;
    }
    return settings;
}

}  // namespace tani::testing
