// signSGD and Signum. Bernstein et al. 2018, signSGD: Compressed Optimisation for Non-Convex
// Problems, Algorithms 1 and 2.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, momentum };
};

template <class T>
struct Signsgd {
    static constexpr std::size_t parts = 1;
    T lr{}, momentum{};
    T fresh{};  // 1 − β

    void set(const Values<T>& s, long) {
        lr = s[At::lr], momentum = s[At::momentum];
        fresh = T(1) - momentum;
    }

    void update(T& x, T g, T& m) const {
        const auto moving = momentum > T(0);
        m = either(
            moving, [&] { return momentum * m + fresh * g; }, [&] { return m; });
        x = x - lr * sign(either(
                         moving, [&] { return m; }, [&] { return g; }));
    }
};

std::vector<FormulaLine> formula(std::span<const double> s) {
    if (s[At::momentum] == 0) return {{"x ← x − η·sign(g)", "{x'} = {x} − {lr}·sign({g})"}};
    return {{"m ← βm + (1−β)g", "{m'} = {momentum}·{m} + (1 − {momentum})·{g}"},
            {"x ← x − η·sign(m)", "{x'} = {x} − {lr}·sign({m'})"}};
}

}  // namespace

RuleEntry signsgd() {
    Parameter momentum =
        describe::decay("momentum", -1, "β", {"momentum", "モメンタム"},
                        {"Share of the mean gradient kept each step; 0 is signSGD, "
                         "the paper's Signum has 0.9.",
                         "1ステップごとに残す勾配の平均の割合。0ならsignSGD、論文の"
                         "Signumは0.9。"},
                        0);
    return {.id = "signsgd",
            .order = 160,
            .name = {"signSGD", "signSGD"},
            .help = {"Moves every coordinate by exactly the rate, against the sign of its "
                     "gradient: steep and "
                     "flat directions go equally fast, and one bit a coordinate is enough to send. "
                     "It never "
                     "comes to rest but trembles by the rate. With momentum (Signum) the sign is "
                     "that of the "
                     "mean gradient.",
                     "勾配の符号だけを見て、どの座標もちょうど学習率だけ動かす。急な方向もなだらか"
                     "な方向も同じ速"
                     "さで進み、通信は1座標1ビットで済む。止まることはなく学習率の幅で震え続ける。"
                     "モメンタムを付け"
                     "ると勾配の平均の符号を使う（Signum）。"},
            .note = {"every coordinate moves by the rate η", "どの座標も学習率ηだけ動く"},
            .source = "Bernstein et al. 2018, Algorithms 1 (signSGD) and 2 (Signum)",
            .parameters = {describe::learning_rate(0.01), momentum},
            .state = {describe::mean_gradient()},
            .derived = {describe::update()},
            .formula = formula,
            .make = make_elementwise<Signsgd>,
            .stability_limit = {},
            .teaching_rate = 0.05};
}

}  // namespace tani::rule_entries
