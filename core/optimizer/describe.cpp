// Descriptions that many rules share.
#include "core/optimizer/describe.h"

namespace tani::describe {

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

GradientText gradient_text(std::span<const double> settings, GradientSettings at) {
    const bool decays = settings[at.weight_decay] != 0;
    const bool climbs = settings[at.maximize] != 0;
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
    const double g = view.settings[at.maximize] != 0 ? -view.gradient : view.gradient;
    return g + view.settings[at.weight_decay] * view.x;
}

Derived used_gradient(GradientSettings at) {
    return {.id = "d",
            .symbol = "d",
            .name = {"gradient with weight decay", "重み減衰を含む勾配"},
            .value = [at](const UpdateView& view) { return used_gradient(view, at); }};
}

Derived update() {
    return {.id = "update",
            .symbol = "Δx",
            .name = {"update", "更新量"},
            .value = [](const UpdateView& view) { return view.x_next - view.x; }};
}

}  // namespace tani::describe
