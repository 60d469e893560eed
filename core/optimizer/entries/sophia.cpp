// Sophia. Liu, Li, Hall, Liang & Ma 2023, Sophia: A Scalable Stochastic Second-order Optimizer for
// Language Model Pre-training, Algorithm 3, with the Hessian's exact diagonal where the paper
// estimates it. Betas, eps and the period are the paper's; rho is the name that the authors' code
// has for the paper's γ, with that code's default.
#include <algorithm>
#include <cmath>

#include "core/optimizer/describe.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, rho, eps, update_period, weight_decay };
};
struct Part {
    enum : std::size_t { m, h, curvature };
};

class Sophia {
  public:
    static constexpr std::size_t parts = 3;

    explicit Sophia(std::size_t n) : gradient_(n), along_(n), column_(n) {}

    void set(std::span<const double> s) {
        lr_ = s[At::lr], beta1_ = s[At::beta1], beta2_ = s[At::beta2], rho_ = s[At::rho];
        eps_ = s[At::eps], weight_decay_ = s[At::weight_decay];
        period_ = std::lround(s[At::update_period]);
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& state) {
        const std::size_t n = x.size();
        const auto m = state[Part::m], h = state[Part::h], curvature = state[Part::curvature];
        oracle.gradient(x, gradient_);
        for (std::size_t i = 0; i < n; ++i) m[i] = beta1_ * m[i] + (1 - beta1_) * gradient_[i];
        // The paper's t mod k = 1, which for k = 1 would never be.
        if (updates_++ % period_ == 0) {
            ask_curvature(oracle, x, curvature);
            for (std::size_t i = 0; i < n; ++i)
                h[i] = beta2_ * h[i] + (1 - beta2_) * curvature[i];
        }
        for (std::size_t i = 0; i < n; ++i) {
            const double decayed = x[i] - lr_ * weight_decay_ * x[i];
            const double ratio = m[i] / std::max(rho_ * h[i], eps_);
            // NaN passes through std::clamp.
            x[i] = decayed - lr_ * std::clamp(ratio, -1.0, 1.0);
        }
    }

  private:
    /// The Hessian's diagonal, a column at a time where the oracle can.
    void ask_curvature(Oracle& oracle, std::span<const double> x, std::span<double> diagonal) {
        const std::size_t n = x.size();
        for (std::size_t i = 0; i < n; ++i) {
            along_[i] = 1;
            const bool can = oracle.hessian_times(x, along_, column_);
            along_[i] = 0;
            if (!can) return ask_whole(oracle, x, diagonal);
            diagonal[i] = column_[i];
        }
    }

    void ask_whole(Oracle& oracle, std::span<const double> x, std::span<double> diagonal) {
        const std::size_t n = x.size();
        hessian_.resize(n * n);
        oracle.hessian(x, hessian_);
        for (std::size_t i = 0; i < n; ++i) diagonal[i] = hessian_[i * n + i];
    }

    double lr_ = 0, beta1_ = 0, beta2_ = 0, rho_ = 0, eps_ = 0, weight_decay_ = 0;
    long period_ = 1, updates_ = 0;
    std::vector<double> gradient_, along_, column_, hessian_;
};

Parameter rho() {
    return {.id = "rho",
            .symbol = "ρ",
            .name = {"curvature factor", "曲率の倍率"},
            .help = {"Multiplies the curvature that divides m: the smaller, the more coordinates "
                     "are clipped and move by the whole rate. The paper's γ.",
                     "mを割る曲率に掛ける係数。小さいほどクリッピングされ、学習率いっぱいに動く座標"
                     "が増える。論文のγ。"},
            .standard = 0.04,
            .bounds = {.least = 0},
            .slider_from = 1e-4,
            .slider_to = 10,
            .scale = Scale::log};
}

Parameter update_period() {
    return {.id = "update_period",
            .symbol = "k",
            .name = {"Hessian every", "ヘッセ行列の更新間隔"},
            .help = {"The curvature is asked at every k-th step only, as it is expensive.",
                     "曲率の計算は高価なので、kステップごとにだけ行う。"},
            .standard = 10,
            .bounds = {.least = 1, .most = 1'000'000},
            .slider_from = 1,
            .slider_to = 100,
            .scale = Scale::whole};
}

bool asks_curvature(const UpdateView& view) {
    return (view.updates - 1) % std::lround(view.settings[At::update_period]) == 0;
}

double kept(const UpdateView& view) { return asks_curvature(view) ? view.settings[At::beta2] : 1; }

double clipped(const UpdateView& view) {
    const double divisor =
        std::max(view.settings[At::rho] * view.state_next[Part::h], view.settings[At::eps]);
    return std::clamp(view.state_next[Part::m] / divisor, -1.0, 1.0);
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    std::vector<FormulaLine> lines = {
        {"m ← β₁m + (1−β₁)g", "{m'} = {betas.0}·{m} + (1 − {betas.0})·{g}"},
        {"h ← β₂h + (1−β₂)∂²f", "{h'} = {kept}·{h} + (1 − {kept})·{curvature'}"},
        {"u ← clip(m/max(ρh, ε), 1)", "{u} = clip({m'}/max({rho}·{h'}, {eps}), 1)"}};
    if (s[At::weight_decay] != 0) {
        lines.push_back({"x ← x − ηλx − ηu", "{x'} = {x} − {lr}·{weight_decay}·{x} − {lr}·{u}"});
    } else {
        lines.push_back({"x ← x − ηu", "{x'} = {x} − {lr}·{u}"});
    }
    return lines;
}

Parameter decoupled_decay() {
    Parameter p = describe::weight_decay();
    p.help = {
        "Pulls x towards 0 by ηλx a step, apart from the gradient, as AdamW does. The "
        "authors' code has 0.1.",
        "AdamWと同じく、勾配とは別に毎ステップηλxだけ0へ引き寄せる。著者のコードでは0.1。"};
    return p;
}

}  // namespace

RuleEntry sophia() {
    return {
        .id = "sophia",
        .order = 260,
        .name = {"Sophia", "Sophia"},
        .help = {"Divides the mean gradient by the mean curvature of each coordinate and clips the "
                 "result: Newton-like where the curvature is known and large, steps of the rate's "
                 "size where it is small or negative. Here the curvature is exact; the paper "
                 "estimates it.",
                 "座標ごとに勾配の平均を曲率の平均で割り、±1に切り詰めて動く。曲率が大きい所では"
                 "ニュートン法に近く、小さいか負の所では学習率の大きさで進む。論文は曲率を推定する"
                 "が、ここでは正確な値を使う。"},
        .note = {"the clipped part moves no coordinate by more than η",
                 "切り詰めた項による移動は、どの座標でも η 以下"},
        .source = "Liu et al. 2023, Algorithm 3",
        .parameters = {describe::learning_rate(1e-4),
                       describe::decay("betas", 0, "β₁", {"mean decay", "平均の減衰率"},
                                       {"Share of the mean gradient m kept each step.",
                                        "1ステップごとに残す勾配の平均mの割合。"},
                                       0.96),
                       describe::decay("betas", 1, "β₂", {"curvature decay", "曲率の減衰率"},
                                       {"Share of the mean curvature h kept each time it is asked.",
                                        "曲率を計算するごとに残す曲率の平均hの割合。"},
                                       0.99),
                       rho(), describe::stabilizer(1e-12), update_period(), decoupled_decay()},
        .state = {{"m", "m", {"mean gradient", "勾配の平均"}, Role::average_gradient},
                  {"h", "h", {"mean curvature", "曲率の平均"}, Role::second_moment},
                  {"curvature", "∂²f", {"curvature asked last", "直近に求めた曲率"}, Role::other}},
        .derived = {describe::update(),
                    {"u", "u", {"clipped ratio", "切り詰めた比"}, clipped},
                    {"kept", "β₂", {"share of h kept", "残すhの割合"}, kept, true}},
        .formula = formula,
        .make = make_together<Sophia>,
        .stability_limit = {},
        .teaching_rate = 0.05,
        .elementwise = false,
        .most_weights = 5000};
}

}  // namespace tani::rule_entries
