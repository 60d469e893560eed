// NAdam: Adam with Nesterov's momentum. Dozat 2016, Incorporating Nesterov Momentum into Adam,
// Algorithm 2, with the warming μ that it recommends; arithmetic in the order of
// torch.optim.NAdam.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, eps, weight_decay, momentum_decay };
};
constexpr describe::GradientSettings gradient_at{At::weight_decay, describe::absent};

/// The coefficient of update t: it warms up from β₁/2 to β₁.
template <class T>
T coefficient(T beta1, T momentum_decay, double t) {
    using std::pow;
    return beta1 * (T(1) - T(0.5) * pow(T(0.96), T(t) * momentum_decay));
}

// 1 − Πμ up to t+1 is one factor μ_{t+1} beyond Πμ up to t, as the paper and PyTorch 2 have it;
// PyTorch 1 multiplied by μ_t once more.
template <class T>
struct Nadam {
    static constexpr std::size_t parts = 2;
    T lr{}, beta1{}, beta2{}, eps{}, weight_decay{}, momentum_decay{};
    T fresh1{}, fresh2{};  // 1 − β
    T product{1};  // Πμ up to the update before
    RunningPower<T> power2;
    T gradient_rate{}, mean_rate{}, correction2{};

    void set(const Values<T>& s, long updates) {
        power2.set(s[At::beta2], updates);
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2], eps = s[At::eps];
        weight_decay = s[At::weight_decay], momentum_decay = s[At::momentum_decay];
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2;
    }

    void begin(long t) {
        power2.advance();
        correction2 = T(1) - power2.value;
        const auto now = static_cast<double>(t);
        const T mu = coefficient(beta1, momentum_decay, now);
        const T mu_next = coefficient(beta1, momentum_decay, now + 1);
        product = product * mu;
        gradient_rate = lr * (T(1) - mu) / (T(1) - product);
        mean_rate = lr * mu_next / (T(1) - product * mu_next);
    }

    void update(T& x, T g, T& m, T& v) const {
        using std::sqrt;
        const T d = with_decay(g, x, weight_decay, false);
        m = beta1 * m + fresh1 * d;
        v = beta2 * v + fresh2 * d * d;
        const T root = sqrt(v / correction2) + eps;
        x = x - gradient_rate * d / root - mean_rate * m / root;
    }
};

double mu(const UpdateView& view, double t) {
    return coefficient(view.settings[At::beta1], view.settings[At::momentum_decay], t);
}

double mu(const UpdateView& view) { return mu(view, static_cast<double>(view.updates)); }

double mu_next(const UpdateView& view) { return mu(view, static_cast<double>(view.updates + 1)); }

/// As if the settings in force had always been so.
double product(const UpdateView& view) {
    double all = 1;
    for (long t = 1; t <= view.updates && all > 1e-300; ++t)
        all *= mu(view, static_cast<double>(t));
    return all;
}

double m_hat(const UpdateView& view) {
    const double all = product(view), next = mu_next(view);
    return next * view.state_next[0] / (1 - all * next) +
           (1 - mu(view)) * describe::used_gradient(view, gradient_at) / (1 - all);
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    lines.push_back(describe::mean_line(d, number));
    lines.push_back(describe::square_line(d, number));
    lines.push_back({"m̂ ← μ₊m/(1−πμ₊) + (1−μ)" + d + "/(1−π)",
                     "{m_hat} = {mu_next}·{m'}/(1 − {product}·{mu_next}) + (1 − {mu})·" + number +
                         "/(1 − {product})"});
    lines.push_back(describe::v_hat_line());
    lines.push_back({"x ← x − ηm̂/(√v̂ + ε)", "{x'} = {x} − {lr}·{m_hat}/(√{v_hat} + {eps})"});
    return lines;
}

}  // namespace

RuleEntry nadam() {
    return {
        .id = "nadam",
        .order = 130,
        .name = {"NAdam", "NAdam"},
        .help =
            {"Adam that looks ahead as Nesterov does: the newest gradient enters the step a second "
             "time, in place of part of the mean. The coefficient μ warms up from β₁/2 towards β₁ "
             "with t, and π is the product of all μ so far. PyTorch 1 had one factor μ too many in "
             "πμ₊; this is the paper's and PyTorch 2's.",
             "ネステロフのように先読みするAdam。平均の一部の代わりに最新の勾配をもう一度使う。係数μ"
             "は"
             "tとともにβ₁/2からβ₁へ増え、πはこれまでのμの積。PyTorch 1ではπμ₊にμが1つ余分に掛かって"
             "いた。ここでは論文とPyTorch 2に従う。"},
        .note = {"μ = β₁(1 − 0.96^(tψ)/2); μ₊ is the next one",
                 "μ = β₁(1 − 0.96^(tψ)/2)、μ₊は次のμ"},
        .source = "Dozat 2016, Algorithm 2",
        .pytorch = "torch.optim.NAdam",
        .parameters = {describe::learning_rate(0.002), describe::mean_decay(0.9),
                       describe::square_decay(0.999), describe::stabilizer(1e-8),
                       describe::weight_decay(),
                       [] {
                           Parameter p = describe::extra(
                               "momentum_decay", "ψ",
                               {"speed of the warm-up", "μの立ち上がりの速さ"},
                               {"How fast μ warms up: by 0.96 to the power ψ each step.",
                                "μがβ₁に近づく速さ。残りは1ステップごとに0.96のψ乗になる。"},
                               1);
                           p.standard = 0.004;
                           return p;
                       }()},
        .state = {describe::mean_gradient(), describe::mean_square()},
        .derived = {describe::update(),
                    describe::used_gradient(gradient_at),
                    describe::effective_rate(
                        "η/(√v̂ + ε)",
                        [](const UpdateView& view) {
                            const double v = describe::corrected(view.state_next[1],
                                                                 view.settings[At::beta2], view);
                            return view.settings[At::lr] / (std::sqrt(v) + view.settings[At::eps]);
                        }),
                    {"m_hat", "m̂", {"mean that looks ahead", "先読みした勾配の平均"}, m_hat},
                    describe::v_hat(At::beta2),
                    {"mu",
                     "μ",
                     {"coefficient", "係数μ"},
                     [](const UpdateView& view) { return mu(view); },
                     true},
                    {"mu_next", "μ₊", {"next coefficient", "次の係数μ"}, mu_next, true},
                    {"product", "π", {"product of the coefficients", "係数μの積"}, product, true}},
        .formula = formula,
        .make = make_elementwise<Nadam>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
