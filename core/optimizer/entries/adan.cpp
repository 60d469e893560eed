// Adan. Xie et al. 2022, Adan: Adaptive Nesterov Momentum Algorithm, Algorithm 1, with the bias
// corrections of its code and its meaning of β: the share that is kept, 1 − β of the paper.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, beta3, eps, weight_decay };
};

// Algorithm 1 has no bias corrections; without them the first steps would be of the wrong size. It
// may also restart the means, which is not here.
template <class T>
struct Adan {
    static constexpr std::size_t parts = 4;
    T lr{}, beta1{}, beta2{}, beta3{}, eps{}, weight_decay{};
    T fresh1{}, fresh2{}, fresh3{};  // 1 − β
    RunningPower<T> power1, power2, power3;
    bool first = true;
    T correction1{}, correction2{}, correction3{};

    void set(const Values<T>& s, long updates) {
        power1.set(s[At::beta1], updates), power2.set(s[At::beta2], updates);
        power3.set(s[At::beta3], updates);
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2], beta3 = s[At::beta3];
        eps = s[At::eps], weight_decay = s[At::weight_decay];
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2, fresh3 = T(1) - beta3;
    }

    void begin(long t) {
        first = t == 1;
        power1.advance(), power2.advance(), power3.advance();
        correction1 = T(1) - power1.value;
        correction2 = T(1) - power2.value;
        correction3 = T(1) - power3.value;
    }

    void update(T& x, T g, T& m, T& v, T& n, T& p) const {
        using std::sqrt;
        const T change = first ? g - g : g - p;
        m = beta1 * m + fresh1 * g;
        v = beta2 * v + fresh2 * change;
        const T ahead = g + beta2 * change;
        n = beta3 * n + fresh3 * ahead * ahead;
        const T root = sqrt(n / correction3) + eps;
        x = (x - lr * (m / correction1 + beta2 * (v / correction2)) / root) /
            (T(1) + lr * weight_decay);
        p = g;
    }
};

/// The gradient before; the first one has itself before it.
double before(const UpdateView& view) { return view.updates == 1 ? view.gradient : view.state[3]; }

double change(const UpdateView& view) { return view.gradient - before(view); }

double n_hat(const UpdateView& view) {
    return describe::corrected(view.state_next[2], view.settings[At::beta3], view);
}

/// What the rate and the root scale.
double m_hat(const UpdateView& view) {
    const auto s = view.settings;
    return describe::corrected(view.state_next[0], s[At::beta1], view) +
           s[At::beta2] * describe::corrected(view.state_next[1], s[At::beta2], view);
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    const bool decays = s[At::weight_decay] != 0;
    return {describe::mean_line("g", "{g}"),
            {"δ ← g − p", "{change} = {g} − {before}"},
            {"v ← β₂v + (1−β₂)δ", "{v'} = {betas.1}·{v} + (1 − {betas.1})·{change}"},
            {"n ← β₃n + (1−β₃)(g + β₂δ)²",
             "{n'} = {betas.2}·{n} + (1 − {betas.2})·({g} + {betas.1}·{change})²"},
            {"m̂ ← m/(1−β₁ᵗ) + β₂v/(1−β₂ᵗ)",
             "{m_hat} = {m'}/(1 − {betas.0}{^t}) + {betas.1}·{v'}/(1 − {betas.1}{^t})"},
            {"n̂ ← n/(1−β₃ᵗ)", "{n_hat} = {n'}/(1 − {betas.2}{^t})"},
            {decays ? "x ← (x − ηm̂/(√n̂ + ε))/(1 + ηλ)" : "x ← x − ηm̂/(√n̂ + ε)",
             decays ? "{x'} = ({x} − {lr}·{m_hat}/(√{n_hat} + {eps}))/(1 + {lr}·{weight_decay})"
                    : "{x'} = {x} − {lr}·{m_hat}/(√{n_hat} + {eps})"},
            {"p ← g", "{previous'} = {g}"}};
}

}  // namespace

RuleEntry adan() {
    Parameter weight_decay = describe::decoupled_decay(0);
    weight_decay.help = {"Divides x by 1 + ηλ each step, apart from the gradient's scaling.",
                         "勾配のスケーリングとは別に、1ステップごとにxを 1 + ηλ で割る。"};
    return {
        .id = "adan",
        .order = 200,
        .name = {"Adan", "Adan"},
        .help =
            {"Adam with Nesterov's momentum, without asking for the gradient ahead: the change of "
             "the "
             "gradient from step to step says where it is heading. β is what is kept, as in the "
             "code (0.98, 0.92, 0.99); the paper's β are 1 minus these. The bias corrections are "
             "also the code's.",
             "ネステロフの先読みをAdamに取り入れたもの。先の点で勾配を測る代わりに、勾配の前のステ"
             "ップから"
             "の変化を使う。βは残す割合で、公式の実装に従う（0.98, 0.92, "
             "0.99）。論文のβは1からこれを引いた"
             "もの。バイアス補正も公式の実装による。"},
        .note = {"p is the gradient before; at first δ = 0", "pは前の勾配。最初は δ = 0"},
        .source = "Xie et al. 2022, Algorithm 1",
        .parameters = {describe::learning_rate(0.001), describe::mean_decay(0.98),
                       describe::decay("betas", 1, "β₂", {"difference decay", "差の減衰率"},
                                       {"Share of the mean change v kept each step.",
                                        "1ステップごとに残す、勾配の変化の平均vの割合。"},
                                       0.92),
                       describe::decay("betas", 2, "β₃", {"square decay", "2乗の減衰率"},
                                       {"Share of the mean square n kept each step.",
                                        "1ステップごとに残す2乗平均nの割合。"},
                                       0.99),
                       describe::stabilizer(1e-8), weight_decay},
        .state = {describe::mean_gradient(),
                  {"v", "v", {"mean change of the gradient", "勾配の変化の平均"}, Role::other},
                  {"n", "n", {"mean square", "先読みした勾配の2乗平均"}, Role::second_moment},
                  {"previous", "p", {"previous gradient", "前の勾配"}, Role::other}},
        .derived = {describe::update(),
                    describe::effective_rate("η/(√n̂ + ε)",
                                             [](const UpdateView& view) {
                                                 return view.settings[At::lr] /
                                                        (std::sqrt(n_hat(view)) +
                                                         view.settings[At::eps]);
                                             }),
                    {"m_hat", "m̂", {"mean that looks ahead", "先読みした勾配の平均"}, m_hat},
                    {"n_hat", "n̂", {"corrected mean square", "補正した2乗平均"}, n_hat},
                    {"before", "p", {"gradient before", "1つ前の勾配"}, before},
                    {"change", "δ", {"change of the gradient", "勾配の変化"}, change}},
        .formula = formula,
        .make = make_elementwise<Adan>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
