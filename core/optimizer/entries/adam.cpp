// Adam. Kingma & Ba 2015, Algorithm 1; AMSGrad: Reddi, Kale & Kumar 2018, Algorithm 2, with
// PyTorch's bias correction. Arithmetic in the order of torch.optim.Adam; `eps_inside` is ours.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, eps_inside };
};
constexpr describe::GradientSettings gradient_at{At::weight_decay, At::maximize};

template <class T>
struct Adam {
    static constexpr std::size_t parts = 3;
    T lr{}, beta1{}, beta2{}, eps{}, weight_decay{};
    T fresh1{}, fresh2{};  // 1 − β
    bool amsgrad = false, maximize = false, inside = false;
    RunningPower<T> power1, power2;
    T correction1{}, correction2{}, step_size{}, per_root2{};  // the last: 1/√(1 − β₂ᵗ)

    void set(const Values<T>& s, long updates) {
        power1.set(s[At::beta1], updates), power2.set(s[At::beta2], updates);
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2];
        eps = s[At::eps], weight_decay = s[At::weight_decay];
        amsgrad = s.on(At::amsgrad), maximize = s.on(At::maximize), inside = s.on(At::eps_inside);
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2;
    }

    void begin(long) {
        using std::sqrt;
        power1.advance(), power2.advance();
        correction1 = T(1) - power1.value;
        correction2 = T(1) - power2.value;
        step_size = lr / correction1;
        per_root2 = T(1) / sqrt(correction2);
    }

    void update(T& x, T g, T& m, T& v, T& s) const {
        using std::sqrt;
        const T d = with_decay(g, x, weight_decay, maximize);
        m = beta1 * m + fresh1 * d;
        v = beta2 * v + fresh2 * d * d;
        if (amsgrad) s = larger(v, s);
        const T second = amsgrad ? s : v;
        if (inside) {
            x = x - lr * (m / correction1) / sqrt(second / correction2 + eps);
        } else {
            x = x - step_size * m / (sqrt(second) * per_root2 + eps);
        }
    }
};

double v_hat(const UpdateView& view) {
    const double v = view.state_next[view.settings[At::amsgrad] != 0 ? 2 : 1];
    return describe::corrected(v, view.settings[At::beta2], view);
}

double effective_rate(const UpdateView& view) {
    const double eps = view.settings[At::eps], v = v_hat(view);
    const bool inside = view.settings[At::eps_inside] != 0;
    return view.settings[At::lr] / (inside ? std::sqrt(v + eps) : std::sqrt(v) + eps);
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    lines.push_back(describe::mean_line(d, number));
    lines.push_back(describe::square_line(d, number));
    const bool amsgrad = s[At::amsgrad] != 0;
    if (amsgrad) lines.push_back({"s ← max(s, v)", "{s'} = max({s}, {v'})"});
    lines.push_back(describe::m_hat_line());
    lines.push_back(
        {amsgrad ? "v̂ ← s/(1−β₂ᵗ)" : "v̂ ← v/(1−β₂ᵗ)",
         amsgrad ? "{v_hat} = {s'}/(1 − {betas.1}{^t})" : "{v_hat} = {v'}/(1 − {betas.1}{^t})"});
    const bool inside = s[At::eps_inside] != 0;
    lines.push_back({inside ? "x ← x − ηm̂/√(v̂ + ε)" : "x ← x − ηm̂/(√v̂ + ε)",
                     inside ? "{x'} = {x} − {lr}·{m_hat}/√({v_hat} + {eps})"
                            : "{x'} = {x} − {lr}·{m_hat}/(√{v_hat} + {eps})"});
    return lines;
}

}  // namespace

RuleEntry adam() {
    return {
        .id = "adam",
        .order = 80,
        .name = {"Adam", "Adam"},
        .help =
            {"Momentum and RMSProp together, corrected for their start at 0: the first steps have "
             "the size of the "
             "rate however large or small the gradient is. t counts updates from 1. Some lectures "
             "put ε inside "
             "the root, PyTorch and the paper outside.",
             "モメンタムとRMSPropを合わせ、0から始まる偏りを補正したもの。最初の歩幅は勾配の大きさ"
             "によらず学習率ほどになる。"
             "tは更新回数で1から数える。εを根号の中に置く講義もあるが、論文とPyTorchは外に置く。"},
        .note = {"t counts updates from 1", "tは更新回数（1から数える）"},
        .source = "Kingma & Ba 2015, Algorithm 1; AMSGrad: Reddi, Kale & Kumar 2018, Algorithm 2",
        .pytorch = "torch.optim.Adam",
        .parameters = {describe::learning_rate(0.001), describe::mean_decay(0.9),
                       describe::square_decay(0.999), describe::stabilizer(1e-8),
                       describe::weight_decay(), describe::amsgrad(), describe::maximize(),
                       describe::eps_inside()},
        .state = {describe::mean_gradient(), describe::mean_square(), describe::largest_square()},
        .derived = {describe::update(),
                    describe::used_gradient(gradient_at),
                    describe::effective_rate("η/(√v̂ + ε)", effective_rate),
                    describe::m_hat(At::beta1),
                    {"v_hat", "v̂", {"corrected mean square", "補正した2乗平均"}, v_hat}},
        .formula = formula,
        .make = make_elementwise<Adam>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
