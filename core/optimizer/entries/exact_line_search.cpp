// Steepest descent to the minimum along the negative gradient. Cauchy 1847; Nocedal & Wright,
// Numerical Optimization, 2nd ed., chapter 3.3, eq. (3.26) on a quadratic.
#include "core/optimizer/dense.h"
#include "core/optimizer/describe_together.h"
#include "core/optimizer/line_search.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct Part {
    enum : std::size_t { gradient, step };
};

class ExactLineSearch {
  public:
    static constexpr std::size_t parts = 2;

    explicit ExactLineSearch(std::size_t n) : gradient_(n), d_(n), line_(n) {}

    void set(std::span<const double> settings) { lr_ = settings[0]; }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        oracle.gradient(x, gradient_);
        for (std::size_t i = 0; i < d_.size(); ++i) d_[i] = -gradient_[i];
        line_.start(x, d_, gradient_);
        const double t = exact_step(oracle, line_);
        dense::add(lr_ * t, d_, x);
        shown.put(Part::gradient, gradient_);
        shown.put(Part::step, t);
    }

  private:
    double lr_ = 1;
    std::vector<double> gradient_, d_;
    Line line_;
};

}  // namespace

RuleEntry exact_line_search() {
    return {.id = "exact_line_search",
            .order = 304,
            .name = {"Steepest descent, exact line search", "最急降下法（厳密な直線探索）"},
            .help = {"Goes to the minimum along the negative gradient. Every step is at right "
                     "angles to the one before, so that it zigzags down a long valley although "
                     "each step is the best one.",
                     "勾配の逆向きに沿った最小点まで進む。各ステップは直前のステップと直交するた"
                     "め、一歩ごとには最良でも、細長い谷ではジグザグに進む。"},
            .note = {"η = 1 goes to the minimum along −g", "η = 1 で −g に沿った最小点まで進む"},
            .source = "Cauchy 1847; Nocedal & Wright 2006, chapter 3.3, eq. (3.26)",
            .parameters = {describe::step_factor()},
            .state = {describe::gradient_part(), describe::step_part()},
            .derived = {describe::update()},
            .formula = [](std::span<const double>) -> std::vector<FormulaLine> {
                return {{"g ← ∇f(x)", "{gradient'} = ∇f({x})"},
                        {"α ← argmin f(x − αg)", "{step'} = argmin f({x} − α·{gradient'})"},
                        {"x ← x − ηαg", "{x'} = {x} − {lr}·{step'}·{gradient'}"}};
            },
            .make = make_together<ExactLineSearch>,
            .stability_limit = {},
            .teaching_rate = 1,
            .elementwise = false};
}

}  // namespace tani::rule_entries
