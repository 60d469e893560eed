// RAdam. Liu et al. 2020, On the Variance of the Adaptive Learning Rate and Beyond, Algorithm 2;
// arithmetic in the order of torch.optim.RAdam, which waits for ρ > 5 where the paper says 4.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, eps, weight_decay };
};
constexpr describe::GradientSettings gradient_at{At::weight_decay, describe::absent};

/// The length of the mean that v is: its limit, and at β₂ᵗ = power.
template <class T>
T longest(T beta2) {
    return T(2) / (T(1) - beta2) - T(1);
}

template <class T>
T length(T beta2, T power, double t) {
    return longest(beta2) - T(2 * t) * power / (T(1) - power);
}

template <class T>
T rectification(T rho, T rho_inf) {
    using std::sqrt;
    return sqrt((rho - T(4)) * (rho - T(2)) * rho_inf /
                ((rho_inf - T(4)) * (rho_inf - T(2)) * rho));
}

template <class T>
struct Radam {
    static constexpr std::size_t parts = 2;
    T lr{}, beta1{}, beta2{}, eps{}, weight_decay{};
    T fresh1{}, fresh2{};  // 1 − β
    RunningPower<T> power1, power2;
    T correction1{}, root2{}, rho{}, rectified{};

    void set(const Values<T>& s, long updates) {
        power1.set(s[At::beta1], updates), power2.set(s[At::beta2], updates);
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2];
        eps = s[At::eps], weight_decay = s[At::weight_decay];
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2;
    }

    void begin(long t) {
        using std::sqrt;
        power1.advance(), power2.advance();
        correction1 = T(1) - power1.value;
        root2 = sqrt(T(1) - power2.value);
        rho = length(beta2, power2.value, static_cast<double>(t));
        rectified = either(
            rho > T(5), [&] { return rectification(rho, longest(beta2)); }, [&] { return T(0); });
    }

    void update(T& x, T g, T& m, T& v) const {
        using std::sqrt;
        const T d = with_decay(g, x, weight_decay, false);
        m = beta1 * m + fresh1 * d;
        v = beta2 * v + fresh2 * d * d;
        const T plain = m / correction1 * lr;
        x = x - either(
                    rho > T(5), [&] { return plain * (root2 / (sqrt(v) + eps)) * rectified; },
                    [&] { return plain; });
    }
};

double power2(const UpdateView& view) {
    return std::pow(view.settings[At::beta2], static_cast<double>(view.updates));
}

double rho(const UpdateView& view) {
    return length(view.settings[At::beta2], power2(view), static_cast<double>(view.updates));
}

double rho_inf(const UpdateView& view) { return longest(view.settings[At::beta2]); }

double long_enough(const UpdateView& view) { return rho(view) > 5 ? 1 : 0; }

double rectified(const UpdateView& view) {
    return rho(view) > 5 ? rectification(rho(view), rho_inf(view)) : 0;
}

/// What m̂ is multiplied by besides the rate.
double scaling(const UpdateView& view) {
    if (rho(view) <= 5) return 1;
    return rectified(view) * std::sqrt(1 - power2(view)) /
           (std::sqrt(view.state_next[1]) + view.settings[At::eps]);
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    lines.push_back(describe::mean_line(d, number));
    lines.push_back(describe::square_line(d, number));
    lines.push_back(describe::m_hat_line());
    lines.push_back(
        {"ρ ← ρ∞ − 2tβ₂ᵗ/(1−β₂ᵗ)", "{rho} = {rho_inf} − 2·{t}·{betas.1}{^t}/(1 − {betas.1}{^t})"});
    lines.push_back({"r ← √([ρ>5](ρ−4)(ρ−2)ρ∞/((ρ∞−4)(ρ∞−2)ρ))",
                     "{r} = √({on}·({rho} − 4)·({rho} − 2)·{rho_inf}/(({rho_inf} − 4)·({rho_inf} − "
                     "2)·{rho}))"});
    lines.push_back({"a ← r√(1−β₂ᵗ)/(√v + ε) + [ρ≤5]",
                     "{a} = {r}·√(1 − {betas.1}{^t})/(√{v'} + {eps}) + (1 − {on})"});
    lines.push_back({"x ← x − ηam̂", "{x'} = {x} − {lr}·{a}·{m_hat}"});
    return lines;
}

}  // namespace

RuleEntry radam() {
    return {
        .id = "radam",
        .order = 140,
        .name = {"RAdam", "RAdam"},
        .help =
            {"Adam that does not trust v before it has seen enough gradients: for the first few "
             "steps it is momentum without any scaling (PyTorch: while ρ ≤ 5, the paper: ρ ≤ 4), "
             "then Adam times a factor r that grows from near 0 to 1. It does by itself what a "
             "warm-up of the rate does by hand.",
             "十分な数の勾配を見るまではvを信用しないAdam。最初の数ステップはスケーリングなしのモメ"
             "ンタム（PyTorchでは ρ ≤ 5、論文では ρ ≤ 4 "
             "の間）で、その後は0近くから1へ増える係数rを掛けた"
             "Adamになる。学習率のウォームアップを自動で行う。"},
        .note = {"[ρ>5] is 1 once ρ is above 5, and 0 before",
                 "[ρ>5] は ρ が5を超えたら1、それまでは0"},
        .source = "Liu et al. 2020, Algorithm 2",
        .pytorch = "torch.optim.RAdam",
        .parameters = {describe::learning_rate(0.001), describe::mean_decay(0.9),
                       describe::square_decay(0.999), describe::stabilizer(1e-8),
                       describe::weight_decay()},
        .state = {describe::mean_gradient(), describe::mean_square()},
        .derived =
            {describe::update(),
             describe::used_gradient(gradient_at),
             describe::effective_rate(
                 "ηa",
                 [](const UpdateView& view) { return view.settings[At::lr] * scaling(view); }),
             describe::m_hat(At::beta1),
             {"rho", "ρ", {"length of the mean square", "2乗平均の有効な長さ"}, rho, true},
             {"rho_inf", "ρ∞", {"its limit", "ρの極限"}, rho_inf, true},
             {"on", "[ρ>5]", {"whether ρ is long enough", "ρが5を超えたか"}, long_enough, true},
             {"r", "r", {"rectification", "補正係数"}, rectified, true},
             {"a", "a", {"scaling", "スケーリング"}, scaling}},
        .formula = formula,
        .make = make_elementwise<Radam>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
