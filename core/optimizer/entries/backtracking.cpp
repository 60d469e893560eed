// Gradient descent whose step is shortened until the loss falls enough. Armijo 1966; Nocedal &
// Wright, Numerical Optimization, 2nd ed., Algorithm 3.1.
#include "core/optimizer/describe_together.h"
#include "core/optimizer/line_search.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, shrink, c1 };
};
struct Part {
    enum : std::size_t { gradient, step, shrunk };
};

class Backtracking {
  public:
    static constexpr std::size_t parts = 3;

    explicit Backtracking(std::size_t n) : gradient_(n), d_(n), line_(n) {}

    void set(std::span<const double> settings) {
        lr_ = settings[At::lr], shrink_ = settings[At::shrink], c1_ = settings[At::c1];
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        const double value = oracle.value(x);
        oracle.gradient(x, gradient_);
        for (std::size_t i = 0; i < d_.size(); ++i) d_[i] = -gradient_[i];
        line_.start(x, d_, gradient_);
        const Backtracked found = backtracked_step(oracle, line_, value, lr_, shrink_, c1_);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += found.step * d_[i];
        shown.put(Part::gradient, gradient_);
        shown.put(Part::step, found.step);
        shown.put(Part::shrunk, found.shrunk);
    }

  private:
    double lr_ = 1, shrink_ = 0.5, c1_ = 1e-4;
    std::vector<double> gradient_, d_;
    Line line_;
};

Parameter first_step() {
    Parameter p = describe::learning_rate(1);
    p.name = {"first step length", "最初のステップ幅"};
    p.help = {"Tried first at every step, and shortened from there.",
              "毎ステップ最初に試すステップ幅。ここから縮めていく。"};
    p.slider_to = 10;
    return p;
}

Parameter shrink() {
    return {.id = "shrink",
            .symbol = "ρ",
            .name = {"shrinking factor", "縮小率"},
            .help = {"Multiplies a step that was too long. Also written β or τ.",
                     "長すぎたステップ幅に掛ける係数。βやτと書く本もある。"},
            .standard = 0.5,
            .bounds = {.least = 0, .most = 1, .least_open = true, .most_open = true},
            .slider_from = 0.1,
            .slider_to = 0.9};
}

}  // namespace

RuleEntry backtracking() {
    return {.id = "backtracking",
            .order = 302,
            .name = {"Descent with backtracking", "勾配降下法（バックトラック直線探索）"},
            .help = {"Goes down the slope by a step that is shortened until the loss has fallen by "
                     "enough (Armijo's condition), so that no rate is too large.",
                     "勾配の逆向きに進む。損失が十分に減る（アルミホ条件を満たす）までステップ幅を"
                     "縮めるので、学習率が大きすぎて発散することがない。"},
            .note = {"α starts from η at every step", "αは毎ステップηから始める"},
            .source = "Armijo 1966; Nocedal & Wright 2006, Algorithm 3.1",
            .parameters = {first_step(), shrink(), describe::sufficient_decrease()},
            .state = {describe::gradient_part(),
                      describe::step_part(),
                      {"shrunk", "j", {"times shortened", "縮めた回数"}, Role::other, 0, true}},
            .derived = {describe::update()},
            .formula = [](std::span<const double>) -> std::vector<FormulaLine> {
                return {
                    {"g ← ∇f(x)", "{gradient'} = ∇f({x})"},
                    {"α ← ηρʲ : f(x − αg) ≤ f(x) − c₁α|g|²", "{step'} = {lr}·{shrink}^{shrunk'}"},
                    {"x ← x − αg", "{x'} = {x} − {step'}·{gradient'}"}};
            },
            .make = make_together<Backtracking>,
            .stability_limit = {},
            .teaching_rate = 1,
            .elementwise = false};
}

}  // namespace tani::rule_entries
