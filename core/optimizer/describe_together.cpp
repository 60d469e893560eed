// Descriptions that rules of directions and step lengths share.
#include "core/optimizer/describe_together.h"

namespace tani::describe {

Parameter step_factor() {
    Parameter p = learning_rate(1);
    p.name = {"step factor", "ステップの倍率"};
    p.help = {"Multiplies the step that the rule finds. 1 is the rule of the books.",
              "更新則が求めたステップに掛ける倍率。1で教科書どおりになる。"};
    return p;
}

Parameter sufficient_decrease() {
    return {.id = "c1",
            .symbol = "c₁",
            .name = {"sufficient decrease", "十分な減少の係数"},
            .help = {"Armijo's condition: the loss must fall by at least this share of what the "
                     "slope promises.",
                     "アルミホ条件の係数。傾きから見込まれる減少量のうち、この割合以上の減少を求め"
                     "る。"},
            .standard = 1e-4,
            .bounds = {.least = 0, .most = 1, .least_open = true, .most_open = true},
            .slider_from = 1e-6,
            .slider_to = 0.5,
            .scale = Scale::log};
}

Parameter curvature_condition(double standard) {
    return {.id = "c2",
            .symbol = "c₂",
            .name = {"curvature condition", "曲率条件の係数"},
            .help = {"The strong Wolfe condition: the slope at the end of the step may be at most "
                     "this share of the slope at its start. Must be above c₁.",
                     "強ウルフ条件の係数。ステップの終わりの傾きの大きさは、始めの傾きのこの割合以"
                     "下とする。c₁より大きくする。"},
            .standard = standard,
            .bounds = {.least = 0, .most = 1, .least_open = true, .most_open = true},
            .slider_from = 0.01,
            .slider_to = 0.99};
}

Parameter exact_search(double standard) {
    Parameter p = toggle("exact", {"exact line search", "厳密な直線探索"},
                         {"On: goes to the minimum along the direction. Off: stops at a step that "
                          "meets the strong Wolfe conditions.",
                          "オン：探索方向に沿った最小点まで進む。オフ：強ウルフ条件を満たすところで"
                          "止まる。"});
    p.standard = standard;
    return p;
}

StatePart gradient_part() { return {"gradient", "g", {"gradient at x", "xでの勾配"}, Role::other}; }

StatePart direction_part() { return {"d", "d", {"search direction", "探索方向"}, Role::other}; }

StatePart step_part() { return {"step", "α", {"step length", "ステップ幅"}, Role::other, 0, true}; }

FormulaLine search_line(bool exact) {
    if (exact) return {"α ← argmin f(x + αd)", "{step'} = argmin f({x} + α·{d'})"};
    return {"α ← Wolfe(x, d; c₁, c₂)", "{step'} = Wolfe({x}, {d'}; {c1}, {c2})"};
}

FormulaLine move_line() { return {"x ← x + ηαd", "{x'} = {x} + {lr}·{step'}·{d'}"}; }

}  // namespace tani::describe
