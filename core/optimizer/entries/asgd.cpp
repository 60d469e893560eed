// Averaged gradient descent. Polyak & Juditsky 1992, Acceleration of Stochastic Approximation by
// Averaging, with the decaying rate of Bottou 2012, Stochastic Gradient Descent Tricks, as
// torch.optim.ASGD has it.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, lambd, alpha, t0, weight_decay, maximize };
};
constexpr describe::GradientSettings gradient_at{At::weight_decay, At::maximize};

/// The rate of update t.
template <class T>
T decayed(T lr, T lambd, T alpha, double t) {
    using std::pow;
    return lr / pow(T(1) + lambd * lr * T(t - 1), alpha);
}

/// The share of the newest point in the average at update t: 1 until t₀ is over.
template <class T>
T newest(T t0, double t) {
    return T(1) / larger(T(t - 1) - t0, T(1));
}

// PyTorch prepares the rate and the share at the end of the update before, so that there a change
// of settings acts one update later.
template <class T>
struct Asgd {
    static constexpr std::size_t parts = 1;
    T lr{}, lambd{}, alpha{}, t0{}, weight_decay{};
    bool maximize = false;
    T eta{}, mu{};

    void set(const Values<T>& s, long) {
        lr = s[At::lr], lambd = s[At::lambd], alpha = s[At::alpha], t0 = s[At::t0];
        weight_decay = s[At::weight_decay], maximize = s.on(At::maximize);
    }

    void begin(long t) {
        eta = decayed(lr, lambd, alpha, static_cast<double>(t));
        mu = newest(t0, static_cast<double>(t));
    }

    void update(T& x, T g, T& average) const {
        const T d = with_decay(g, x, weight_decay, maximize);
        x = x * (T(1) - lambd * eta) - eta * d;
        average = either(
            mu != T(1), [&] { return average + (x - average) * mu; }, [&] { return x; });
    }
};

double eta(const UpdateView& view) {
    const auto s = view.settings;
    return decayed(s[At::lr], s[At::lambd], s[At::alpha], static_cast<double>(view.updates));
}

double mu(const UpdateView& view) {
    return newest(view.settings[At::t0], static_cast<double>(view.updates));
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    lines.push_back({"x ← (1−Λr)x − r" + d, "{x'} = (1 − {lambd}·{eta})·{x} − {eta}·" + number});
    lines.push_back({"x̄ ← x̄ + μ(x − x̄)", "{ax'} = {ax} + {mu}·({x'} − {ax})"});
    return lines;
}

}  // namespace

RuleEntry asgd() {
    Parameter lambd = describe::extra(
        "lambd", "Λ", {"decay", "減衰"},
        {"Shrinks x by Λr each step, and lowers the rate r in the course of 1/(Λη) steps.",
         "1ステップごとにxをΛrの割合だけ縮め、1/(Λη)ステップほどかけて学習率rを下げる。"},
        1);
    lambd.standard = 1e-4, lambd.slider_from = 1e-6, lambd.scale = Scale::log;
    lambd.bounds = {};  // PyTorch asks nothing
    Parameter alpha = describe::extra(
        "alpha", "α", {"power", "べき指数"},
        {"The rate falls as t to the power −α.", "学習率は t の −α 乗で下がる。"}, 2);
    alpha.standard = 0.75, alpha.bounds = {};
    Parameter t0{.id = "t0",
                 .symbol = "t₀",
                 .name = {"start of averaging", "平均を取り始める時刻"},
                 .help = {"Until update t₀ + 1 the average is the newest point itself.",
                          "t₀ + 1回目の更新までは、平均は最新の点そのもの。"},
                 .standard = 1e6,
                 .bounds = {},
                 .slider_from = 1,
                 .slider_to = 1e6,
                 .scale = Scale::log};
    return {
        .id = "asgd",
        .order = 120,
        .name = {"Averaged descent (ASGD)", "平均化勾配降下法（ASGD）"},
        .help =
            {"Gradient descent with a slowly falling rate, and beside it the average x̄ of its "
             "points "
             "from update t₀ on. Under noise x keeps wandering while the average settles; x is "
             "what "
             "is drawn as the path. PyTorch's t₀ of a million means that nothing is averaged in a "
             "short run.",
             "学習率を少しずつ下げる勾配降下法で、t₀回目以降の点の平均x̄も求める。雑音があるとxはさ"
             "まよ"
             "い続けるが、平均は落ち着く。軌跡に描かれるのはx。PyTorchの t₀ = 100万 "
             "では短い実験で平均"
             "は始まらない。"},
        .note = {"r = η/(1 + Λη(t−1))^α, μ = 1/max(1, t−1−t₀)",
                 "r = η/(1 + Λη(t−1))^α、μ = 1/max(1, t−1−t₀)"},
        .source = "Polyak & Juditsky 1992; the rate: Bottou 2012",
        .pytorch = "torch.optim.ASGD",
        .parameters = {describe::learning_rate(0.01), lambd, alpha, t0, describe::weight_decay(),
                       describe::maximize()},
        .state = {{"ax", "x̄", {"average point", "点の平均"}, Role::other}},
        .derived = {describe::update(),
                    describe::used_gradient(gradient_at),
                    {"eta", "r", {"decayed rate", "減衰した学習率"}, eta, true},
                    {"mu", "μ", {"share of the newest point", "最新の点の割合"}, mu, true}},
        .formula = formula,
        .make = make_elementwise<Asgd>,
        .stability_limit = {},
        .teaching_rate = 0.02};
}

}  // namespace tani::rule_entries
