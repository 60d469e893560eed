// Prodigy. Mishchenko & Defazio 2023, Prodigy: An Expeditiously Adaptive Parameter-Free Learner,
// Algorithm 4 (for Adam).
#include <algorithm>
#include <cmath>

#include "core/base/aligned.h"
#include "core/optimizer/describe.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, eps, weight_decay, d0 };
};

struct Part {
    enum : std::size_t { m, v, r, s, away, d_hat, d, all };
};

/// The distance d is one number for all coordinates: it stands n times in the state. So does its
/// newest estimate. r is kept coordinate by coordinate, and only its sum is used. The weight decay,
/// which Algorithm 4 does not have, is the authors' code's: x shrinks by ηdλ.
class Prodigy final : public Optimizer {
  public:
    Prodigy(std::span<const double> settings, std::size_t dimensions)
        : n_(dimensions),
          state_(Part::all * dimensions),
          gradient_(dimensions),
          start_(dimensions) {
        set(settings);
    }

    void step(Oracle& oracle, std::span<double> x) override {
        if (!begun_) std::ranges::copy(x, start_.begin());
        begun_ = true;
        oracle.gradient(x, gradient_);
        const double lr = settings_[At::lr], d = part(Part::d)[0];
        estimate(lr * d * d);
        const double kept = 1 - lr * d * settings_[At::weight_decay];
        for (std::size_t i = 0; i < n_; ++i) {
            move(i, d);
            const double root = std::sqrt(part(Part::v)[i]) + d * settings_[At::eps];
            x[i] = x[i] * kept - lr * d * part(Part::m)[i] / root;
            part(Part::away)[i] = start_[i] - x[i];
        }
    }

    void set(std::span<const double> settings) override {
        settings_.assign(settings.begin(), settings.end());
        if (!begun_) fill();
    }

    void reset() override {
        begun_ = false;
        fill();
    }

    std::span<const double> state() const override { return state_; }

    std::unique_ptr<Optimizer> clone() const override { return std::make_unique<Prodigy>(*this); }

  private:
    double* part(std::size_t index) { return state_.data() + index * n_; }

    void fill() {
        std::ranges::fill(state_, 0.0);
        std::fill_n(part(Part::d), n_, settings_[At::d0]);
    }

    void move(std::size_t i, double d) {
        const double beta1 = settings_[At::beta1], beta2 = settings_[At::beta2];
        const double g = d * gradient_[i];
        part(Part::m)[i] = beta1 * part(Part::m)[i] + (1 - beta1) * g;
        part(Part::v)[i] = beta2 * part(Part::v)[i] + (1 - beta2) * g * g;
    }

    /// The next distance, from gradients that weigh `weight`.
    void estimate(double weight) {
        const double beta3 = std::sqrt(settings_[At::beta2]);
        double *const r = part(Part::r), *const s = part(Part::s);
        double progress = 0, total = 0;
        for (std::size_t i = 0; i < n_; ++i) {
            const double g = (1 - beta3) * weight * gradient_[i];
            r[i] = beta3 * r[i] + g * part(Part::away)[i];
            s[i] = beta3 * s[i] + g;
            progress += r[i];
            total += std::abs(s[i]);
        }
        // Where every gradient so far was 0 there is nothing to estimate from.
        const double d_hat = total == 0 ? part(Part::d_hat)[0] : progress / total;
        std::fill_n(part(Part::d_hat), n_, d_hat);
        std::fill_n(part(Part::d), n_, std::max(part(Part::d)[0], d_hat));
    }

    std::size_t n_;
    bool begun_ = false;
    AlignedVector<double> state_;
    std::vector<double> gradient_, start_, settings_;
};

std::vector<FormulaLine> formula(std::span<const double> settings) {
    const bool decays = settings[At::weight_decay] != 0;
    const std::string step = "{lr}·{d}·{m'}/(√{v'} + {d}·{eps})";
    return {{"m ← β₁m + (1−β₁)dg", "{m'} = {betas.0}·{m} + (1 − {betas.0})·{d}·{g}"},
            {"v ← β₂v + (1−β₂)d²g²", "{v'} = {betas.1}·{v} + (1 − {betas.1})·{d}²·{g}²"},
            {"r ← √β₂·r + (1−√β₂)ηd²gp",
             "{r'} = √{betas.1}·{r} + (1 − √{betas.1})·{lr}·{d}²·{g}·{away}"},
            {"s ← √β₂·s + (1−√β₂)ηd²g", "{s'} = √{betas.1}·{s} + (1 − √{betas.1})·{lr}·{d}²·{g}"},
            {decays ? "x ← (1−ηdλ)x − ηdm/(√v + dε)" : "x ← x − ηdm/(√v + dε)",
             (decays ? "{x'} = (1 − {lr}·{d}·{weight_decay})·{x} − " : "{x'} = {x} − ") + step},
            {"p ← x₀ − x", "{away'} = {away} + {x} − {x'}"},
            {"d̂ ← Σr/Σ|s|", "{d_hat'} = Σ{r'}/Σ|{s'}|"},
            {"d ← max(d, d̂)", "{d'} = max({d}, {d_hat'})"}};
}

}  // namespace

RuleEntry prodigy() {
    Parameter lr = describe::learning_rate(1);
    lr.help = {"A factor on the estimated rate; leave it at 1, or lower it in the course of a run.",
               "推定した学習率に掛ける係数。1のまま使うか、途中で下げていく。"};
    Parameter d0 = describe::stabilizer(1e-6);
    d0.id = "d0", d0.symbol = "d₀";
    d0.name = {"first distance", "距離の初期値"};
    d0.help = {"Where the estimate d of the distance starts; it only grows, so it must be small.",
               "距離の推定値dの初期値。dは増えるだけなので、小さい値から始める。"};
    d0.bounds.least_open = true;
    return {
        .id = "prodigy",
        .order = 250,
        .name = {"Prodigy", "Prodigy"},
        .help = {"Adam that finds its own rate: d, an estimate of the distance from the start to "
                 "the minimum, "
                 "takes its place. It starts tiny and grows as long as the gradients keep pointing "
                 "away from "
                 "the start. One d serves all coordinates. No bias correction, as in the paper.",
                 "学習率を自分で見つけるAdam。出発点から最小点までの距離の推定値dが学習率の代わりに"
                 "なる。dはごく"
                 "小さい値から始まり、勾配が出発点から離れる向きを指し続ける間は増える。dは全座標に"
                 "共通。論文ど"
                 "おりバイアス補正はない。"},
        .note = {"d is shared by all coordinates; η = 1", "dは全座標に共通、η = 1"},
        .source = "Mishchenko & Defazio 2023, Algorithm 4",
        .parameters = {lr, describe::mean_decay(0.9), describe::square_decay(0.999),
                       describe::stabilizer(1e-8), describe::decoupled_decay(0), d0},
        .state =
            {describe::mean_gradient(),
             describe::mean_square(),
             {"r", "r", {"progress along the gradients", "勾配の向きに進んだ量"}, Role::other},
             {"s", "s", {"weighted sum of gradients", "勾配の重み付き和"}, Role::other},
             {"away", "p", {"from x back to the start", "xから出発点への差"}, Role::other},
             {"d_hat", "d̂", {"newest estimate of the distance", "距離の新しい推定値"}, Role::other},
             {"d", "d", {"distance, shared", "距離の推定値（共通）"}, Role::other, 1e-6}},
        .derived = {describe::update()},
        .formula = formula,
        .make = [](std::span<const double> settings,
                   std::size_t dimensions) -> std::unique_ptr<Optimizer> {
            return std::make_unique<Prodigy>(settings, dimensions);
        },
        .stability_limit = {},
        .teaching_rate = 1,
        .elementwise = false};
}

}  // namespace tani::rule_entries
