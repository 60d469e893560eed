// AdamW. Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, Algorithm 2; arithmetic
// in the order of torch.optim.AdamW.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, eps, weight_decay, amsgrad, maximize };
};
constexpr describe::GradientSettings gradient_at{describe::absent, At::maximize};

// The paper multiplies the decay by a schedule η_t and not by the rate α; PyTorch multiplies both
// by lr, as here.
template <class T>
struct Adamw {
    static constexpr std::size_t parts = 3;
    T lr{}, beta1{}, beta2{}, eps{}, weight_decay{};
    T fresh1{}, fresh2{};  // 1 − β
    bool amsgrad = false, maximize = false;
    RunningPower<T> power1, power2;
    T step_size{}, per_root2{}, kept{};  // per_root2: 1/√(1 − β₂ᵗ)

    void set(const Values<T>& s, long updates) {
        power1.set(s[At::beta1], updates), power2.set(s[At::beta2], updates);
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2];
        eps = s[At::eps], weight_decay = s[At::weight_decay];
        amsgrad = s.on(At::amsgrad), maximize = s.on(At::maximize);
        kept = T(1) - lr * weight_decay;
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2;
    }

    void begin(long) {
        using std::sqrt;
        power1.advance(), power2.advance();
        step_size = lr / (T(1) - power1.value);
        per_root2 = T(1) / sqrt(T(1) - power2.value);
    }

    void update(T& x, T g, T& m, T& v, T& s) const {
        using std::sqrt;
        const T d = maximize ? -g : g;
        m = beta1 * m + fresh1 * d;
        v = beta2 * v + fresh2 * d * d;
        if (amsgrad) s = larger(v, s);
        x = x * kept - step_size * m / (sqrt(amsgrad ? s : v) * per_root2 + eps);
    }
};

double v_hat(const UpdateView& view) {
    const double v = view.state_next[view.settings[At::amsgrad] != 0 ? 2 : 1];
    return describe::corrected(v, view.settings[At::beta2], view);
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    lines.push_back(describe::mean_line(d, number));
    lines.push_back(describe::square_line(d, number));
    const bool amsgrad = s[At::amsgrad] != 0;
    if (amsgrad) lines.push_back({"s ← max(s, v)", "{s'} = max({s}, {v'})"});
    lines.push_back(describe::m_hat_line());
    if (amsgrad) {
        lines.push_back({"v̂ ← s/(1−β₂ᵗ)", "{v_hat} = {s'}/(1 − {betas.1}{^t})"});
    } else {
        lines.push_back(describe::v_hat_line());
    }
    const auto [x, x_number] = describe::shrunk(s, At::weight_decay);
    lines.push_back({"x ← " + x + " − ηm̂/(√v̂ + ε)",
                     "{x'} = " + x_number + " − {lr}·{m_hat}/(√{v_hat} + {eps})"});
    return lines;
}

}  // namespace

RuleEntry adamw() {
    return {
        .id = "adamw",
        .order = 90,
        .name = {"AdamW", "AdamW"},
        .help =
            {"Adam whose weight decay acts on x itself instead of on the gradient, so that it is "
             "not divided by √v̂: every coordinate shrinks by the same share ηλ. In Adam a "
             "coordinate with large gradients is hardly decayed. With λ = 0 the two are equal.",
             "重み減衰を勾配に足さず、x自身に掛けるAdam。減衰が√v̂で割られないので、どの座標も同じ"
             "割合ηλで縮む。Adamでは勾配の大きい座標ほど減衰が効きにくい。λ = 0 "
             "なら両者は一致する。"},
        .note = {"the decay ηλ is not divided by √v̂", "減衰ηλは√v̂で割られない"},
        .source = "Loshchilov & Hutter 2019, Algorithm 2",
        .pytorch = "torch.optim.AdamW",
        .parameters = {describe::learning_rate(0.001), describe::mean_decay(0.9),
                       describe::square_decay(0.999), describe::stabilizer(1e-8),
                       describe::decoupled_decay(0.01), describe::amsgrad(), describe::maximize()},
        .state = {describe::mean_gradient(), describe::mean_square(), describe::largest_square()},
        .derived = {describe::update(),
                    describe::used_gradient(gradient_at),
                    describe::effective_rate("η/(√v̂ + ε)",
                                             [](const UpdateView& view) {
                                                 return view.settings[At::lr] /
                                                        (std::sqrt(v_hat(view)) +
                                                         view.settings[At::eps]);
                                             }),
                    describe::m_hat(At::beta1),
                    {"v_hat", "v̂", {"corrected mean square", "補正した2乗平均"}, v_hat}},
        .formula = formula,
        .make = make_elementwise<Adamw>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
