// AdaDelta. Zeiler 2012, ADADELTA: An Adaptive Learning Rate Method, Algorithm 1 (which has no
// rate: lr = 1); arithmetic in the order of torch.optim.Adadelta.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, rho, eps, weight_decay, maximize };
};
constexpr describe::GradientSettings gradient_at{At::weight_decay, At::maximize};

template <class T>
struct Adadelta {
    static constexpr std::size_t parts = 2;
    T lr{}, rho{}, eps{}, weight_decay{};
    T fresh{};  // 1 − ρ
    bool maximize = false;

    void set(const Values<T>& s, long) {
        lr = s[At::lr], rho = s[At::rho], eps = s[At::eps];
        weight_decay = s[At::weight_decay], maximize = s.on(At::maximize);
        fresh = T(1) - rho;
    }

    void update(T& x, T g, T& v, T& u) const {
        using std::sqrt;
        const T d = with_decay(g, x, weight_decay, maximize);
        v = rho * v + fresh * d * d;
        const T delta = sqrt(u + eps) / sqrt(v + eps) * d;
        u = rho * u + fresh * delta * delta;
        x = x - lr * delta;
    }
};

/// A factor on a rule that has no rate of its own: 1 is the paper's, and larger ones are of use.
Parameter factor() {
    Parameter lr = describe::learning_rate(1);
    lr.help = {"A factor on the step; the paper has none (1). PyTorch calls it lr.",
               "更新量に掛ける係数。論文にはなく（1）、PyTorchではlrと呼ぶ。"};
    lr.slider_from = 0.1;
    lr.slider_to = 100;
    return lr;
}

Parameter rho() {
    Parameter p =
        describe::decay("rho", -1, "ρ", {"decay", "減衰率"},
                        {"Share of the running means kept each step. Also written β or γ.",
                         "1ステップごとに残す移動平均の割合。βやγと書く本もある。"},
                        0.9);
    p.bounds.most_open = false;  // as PyTorch
    return p;
}

double ratio(const UpdateView& view) {
    const double eps = view.settings[At::eps];
    return std::sqrt(view.state[1] + eps) / std::sqrt(view.state_next[0] + eps);
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    lines.push_back({"v ← ρv + (1−ρ)" + d + "²", "{v'} = {rho}·{v} + (1 − {rho})·" + number + "²"});
    lines.push_back(
        {"Δ ← √(u + ε)/√(v + ε)·" + d, "{delta} = √({u} + {eps})/√({v'} + {eps})·" + number});
    lines.push_back({"u ← ρu + (1−ρ)Δ²", "{u'} = {rho}·{u} + (1 − {rho})·{delta}²"});
    const bool paper = s[At::lr] == 1;
    lines.push_back({paper ? "x ← x − Δ" : "x ← x − ηΔ",
                     paper ? "{x'} = {x} − {delta}" : "{x'} = {x} − {lr}·{delta}"});
    return lines;
}

}  // namespace

RuleEntry adadelta() {
    return {
        .id = "adadelta",
        .order = 60,
        .name = {"AdaDelta", "AdaDelta"},
        .help = {"AdaGrad with a fading memory, in which the size u of recent steps takes the "
                 "place of the rate. It "
                 "starts very slowly, because the first steps have the size of √ε. Lectures and "
                 "the paper use "
                 "ρ = 0.95, PyTorch 0.9; the paper has no η.",
                 "AdaGradの記憶を薄れさせ、学習率の代わりに最近の歩幅の大きさuを使う。最初の歩幅は√"
                 "ε程度なので立ち上がりがとても遅い。"
                 "論文と講義は ρ = 0.95、PyTorchは 0.9。論文にηはない。"},
        .note = {"no rate in the paper: η = 1", "論文に学習率はない（η = 1）"},
        .source = "Zeiler 2012, Algorithm 1",
        .pytorch = "torch.optim.Adadelta",
        .parameters = {factor(), rho(), describe::stabilizer(1e-6), describe::weight_decay(),
                       describe::maximize()},
        .state = {{"v", "v", {"mean squared gradient", "勾配の2乗平均"}, Role::second_moment},
                  {"u", "u", {"mean squared step", "更新量の2乗平均"}, Role::other}},
        .derived = {describe::update(),
                    describe::used_gradient(gradient_at),
                    {"effective_rate",
                     "η√(u + ε)/√(v + ε)",
                     {"effective rate", "実効学習率"},
                     [](const UpdateView& view) { return view.settings[At::lr] * ratio(view); }},
                    {"delta",
                     "Δ",
                     {"step before the rate", "学習率を掛ける前の更新量"},
                     [](const UpdateView& view) {
                         return ratio(view) * describe::used_gradient(view, gradient_at);
                     }}},
        .formula = formula,
        .make = make_elementwise<Adadelta>,
        .stability_limit = {},
        .teaching_rate = 5};
}

}  // namespace tani::rule_entries
