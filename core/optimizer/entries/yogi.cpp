// Yogi. Zaheer et al. 2018, Adaptive Methods for Nonconvex Optimization, Algorithm 2. As there, m
// and v have no bias correction; v starts at 10⁻⁶, as in the paper's experiments.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, beta1, beta2, eps, start };
};

template <class T>
struct Yogi {
    static constexpr std::size_t parts = 2;
    T lr{}, beta1{}, beta2{}, eps{}, start{};
    T fresh1{}, fresh2{};  // 1 − β

    void set(const Values<T>& s, long) {
        lr = s[At::lr], beta1 = s[At::beta1], beta2 = s[At::beta2];
        eps = s[At::eps], start = s[At::start];
        fresh1 = T(1) - beta1, fresh2 = T(1) - beta2;
    }

    T initial(std::size_t part) const { return part == 1 ? start : T(0); }

    void update(T& x, T g, T& m, T& v) const {
        using std::sqrt;
        m = beta1 * m + fresh1 * g;
        const T square = g * g;
        v = v - fresh2 * sign(v - square) * square;
        x = x - lr * m / (sqrt(v) + eps);
    }
};

std::vector<FormulaLine> formula(std::span<const double>) {
    return {
        describe::mean_line("g", "{g}"),
        {"v ← v − (1−β₂)·sign(v − g²)·g²", "{v'} = {v} − (1 − {betas.1})·sign({v} − {g}²)·{g}²"},
        {"x ← x − ηm/(√v + ε)", "{x'} = {x} − {lr}·{m'}/(√{v'} + {eps})"}};
}

}  // namespace

RuleEntry yogi() {
    Parameter eps = describe::stabilizer(1e-3);
    Parameter start = describe::stabilizer(1e-6);
    start.id = "initial_accumulator", start.symbol = "v₀";
    start.name = {"initial v", "vの初期値"};
    start.help = {"Where the mean square starts.", "勾配の2乗平均の初期値。"};
    start.slider_to = 1;
    return {
        .id = "yogi",
        .order = 190,
        .name = {"Yogi", "Yogi"},
        .help =
            {"Adam whose v moves towards g² by at most (1−β₂)g², up or down. When gradients become "
             "small, Adam's v falls quickly and its rate jumps; Yogi's falls in proportion to the "
             "small g², so the rate rises gently. No bias correction, as in the paper's algorithm; "
             "some libraries add Adam's.",
             "vがg²に近づく量を (1−β₂)g² "
             "に抑えたAdam。勾配が小さくなるとAdamのvは急に減って実効学習率が"
             "跳ね上がるが、Yogiでは小さなg²に比例してしか減らないので、ゆるやかに上がる。論文のア"
             "ルゴリズ"
             "ムどおりバイアス補正はない（Adamの補正を加えたライブラリもある）。"},
        .note = {"no bias correction; ε = 10⁻³", "バイアス補正なし、ε = 10⁻³"},
        .source = "Zaheer et al. 2018, Algorithm 2",
        .parameters = {describe::learning_rate(0.01), describe::mean_decay(0.9),
                       describe::square_decay(0.999), eps, start},
        .state = {describe::mean_gradient(),
                  {"v",
                   "v",
                   {"tamed mean squared gradient", "変化を抑えた勾配の2乗平均"},
                   Role::second_moment,
                   1e-6}},
        .derived = {describe::update(),
                    describe::effective_rate("η/(√v + ε)",
                                             [](const UpdateView& view) {
                                                 return view.settings[At::lr] /
                                                        (std::sqrt(view.state_next[1]) +
                                                         view.settings[At::eps]);
                                             })},
        .formula = formula,
        .make = make_elementwise<Yogi>,
        .stability_limit = {},
        .teaching_rate = 0.1};
}

}  // namespace tani::rule_entries
