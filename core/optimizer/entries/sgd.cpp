// Gradient descent, with PyTorch's momentum buffer (the rate stands outside it). Robbins & Monro
// 1951; arithmetic in the order of torch.optim.SGD.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, momentum, dampening, weight_decay, nesterov, maximize };
};
constexpr describe::GradientSettings gradient_at{At::weight_decay, At::maximize};

template <class T>
struct Sgd {
    static constexpr std::size_t parts = 1;
    T lr{}, momentum{}, dampening{}, weight_decay{};
    bool nesterov = false, maximize = false;
    T empty{1}, first{1};  // 1 until the buffer has been written; before this update

    void set(const Values<T>& s, long) {
        lr = s[At::lr], momentum = s[At::momentum], dampening = s[At::dampening];
        weight_decay = s[At::weight_decay];
        nesterov = s.on(At::nesterov), maximize = s.on(At::maximize);
    }

    void begin(long) {
        first = empty;
        empty = either(
            momentum != T(0), [&] { return T(0); }, [&] { return empty; });
    }

    void update(T& x, T g, T& b) const {
        const T d = with_decay(g, x, weight_decay, maximize);
        const auto moving = momentum != T(0);
        // The buffer starts as the first gradient, undampened.
        const auto next = [&] {
            return either(
                first != T(0), [&] { return d; },
                [&] { return momentum * b + (T(1) - dampening) * d; });
        };
        b = either(moving, next, [&] { return b; });
        const auto along = [&] { return nesterov ? d + momentum * b : b; };
        x = x - lr * either(moving, along, [&] { return d; });
    }
};

Parameter momentum_kept() {
    return describe::extra("momentum", "μ", {"momentum", "モメンタム"},
                           {"Share of the buffer kept each step. Also written α or β.",
                            "1ステップごとに残すbの割合。αやβと書く本もある。"},
                           0.99);
}

Parameter dampening() {
    Parameter p = describe::extra("dampening", "τ", {"dampening", "減衰係数"},
                                  {"Lets only 1 − τ of each new gradient into the buffer.",
                                   "新しい勾配の 1 − τ だけをbに入れる。"},
                                  1);
    p.bounds = {};  // PyTorch asks nothing
    return p;
}

/// What the gradient is multiplied by on its way into the buffer: 1 at its first.
double share(const UpdateView& view) {
    const bool first =
        view.state[0] == 0 && view.state_next[0] == describe::used_gradient(view, gradient_at);
    return first ? 1 : 1 - view.settings[At::dampening];
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    if (s[At::momentum] == 0) {
        lines.push_back({"x ← x − η" + d, "{x'} = {x} − {lr}·" + number});
        return lines;
    }
    if (s[At::dampening] == 0) {
        lines.push_back({"b ← μb + " + d, "{b'} = {momentum}·{b} + " + number});
    } else {
        lines.push_back({"b ← μb + (1−τ)" + d, "{b'} = {momentum}·{b} + {share}·" + number});
    }
    if (s[At::nesterov] == 0) {
        lines.push_back({"x ← x − ηb", "{x'} = {x} − {lr}·{b'}"});
    } else {
        lines.push_back(
            {"x ← x − η(" + d + " + μb)", "{x'} = {x} − {lr}·(" + number + " + {momentum}·{b'})"});
    }
    return lines;
}

std::optional<double> stability_limit(std::span<const double> s) {
    const double a = s[At::momentum];
    if (s[At::maximize] != 0 || s[At::weight_decay] != 0 || a >= 1) return std::nullopt;
    if (a == 0) return 2.0;
    if (s[At::dampening] >= 1) return std::nullopt;
    if (s[At::nesterov] != 0) return 2 * (1 + a) / (1 + 2 * a);
    return 2 * (1 + a) / (1 - s[At::dampening]);
}

std::optional<double> radius(std::span<const double> s, double curvature) {
    if (s[At::maximize] != 0) return std::nullopt;
    const double a = s[At::momentum], h = s[At::lr] * (curvature + s[At::weight_decay]);
    if (a == 0) return std::abs(1 - h);
    if (s[At::nesterov] != 0) return describe::nesterov_radius(h, a);
    return describe::momentum_radius(h * (1 - s[At::dampening]), a);
}

std::optional<std::string> check(std::span<const double> s) {
    if (s[At::nesterov] == 0 || (s[At::momentum] > 0 && s[At::dampening] == 0)) return {};
    return "'nesterov' needs a 'momentum' greater than 0 and a 'dampening' of 0";
}

}  // namespace

RuleEntry sgd() {
    return {
        .id = "sgd",
        .order = 10,
        .name = {"Gradient descent (SGD)", "勾配降下法（SGD）"},
        .help =
            {"Goes straight down the slope. With momentum it is PyTorch's form: a buffer b gathers "
             "gradients and "
             "the rate stands outside it; the lectures' velocity (rule 'momentum') has the rate "
             "inside, and the "
             "two part once the rate changes.",
             "勾配の逆向きにまっすぐ下る。モメンタムを付けるとPyTorchの書き方になり、bに勾配を溜め"
             "て学習率は外から掛ける。"
             "講義の速度（momentum）は学習率を中に含み、途中で学習率を変えると両者は分かれる。"},
        .note = {"stable while η × curvature < 2", "η×曲率 < 2 なら安定"},
        .source =
            "Robbins & Monro 1951, A Stochastic Approximation Method, eq. (6); "
            "Sutskever et al. 2013 for momentum",
        .pytorch = "torch.optim.SGD",
        .parameters = {describe::learning_rate(0.01), momentum_kept(), dampening(),
                       describe::weight_decay(),
                       describe::toggle(
                           "nesterov", {"Nesterov", "ネステロフ"},
                           {"Looks ahead along the buffer. Needs momentum, and no dampening.",
                            "bに沿って先読みする。モメンタムが必要で、dampeningは0に限る。"}),
                       describe::maximize()},
        .state = {{"b", "b", {"momentum buffer", "モメンタムバッファ"}, Role::average_gradient}},
        .derived = {describe::update(),
                    describe::used_gradient(gradient_at),
                    {"share", "1−τ", {"share of the gradient", "勾配の割合"}, share}},
        .formula = formula,
        .make = make_elementwise<Sgd>,
        .stability_limit = stability_limit,
        .radius = radius,
        .teaching_rate = 0.02,
        .check = check};
}

}  // namespace tani::rule_entries
