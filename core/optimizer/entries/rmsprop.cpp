// RMSProp. Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5; centred:
// Graves 2013, eqs. (38)–(45). Arithmetic in the order of torch.optim.RMSprop; `eps_inside` is
// ours.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, alpha, eps, weight_decay, momentum, centered, maximize, eps_inside };
};
constexpr describe::GradientSettings gradient_at{At::weight_decay, At::maximize};

template <class T>
struct Rmsprop {
    static constexpr std::size_t parts = 3;
    T lr{}, alpha{}, eps{}, weight_decay{}, momentum{};
    T fresh{};  // 1 − α
    bool centered = false, maximize = false, inside = false;

    void set(const Values<T>& s, long) {
        lr = s[At::lr], alpha = s[At::alpha], eps = s[At::eps];
        weight_decay = s[At::weight_decay], momentum = s[At::momentum];
        centered = s.on(At::centered), maximize = s.on(At::maximize);
        inside = s.on(At::eps_inside);
        fresh = T(1) - alpha;
    }

    void update(T& x, T g, T& v, T& m, T& b) const {
        using std::sqrt;
        const T d = with_decay(g, x, weight_decay, maximize);
        v = alpha * v + fresh * d * d;
        T spread = v;
        if (centered) {
            m = alpha * m + fresh * d;
            spread = v - m * m;
        }
        const T root = inside ? sqrt(spread + eps) : sqrt(spread) + eps;
        const auto moving = momentum > T(0);
        b = either(
            moving, [&] { return momentum * b + d / root; }, [&] { return b; });
        x = either(
            moving, [&] { return x - lr * b; }, [&] { return x - lr * d / root; });
    }
};

Parameter alpha() {
    Parameter p = describe::decay("alpha", -1, "α", {"decay", "減衰率"},
                                  {"Share of the mean square kept each step. Also written ρ or β.",
                                   "1ステップごとに残す2乗平均の割合。ρやβと書く本もある。"},
                                  0.99);
    p.bounds = {.least = 0};  // all that PyTorch asks; above 1 it diverges
    return p;
}

double root(const UpdateView& view) {
    const double eps = view.settings[At::eps];
    const double mean = view.settings[At::centered] != 0 ? view.state_next[1] : 0;
    const double spread = view.state_next[0] - mean * mean;
    return view.settings[At::eps_inside] != 0 ? std::sqrt(spread + eps) : std::sqrt(spread) + eps;
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    lines.push_back(
        {"v ← αv + (1−α)" + d + "²", "{v'} = {alpha}·{v} + (1 − {alpha})·" + number + "²"});
    const bool centered = s[At::centered] != 0, inside = s[At::eps_inside] != 0;
    if (centered) {
        lines.push_back({"m ← αm + (1−α)" + d, "{m'} = {alpha}·{m} + (1 − {alpha})·" + number});
    }
    std::string symbols = centered ? inside ? "√(v − m² + ε)" : "(√(v − m²) + ε)"
                          : inside ? "√(v + ε)"
                                   : "(√v + ε)";
    std::string numbers = centered
                              ? inside ? "√({v'} − {m'}² + {eps})" : "(√({v'} − {m'}²) + {eps})"
                          : inside ? "√({v'} + {eps})"
                                   : "(√{v'} + {eps})";
    if (s[At::momentum] > 0) {
        lines.push_back(
            {"b ← μb + " + d + "/" + symbols, "{b'} = {momentum}·{b} + " + number + "/" + numbers});
        lines.push_back({"x ← x − ηb", "{x'} = {x} − {lr}·{b'}"});
    } else {
        lines.push_back(
            {"x ← x − η" + d + "/" + symbols, "{x'} = {x} − {lr}·" + number + "/" + numbers});
    }
    return lines;
}

}  // namespace

RuleEntry rmsprop() {
    return {
        .id = "rmsprop",
        .order = 70,
        .name = {"RMSProp", "RMSProp"},
        .help = {"AdaGrad that forgets: each coordinate's rate is divided by the root of a running "
                 "mean of its squared "
                 "gradients. Lectures use 0.9 for the decay, PyTorch's alpha is 0.99; some put ε "
                 "inside the root. At "
                 "the bottom it keeps jumping by about the rate.",
                 "過去を忘れるAdaGrad。座標ごとに、勾配の2乗の移動平均の平方根で学習率を割る。減衰"
                 "率は講義では0.9、PyTorchのalphaは0.99。"
                 "εを根号の中に置く講義もある。谷底では学習率ほどの幅で震え続ける。"},
        .note = {"no bias correction: the first steps are 1/√(1−α) times the rate",
                 "バイアス補正なし：最初の歩幅は学習率の 1/√(1−α) 倍"},
        .source = "Tieleman & Hinton 2012, lecture 6.5; centred: Graves 2013, eqs. (38)–(45)",
        .pytorch = "torch.optim.RMSprop",
        .parameters = {describe::learning_rate(0.01), alpha(), describe::stabilizer(1e-8),
                       describe::weight_decay(),
                       describe::extra("momentum", "μ", {"momentum", "モメンタム"},
                                       {"Share of the buffer of scaled gradients kept each step.",
                                        "割った後の勾配を溜めるbを、1ステップごとに残す割合。"},
                                       0.99),
                       describe::toggle("centered", {"centred", "中心化"},
                                        {"Divides by the spread about the mean gradient, v − m².",
                                         "平均勾配のまわりの分散 v − m² で割る。"}),
                       describe::maximize(), describe::eps_inside()},
        .state = {{"v", "v", {"mean squared gradient", "勾配の2乗平均"}, Role::second_moment},
                  {"m", "m", {"mean gradient", "勾配の平均"}, Role::average_gradient},
                  {"b", "b", {"momentum buffer", "モメンタムバッファ"}, Role::other}},
        .derived = {describe::update(),
                    describe::used_gradient(gradient_at),
                    {"effective_rate",
                     "η/(√v + ε)",
                     {"effective rate", "実効学習率"},
                     [](const UpdateView& view) { return view.settings[At::lr] / root(view); }}},
        .formula = formula,
        .make = make_elementwise<Rmsprop>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
