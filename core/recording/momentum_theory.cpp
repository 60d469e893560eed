#include "core/recording/momentum_theory.h"

#include <algorithm>
#include <cmath>

#include "core/optimizer/optimizer.h"

namespace tani {

namespace {

constexpr double nearly_equal = 1e-9;  // of products and Hessians, relative

double setting(const RunPlan& run, const RuleEntry& rule, std::string_view key) {
    const int index = parameter_index(rule, key);
    return index < 0 ? 0 : run.settings.optimizer.settings[static_cast<std::size_t>(index)];
}

bool is_momentum(const RunPlan& run, const RuleEntry& rule) {
    if (rule.id == "momentum") return true;
    if (rule.id != "sgd") return false;
    for (const char* key : {"dampening", "nesterov", "weight_decay", "maximize"}) {
        if (setting(run, rule, key) != 0) return false;
    }
    return true;
}

/// The Hessian, where it is the same all over the domain.
std::optional<std::array<double, 3>> constant_hessian(const Surface& surface) {
    const SurfaceSpec& spec = surface.spec();
    std::optional<std::array<double, 3>> first;
    for (const double share_x : {0.07, 0.46, 0.91}) {
        for (const double share_y : {0.12, 0.57, 0.88}) {
            const auto h = surface.jet({spec.x.from + share_x * (spec.x.to - spec.x.from), spec.y.from + share_y * (spec.y.to - spec.y.from)}).hessian;
            if (!first) first = h;
            const double size = std::abs(h[0]) + std::abs(h[1]) + std::abs(h[2]);
            for (std::size_t i = 0; i < h.size(); ++i) {
                if (!(std::abs(h[i] - (*first)[i]) <= nearly_equal * size)) return std::nullopt;
            }
        }
    }
    return first;
}

/// The point of the unit square that is farthest from other regimes and from the edges.
class DeepestPlaces {
  public:
    DeepestPlaces(const MomentumTheory& theory, const SweepAxis& rate, const SweepAxis& momentum) : rate_(rate), momentum_(momentum) {
        for (int j = 0; j < side; ++j) {
            for (int i = 0; i < side; ++i) {
                regimes_[static_cast<std::size_t>(j * side + i)] =
                    momentum_regime(rate_at(i) * theory.steepest(), std::min(momentum_at(j), 1 - nearly_equal));
            }
        }
    }

    std::optional<MomentumTarget> of(Regime regime) const {
        double best = least_depth;
        std::optional<MomentumTarget> found;
        for (int j = 0; j < side; ++j) {
            for (int i = 0; i < side; ++i) {
                if (at(i, j) != regime) continue;
                const double depth = depth_at(i, j);
                if (depth > best) best = depth, found = {{regime, rate_at(i), momentum_at(j)}};
            }
        }
        if (found) found->rate = rounded(found->rate), found->momentum = rounded(found->momentum);
        return found;
    }

  private:
    static constexpr int side = 28;
    static constexpr double least_depth = 0.6;  // of a cell

    // Two digits: settings that a lecturer can say aloud.
    static double rounded(double value) {
        if (value == 0) return 0;
        const double unit = std::pow(10, std::floor(std::log10(std::abs(value))) - 1);
        return std::round(value / unit) * unit;
    }

    static double on(const SweepAxis& axis, int index) {
        SweepAxis centres = axis;
        centres.count = 2 * side + 1;
        return centres.at(2 * index + 1);
    }
    double rate_at(int i) const { return on(rate_, i); }
    double momentum_at(int j) const { return on(momentum_, j); }
    Regime at(int i, int j) const { return regimes_[static_cast<std::size_t>(j * side + i)]; }

    double depth_at(int i, int j) const {
        double depth = std::min({i + 0.5, j + 0.5, side - i - 0.5, side - j - 0.5}) * 1.6;
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                if (at(x, y) != at(i, j)) depth = std::min(depth, std::hypot(x - i, y - j) - 0.5);
            }
        }
        return depth;
    }

    const SweepAxis &rate_, &momentum_;
    std::array<Regime, static_cast<std::size_t>(side * side)> regimes_{};
};

bool holds(const SweepAxis& axis, double value) { return value >= std::min(axis.from, axis.to) && value <= std::max(axis.from, axis.to); }

}  // namespace

Regime momentum_regime(double product, double momentum) {
    const double root = std::sqrt(momentum);
    if (!(product > 0) || product >= 2 * (1 + momentum)) return Regime::divergence;
    if (momentum == 0 && std::abs(product - 1) < nearly_equal) return Regime::one_step;
    if (product <= (1 - root) * (1 - root)) return Regime::decrease;
    return product < (1 + root) * (1 + root) ? Regime::ripples : Regime::oscillation;
}

std::string_view regime_id(Regime regime) {
    constexpr std::array<std::string_view, 5> ids = {"decrease", "one_step", "ripples", "oscillation", "divergence"};
    return ids[static_cast<std::size_t>(regime)];
}

double MomentumTheory::boundary(double momentum) const { return 2 * (1 + momentum) / steepest(); }

std::array<double, 2> MomentumTheory::ripples(double curvature, double momentum) const {
    const double root = std::sqrt(momentum);
    return {(1 - root) * (1 - root) / curvature, (1 + root) * (1 + root) / curvature};
}

MomentumTarget MomentumTheory::polyak() const {
    const double low = std::sqrt(flattest()), high = std::sqrt(steepest());
    const double rate = 2 / (low + high), momentum = (high - low) / (high + low);
    return {{}, rate * rate, momentum * momentum};
}

std::vector<MomentumTarget> MomentumTheory::targets(const SweepAxis& rate, const SweepAxis& momentum) const {
    std::vector<MomentumTarget> all = {polyak()};
    const DeepestPlaces places(*this, rate, momentum);
    for (const Regime regime : {Regime::decrease, Regime::ripples, Regime::oscillation, Regime::divergence}) {
        if (const auto target = places.of(regime)) all.push_back(*target);
    }
    all.push_back({Regime::one_step, 1 / steepest(), 0});
    std::erase_if(all, [&](const MomentumTarget& target) { return !holds(rate, target.rate) || !holds(momentum, target.momentum); });
    return all;
}

std::optional<MomentumTheory> momentum_theory(const SweepSite& site) {
    const RunPlan& run = site.common;
    const RuleEntry* rule = find_rule(run.settings.optimizer);
    if (!rule || !is_momentum(run, *rule)) return std::nullopt;
    const auto rate = static_cast<std::size_t>(rate_index(*rule)), momentum = static_cast<std::size_t>(parameter_index(*rule, "momentum"));
    for (const SweepSlot slot : site.slots) {
        if (slot.kind != SweepSlot::Kind::setting || (slot.index != rate && slot.index != momentum)) return std::nullopt;
    }
    const OptimizerSpec& spec = run.settings.optimizer;
    if (!run.changes.empty() || run.settings.gradient_noise != 0 || spec.clip != Clip{} || !spec.schedule.name.empty()) return std::nullopt;
    const auto h = constant_hessian(Surface(run.settings.surface));
    if (!h) return std::nullopt;
    const auto curvatures = eigenvalues((*h)[0], (*h)[1], (*h)[2]);
    if (!(curvatures[0] > 0) || !std::isfinite(curvatures[1])) return std::nullopt;
    return MomentumTheory(curvatures);
}

int momentum_axis(const SweepSite& site) {
    const RuleEntry& rule = *find_rule(site.common.settings.optimizer);
    return site.slots[0].index == static_cast<std::size_t>(parameter_index(rule, "momentum")) ? 0 : 1;
}

}  // namespace tani
