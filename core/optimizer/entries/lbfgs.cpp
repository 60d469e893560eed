// L-BFGS, one iteration a step: torch.optim.LBFGS with max_iter = 1, in its order of arithmetic.
// Nocedal & Wright, Numerical Optimization, 2nd ed., Algorithms 7.4 and 7.5.
#include <algorithm>
#include <cmath>

#include "core/optimizer/dense.h"
#include "core/optimizer/describe_together.h"
#include "core/optimizer/line_search.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, history_size, tolerance_grad, tolerance_change, strong_wolfe };
};
struct Part {
    enum : std::size_t { gradient, scale, direction, step };
};

/// The last pairs s, y of moves and changes of the gradient; the oldest is dropped first.
class History {
  public:
    explicit History(std::size_t n) : n_(n) {}

    std::size_t size() const { return size_; }
    std::span<const double> s(std::size_t age) const { return {&s_[slot(age) * n_], n_}; }
    std::span<const double> y(std::size_t age) const { return {&y_[slot(age) * n_], n_}; }
    double rho(std::size_t age) const { return rho_[slot(age)]; }

    void add(std::span<const double> s, std::span<const double> y, double rho) {
        if (size_ == capacity_) {
            first_ = (first_ + 1) % capacity_;
            --size_;
        }
        const std::size_t at = slot(size_++);
        std::ranges::copy(s, s_.begin() + static_cast<std::ptrdiff_t>(at * n_));
        std::ranges::copy(y, y_.begin() + static_cast<std::ptrdiff_t>(at * n_));
        rho_[at] = rho;
    }

    /// Keeps the newest pairs. PyTorch cannot change the size on the way.
    void resize(std::size_t capacity) {
        if (capacity == capacity_) return;
        History next(n_);
        next.capacity_ = capacity;
        next.s_.resize(capacity * n_);
        next.y_.resize(capacity * n_);
        next.rho_.resize(capacity);
        const std::size_t dropped = size_ > capacity ? size_ - capacity : 0;
        for (std::size_t i = dropped; i < size_; ++i) next.add(s(i), y(i), rho(i));
        *this = std::move(next);
    }

    std::size_t bytes() const { return (s_.size() + y_.size()) * sizeof(double); }

  private:
    std::size_t slot(std::size_t age) const { return (first_ + age) % capacity_; }

    std::size_t n_, capacity_ = 0, first_ = 0, size_ = 0;
    std::vector<double> s_, y_, rho_;
};

class Lbfgs {
  public:
    static constexpr std::size_t parts = 4;

    explicit Lbfgs(std::size_t n)
        : gradient_(n), last_gradient_(n), d_(n), s_(n), y_(n), history_(n), line_(n) {}

    double initial(std::size_t part) const { return part == Part::scale ? 1 : 0; }

    void set(std::span<const double> settings) {
        lr_ = settings[At::lr];
        tolerance_grad_ = settings[At::tolerance_grad];
        conditions_.least_bracket = tolerance_change_ = settings[At::tolerance_change];
        strong_wolfe_ = settings[At::strong_wolfe] != 0;
        const auto capacity = static_cast<std::size_t>(std::lround(settings[At::history_size]));
        history_.resize(capacity);
        shares_.resize(capacity);
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        // PyTorch's closure always computes the loss; it is asked here only where it is used.
        const double value = strong_wolfe_ ? oracle.value(x) : 0;
        oracle.gradient(x, gradient_);
        shown.put(Part::gradient, gradient_);
        shown.put(Part::step, 0);
        if (dense::largest(gradient_) <= tolerance_grad_) return;
        ++iterations_;
        if (iterations_ == 1) {
            for (std::size_t i = 0; i < d_.size(); ++i) d_[i] = -gradient_[i];
            t_ = std::min(1.0, 1 / dense::sum_of_sizes(gradient_)) * lr_;
        } else {
            remember();
            find_direction();
            t_ = lr_;
        }
        last_gradient_ = gradient_;
        shown.put(Part::scale, scale_);
        shown.put(Part::direction, d_);
        const double slope = dense::dot(gradient_, d_);
        if (slope > -tolerance_change_) return;
        if (strong_wolfe_) {
            line_.start(x, d_, gradient_);
            t_ = strong_wolfe_step(oracle, line_, value, t_, conditions_);
        }
        dense::add(t_, d_, x);
        shown.put(Part::step, t_);
    }

    std::size_t bytes() const { return history_.bytes() + 9 * d_.size() * sizeof(double); }

  private:
    void remember() {
        for (std::size_t i = 0; i < d_.size(); ++i) {
            y_[i] = gradient_[i] - last_gradient_[i];
            s_[i] = d_[i] * t_;
        }
        const double ys = dense::dot(y_, s_);
        if (!(ys > 1e-10)) return;
        history_.add(s_, y_, 1 / ys);
        scale_ = ys / dense::dot(y_, y_);
    }

    /// The two loops, Algorithm 7.4.
    void find_direction() {
        for (std::size_t i = 0; i < d_.size(); ++i) d_[i] = -gradient_[i];
        for (std::size_t i = history_.size(); i-- > 0;) {
            shares_[i] = dense::dot(history_.s(i), d_) * history_.rho(i);
            dense::add(-shares_[i], history_.y(i), d_);
        }
        for (double& part : d_) part *= scale_;
        for (std::size_t i = 0; i < history_.size(); ++i) {
            const double share = dense::dot(history_.y(i), d_) * history_.rho(i);
            dense::add(shares_[i] - share, history_.s(i), d_);
        }
    }

    double lr_ = 1, tolerance_grad_ = 0, tolerance_change_ = 0;
    bool strong_wolfe_ = false;
    WolfeConditions conditions_;
    long iterations_ = 0;
    double t_ = 0, scale_ = 1;
    std::vector<double> gradient_, last_gradient_, d_, s_, y_, shares_;
    History history_;
    Line line_;
};

Parameter history_size() {
    return {.id = "history_size",
            .symbol = "m",
            .name = {"history size", "履歴の長さ"},
            .help = {"How many pairs of moves and changes of the gradient are remembered.",
                     "移動量と勾配の変化の組をいくつ覚えておくか。"},
            .standard = 100,
            .bounds = {.least = 1, .most = 1000},
            .slider_from = 1,
            .slider_to = 100,
            .scale = Scale::whole};
}

Parameter tolerance(std::string id, std::string symbol, Text name, Text help, double standard) {
    return {.id = std::move(id),
            .symbol = std::move(symbol),
            .name = std::move(name),
            .help = std::move(help),
            .standard = standard,
            .bounds = {.least = 0},
            .slider_from = 1e-16,
            .slider_to = 0.01,
            .scale = Scale::log};
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    std::vector<FormulaLine> lines = {
        {"g ← ∇f(x)", "{gradient'} = ∇f({x})"},
        {"γ ← s·y/y·y", "{gamma'} = s·y/y·y"},
        {"d ← −Hg  (H₀ = γI)", "{d'} = −H·{gradient'}"},
    };
    lines.push_back(s[At::strong_wolfe] != 0
                        ? FormulaLine{"t ← Wolfe(x, d)", "{t_used'} = Wolfe({x}, {d'})"}
                        : FormulaLine{"t ← η", "{t_used'} = {lr}"});
    lines.push_back({"x ← x + td", "{x'} = {x} + {t_used'}·{d'}"});
    return lines;
}

}  // namespace

RuleEntry lbfgs() {
    return {
        .id = "lbfgs",
        .order = 330,
        .name = {"L-BFGS", "L-BFGS法（記憶制限準ニュートン法）"},
        .help = {"A quasi-Newton method that keeps only the last moves and changes of the gradient "
                 "and never a matrix. One iteration a step (PyTorch's max_iter = 1). The first "
                 "step is η/Σ|g| long where that is shorter.",
                 "準ニュートン法の一つで、行列を持たず、最近の移動量と勾配の変化だけから探索方向を"
                 "作る。1ステップで1反復（PyTorchのmax_iter = 1）。最初のステップだけは勾配の大きさ"
                 "で割って短くする。"},
        .note = {"t is 0 where the gradient or the slope is below its tolerance",
                 "勾配や傾きが許容誤差を下回ると t = 0"},
        .source = "Liu & Nocedal 1989; Nocedal & Wright 2006, Algorithms 7.4 and 7.5",
        .pytorch = "torch.optim.LBFGS",
        .parameters =
            {describe::step_factor(), history_size(),
             tolerance("tolerance_grad", "εg", {"gradient tolerance", "勾配の許容誤差"},
                       {"Stays where no part of the gradient is larger.",
                        "勾配のどの成分もこれ以下なら動かない。"},
                       1e-7),
             tolerance(
                 "tolerance_change", "εc", {"change tolerance", "変化の許容誤差"},
                 {"Stays where the slope along the direction is smaller; ends the line search "
                  "where its bracket is.",
                  "探索方向の傾きがこれより小さければ動かない。直線探索の区間がこれより短けれ"
                  "ば探索を終える。"},
                 1e-9),
             describe::toggle("strong_wolfe",
                              {"strong Wolfe line search", "強ウルフ条件の直線探索"},
                              {"Looks for a step along d, from η on, that meets the strong Wolfe "
                               "conditions (c₁ = 1e-4, c₂ = 0.9), as PyTorch's line_search_fn.",
                               "ηから始めて、強ウルフ条件（c₁ = 1e-4、c₂ = 0.9）を満たすステップ幅"
                               "を探す。PyTorchのline_search_fnと同じ。"})},
        .state = {describe::gradient_part(),
                  {"gamma", "γ", {"scale of H₀", "H₀の倍率"}, Role::other, 1, true},
                  describe::direction_part(),
                  {"t_used", "t", {"step length", "ステップ幅"}, Role::other, 0, true}},
        .derived = {describe::update()},
        .formula = formula,
        .make = make_together<Lbfgs>,
        .stability_limit = {},
        .teaching_rate = 1,
        .elementwise = false};
}

}  // namespace tani::rule_entries
