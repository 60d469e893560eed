// QHAdam. Ma & Yarats 2019, Quasi-Hyperbolic Momentum and Adam for Deep Learning, the
// update rule of QHAdam.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, nu1, nu2, eps };
};

template <class T>
struct Qhadam {
    static constexpr std::size_t parts = 2;
    T lr{}, beta1{}, beta2{}, nu1{}, nu2{}, eps{};
    T fresh1{}, fresh2{};  // 1 − β
    RunningPower<T> power1, power2;
    T correction1{}, correction2{};

    void set(const Values<T>& s, long updates) {
        power1.set(s[At::beta1], updates), power2.set(s[At::beta2], updates);
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2];
        nu1 = s[At::nu1], nu2 = s[At::nu2], eps = s[At::eps];
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2;
    }

    void begin(long) {
        power1.advance(), power2.advance();
        correction1 = T(1) - power1.value;
        correction2 = T(1) - power2.value;
    }

    void update(T& x, T g, T& m, T& v) const {
        using std::sqrt;
        m = beta1 * m + fresh1 * g;
        v = beta2 * v + fresh2 * g * g;
        const T along = (T(1) - nu1) * g + nu1 * (m / correction1);
        const T square = (T(1) - nu2) * (g * g) + nu2 * (v / correction2);
        x = x - lr * along / (sqrt(square) + eps);
    }
};

double mixed(double newest, double mean, double share) {
    return (1 - share) * newest + share * mean;
}

double m_hat(const UpdateView& view) {
    const auto s = view.settings;
    return mixed(view.gradient, describe::corrected(view.state_next[0], s[At::beta1], view),
                 s[At::nu1]);
}

double v_hat(const UpdateView& view) {
    const auto s = view.settings;
    return mixed(view.gradient * view.gradient,
                 describe::corrected(view.state_next[1], s[At::beta2], view), s[At::nu2]);
}

Parameter nu(int element, double standard) {
    const bool square = element == 1;
    return {.id = "nus",
            .element = element,
            .symbol = square ? "ν₂" : "ν₁",
            .name = square ? Text{"share of the mean square", "2乗平均の割合"}
                           : Text{"share of the mean", "平均の割合"},
            .help = square
                        ? Text{"Share of the mean v under the root; the rest is the newest g².",
                               "根号の中に占める2乗平均vの割合。残りは最新のg²。"}
                        : Text{"Share of the mean m in the step; the rest is the newest gradient.",
                               "更新の向きに占める平均mの割合。残りは最新の勾配。"},
            .standard = standard,
            .bounds = {.least = 0, .most = 1}};
}

std::vector<FormulaLine> formula(std::span<const double>) {
    return {describe::mean_line("g", "{g}"),
            describe::square_line("g", "{g}"),
            {"m̂ ← (1−ν₁)g + ν₁m/(1−β₁ᵗ)",
             "{m_hat} = (1 − {nus.0})·{g} + {nus.0}·{m'}/(1 − {betas.0}{^t})"},
            {"v̂ ← (1−ν₂)g² + ν₂v/(1−β₂ᵗ)",
             "{v_hat} = (1 − {nus.1})·{g}² + {nus.1}·{v'}/(1 − {betas.1}{^t})"},
            {"x ← x − ηm̂/(√v̂ + ε)", "{x'} = {x} − {lr}·{m_hat}/(√{v_hat} + {eps})"}};
}

}  // namespace

RuleEntry qhadam() {
    return {
        .id = "qhadam",
        .order = 220,
        .name = {"QHAdam", "QHAdam"},
        .help =
            {"Adam in which both means are mixed with their newest value: ν₁ of the mean gradient "
             "and "
             "1 − ν₁ of the gradient itself, and likewise ν₂ under the root. ν₁ = ν₂ = 1 is Adam. "
             "The "
             "paper recommends ν = (0.7, 1) with the longer β₁ = 0.995.",
             "2つの平均に最新の値を混ぜるAdam。勾配の平均をν₁、勾配そのものを1 − "
             "ν₁の割合で使い、根号の"
             "中も同様にν₂で混ぜる。ν₁ = ν₂ = 1 ならAdamになる。論文の推奨は ν = (0.7, 1) と長めの "
             "β₁ = 0.995。"},
        .note = {"ν₁ = ν₂ = 1 is Adam", "ν₁ = ν₂ = 1 ならAdam"},
        .source = "Ma & Yarats 2019, QHAdam",
        .parameters = {describe::learning_rate(0.001), describe::mean_decay(0.995),
                       describe::square_decay(0.999), nu(0, 0.7), nu(1, 1),
                       describe::stabilizer(1e-8)},
        .state = {describe::mean_gradient(), describe::mean_square()},
        .derived = {describe::update(),
                    describe::effective_rate("η/(√v̂ + ε)",
                                             [](const UpdateView& view) {
                                                 return view.settings[At::lr] /
                                                        (std::sqrt(v_hat(view)) +
                                                         view.settings[At::eps]);
                                             }),
                    {"m_hat", "m̂", {"mixed gradient", "混ぜた勾配"}, m_hat},
                    {"v_hat", "v̂", {"mixed square", "混ぜた2乗"}, v_hat}},
        .formula = formula,
        .make = make_elementwise<Qhadam>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
