// AdaBelief. Zhuang et al. 2020, AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed
// Gradients, Algorithm 2, with the ε of its code.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, eps, weight_decay };
};

// ε is added to s at every step and stays in it, and stands beside the root again, as in the paper.
// The weight decay, which Algorithm 2 does not have, is its code's: apart from the gradient.
template <class T>
struct Adabelief {
    static constexpr std::size_t parts = 2;
    T lr{}, beta1{}, beta2{}, eps{}, weight_decay{};
    T fresh1{}, fresh2{};  // 1 − β
    RunningPower<T> power1, power2;
    T correction1{}, correction2{};

    void set(const Values<T>& s, long updates) {
        power1.set(s[At::beta1], updates), power2.set(s[At::beta2], updates);
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2];
        eps = s[At::eps], weight_decay = s[At::weight_decay];
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2;
    }

    void begin(long) {
        power1.advance(), power2.advance();
        correction1 = T(1) - power1.value;
        correction2 = T(1) - power2.value;
    }

    void update(T& x, T g, T& m, T& s) const {
        using std::sqrt;
        m = beta1 * m + fresh1 * g;
        const T surprise = g - m;
        s = beta2 * s + fresh2 * surprise * surprise + eps;
        x = x * (T(1) - lr * weight_decay) - lr * (m / correction1) / (sqrt(s / correction2) + eps);
    }
};

std::vector<FormulaLine> formula(std::span<const double> settings) {
    const auto [x, x_number] = describe::shrunk(settings, At::weight_decay);
    return {describe::mean_line("g", "{g}"),
            {"s ← β₂s + (1−β₂)(g − m)² + ε",
             "{s'} = {betas.1}·{s} + (1 − {betas.1})·({g} − {m'})² + {eps}"},
            describe::m_hat_line(),
            {"ŝ ← s/(1−β₂ᵗ)", "{s_hat} = {s'}/(1 − {betas.1}{^t})"},
            {"x ← " + x + " − ηm̂/(√ŝ + ε)",
             "{x'} = " + x_number + " − {lr}·{m_hat}/(√{s_hat} + {eps})"}};
}

double s_hat(const UpdateView& view) {
    return describe::corrected(view.state_next[1], view.settings[At::beta2], view);
}

double effective_rate(const UpdateView& view) {
    return view.settings[At::lr] / (std::sqrt(s_hat(view)) + view.settings[At::eps]);
}

}  // namespace

RuleEntry adabelief() {
    Parameter eps = describe::stabilizer(1e-16);
    eps.slider_from = 1e-20;
    Parameter beta2 = describe::square_decay(0.999);
    beta2.help = {"Share of the mean squared deviation s kept each step.",
                  "1ステップごとに残す、平均からのずれの2乗平均sの割合。"};
    return {
        .id = "adabelief",
        .order = 180,
        .name = {"AdaBelief", "AdaBelief"},
        .help = {"Adam that divides by how far the gradient is from its mean m, not by how large "
                 "it is: "
                 "where gradients are as expected it trusts them and takes large steps, on a "
                 "steady slope "
                 "larger than Adam's. ε enters s at every step and stands beside the root again.",
                 "勾配の大きさではなく、平均mからのずれで割るAdam。予想どおりの勾配が続く間は信用し"
                 "て大きく"
                 "進むので、一定の坂ではAdamより歩幅が大きい。εは毎ステップsに足され、根号の外でも"
                 "もう一度"
                 "足される。"},
        .note = {"s is the spread about m, not the mean square",
                 "sは2乗平均ではなく、mのまわりのばらつき"},
        .source = "Zhuang et al. 2020, Algorithm 2",
        .parameters = {describe::learning_rate(0.001), describe::mean_decay(0.9), beta2, eps,
                       describe::decoupled_decay(0)},
        .state = {describe::mean_gradient(),
                  {"s",
                   "s",
                   {"mean squared deviation", "平均からのずれの2乗平均"},
                   Role::second_moment}},
        .derived = {describe::update(),
                    describe::effective_rate("η/(√ŝ + ε)", effective_rate),
                    describe::m_hat(At::beta1),
                    {"s_hat", "ŝ", {"corrected deviation", "補正したずれの2乗平均"}, s_hat}},
        .formula = formula,
        .make = make_elementwise<Adabelief>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
