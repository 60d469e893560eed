// Nonlinear conjugate gradients. Nocedal & Wright, Numerical Optimization, 2nd ed., Algorithm 5.4
// with Fletcher–Reeves' β (5.41a) or Polak–Ribière's, not below 0 (5.45).
#include <algorithm>
#include <cmath>

#include "core/optimizer/dense.h"
#include "core/optimizer/describe_together.h"
#include "core/optimizer/line_search.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, fletcher_reeves, exact, c1, c2 };
};
struct Part {
    enum : std::size_t { gradient, beta, direction, step };
};

class ConjugateGradient {
  public:
    static constexpr std::size_t parts = 4;

    explicit ConjugateGradient(std::size_t n) : gradient_(n), last_gradient_(n), d_(n), line_(n) {}

    void set(std::span<const double> settings) {
        lr_ = settings[At::lr];
        fletcher_reeves_ = settings[At::fletcher_reeves] != 0;
        exact_ = settings[At::exact] != 0;
        conditions_ = {settings[At::c1], settings[At::c2]};
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        oracle.gradient(x, gradient_);
        double share = beta();
        for (std::size_t i = 0; i < d_.size(); ++i) d_[i] = -gradient_[i] + share * d_[i];
        if (!(dense::dot(gradient_, d_) < 0)) {
            // A restart, where the direction does not descend.
            share = 0;
            for (std::size_t i = 0; i < d_.size(); ++i) d_[i] = -gradient_[i];
        }
        line_.start(x, d_, gradient_);
        const double t = search(oracle);
        dense::add(lr_ * t, d_, x);
        last_gradient_ = gradient_;
        last_slope_ = line_.first_slope();
        last_step_ = t;
        shown.put(Part::gradient, gradient_);
        shown.put(Part::beta, share);
        shown.put(Part::direction, d_);
        shown.put(Part::step, t);
    }

  private:
    /// How much of the last direction to keep; nothing at the first update or after a gradient of
    /// 0.
    double beta() const {
        const double before = dense::dot(last_gradient_, last_gradient_);
        if (before == 0) return 0;
        const double now = dense::dot(gradient_, gradient_);
        if (fletcher_reeves_) return now / before;
        return std::max(0.0, (now - dense::dot(gradient_, last_gradient_)) / before);
    }

    double search(Oracle& oracle) {
        const double slope = line_.first_slope();
        if (!(slope < 0)) return 0;
        if (exact_) return exact_step(oracle, line_);
        // The first-order change of the last step, eq. (3.60); at first a step of at most 1 in x.
        double trial = last_step_ * last_slope_ / slope;
        if (!(trial > 0 && std::isfinite(trial))) {
            trial = std::min(1.0, 1 / dense::sum_of_sizes(gradient_));
        }
        return strong_wolfe_step(oracle, line_, line_.value(oracle, 0), trial, conditions_);
    }

    double lr_ = 1;
    bool fletcher_reeves_ = false, exact_ = true;
    WolfeConditions conditions_;
    double last_step_ = 0, last_slope_ = 0;
    std::vector<double> gradient_, last_gradient_, d_;
    Line line_;
};

std::vector<FormulaLine> formula(std::span<const double> s) {
    const bool fletcher_reeves = s[At::fletcher_reeves] != 0;
    return {{"g ← ∇f(x)", "{gradient'} = ∇f({x})"},
            {fletcher_reeves ? "β ← g·g/g₋·g₋" : "β ← max(0, g·(g − g₋)/g₋·g₋)",
             fletcher_reeves ? "{beta'} = |{gradient'}|²/|{gradient}|²"
                             : "{beta'} = max(0, {gradient'}·({gradient'} − {gradient})/"
                               "|{gradient}|²)"},
            {"d ← −g + βd", "{d'} = −{gradient'} + {beta'}·{d}"},
            describe::search_line(s[At::exact] != 0),
            describe::move_line()};
}

}  // namespace

RuleEntry conjugate_gradient() {
    return {
        .id = "conjugate_gradient",
        .order = 310,
        .name = {"Conjugate gradients", "共役勾配法"},
        .help =
            {"Keeps as much of the last direction as makes the new one conjugate to it, so that "
             "no step undoes another: a quadratic of n variables takes n exact line searches. "
             "Restarts with the negative gradient where the direction would not descend.",
             "直前の探索方向を適切な割合βで残し、前の探索を無駄にしない共役な方向へ進む。厳密な"
             "直線探索ならn変数の2次関数をnステップで解く。下る方向でなくなったら−gから再出発す"
             "る。"},
        .note = {"g₋: the gradient of the step before", "g₋：1ステップ前の勾配"},
        .source =
            "Fletcher & Reeves 1964; Polak & Ribière 1969; Nocedal & Wright 2006, "
            "Algorithm 5.4, eq. (5.45)",
        .parameters = {describe::step_factor(),
                       describe::toggle(
                           "fletcher_reeves", {"Fletcher–Reeves", "フレッチャー・リーブス"},
                           {"On: Fletcher and Reeves' β. Off: Polak and Ribière's, not below 0 "
                            "(PR+), which restarts by itself after a step that gained little.",
                            "オン：フレッチャー・リーブスのβ。オフ：ポラック・リビエールのβ（負なら"
                            "0、PR+）。あまり進めなかった後は自然に再出発する。"}),
                       describe::exact_search(1), describe::sufficient_decrease(),
                       describe::curvature_condition(0.1)},
        .state = {describe::gradient_part(),
                  {"beta",
                   "β",
                   {"share of the last direction", "直前の探索方向の割合"},
                   Role::other,
                   0,
                   true},
                  describe::direction_part(),
                  describe::step_part()},
        .derived = {describe::update()},
        .formula = formula,
        .make = make_together<ConjugateGradient>,
        .stability_limit = {},
        .teaching_rate = 1,
        .elementwise = false,
        .check = describe::wolfe_check<At::exact, At::c1, At::c2>};
}

}  // namespace tani::rule_entries
