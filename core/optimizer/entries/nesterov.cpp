// Nesterov's accelerated gradient by its definition: the gradient is asked where the velocity would
// carry x. Nesterov 1983; in this form Sutskever et al. 2013, eqs. (3), (4).
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, momentum };
};

template <class T>
struct Nesterov {
    static constexpr std::size_t parts = 1;
    T lr{}, momentum{};

    void set(const Values<T>& s, long) { lr = s[At::lr], momentum = s[At::momentum]; }

    T ahead(T x, T v) const { return x + momentum * v; }

    void update(T& x, T g, T& v) const {
        v = momentum * v - lr * g;
        x = x + v;
    }
};

}  // namespace

RuleEntry nesterov() {
    return {
        .id = "nesterov",
        .order = 30,
        .name = {"Nesterov's accelerated gradient", "ネステロフの加速勾配法"},
        .help =
            {"Momentum that takes the gradient one look ahead, at x + αv, and so brakes before it "
             "overshoots. The "
             "coefficient is constant here; Nesterov's paper raises it step by step. Its stability "
             "limit is lower "
             "than plain descent's.",
             "一歩先の点 x + αv "
             "で勾配を測るモメンタム。行き過ぎる前にブレーキがかかる。係数は一定とする"
             "（Nesterovの論文ではステップごとに上げる）。安定限界は単純な勾配降下法より低い。"},
        .note = {"g is the gradient at x + αv", "gは x + αv での勾配"},
        .source = "Nesterov 1983; Sutskever et al. 2013, eqs. (3)–(4)",
        .parameters = {describe::learning_rate(0.01), describe::velocity_kept()},
        .state = {{"v", "v", {"velocity", "速度"}, Role::velocity}},
        .derived = {describe::update(),
                    {"ahead",
                     "x + αv",
                     {"looked-ahead point", "先読みした点"},
                     [](const UpdateView& view) {
                         return view.x + view.settings[At::momentum] * view.state[0];
                     }}},
        .formula = [](std::span<const double>) -> std::vector<FormulaLine> {
            return {{"g ← ∇f(x + αv)", "{g} = ∇f{ahead}"},
                    {"v ← αv − ηg", "{v'} = {momentum}·{v} − {lr}·{g}"},
                    {"x ← x + v", "{x'} = {x} + {v'}"}};
        },
        .make = make_elementwise<Nesterov>,
        .stability_limit = describe::nesterov_limit<At::momentum>,
        .radius = [](std::span<const double> s, double curvature) -> std::optional<double> {
            return describe::nesterov_radius(s[At::lr] * curvature, s[At::momentum]);
        },
        .teaching_rate = 0.01};
}

}  // namespace tani::rule_entries
