// AdaMax. Kingma & Ba 2015, Adam, Algorithm 2; arithmetic in the order of torch.optim.Adamax, which
// adds ε to |g| (the paper has none, and 0/0 where every gradient was 0).
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, eps, weight_decay, maximize };
};
constexpr describe::GradientSettings gradient_at{At::weight_decay, At::maximize};

template <class T>
struct Adamax {
    static constexpr std::size_t parts = 2;
    T lr{}, beta1{}, beta2{}, eps{}, weight_decay{};
    T fresh1{};  // 1 − β
    bool maximize = false;
    RunningPower<T> power1;
    T step_size{};

    void set(const Values<T>& s, long updates) {
        power1.set(s[At::beta1], updates);
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2];
        eps = s[At::eps], weight_decay = s[At::weight_decay], maximize = s.on(At::maximize);
        fresh1 = T(1) - beta1;
    }

    void begin(long) {
        power1.advance();
        step_size = lr / (T(1) - power1.value);
    }

    void update(T& x, T g, T& m, T& u) const {
        const T d = with_decay(g, x, weight_decay, maximize);
        m = beta1 * m + fresh1 * d;
        u = larger(beta2 * u, magnitude(d) + eps);
        x = x - step_size * m / u;
    }
};

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    lines.push_back(describe::mean_line(d, number));
    lines.push_back(
        {"u ← max(β₂u, |" + d + "| + ε)", "{u'} = max({betas.1}·{u}, |" + number + "| + {eps})"});
    lines.push_back(describe::m_hat_line());
    lines.push_back({"x ← x − ηm̂/u", "{x'} = {x} − {lr}·{m_hat}/{u'}"});
    return lines;
}

}  // namespace

RuleEntry adamax() {
    Parameter forgetting = describe::square_decay(0.999);
    forgetting.name = {"maximum decay", "最大値の減衰率"};
    forgetting.help = {"Share of the largest gradient u kept each step. Also written ρ₂.",
                       "1ステップごとに残す勾配の最大値uの割合。ρ₂と書く本もある。"};
    return {
        .id = "adamax",
        .order = 110,
        .name = {"AdaMax", "AdaMax"},
        .help =
            {"Adam with the largest recent |gradient| u in place of the root of the mean square: "
             "one large gradient lowers the coordinate's rate at once, and u forgets it slowly. "
             "No step is larger than about the rate. u needs no correction for its start at 0.",
             "Adamの2乗平均の平方根の代わりに、最近の勾配の絶対値の最大値uで割る。大きな勾配が一度"
             "来るとその座標の学習率はすぐ下がり、uはゆっくり忘れていく。歩幅はおよそ学習率を"
             "超えない。uにはバイアス補正がいらない。"},
        .note = {"u is a fading maximum, not a mean", "uは平均ではなく、薄れていく最大値"},
        .source = "Kingma & Ba 2015, Algorithm 2",
        .pytorch = "torch.optim.Adamax",
        .parameters = {describe::learning_rate(0.002), describe::mean_decay(0.9), forgetting,
                       describe::stabilizer(1e-8), describe::weight_decay(), describe::maximize()},
        .state =
            {describe::mean_gradient(),
             {"u", "u", {"largest recent |gradient|", "最近の勾配の絶対値の最大値"}, Role::other}},
        .derived = {describe::update(), describe::used_gradient(gradient_at),
                    describe::effective_rate("η/u",
                                             [](const UpdateView& view) {
                                                 return view.settings[At::lr] / view.state_next[1];
                                             }),
                    describe::m_hat(At::beta1)},
        .formula = formula,
        .make = make_elementwise<Adamax>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
