// Lion. Chen et al. 2023, Symbolic Discovery of Optimization Algorithms, Algorithm 2.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, weight_decay };
};

template <class T>
struct Lion {
    static constexpr std::size_t parts = 1;
    T lr{}, beta1{}, beta2{}, weight_decay{};
    T fresh1{}, fresh2{};  // 1 − β

    void set(const Values<T>& s, long) {
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2];
        weight_decay = s[At::weight_decay];
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2;
    }

    void update(T& x, T g, T& m) const {
        const T c = beta1 * m + fresh1 * g;
        x = x - lr * (sign(c) + weight_decay * x);
        m = beta2 * m + fresh2 * g;
    }
};

double direction(const UpdateView& view) {
    const double beta1 = view.settings[At::beta1];
    return beta1 * view.state[0] + (1 - beta1) * view.gradient;
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    const bool decays = s[At::weight_decay] != 0;
    return {{"c ← β₁m + (1−β₁)g", "{c} = {betas.0}·{m} + (1 − {betas.0})·{g}"},
            {decays ? "x ← x − η(sign(c) + λx)" : "x ← x − η·sign(c)",
             decays ? "{x'} = {x} − {lr}·(sign({c}) + {weight_decay}·{x})"
                    : "{x'} = {x} − {lr}·sign({c})"},
            {"m ← β₂m + (1−β₂)g", "{m'} = {betas.1}·{m} + (1 − {betas.1})·{g}"}};
}

}  // namespace

RuleEntry lion() {
    return {
        .id = "lion",
        .order = 170,
        .name = {"Lion", "Lion"},
        .help =
            {"A rule found by a search over programs: every coordinate moves by exactly the rate, "
             "in "
             "the direction of the sign of a mean c, while a slower mean m is remembered. Weight "
             "decay acts on x itself. Because no step shrinks near the minimum, it trembles there "
             "by "
             "the rate; the paper uses rates 3 to 10 times smaller than Adam's.",
             "プログラム探索で見つかった更新則。平均cの符号の向きに、どの座標もちょうど学習率だけ動"
             "き、"
             "それとは別に遅い平均mを覚えておく。重み減衰はx自身に掛ける。最小点の近くでも歩幅が縮"
             "まない"
             "ので、学習率の幅で震える。論文ではAdamの3分の1から10分の1の学習率を使う。"},
        .note = {"every coordinate moves by the rate η", "どの座標も学習率ηだけ動く"},
        .source = "Chen et al. 2023, Algorithm 2",
        .parameters = {describe::learning_rate(1e-4),
                       describe::decay("betas", 0, "β₁", {"decay of the direction", "向きの減衰率"},
                                       {"Share of m in the mean c whose sign is followed.",
                                        "符号を使う平均cに占めるmの割合。"},
                                       0.9),
                       describe::decay("betas", 1, "β₂", {"decay of the memory", "記憶の減衰率"},
                                       {"Share of the mean gradient m kept each step.",
                                        "1ステップごとに残す勾配の平均mの割合。"},
                                       0.99),
                       describe::decoupled_decay(0)},
        .state = {describe::mean_gradient()},
        .derived = {describe::update(),
                    {"c", "c", {"mean whose sign is followed", "符号を使う平均"}, direction}},
        .formula = formula,
        .make = make_elementwise<Lion>,
        .stability_limit = {},
        .teaching_rate = 0.05};
}

}  // namespace tani::rule_entries
