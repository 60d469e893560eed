#include "app/figure/class_colours.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "app/plot/strokes.h"

namespace tani::figure {

namespace {

constexpr ImU32 rgb(unsigned hex) {
    return IM_COL32((hex >> 16) & 255, (hex >> 8) & 255, hex & 255, 255);
}

constexpr std::array<unsigned, 10> on_dark{0xa98bff, 0x86d96b, 0xe2b84a, 0xff9bb0, 0x58cfd8,
                                           0xc98f63, 0xb8c4d6, 0xe6ec8e, 0xd873d8, 0x7fa0ff};
constexpr std::array<unsigned, 10> on_light{0x5b33b8, 0x3f9a2d, 0xa87800, 0xc22e5e, 0x0a7f8c,
                                            0x7a4a20, 0x566273, 0x7d8a00, 0x9a1f9a, 0x2f55c8};

bool one_label(const DataOutline& outline) {
    return outline.kind == TargetKind::labels && outline.targets == 1;
}

float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

/// The network ends with the activation that its loss would otherwise compute.
bool ends_with(const TrainingSetup& setup, const std::string& activation) {
    const auto& layers = setup.spec.network.layers;
    return !activation.empty() && !layers.empty() && layers.back().name == activation;
}

float share_of_one(const TrainingSetup& setup, float output) {
    const LossEntry& loss = setup.network.loss();
    const bool computed = ends_with(setup, loss.fuses);
    if (loss.fuses == "sigmoid") return computed ? output : sigmoid(output);
    if (loss.fuses == "step") return computed ? output : sigmoid(output);
    return std::clamp(output, 0.0f, 1.0f);
}

}  // namespace

ImU32 class_colour(Theme theme, int index) {
    const auto at = static_cast<std::size_t>(std::max(index, 0)) % on_dark.size();
    return rgb(theme == Theme::dark ? on_dark[at] : on_light[at]);
}

ImU32 positive_colour(Theme theme) { return rgb(theme == Theme::dark ? 0x6fb1ff : 0x1d5fc4); }
ImU32 negative_colour(Theme theme) { return rgb(theme == Theme::dark ? 0xff7d5e : 0xc8371b); }

ImU32 signed_colour(Theme theme, double value) {
    const double at = std::isfinite(value) ? std::clamp(value, -1.0, 1.0) : 0;
    const ImU32 end = at < 0 ? negative_colour(theme) : positive_colour(theme);
    const ImU32 ground = theme == Theme::dark ? rgb(0x1b212b) : rgb(0xf6f7f9);
    return mixed(ground, end, static_cast<float>(std::abs(at)));
}

int class_count(const DataOutline& outline) {
    if (outline.kind == TargetKind::classes) return outline.classes;
    if (outline.kind == TargetKind::labels) return one_label(outline) ? 2 : outline.targets;
    return 0;
}

bool several_labels(const DataOutline& outline) {
    return outline.kind == TargetKind::labels && outline.targets > 1;
}

void class_shares(const TrainingSetup& setup, std::span<const float> outputs,
                  std::span<float> shares) {
    std::ranges::fill(shares, 0.0f);
    if (outputs.size() == 1 && shares.size() == 2) {
        shares[1] = share_of_one(setup, outputs[0]);
        shares[0] = 1 - shares[1];
        return;
    }
    const std::size_t count = std::min(outputs.size(), shares.size());
    const LossEntry& loss = setup.network.loss();
    if (loss.fuses == "softmax" && !ends_with(setup, "softmax")) {
        const float most = *std::max_element(outputs.begin(), outputs.end());
        float sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += shares[i] = std::exp(outputs[i] - most);
        for (float& share : shares) share /= sum;
        return;
    }
    const bool logits = loss.fuses == "sigmoid" && !ends_with(setup, "sigmoid");
    for (std::size_t i = 0; i < count; ++i) {
        shares[i] = logits ? sigmoid(outputs[i]) : std::clamp(outputs[i], 0.0f, 1.0f);
    }
    if (several_labels(setup.data.train.outline)) return;
    float sum = 0;
    for (const float share : shares) sum += share;
    if (sum > 0) {
        for (float& share : shares) share /= sum;
    }
}

int class_of_target(std::span<const float> target) {
    return target.empty() ? 0 : static_cast<int>(std::lround(target[0]));
}

std::string class_name(const Dataset& data, int index, Language language) {
    const auto at = static_cast<std::size_t>(index);
    if (at < data.class_names.size()) return data.class_names[at].in(language);
    return std::to_string(index);
}

}  // namespace tani::figure
