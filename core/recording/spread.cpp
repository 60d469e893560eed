#include "core/recording/spread.h"

#include <cmath>
#include <numbers>
#include <optional>

#include "core/network/initializer.h"

namespace tani {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double far = 100;

Trend trend(double first, double last) {
    if (!std::isfinite(last) || !std::isfinite(first)) return Trend::exploding;
    if (last > far * first) return Trend::exploding;
    return last * far < first ? Trend::vanishing : Trend::kept;
}

double deviation_of(const StageMeasures& stage, Quantity quantity) {
    const Distribution* d = stage.find(quantity);
    return d ? d->deviation() : not_a_number;
}

/// Moments of φ(z) for standard normal z, φ(z) = z above 0 and s·z below.
struct Slopes {
    double below = 1;
    double mean() const { return (1 - below) / std::sqrt(2 * std::numbers::pi); }
    double square() const { return (1 + below * below) / 2; }
    double fourth() const { return 3 * (1 + std::pow(below, 4)) / 2; }
    /// Of log second moment, times the width.
    double wander() const { return fourth() / (square() * square()) - 1; }
};

std::optional<Slopes> slopes_of(const Stage& stage) {
    if (stage.sum || stage.normalized || stage.window < 0) return std::nullopt;
    if (!stage.function || stage.function->id == "identity") return Slopes{1};
    if (stage.function->id == "relu") return Slopes{0};
    if (stage.function->id == "leaky_relu") return Slopes{stage.function_settings.front()};
    return std::nullopt;
}

/// What the theory knows of a stage.
struct Known {
    Slopes slopes;
    double weight_square = 0, bias_square = 0;  ///< expected
    double inputs = 0, outputs = 0;
};

double expected_square(const Chosen& chosen, const WeightWindow& window) {
    const InitializerEntry* entry = find_initializer(chosen.name);
    if (!entry || !entry->deviation) return not_a_number;
    const double deviation = entry->deviation(chosen.settings, window);
    return deviation * deviation;
}

double expected_bias_square(const NetworkSpec& spec, const WeightWindow& window) {
    if (!spec.bias_initializer.name.empty())
        return spec.bias_initializer.name == "zeros" ? 0
                                                     : expected_square(spec.bias_initializer, window);
    const InitializerEntry* entry = find_initializer(spec.initializer.name);
    return entry && entry->fills_biases ? expected_square(spec.initializer, window) : 0;
}

/// Of every stage; empty where one is beyond the theory.
std::vector<Known> known_of(const TrainingSetup& setup) {
    const NetworkSpec& spec = setup.spec.network;
    if (!spec.weights.empty()) return {};
    std::vector<Known> result;
    const auto windows = setup.network.windows();
    for (const Stage& stage : stages_of(setup.network)) {
        const auto slopes = slopes_of(stage);
        if (!slopes) return {};
        const auto w = static_cast<std::size_t>(stage.window);
        if (windows[w].shape.size() != 2) return {};
        Known known{.slopes = *slopes,
                    .inputs = static_cast<double>(stage.fan_in),
                    .outputs = static_cast<double>(stage.fan_out)};
        known.weight_square = expected_square(spec.initializer, windows[w]);
        if (w + 1 < windows.size() && windows[w + 1].kind == WeightKind::bias)
            known.bias_square = expected_bias_square(spec, windows[w + 1]);
        if (!std::isfinite(known.weight_square) || !std::isfinite(known.bias_square)) return {};
        result.push_back(known);
    }
    return result;
}

}  // namespace

Spread spread_of(const Wall& wall) {
    Spread spread;
    std::vector<std::size_t> handing_on;
    for (std::size_t i = 0; i < wall.stages.size(); ++i) {
        spread.forward.push_back(deviation_of(wall.stages[i], Quantity::activation));
        spread.backward.push_back(deviation_of(wall.stages[i], Quantity::gradient));
        if (wall.stages[i].find(Quantity::activation)) handing_on.push_back(i);
    }
    if (handing_on.size() < 2) return spread;
    const std::size_t first = handing_on.front(), last = handing_on.back();
    spread.forward_trend = trend(spread.forward[first], spread.forward[last]);
    spread.backward_trend = trend(spread.backward[last], spread.backward[first]);
    return spread;
}

SpreadTheory forward_theory(const TrainingSetup& setup, const Wall& wall) {
    const std::vector<Known> stages = known_of(setup);
    SpreadTheory theory;
    double square = wall.input_square, wander = 0;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const Known& k = stages[i];
        const double z = k.inputs * k.weight_square * square + k.bias_square;
        square = k.slopes.square() * z;
        wander += k.slopes.wander() / k.outputs;
        const bool hands_on = wall.stages[i].find(Quantity::activation) != nullptr;
        const double mean = k.slopes.mean();
        theory.deviation.push_back(
            hands_on ? std::sqrt((k.slopes.square() - mean * mean) * z) : not_a_number);
        theory.log_band.push_back(std::sqrt(wander) / 2);
    }
    return theory;
}

SpreadTheory backward_theory(const TrainingSetup& setup, const Wall& wall) {
    const std::vector<Known> stages = known_of(setup);
    SpreadTheory theory;
    theory.deviation.assign(stages.size(), not_a_number);
    theory.log_band.assign(stages.size(), 0);
    std::optional<double> square;
    double wander = 0;
    for (std::size_t i = stages.size(); i-- > 0;) {
        const Distribution* gradient = wall.stages[i].find(Quantity::gradient);
        if (!gradient) continue;
        if (!square) {
            square = gradient->root_mean_square() * gradient->root_mean_square();
        } else {
            const Known& next = stages[i + 1];
            *square *= next.outputs * next.weight_square * next.slopes.square();
            wander += next.slopes.wander() / next.outputs;
        }
        theory.deviation[i] = std::sqrt(*square);
        theory.log_band[i] = std::sqrt(wander) / 2;
    }
    return theory;
}

}  // namespace tani
