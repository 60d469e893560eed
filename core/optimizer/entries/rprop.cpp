// Rprop. Riedmiller & Braun 1993, A Direct Adaptive Method for Faster Backpropagation Learning,
// without stepping back after a change of sign: the variant that Igel & Hüsken 2000
// call iRprop⁻, which is also torch.optim.Rprop.
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, shrink, grow, least, most, maximize };
};
constexpr describe::GradientSettings gradient_at{describe::absent, At::maximize};

template <class T>
struct Rprop {
    static constexpr std::size_t parts = 2;
    T lr{}, shrink{}, grow{}, least{}, most{};
    bool maximize = false;

    void set(const Values<T>& s, long) {
        lr = s[At::lr], shrink = s[At::shrink], grow = s[At::grow];
        least = s[At::least], most = s[At::most], maximize = s.on(At::maximize);
    }

    T initial(std::size_t part) const { return part == 0 ? lr : T(0); }

    void update(T& x, T g, T& size, T& previous) const {
        const T d = maximize ? -g : g;
        const T agreement = sign(d * previous);
        const auto opposed = [&] {
            return either(
                agreement < T(0), [&] { return shrink; }, [&] { return T(1) + agreement; });
        };
        // 1 + agreement is 1 at a first gradient or a zero, and keeps what is no number.
        size = size * either(
                          agreement > T(0), [&] { return grow; }, opposed);
        size = smaller(most, larger(least, size));
        previous = either(
            agreement < T(0), [&] { return T(0); }, [&] { return d; });
        x = x - sign(previous) * size;
    }
};

double agreement(const UpdateView& view) {
    return describe::used_gradient(view, gradient_at) * view.state[1];
}

double factor(const UpdateView& view) {
    const double same = agreement(view);
    return same > 0 ? view.settings[At::grow] : same < 0 ? view.settings[At::shrink] : 1;
}

double kept(const UpdateView& view) { return agreement(view) < 0 ? 0 : 1; }

std::vector<FormulaLine> formula(std::span<const double> s) {
    auto [d, number, lines] = describe::gradient_text(s, gradient_at);
    lines.push_back({"Δ ← min(max(ηᵢΔ, Δ₋), Δ₊)",
                     "{size'} = min(max({factor}·{size}, {step_sizes.0}), {step_sizes.1})"});
    lines.push_back({"p ← [" + d + "p≥0]·" + d, "{previous'} = {kept}·" + number});
    lines.push_back({"x ← x − Δ·sign(p)", "{x'} = {x} − {size'}·sign({previous'})"});
    return lines;
}

Parameter eta(int element) {
    const bool grows = element == 1;
    return {.id = "etas",
            .element = element,
            .symbol = grows ? "η₊" : "η₋",
            .name = grows ? Text{"growth", "拡大率"} : Text{"shrinkage", "縮小率"},
            .help = grows ? Text{"Factor on Δ while the gradient keeps its sign.",
                                 "勾配の符号が変わらない間、Δに掛ける係数。"}
                          : Text{"Factor on Δ where the gradient changed its sign.",
                                 "勾配の符号が変わったとき、Δに掛ける係数。"},
            .standard = grows ? 1.2 : 0.5,
            .bounds = grows ? Bounds{.least = 1, .least_open = true}
                            : Bounds{.least = 0, .most = 1, .least_open = true, .most_open = true},
            .slider_from = grows ? 1.01 : 0.1,
            .slider_to = grows ? 2 : 0.95};
}

Parameter step_size(int element) {
    const bool most = element == 1;
    return {.id = "step_sizes",
            .element = element,
            .symbol = most ? "Δ₊" : "Δ₋",
            .name = most ? Text{"largest step", "歩幅の上限"} : Text{"smallest step", "歩幅の下限"},
            .help = most ? Text{"No step is larger.", "歩幅Δはこれより大きくならない。"}
                         : Text{"No step is smaller.", "歩幅Δはこれより小さくならない。"},
            .standard = most ? 50 : 1e-6,
            .bounds = {.least = 0},
            .slider_from = most ? 0.01 : 1e-9,
            .slider_to = most ? 100 : 0.01,
            .scale = Scale::log};
}

std::optional<std::string> check(std::span<const double> s) {
    if (s[At::least] <= s[At::most]) return {};
    return "the smallest of 'step_sizes' is above the largest";
}

}  // namespace

RuleEntry rprop() {
    Parameter first = describe::learning_rate(0.01);
    first.name = {"first step", "最初の歩幅"};
    first.symbol = "Δ₀";
    first.help = {
        "The step of every coordinate at the start; a change on the way does nothing. "
        "PyTorch calls it lr.",
        "各座標の最初の歩幅。途中で変えても効果はない。PyTorchではlrと呼ぶ。"};
    return {
        .id = "rprop",
        .order = 150,
        .name = {"Rprop", "Rprop"},
        .help =
            {"Uses only the sign of the gradient. Each coordinate has its own step Δ, which grows "
             "by "
             "η₊ while the sign stays and shrinks by η₋ where it changes; at a change the "
             "coordinate waits one step. Made for whole batches: noise changes signs and stops it.",
             "勾配の符号だけを使う。座標ごとに歩幅Δを持ち、符号が続けばη₊倍に広げ、変わればη₋倍に"
             "縮めて1ステップ待つ。全データで勾配を求めるバッチ学習のための方法で、雑音があると符号"
             "が"
             "乱れて進まなくなる。"},
        .note = {"ηᵢ is η₊, η₋ or 1 as the sign of gp is +, − or 0",
                 "ηᵢ は gp の符号が +、−、0 のとき η₊、η₋、1"},
        .source = "Riedmiller & Braun 1993; Igel & Hüsken 2000 (iRprop⁻)",
        .pytorch = "torch.optim.Rprop",
        .parameters = {first, eta(0), eta(1), step_size(0), step_size(1), describe::maximize()},
        .state = {{"size", "Δ", {"step size", "歩幅"}, Role::other, 0.01},
                  {"previous",
                   "p",
                   {"previous gradient, 0 after a change of sign", "前の勾配（符号が変わったら0）"},
                   Role::other}},
        .derived =
            {describe::update(),
             describe::used_gradient(gradient_at),
             {"factor", "ηᵢ", {"factor on the step", "歩幅に掛ける係数"}, factor},
             {"kept", "[gp≥0]", {"whether the sign stayed", "符号が変わっていないか"}, kept}},
        .formula = formula,
        .make = make_elementwise<Rprop>,
        .stability_limit = {},
        .teaching_rate = 0.1,
        .check = check};
}

}  // namespace tani::rule_entries
