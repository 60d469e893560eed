// Momentum as lectures write it, a velocity with the rate inside. Polyak 1964, Some methods of
// speeding up the convergence of iteration methods, eq. (9); in this form Sutskever et al. 2013,
// eqs. (1), (2).
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, momentum };
};

template <class T>
struct Momentum {
    static constexpr std::size_t parts = 1;
    T lr{}, momentum{};

    void set(const Values<T>& s, long) { lr = s[At::lr], momentum = s[At::momentum]; }

    void update(T& x, T g, T& v) const {
        v = momentum * v - lr * g;
        x = x + v;
    }
};

}  // namespace

RuleEntry momentum() {
    return {.id = "momentum",
            .order = 20,
            .name = {"Momentum", "モメンタム"},
            .help = {"A ball with velocity v: it gathers speed along the valley and its swings "
                     "across cancel. The rate is "
                     "inside the velocity; PyTorch's buffer (rule 'sgd' with momentum) has it "
                     "outside. They agree until "
                     "the rate changes.",
                     "速度vをもつ球のように動く。谷に沿って加速し、谷を横切る往復は打ち消し合う。学"
                     "習率は速度の中に入る。"
                     "PyTorch（sgdのmomentum）では外にあり、学習率を変えるまでは両者は一致する。"},
            .note = {"stable while η × curvature < 2(1+α)", "η×曲率 < 2(1+α) なら安定"},
            .source = "Polyak 1964, eq. (9); Sutskever et al. 2013, eqs. (1)–(2)",
            .parameters = {describe::learning_rate(0.01), describe::velocity_kept()},
            .state = {{"v", "v", {"velocity", "速度"}, Role::velocity}},
            .derived = {describe::update()},
            .formula = [](std::span<const double>) -> std::vector<FormulaLine> {
                return {{"v ← αv − ηg", "{v'} = {momentum}·{v} − {lr}·{g}"},
                        {"x ← x + v", "{x'} = {x} + {v'}"}};
            },
            .make = make_elementwise<Momentum>,
            .stability_limit = [](std::span<const double> s) -> std::optional<double> {
                if (s[At::momentum] >= 1) return std::nullopt;
                return 2 * (1 + s[At::momentum]);
            },
            .radius = [](std::span<const double> s, double curvature) -> std::optional<double> {
                return describe::momentum_radius(s[At::lr] * curvature, s[At::momentum]);
            },
            .teaching_rate = 0.01};
}

}  // namespace tani::rule_entries
