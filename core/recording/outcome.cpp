// What became of a run, in one sentence.
#include <cmath>

#include <fmt/format.h>

#include "core/recording/recording.h"

namespace tani {

namespace {

/// " (learning rate × largest curvature = 2.08 > 2)" where that is the reason.
Text reason(const Outcome& outcome) {
    if (!outcome.stability_limit || !(outcome.rate_times_curvature > *outcome.stability_limit)) return {};
    const std::string numbers = fmt::format("{:.3g} > {:.3g}", outcome.rate_times_curvature, *outcome.stability_limit);
    return {" (learning rate × largest curvature = " + numbers + ")", "（学習率×最大曲率 = " + numbers + "）"};
}

Text diverged(const Outcome& outcome) {
    const int step = outcome.diverged_step;
    const bool left = outcome.left_domain.has_value() && *outcome.left_domain <= step;
    const Text why = reason(outcome);
    if (left) {
        return {fmt::format("Diverged: left the domain at step {}{}", step, why.en),
                fmt::format("発散：ステップ{}で定義域を出ました{}", step, why.ja)};
    }
    return {fmt::format("Diverged: the loss is not finite at step {}{}", step, why.en),
            fmt::format("発散：ステップ{}で損失が有限でなくなりました{}", step, why.ja)};
}

Text converged(const Outcome& outcome) {
    switch (outcome.converged_on) {
        case StopRule::On::loss:
            return {fmt::format("Converged at step {}: the loss is below the tolerance", outcome.last_step),
                    fmt::format("ステップ{}で収束：損失が許容値を下回りました", outcome.last_step)};
        case StopRule::On::step_length:
            return {fmt::format("Converged at step {}: the step is shorter than the tolerance", outcome.last_step),
                    fmt::format("ステップ{}で収束：1ステップの移動量が許容値を下回りました", outcome.last_step)};
        case StopRule::On::grad_norm: break;
    }
    return {fmt::format("Converged at step {}: the gradient norm is below the tolerance", outcome.last_step),
            fmt::format("ステップ{}で収束：勾配ノルムが許容値を下回りました", outcome.last_step)};
}

}  // namespace

Text Outcome::sentence() const {
    if (diverged) return tani::diverged(*this);
    switch (ending) {
        case Ending::converged: return converged(*this);
        case Ending::cancelled:
            return {fmt::format("Cancelled at step {}", last_step), fmt::format("ステップ{}で中止", last_step)};
        default: break;
    }
    return {fmt::format("Ran all {} steps", last_step), fmt::format("全{}ステップを実行", last_step)};
}

}  // namespace tani
