// Nesterov's accelerated gradient in the shifted variable, which needs the gradient only at x
// itself. Bengio, Boulanger-Lewandowski & Pascanu 2013, Advances in Optimizing Recurrent Networks,
// eq. (7).
#include "core/optimizer/describe.h"
#include "core/optimizer/elementwise.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, momentum };
};

// With x = X + αV (X, V of the definition): X' = X + V', V' = αV − ηg, so x' = X' + αV' = x − αV +
// (1+α)V', which is the line below. The paper writes α_k α_{k+1} for α²; here a change of α acts as
// if it had always been so.
template <class T>
struct NesterovBengio {
    static constexpr std::size_t parts = 1;
    T lr{}, momentum{};

    void set(const Values<T>& s, long) { lr = s[At::lr], momentum = s[At::momentum]; }

    void update(T& x, T g, T& v) const {
        x = x + momentum * momentum * v - (T(1) + momentum) * lr * g;
        v = momentum * v - lr * g;
    }
};

}  // namespace

RuleEntry nesterov_bengio() {
    return {
        .id = "nesterov_bengio",
        .order = 40,
        .name = {"Nesterov, as implemented", "ネステロフ（実装形）"},
        .help = {"Nesterov's rule rewritten so that the gradient is needed only at x. What is "
                 "drawn is the shifted "
                 "variable: the looked-ahead point x + αv of the definition. PyTorch's "
                 "nesterov=True is this rule "
                 "with the rate outside the velocity, equal until the rate changes.",
                 "勾配を測る点がxそのものになるように書き直したネステロフの加速勾配法。描かれるのは"
                 "定義式の先読みした点 x + αv にあたる。"
                 "PyTorchの nesterov=True "
                 "は学習率を速度の外に出したもので、学習率を変えるまでは一致する。"},
        .note = {"x is the looked-ahead point of the definition", "xは定義式の先読みした点 x + αv"},
        .source = "Bengio, Boulanger-Lewandowski & Pascanu 2013, eq. (7)",
        .parameters = {describe::learning_rate(0.01), describe::velocity_kept()},
        .state = {{"v", "v", {"velocity", "速度"}, Role::velocity}},
        .derived = {describe::update()},
        .formula = [](std::span<const double>) -> std::vector<FormulaLine> {
            return {{"x ← x + α²v − (1+α)ηg",
                     "{x'} = {x} + {momentum}²·{v} − (1 + {momentum})·{lr}·{g}"},
                    {"v ← αv − ηg", "{v'} = {momentum}·{v} − {lr}·{g}"}};
        },
        .make = make_elementwise<NesterovBengio>,
        .stability_limit = describe::nesterov_limit<At::momentum>,
        .radius = [](std::span<const double> s, double curvature) -> std::optional<double> {
            return describe::nesterov_radius(s[At::lr] * curvature, s[At::momentum]);
        },
        .teaching_rate = 0.01};
}

}  // namespace tani::rule_entries
