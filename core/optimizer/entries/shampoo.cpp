// Shampoo for a matrix, or a column. Gupta, Koren & Singer 2018, Shampoo: Preconditioned Stochastic
// Tensor Optimization, Algorithm 1.
#include <algorithm>
#include <cmath>

#include "core/optimizer/dense.h"
#include "core/optimizer/describe.h"
#include "core/optimizer/matrix_rule.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, eps, matrix };
};
struct Part {
    enum : std::size_t { l1, l2, r, d };
};

/// A symmetric matrix that grows by outer products, and what its power −1/4 makes of a vector. Of a
/// long side only the diagonal is kept, as in section 5 of the paper.
class Preconditioner {
  public:
    explicit Preconditioner(std::size_t n) : n_(n), full_(n <= most_full), values_(n), along_(n) {
        for (auto* matrix : {&sum_, &work_, &vectors_}) matrix->resize(full_ ? n * n : n);
    }

    void start(double eps) {
        if (full_) return dense::fill_identity(sum_, eps, n_);
        std::ranges::fill(sum_, eps);
    }

    void add(std::span<const double> a) {
        if (!full_) {
            for (std::size_t i = 0; i < n_; ++i) sum_[i] += a[i] * a[i];
            return;
        }
        for (std::size_t i = 0; i < n_; ++i) {
            for (std::size_t j = 0; j < n_; ++j) sum_[i * n_ + j] += a[i] * a[j];
        }
    }

    void decompose() {
        if (!full_) return;
        work_ = sum_;
        dense::eigen(work_, values_, vectors_);
    }

    /// a ← S^(−1/4)·a, after decompose().
    void apply(std::span<double> a) {
        if (!full_) {
            for (std::size_t i = 0; i < n_; ++i) a[i] /= std::sqrt(std::sqrt(sum_[i]));
            return;
        }
        for (std::size_t k = 0; k < n_; ++k) {
            double sum = 0;
            for (std::size_t i = 0; i < n_; ++i) sum += vectors_[i * n_ + k] * a[i];
            along_[k] = sum / std::sqrt(std::sqrt(values_[k]));
        }
        for (std::size_t i = 0; i < n_; ++i) {
            double sum = 0;
            for (std::size_t k = 0; k < n_; ++k) sum += vectors_[i * n_ + k] * along_[k];
            a[i] = sum;
        }
    }

    std::span<const double> column(std::size_t i) const {
        return std::span(sum_).subspan(full_ ? i * n_ : 0, n_);
    }

    std::size_t bytes() const { return (3 * sum_.size() + 2 * n_) * sizeof(double); }

  private:
    static constexpr std::size_t most_full = 256;

    std::size_t n_;
    bool full_;
    std::vector<double> sum_, work_, vectors_, values_, along_;
};

/// A matrix of weights, or a column, whose R is a number.
class Preconditioned {
  public:
    explicit Preconditioned(const WeightBlock& block)
        : block_(block), left_(block.rows), right_(block.columns), turned_(block.size()) {}

    void start(double eps) { left_.start(eps), right_.start(eps); }

    /// g ← L^(−1/4)·g·R^(−1/4), after both have grown by g.
    void apply(std::span<double> whole) {
        const std::size_t rows = block_.rows, columns = block_.columns;
        const auto g = whole.subspan(block_.offset, block_.size());
        dense::transpose(g, rows, turned_);
        for (std::size_t j = 0; j < columns; ++j) left_.add(column(j));
        for (std::size_t i = 0; i < rows; ++i) right_.add(g.subspan(i * columns, columns));
        left_.decompose();
        right_.decompose();
        for (std::size_t j = 0; j < columns; ++j) left_.apply(column(j));
        dense::transpose(turned_, columns, g);
        for (std::size_t i = 0; i < rows; ++i) right_.apply(g.subspan(i * columns, columns));
    }

    std::size_t bytes() const {
        return left_.bytes() + right_.bytes() + turned_.size() * sizeof(double);
    }

  private:
    std::span<double> column(std::size_t j) {
        return std::span(turned_).subspan(j * block_.rows, block_.rows);
    }

    WeightBlock block_;
    Preconditioner left_, right_;
    std::vector<double> turned_;
};

class Shampoo {
  public:
    static constexpr std::size_t parts = 4;

    explicit Shampoo(std::size_t n, std::span<const WeightBlock> blocks)
        : n_(n), left_(blocks.empty() ? n : 0), g_(n) {
        for (WeightBlock block : blocks) {
            if (!block.matrix) block.rows = block.size(), block.columns = 1;
            blocks_.emplace_back(block);
        }
    }

    void set(std::span<const double> s) {
        lr_ = s[At::lr], eps_ = s[At::eps], matrix_ = s[At::matrix] != 0;
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        if (updates_++ == 0) start();
        oracle.gradient(x, g_);
        precondition();
        for (std::size_t i = 0; i < n_; ++i) x[i] = x[i] - lr_ * g_[i];
        shown.put(Part::d, g_);
        // What is shown of L and R is a surface's: a network has a pair for each matrix.
        if (!blocks_.empty()) return;
        shown.put(Part::l1, left_.column(0));
        if (n_ > 1) shown.put(Part::l2, left_.column(1));
        shown.put(Part::r, matrix_ && n_ == 2 ? 0 : right_);
    }

    std::size_t bytes() const {
        std::size_t sum = left_.bytes() + g_.size() * sizeof(double);
        for (const Preconditioned& block : blocks_) sum += block.bytes();
        return sum;
    }

  private:
    void start() {
        left_.start(eps_);
        right_ = eps_;
        for (Preconditioned& block : blocks_) block.start(eps_);
    }

    void precondition() {
        for (Preconditioned& block : blocks_) block.apply(g_);
        if (!blocks_.empty()) return;
        matrix_&& n_ == 2 ? precondition_matrix() : precondition_column();
    }

    /// G = (p q; q p) is symmetric, so that GG' = G'G: both preconditioners are the same matrix,
    /// and commute with G.
    void precondition_matrix() {
        std::ranges::copy(entry_gradient(g_), entries_.begin());
        left_.add(std::span(entries_).first(2));
        left_.add(std::span(entries_).last(2));
        left_.decompose();
        std::copy_n(entries_.begin(), 2, g_.begin());
        left_.apply(g_);
        left_.apply(g_);
    }

    void precondition_column() {
        left_.add(g_);
        right_ += dense::dot(g_, g_);
        left_.decompose();
        left_.apply(g_);
        for (double& part : g_) part /= std::sqrt(std::sqrt(right_));
    }

    std::size_t n_;
    double lr_ = 0, eps_ = 0, right_ = 0;
    bool matrix_ = false;
    long updates_ = 0;
    Preconditioner left_;
    std::vector<Preconditioned> blocks_;
    std::vector<double> entries_ = std::vector<double>(4);
    std::vector<double> g_;  ///< the gradient, then preconditioned
};

std::vector<FormulaLine> formula(std::span<const double> s) {
    const bool matrix = s[At::matrix] != 0;
    std::vector<FormulaLine> lines;
    if (matrix) lines.push_back({"G ← (g₁ g₂; g₂ g₁)/2", "{G} = {g}/2"});
    const std::string g = matrix ? "G" : "g", number = matrix ? "{G}" : "{g}";
    lines.push_back({"L ← L + " + g + g + "ᵀ", "L = [{l1'}, {l2'}]"});
    lines.push_back(matrix ? FormulaLine{"R ← R + GᵀG", "R = [{l1'}, {l2'}]"}
                           : FormulaLine{"R ← R + gᵀg", "R = {r'}"});
    lines.push_back({"d ← L^(−1/4)·" + g + "·R^(−1/4)", "{d'} = L^(−1/4)·" + number + "·R^(−1/4)"});
    lines.push_back({"x ← x − ηd", "{x'} = {x} − {lr}·{d'}"});
    return lines;
}

}  // namespace

RuleEntry shampoo() {
    Parameter eps = describe::stabilizer(1e-4);
    eps.bounds.least_open = true;
    return {
        .id = "shampoo",
        .order = 264,
        .name = {"Shampoo", "Shampoo"},
        .help =
            {"AdaGrad for a weight matrix: sums the products of its gradients over rows (L) "
             "and over columns (R) and divides by their fourth roots from both sides, so that "
             "no direction counts for more than another, however it lies to the axes. Of a "
             "column R is a single number. `matrix` lets it see x and y as a 2×2 matrix. In a "
             "network each weight matrix has its own L and R, and a bias is a column.",
             "重み行列のためのAdaGrad。勾配の積を行方向（L）と列方向（R）に足し、その4乗根で両"
             "側から割る。座標軸に対してどの向きでも、特定の方向だけが大きく効くことがない。列"
             "ベクトルではRは1つの数になる。matrixでx, yを2×2行列とみなせる。ネットワークでは重み"
             "行列ごとにLとRをもち、バイアスは列ベクトルとして扱う。"},
        .note = {"a column's R is one number: only as a matrix do both sides show",
                 "列ベクトルのRは1つの数。左右両側の働きは行列とみなしたときに現れる"},
        .source = "Gupta, Koren & Singer 2018, Algorithm 1",
        .parameters = {describe::learning_rate(0.1), eps, describe::matrix_entries()},
        .state = {{"l1", "L₁", {"L, column 1", "Lの第1列"}, Role::second_moment},
                  {"l2", "L₂", {"L, column 2", "Lの第2列"}, Role::second_moment},
                  {"r", "R", {"R of a column", "列ベクトルのR"}, Role::second_moment, 0, true},
                  {"d", "d", {"preconditioned gradient", "前処理した勾配"}, Role::other}},
        .derived = {describe::update(),
                    {"G",
                     "G",
                     {"gradient of the entries", "成分の勾配"},
                     [](const UpdateView& view) { return view.gradient / 2; }}},
        .formula = formula,
        .make = make_in_blocks<Shampoo>,
        .stability_limit = {},
        .teaching_rate = 0.5,
        .elementwise = false};
}

}  // namespace tani::rule_entries
