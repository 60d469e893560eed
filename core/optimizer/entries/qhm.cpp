// Quasi-hyperbolic momentum. Ma & Yarats 2019, Quasi-Hyperbolic Momentum and Adam for Deep
// Learning, eqs. (3) and (4).
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, momentum, nu };
};

template <class T>
struct Qhm {
    static constexpr std::size_t parts = 1;
    T lr{}, beta{}, nu{};
    T fresh{};  // 1 − β

    void set(const Values<T>& s, long) {
        lr = s[At::lr], beta = s[At::momentum], nu = s[At::nu];
        fresh = T(1) - beta;
    }

    void update(T& x, T g, T& b) const {
        b = beta * b + fresh * g;
        x = x - lr * ((T(1) - nu) * g + nu * b);
    }
};

// On curvature λ the roots solve z² − (1+β−ηλ(1−νβ))z + β − ηλβ(1−ν) = 0; the first to leave the
// unit circle does so at −1.
std::optional<double> stability_limit(std::span<const double> s) {
    const double beta = s[At::momentum], nu = s[At::nu];
    return 2 * (1 + beta) / (1 + beta - 2 * nu * beta);
}

}  // namespace

RuleEntry qhm() {
    return {
        .id = "qhm",
        .order = 210,
        .name = {"QHM", "QHM"},
        .help =
            {"Steps along a mixture of the newest gradient (1 − ν of it) and of a very long mean b "
             "(ν "
             "of it). ν = 0 is plain descent, ν = 1 momentum whose gradients are averaged, ν = β "
             "Nesterov's. The mean has 1 − β before g, so that one rate serves every β.",
             "最新の勾配を1 − ν、とても長い平均bをνの割合で混ぜた向きに進む。ν = 0 は勾配降下法、ν "
             "= 1 は"
             "勾配を平均するモメンタム、ν = β はネステロフにあたる。gに1 − "
             "βが掛かるので、βを変えても同じ"
             "学習率が使える。"},
        .note = {"stable while η × curvature < 2(1+β)/(1+β−2νβ)",
                 "η×曲率 < 2(1+β)/(1+β−2νβ) なら安定"},
        .source = "Ma & Yarats 2019, QHM",
        .parameters =
            {describe::learning_rate(1),
             describe::decay("momentum", -1, "β", {"momentum", "モメンタム"},
                             {"Share of the mean gradient b kept each step.",
                              "1ステップごとに残す勾配の平均bの割合。"},
                             0.999),
             {.id = "nu",
              .symbol = "ν",
              .name = {"share of the mean", "平均の割合"},
              .help = {"Share of the mean b in the step; the rest is the newest gradient.",
                       "更新の向きに占める平均bの割合。残りは最新の勾配。"},
              .standard = 0.7,
              .bounds = {.least = 0, .most = 1}}},
        .state = {{"b", "b", {"mean gradient", "勾配の平均"}, Role::average_gradient}},
        .derived = {describe::update()},
        .formula = [](std::span<const double>) -> std::vector<FormulaLine> {
            return {{"b ← βb + (1−β)g", "{b'} = {momentum}·{b} + (1 − {momentum})·{g}"},
                    {"x ← x − η((1−ν)g + νb)", "{x'} = {x} − {lr}·((1 − {nu})·{g} + {nu}·{b'})"}};
        },
        .make = make_elementwise<Qhm>,
        .stability_limit = stability_limit,
        .teaching_rate = 0.05};
}

}  // namespace tani::rule_entries
