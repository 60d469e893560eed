// What initializers share: the numbers they draw, and the parameters that several have.
#include "core/network/initializer.h"

#include <cmath>
#include <numbers>

#include "core/base/random.h"

namespace tani {

double WeightDraws::uniform(std::size_t i) const {
    return tani::uniform(seed_, Stream::weights, first_ + i);
}

double WeightDraws::normal(std::size_t i) const {
    return normal_pair(seed_, Stream::weights, first_ + i / 2)[i % 2];
}

void WeightDraws::uniforms(double bound, std::span<double> out) const {
    tani::uniforms(seed_, Stream::weights, first_, out);
    for (double& w : out) w = bound * (2 * w - 1);
}

void WeightDraws::normals(double deviation, std::span<double> out) const {
    tani::normals(seed_, Stream::weights, first_, out);
    for (double& w : out) w *= deviation;
}

std::size_t kernel_size(const WeightWindow& window) {
    std::size_t all = 1;
    for (std::size_t d = 2; d < window.shape.size(); ++d) all *= window.shape[d];
    return all;
}

std::size_t centre_of(const WeightWindow& window, std::size_t output, std::size_t input) {
    std::size_t at = output * window.shape[1] + input;
    for (std::size_t d = 2; d < window.shape.size(); ++d)
        at = at * window.shape[d] + window.shape[d] / 2;
    return at;
}

double fan_of(const WeightWindow& window, bool fan_out) {
    return static_cast<double>(fan_out ? window.fan_out : window.fan_in);
}

InitializerEntry drawing_normal(SpreadFormula deviation, InitializerEntry entry) {
    entry.deviation = deviation;
    entry.fill = [deviation](std::span<const double> settings, const WeightWindow& window,
                             const WeightDraws& draws, std::span<double> out) {
        draws.normals(deviation(settings, window), out);
    };
    return entry;
}

InitializerEntry drawing_uniform(SpreadFormula bound, InitializerEntry entry) {
    entry.deviation = [bound](std::span<const double> settings, const WeightWindow& window) {
        return bound(settings, window) / std::numbers::sqrt3;
    };
    entry.fill = [bound](std::span<const double> settings, const WeightWindow& window,
                         const WeightDraws& draws,
                         std::span<double> out) { draws.uniforms(bound(settings, window), out); };
    return entry;
}

namespace describe {

Parameter gain(double standard) {
    return {
        .id = "gain",
        .symbol = "g",
        .name = {"gain", "倍率"},
        .help = {"What the spread is multiplied by. PyTorch's: √2 for ReLU, 5/3 for tanh, 1 for "
                 "linear units.",
                 "広がりに掛ける数。PyTorchではReLUに√2、tanhに5/3、線形ユニットに1。"},
        .standard = standard,
        .bounds = {.least = 0},
        .slider_from = 0.1,
        .slider_to = 5,
        .scale = Scale::log};
}

Parameter by_fan_out() {
    return {
        .id = "fan_out",
        .symbol = "m",
        .name = {"by fan-out", "出力側の数で割る"},
        .help = {"n counts a unit's outgoing connections instead of the incoming ones: keeps the "
                 "spread of gradients going back. PyTorch's mode=\"fan_out\".",
                 "nをユニットに入る結合の数でなく出る結合の数とする。逆方向の勾配の広がりを保つ。"
                 "PyTorchのmode=\"fan_out\"。"},
        .standard = 0,
        .bounds = {.least = 0, .most = 1},
        .scale = Scale::toggle};
}

Parameter deviation(double standard) {
    return {.id = "std",
            .symbol = "σ",
            .name = {"deviation", "標準偏差"},
            .help = {"Standard deviation of the weights.", "重みの標準偏差。"},
            .standard = standard,
            .bounds = {.least = 0},
            .slider_from = 0.0001,
            .slider_to = 2,
            .scale = Scale::log};
}

}  // namespace describe

}  // namespace tani
