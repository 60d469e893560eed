// AdaGrad. Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods, Figure 1 with the diagonal
// matrix; arithmetic in the order of torch.optim.Adagrad.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, lr_decay, weight_decay, initial, eps, maximize };
};
constexpr describe::GradientSettings gradient_at{At::weight_decay, At::maximize};

template <class T>
struct Adagrad {
    static constexpr std::size_t parts = 1;
    T lr{}, lr_decay{}, weight_decay{}, start{}, eps{};
    bool maximize = false;
    T rate{};

    void set(const Values<T>& s, long) {
        lr = s[At::lr], lr_decay = s[At::lr_decay], weight_decay = s[At::weight_decay];
        start = s[At::initial], eps = s[At::eps], maximize = s.on(At::maximize);
    }

    T initial(std::size_t) const { return start; }

    void begin(long t) { rate = lr / (T(1) + T(static_cast<double>(t - 1)) * lr_decay); }

    void update(T& x, T g, T& h) const {
        using std::sqrt;
        const T d = with_decay(g, x, weight_decay, maximize);
        h = h + d * d;
        x = x - rate * d / (sqrt(h) + eps);
    }
};

double rate(const UpdateView& view) {
    const auto before = static_cast<double>(view.updates - 1);
    return view.settings[At::lr] / (1 + before * view.settings[At::lr_decay]);
}

double effective_rate(const UpdateView& view) {
    return rate(view) / (std::sqrt(view.state_next[0]) + view.settings[At::eps]);
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    lines.push_back({"h ← h + " + d + "²", "{h'} = {h} + " + number + "²"});
    const bool constant = s[At::lr_decay] == 0;
    if (!constant) {
        lines.push_back({"r ← η/(1 + (t−1)δ)", "{rate} = {lr}/(1 + ({t} − 1)·{lr_decay})"});
    }
    lines.push_back(
        {(constant ? "x ← x − η" : "x ← x − r") + d + "/(√h + ε)",
         (constant ? "{x'} = {x} − {lr}·" : "{x'} = {x} − {rate}·") + number + "/(√{h'} + {eps})"});
    return lines;
}

}  // namespace

RuleEntry adagrad() {
    return {
        .id = "adagrad",
        .order = 50,
        .name = {"AdaGrad", "AdaGrad"},
        .help = {"Each coordinate's rate shrinks with the sum h of its squared gradients: steep "
                 "directions are tamed, "
                 "but nothing is ever forgotten and the steps keep shrinking. Some lectures start "
                 "h from θ > 0 "
                 "(initial_accumulator_value) instead of adding ε.",
                 "座標ごとに、勾配の2乗和hの平方根で学習率を割る。急な方向は抑えられるが、過去を忘"
                 "れないので歩幅は縮み続ける。"
                 "εを足す代わりに h₀ = θ > 0（initial_accumulator_value）から始める講義もある。"},
        .note = {"h only grows, so steps only shrink", "hは増えるだけなので歩幅は縮む一方"},
        .source = "Duchi, Hazan & Singer 2011, Figure 1 (diagonal)",
        .pytorch = "torch.optim.Adagrad",
        .parameters = {describe::learning_rate(0.01),
                       describe::extra("lr_decay", "δ", {"rate decay", "学習率の減衰"},
                                       {"Divides the rate of update t by 1 + (t − 1)δ.",
                                        "t回目の更新の学習率を 1 + (t − 1)δ で割る。"},
                                       0.1),
                       describe::weight_decay(),
                       describe::extra("initial_accumulator_value", "h₀",
                                       {"initial h", "hの初期値"},
                                       {"Where the sum of squares starts. Also written θ.",
                                        "勾配の2乗和の初期値。θと書く本もある。"},
                                       1),
                       describe::stabilizer(1e-10), describe::maximize()},
        .state = {{"h", "h", {"sum of squared gradients", "勾配の2乗和"}, Role::second_moment}},
        .derived =
            {describe::update(),
             describe::used_gradient(gradient_at),
             {"effective_rate", "η/(√h + ε)", {"effective rate", "実効学習率"}, effective_rate},
             {"rate", "r", {"decayed rate", "減衰した学習率"}, rate, true}},
        .formula = formula,
        .make = make_elementwise<Adagrad>,
        .stability_limit = {},
        .teaching_rate = 0.5};
}

}  // namespace tani::rule_entries
