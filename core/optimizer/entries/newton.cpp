// Newton's method with the exact Hessian. Nocedal & Wright, Numerical Optimization, 2nd ed.,
// Algorithm 3.2 and chapter 3.4 (eigenvalue modification); the learning rate is a damping factor.
#include <cmath>

#include "core/optimizer/dense.h"
#include "core/optimizer/describe_together.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, remedy, floor };
};
struct Part {
    enum : std::size_t { column1, column2, eigenvalues, used, direction };
};
enum class Remedy { none, absolute, shift };

Remedy remedy_of(std::span<const double> settings) {
    return static_cast<Remedy>(std::lround(settings[At::remedy]));
}

class Newton {
  public:
    static constexpr std::size_t parts = 5;

    explicit Newton(std::size_t n)
        : gradient_(n), hessian_(n * n), vectors_(n * n), values_(n), used_(n), direction_(n) {}

    void set(std::span<const double> s) {
        lr_ = s[At::lr], floor_ = s[At::floor];
        remedy_ = remedy_of(s);
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        oracle.gradient(x, gradient_);
        oracle.hessian(x, hessian_);
        show_columns(shown);
        dense::eigen(hessian_, values_, vectors_);
        remedy();
        find_direction();
        dense::add(lr_, direction_, x);
        shown.put(Part::eigenvalues, values_);
        shown.put(Part::used, used_);
        shown.put(Part::direction, direction_);
    }

    std::size_t bytes() const {
        return (hessian_.size() + vectors_.size() + 4 * gradient_.size()) * sizeof(double);
    }

  private:
    /// The first two columns: all of the Hessian on a surface.
    void show_columns(const Parts& shown) const {
        const std::size_t n = gradient_.size();
        for (std::size_t i = 0; i < n; ++i) {
            shown[Part::column1][i] = hessian_[i * n];
            shown[Part::column2][i] = n > 1 ? hessian_[i * n + 1] : 0;
        }
    }

    void remedy() {
        const double shift = values_[0] < floor_ ? floor_ - values_[0] : 0;
        for (std::size_t i = 0; i < values_.size(); ++i) {
            const double value = values_[i];
            // The book replaces negative eigenvalues by δ, eq. (3.41), and names their absolute
            // values as the other choice; that one keeps the step in proportion to the curvature.
            const double size = std::abs(value) < floor_ ? floor_ : std::abs(value);
            used_[i] = remedy_ == Remedy::absolute ? size
                       : remedy_ == Remedy::shift  ? value + shift
                                                   : value;
        }
    }

    /// −Q·diag(1/μ)·Q'g. An eigenvalue of 0 gives a step that is not finite, which is an answer.
    void find_direction() {
        const std::size_t n = values_.size();
        std::ranges::fill(direction_, 0.0);
        for (std::size_t k = 0; k < n; ++k) {
            double along = 0;
            for (std::size_t i = 0; i < n; ++i) along += vectors_[i * n + k] * gradient_[i];
            along /= used_[k];
            for (std::size_t i = 0; i < n; ++i) direction_[i] -= along * vectors_[i * n + k];
        }
    }

    double lr_ = 1, floor_ = 0;
    Remedy remedy_ = Remedy::absolute;
    std::vector<double> gradient_, hessian_, vectors_, values_, used_, direction_;
};

Parameter remedy() {
    return {.id = "remedy",
            .symbol = "μ",
            .name = {"remedy where f bends down", "負の曲率への対処"},
            .help = {"0: none, the pure method, which walks to saddles too. 1: the eigenvalues' "
                     "absolute values, at least δ. 2: a shift of all of them that lifts the least "
                     "to δ.",
                     "0：何もしない（純粋なニュートン法。鞍点にも向かう）。1：固有値の絶対値（δ以"
                     "上）を使う。2：最小の固有値がδになるまで全体をずらす。"},
            .standard = 1,
            .bounds = {.least = 0, .most = 2},
            .slider_from = 0,
            .slider_to = 2,
            .scale = Scale::whole};
}

Parameter floor_of_eigenvalues() {
    return {.id = "floor",
            .symbol = "δ",
            .name = {"least eigenvalue", "固有値の下限"},
            .help = {"What the remedy makes of eigenvalues that are smaller: no step is longer "
                     "than |g|/δ.",
                     "対処後の固有値の下限。ステップの長さは |g|/δ を超えない。"},
            .standard = 1e-3,
            .bounds = {.least = 0, .least_open = true},
            .slider_from = 1e-8,
            .slider_to = 10,
            .scale = Scale::log};
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    std::vector<FormulaLine> lines = {
        {"H ← ∇²f(x)", "H = [{h1'}, {h2'}]"},
        {"λ ← eig(H)", "{lambda'} = eig(H)"},
    };
    switch (remedy_of(s)) {
        case Remedy::none:
            lines.push_back({"μ ← λ", "{mu'} = {lambda'}"});
            break;
        case Remedy::absolute:
            lines.push_back({"μ ← max(|λ|, δ)", "{mu'} = max(|{lambda'}|, {floor})"});
            break;
        case Remedy::shift:
            lines.push_back({"μ ← λ + max(0, δ − λ₁)", "{mu'} = {lambda'} + {tau}"});
            break;
    }
    lines.push_back({"p ← −H⁻¹g  (λ → μ)", "{p'} = −H⁻¹·{g}"});
    lines.push_back({"x ← x + ηp", "{x'} = {x} + {lr}·{p'}"});
    return lines;
}

}  // namespace

RuleEntry newton() {
    return {.id = "newton",
            .order = 300,
            .name = {"Newton's method", "ニュートン法"},
            .help = {"Jumps to where the gradient of the local quadratic is 0: one step on a "
                     "quadratic, very fast near a minimum. Where the surface bends down the pure "
                     "method goes to saddles and maxima; a remedy changes the eigenvalues of the "
                     "Hessian so that it descends.",
                     "各点での2次近似の勾配が0になる点へ移る。2次関数なら1ステップで、最小点の近く"
                     "でも非常に速い。曲率が負の所では鞍点や極大点にも向かうため、ヘッセ行列の固有"
                     "値を直して必ず下るようにする。"},
            .note = {"η = 1 takes the whole Newton step", "η = 1 でニュートン法のステップそのもの"},
            .source = "Nocedal & Wright 2006, Numerical Optimization, Algorithm 3.2, eq. (3.41)",
            .parameters = {describe::step_factor(), remedy(), floor_of_eigenvalues()},
            .state = {{"h1", "H₁", {"Hessian, column 1", "ヘッセ行列の第1列"}, Role::other},
                      {"h2", "H₂", {"Hessian, column 2", "ヘッセ行列の第2列"}, Role::other},
                      {"lambda", "λ", {"eigenvalues, rising", "固有値（小さい順）"}, Role::other},
                      {"mu", "μ", {"eigenvalues used", "使う固有値"}, Role::other},
                      {"p", "p", {"Newton direction", "ニュートン方向"}, Role::other}},
            .derived = {describe::update(),
                        {"tau",
                         "τ",
                         {"shift of the eigenvalues", "固有値のずらし幅"},
                         [](const UpdateView& view) {
                             return view.state_next[Part::used] -
                                    view.state_next[Part::eigenvalues];
                         },
                         true}},
            .formula = formula,
            .make = make_together<Newton>,
            .stability_limit = {},
            .teaching_rate = 1,
            .elementwise = false,
            .most_weights = 1000};
}

}  // namespace tani::rule_entries
