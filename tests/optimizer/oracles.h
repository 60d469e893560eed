// Functions of two variables with hand-written gradients, and a run that keeps what a law needs to
// see.
#pragma once
#include <array>
#include <cmath>
#include <functional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

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
inline std::vector<Update> updates_of(const RuleEntry& rule, const std::vector<double>& settings,
                                      GradientOnly oracle, Two start, int steps) {
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
        optimizer->step(oracle, x);
        update.x_next = x;
        update.gradient = oracle.last;
        update.asked = oracle.asked;
        update.state_next = split(optimizer->state());
        updates.push_back(std::move(update));
    }
    return updates;
}

/// The points of a run, the start first.
inline std::vector<Two> path_of(const RuleEntry& rule, const std::vector<double>& settings,
                                GradientOnly oracle, Two start, int steps) {
    const auto optimizer = rule.make(settings, 2);
    std::vector<Two> path = {start};
    Two x = start;
    for (int k = 0; k < steps; ++k) {
        optimizer->step(oracle, x);
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
