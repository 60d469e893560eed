// SparseAdam: Adam that passes over coordinates whose gradient is exactly 0. Kingma & Ba 2015,
// Algorithm 1 in the order of computation of its section 2; arithmetic of torch.optim.SparseAdam,
// whose ε stands beside √v and not beside √v̂.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, eps, maximize };
};
constexpr describe::GradientSettings gradient_at{describe::absent, At::maximize};

template <class T>
struct SparseAdam {
    static constexpr std::size_t parts = 2;
    T lr{}, beta1{}, beta2{}, eps{};
    T fresh1{}, fresh2{};  // 1 − β
    bool maximize = false;
    RunningPower<T> power1, power2;
    T step_size{};

    void set(const Values<T>& s, long updates) {
        power1.set(s[At::beta1], updates), power2.set(s[At::beta2], updates);
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2];
        eps = s[At::eps], maximize = s.on(At::maximize);
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2;
    }

    // t counts the updates of the whole vector, also those that pass over a coordinate.
    void begin(long) {
        using std::sqrt;
        power1.advance(), power2.advance();
        step_size = lr * sqrt(T(1) - power2.value) / (T(1) - power1.value);
    }

    void update(T& x, T g, T& m, T& v) const {
        using std::sqrt;
        const T d = maximize ? -g : g;
        const auto there = d != T(0);
        m = either(
            there, [&] { return m + (d - m) * fresh1; }, [&] { return m; });
        v = either(
            there, [&] { return v + (d * d - v) * fresh2; }, [&] { return v; });
        x = either(
            there, [&] { return x - step_size * (m / (sqrt(v) + eps)); }, [&] { return x; });
    }
};

/// 1 where the coordinate is updated, 0 where it is passed over.
double there(const UpdateView& view) { return view.gradient != 0 ? 1 : 0; }

double rate(const UpdateView& view) {
    const auto t = static_cast<double>(view.updates);
    return view.settings[At::lr] * std::sqrt(1 - std::pow(view.settings[At::beta2], t)) /
           (1 - std::pow(view.settings[At::beta1], t));
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    const std::string if_any = "[" + d + "≠0]·";
    lines.push_back({"m ← m + " + if_any + "(1−β₁)(" + d + " − m)",
                     "{m'} = {m} + {there}·(1 − {betas.0})·(" + number + " − {m})"});
    lines.push_back({"v ← v + " + if_any + "(1−β₂)(" + d + "² − v)",
                     "{v'} = {v} + {there}·(1 − {betas.1})·(" + number + "² − {v})"});
    lines.push_back(
        {"r ← η√(1−β₂ᵗ)/(1−β₁ᵗ)", "{rate} = {lr}·√(1 − {betas.1}{^t})/(1 − {betas.0}{^t})"});
    lines.push_back(
        {"x ← x − " + if_any + "rm/(√v + ε)", "{x'} = {x} − {there}·{rate}·{m'}/(√{v'} + {eps})"});
    return lines;
}

}  // namespace

RuleEntry sparse_adam() {
    Parameter eps = describe::stabilizer(1e-8);
    eps.bounds.least_open = true;  // as PyTorch
    return {
        .id = "sparse_adam",
        .order = 100,
        .name = {"SparseAdam", "SparseAdam"},
        .help =
            {"Adam for gradients that are mostly 0, as those of word embeddings are: a coordinate "
             "whose gradient is exactly 0 is passed over, so it neither moves on by its momentum "
             "nor forgets. t counts every step all the same. Where no gradient is 0 it is Adam, "
             "with ε beside √v instead of √v̂.",
             "単語の埋め込みのように、勾配のほとんどが0の場合のためのAdam。勾配がちょうど0の座標は"
             "飛ばすので、慣性で進むことも過去を忘れることもない。tは飛ばしたステップも数える。"
             "0の勾配がなければAdamと同じになる（εは√v̂ではなく√vに足す）。"},
        .note = {"[g≠0] is 1 where the gradient is not 0", "[g≠0] は勾配が0でなければ1"},
        .source = "Kingma & Ba 2015, Algorithm 1 and section 2",
        .pytorch = "torch.optim.SparseAdam",
        .parameters = {describe::learning_rate(0.001), describe::mean_decay(0.9),
                       describe::square_decay(0.999), eps, describe::maximize()},
        .state = {describe::mean_gradient(), describe::mean_square()},
        .derived = {describe::update(),
                    describe::used_gradient(gradient_at),
                    {"rate", "r", {"corrected rate", "補正した学習率"}, rate, true},
                    {"there", "[g≠0]", {"whether there is a gradient", "勾配が0でないか"}, there}},
        .formula = formula,
        .make = make_elementwise<SparseAdam>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
