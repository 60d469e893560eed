// Descriptions that many rules share.
#include "core/optimizer/describe.h"

#include <cmath>

namespace tani::describe {

namespace {

double setting(std::span<const double> settings, std::size_t at) {
    return at == absent ? 0 : settings[at];
}

}  // namespace

Parameter learning_rate(double standard) {
    return {.id = "lr",
            .symbol = "η",
            .name = {"learning rate", "学習率"},
            .help = {"How far a step goes. Also written ε or α.",
                     "1ステップでどれだけ進むか。εやαと書く本もある。"},
            .standard = standard,
            .bounds = {.least = 0},
            .slider_from = 1e-4,
            .slider_to = 1,
            .scale = Scale::log};
}

Parameter toggle(std::string id, Text name, Text help) {
    return {.id = std::move(id),
            .symbol = "",
            .name = std::move(name),
            .help = std::move(help),
            .standard = 0,
            .bounds = {.least = 0, .most = 1},
            .scale = Scale::toggle};
}

Parameter extra(std::string id, std::string symbol, Text name, Text help, double slider_to) {
    return {.id = std::move(id),
            .symbol = std::move(symbol),
            .name = std::move(name),
            .help = std::move(help),
            .standard = 0,
            .bounds = {.least = 0},
            .slider_from = 0,
            .slider_to = slider_to};
}

Parameter weight_decay() {
    return extra("weight_decay", "λ", {"weight decay", "重み減衰"},
                 {"Adds λx to the gradient, as a term λ/2·Σx² in the loss does. Pulls towards 0.",
                  "勾配にλxを足す。損失に λ/2·Σx² を足すのと同じで、0へ引き寄せる。"},
                 1);
}

Parameter maximize() {
    return toggle("maximize", {"maximize", "最大化"},
                  {"Climbs instead of descending.", "下る代わりに登る。"});
}

Parameter stabilizer(double standard) {
    return {.id = "eps",
            .symbol = "ε",
            .name = {"stabilizer", "安定化項"},
            .help = {"Keeps the division finite where gradients are tiny. Also written θ.",
                     "勾配がごく小さいときに0で割らないための小さな数。θと書く本もある。"},
            .standard = standard,
            .bounds = {.least = 0},
            .slider_from = 1e-12,
            .slider_to = 0.1,
            .scale = Scale::log};
}

Parameter eps_inside() {
    return toggle("eps_inside", {"ε inside the root", "εを根号の中に"},
                  {"Off: √v + ε, as PyTorch. On: √(v + ε), as some lectures write it.",
                   "オフ：√v + ε（PyTorch）。オン：√(v + ε)（講義や教科書によってはこちら）。"});
}

Parameter velocity_kept() {
    return {.id = "momentum",
            .symbol = "α",
            .name = {"momentum", "モメンタム"},
            .help = {"Share of the velocity kept each step. Also written μ or β.",
                     "1ステップごとに残す速度の割合（慣性）。μやβと書く本もある。"},
            .standard = 0.9,
            .bounds = {.least = 0, .most = 1},
            .slider_from = 0,
            .slider_to = 0.99};
}

Parameter decay(std::string id, int element, std::string symbol, Text name, Text help,
                double standard) {
    return {.id = std::move(id),
            .element = element,
            .symbol = std::move(symbol),
            .name = std::move(name),
            .help = std::move(help),
            .standard = standard,
            .bounds = {.least = 0, .most = 1, .most_open = true},
            .slider_from = 0,
            .slider_to = 0.9999,
            .scale = Scale::one_minus};
}

Parameter mean_decay(double standard) {
    return decay("betas", 0, "β₁", {"mean decay", "平均の減衰率"},
                 {"Share of the mean gradient m kept each step. Also written ρ₁.",
                  "1ステップごとに残す勾配の平均mの割合。ρ₁と書く本もある。"},
                 standard);
}

Parameter square_decay(double standard) {
    return decay("betas", 1, "β₂", {"square decay", "2乗の減衰率"},
                 {"Share of the mean squared gradient v kept each step. Also written ρ₂.",
                  "1ステップごとに残す勾配の2乗平均vの割合。ρ₂と書く本もある。"},
                 standard);
}

Parameter amsgrad() {
    return toggle(
        "amsgrad", {"AMSGrad", "AMSGrad"},
        {"Divides by the largest v so far, so that a coordinate's rate never rises again.",
         "これまでの最大のvで割り、座標ごとの学習率が再び上がらないようにする。"});
}

Parameter decoupled_decay(double standard) {
    Parameter p =
        extra("weight_decay", "λ", {"weight decay", "重み減衰"},
              {"Shrinks x itself by the share ηλ each step, apart from the gradient's scaling.",
               "勾配のスケーリングとは別に、1ステップごとにx自身をηλの割合だけ縮める。"},
              1);
    p.standard = standard;
    return p;
}

StatePart mean_gradient() {
    return {"m", "m", {"mean gradient", "勾配の平均（1次モーメント）"}, Role::average_gradient};
}

StatePart mean_square() {
    return {
        "v", "v", {"mean squared gradient", "勾配の2乗平均（2次モーメント）"}, Role::second_moment};
}

StatePart largest_square() {
    return {"s", "s", {"largest v so far", "これまでの最大のv"}, Role::second_moment};
}

double corrected(double mean, double beta, const UpdateView& view) {
    return mean / (1 - std::pow(beta, static_cast<double>(view.updates)));
}

GradientText gradient_text(std::span<const double> settings, GradientSettings at) {
    const bool decays = setting(settings, at.weight_decay) != 0;
    const bool climbs = setting(settings, at.maximize) != 0;
    if (!decays && !climbs) return {"g", "{g}", {}};
    FormulaLine line{"d ← ", "{d} = "};
    line.symbols += climbs ? "−g" : "g";
    line.numbers += climbs ? "−{g}" : "{g}";
    if (decays) {
        line.symbols += " + λx";
        line.numbers += " + {weight_decay}·{x}";
    }
    return {"d", "{d}", {line}};
}

double used_gradient(const UpdateView& view, GradientSettings at) {
    const double g = setting(view.settings, at.maximize) != 0 ? -view.gradient : view.gradient;
    return g + setting(view.settings, at.weight_decay) * view.x;
}

Derived used_gradient(GradientSettings at) {
    return {.id = "d",
            .symbol = "d",
            .name = at.weight_decay == absent
                        ? Text{"gradient that is descended", "更新に使う勾配"}
                        : Text{"gradient with weight decay", "重み減衰を含む勾配"},
            .value = [at](const UpdateView& view) { return used_gradient(view, at); }};
}

Shrunk shrunk(std::span<const double> settings, std::size_t weight_decay) {
    if (settings[weight_decay] == 0) return {"x", "{x}"};
    return {"(1−ηλ)x", "(1 − {lr}·{weight_decay})·{x}"};
}

FormulaLine mean_line(const std::string& gradient, const std::string& number) {
    return {"m ← β₁m + (1−β₁)" + gradient, "{m'} = {betas.0}·{m} + (1 − {betas.0})·" + number};
}

FormulaLine square_line(const std::string& gradient, const std::string& number) {
    return {"v ← β₂v + (1−β₂)" + gradient + "²",
            "{v'} = {betas.1}·{v} + (1 − {betas.1})·" + number + "²"};
}

FormulaLine m_hat_line() { return {"m̂ ← m/(1−β₁ᵗ)", "{m_hat} = {m'}/(1 − {betas.0}{^t})"}; }

FormulaLine v_hat_line() { return {"v̂ ← v/(1−β₂ᵗ)", "{v_hat} = {v'}/(1 − {betas.1}{^t})"}; }

Derived m_hat(std::size_t beta1, std::size_t part) {
    return {.id = "m_hat",
            .symbol = "m̂",
            .name = {"corrected mean gradient", "補正した勾配の平均"},
            .value = [=](const UpdateView& view) {
                return corrected(view.state_next[part], view.settings[beta1], view);
            }};
}

Derived v_hat(std::size_t beta2, std::size_t part) {
    return {.id = "v_hat",
            .symbol = "v̂",
            .name = {"corrected mean square", "補正した2乗平均"},
            .value = [=](const UpdateView& view) {
                return corrected(view.state_next[part], view.settings[beta2], view);
            }};
}

Derived effective_rate(std::string symbol, std::function<double(const UpdateView&)> value) {
    return {.id = "effective_rate",
            .symbol = std::move(symbol),
            .name = {"effective rate", "実効学習率"},
            .value = std::move(value)};
}

Derived update() {
    return {.id = "update",
            .symbol = "Δx",
            .name = {"update", "更新量"},
            .value = [](const UpdateView& view) { return view.x_next - view.x; }};
}

double spectral_radius(double trace, double determinant) {
    const double discriminant = trace * trace - 4 * determinant;
    if (discriminant < 0) return std::sqrt(determinant);
    return (std::abs(trace) + std::sqrt(discriminant)) / 2;
}

}  // namespace tani::describe
