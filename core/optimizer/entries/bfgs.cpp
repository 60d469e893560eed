// BFGS. Nocedal & Wright, Numerical Optimization, 2nd ed., Algorithm 6.1, with the update (6.17)
// and the first scale (6.20).
#include <algorithm>
#include <cmath>

#include "core/optimizer/dense.h"
#include "core/optimizer/describe_together.h"
#include "core/optimizer/line_search.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, exact, c1, c2 };
};
struct Part {
    enum : std::size_t { gradient, column1, column2, direction, step };
};

class Bfgs {
  public:
    static constexpr std::size_t parts = 5;

    explicit Bfgs(std::size_t n)
        : gradient_(n), last_gradient_(n), d_(n), s_(n), y_(n), hy_(n), h_(n * n), line_(n) {
        dense::fill_identity(h_, 1, n);
    }

    void set(std::span<const double> settings) {
        lr_ = settings[At::lr];
        exact_ = settings[At::exact] != 0;
        conditions_ = {settings[At::c1], settings[At::c2]};
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        oracle.gradient(x, gradient_);
        if (updates_ > 0) learn();
        find_direction();
        line_.start(x, d_, gradient_);
        const double t = search(oracle);
        for (std::size_t i = 0; i < d_.size(); ++i) s_[i] = lr_ * t * d_[i];
        dense::add(1, s_, x);
        last_gradient_ = gradient_;
        ++updates_;
        show(shown, t);
    }

    std::size_t bytes() const { return (h_.size() + 10 * d_.size()) * sizeof(double); }

  private:
    void learn() {
        for (std::size_t i = 0; i < y_.size(); ++i) y_[i] = gradient_[i] - last_gradient_[i];
        const double sy = dense::dot(s_, y_), yy = dense::dot(y_, y_);
        // The Wolfe conditions make s·y positive; a step factor other than 1, noise or roundings
        // may not, and then H stays as it is; nor may moves so short that 1/(s·y) overflows change
        // it.
        constexpr double least_cosine = 1e-10, least = 1e-300;
        if (!(sy > least_cosine * std::sqrt(dense::dot(s_, s_) * yy) && sy > least)) return;
        if (!scaled_) dense::fill_identity(h_, sy / yy, y_.size());
        scaled_ = true;
        update(1 / sy);
    }

    /// H ← (I − ρsy')H(I − ρys') + ρss', multiplied out for a symmetric H.
    void update(double rho) {
        const std::size_t n = y_.size();
        dense::multiply(h_, y_, hy_);
        const double both = rho * (rho * dense::dot(y_, hy_) + 1);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                h_[i * n + j] += both * s_[i] * s_[j] - rho * (s_[i] * hy_[j] + hy_[i] * s_[j]);
            }
        }
    }

    void find_direction() {
        dense::multiply(h_, gradient_, d_);
        for (double& part : d_) part = -part;
        if (dense::dot(gradient_, d_) < 0) return;
        // Roundings took the positive definiteness of H: it starts afresh.
        dense::fill_identity(h_, 1, d_.size());
        scaled_ = false;
        for (std::size_t i = 0; i < d_.size(); ++i) d_[i] = -gradient_[i];
    }

    double search(Oracle& oracle) {
        if (!(line_.first_slope() < 0)) return 0;
        if (exact_) return exact_step(oracle, line_);
        // The step 1 is tried first, as the book asks; before anything is known of the scale, a
        // step of at most 1 in x.
        const double trial = scaled_ ? 1 : std::min(1.0, 1 / dense::sum_of_sizes(gradient_));
        return strong_wolfe_step(oracle, line_, line_.value(oracle, 0), trial, conditions_);
    }

    void show(const Parts& shown, double t) const {
        const std::size_t n = d_.size();
        shown.put(Part::gradient, gradient_);
        shown.put(Part::column1, std::span(h_).first(n));
        if (n > 1) shown.put(Part::column2, std::span(h_).subspan(n, n));
        shown.put(Part::direction, d_);
        shown.put(Part::step, t);
    }

    double lr_ = 1;
    bool exact_ = false, scaled_ = false;
    WolfeConditions conditions_;
    long updates_ = 0;
    std::vector<double> gradient_, last_gradient_, d_, s_, y_, hy_, h_;
    Line line_;
};

std::vector<FormulaLine> formula(std::span<const double> s) {
    return {{"g ← ∇f(x)", "{gradient'} = ∇f({x})"},
            {"H ← H + ΔH(s, y)", "H = [{h1'}, {h2'}]"},
            {"d ← −Hg", "{d'} = −H·{gradient'}"},
            describe::search_line(s[At::exact] != 0),
            describe::move_line()};
}

}  // namespace

RuleEntry bfgs() {
    return {
        .id = "bfgs",
        .order = 320,
        .name = {"BFGS", "BFGS法（準ニュートン法）"},
        .help = {"Learns the inverse H of the Hessian from how the gradient changes along the "
                 "way, and so comes close to Newton's method without second derivatives. With "
                 "the exact line search it ends on a quadratic of two variables in two steps.",
                 "進むたびの勾配の変化からヘッセ行列の逆行列の近似Hを作り、2階微分なしでニュー"
                 "トン法に近い速さを得る。厳密な直線探索なら2変数の2次関数を2ステップで解く。"},
        .note = {"s: the last move, y: the change of g over it",
                 "s：直前の移動量、y：その間のgの変化"},
        .source = "Nocedal & Wright 2006, Numerical Optimization, Algorithm 6.1",
        .parameters = {describe::step_factor(), describe::exact_search(0),
                       describe::sufficient_decrease(), describe::curvature_condition(0.9)},
        .state =
            {describe::gradient_part(),
             {"h1", "H₁", {"inverse Hessian, column 1", "逆ヘッセ行列の近似の第1列"}, Role::other},
             {"h2", "H₂", {"inverse Hessian, column 2", "逆ヘッセ行列の近似の第2列"}, Role::other},
             describe::direction_part(),
             describe::step_part()},
        .derived = {describe::update()},
        .formula = formula,
        .make = make_together<Bfgs>,
        .stability_limit = {},
        .teaching_rate = 1,
        .elementwise = false,
        .check = describe::wolfe_check<At::exact, At::c1, At::c2>,
        .most_weights = 2800};
}

}  // namespace tani::rule_entries
