// Muon: momentum, orthogonalised. Jordan et al. 2024, Muon: An optimizer for hidden layers in
// neural networks; defaults and weight decay as torch.optim.Muon's, in double instead of bfloat16.
#include <algorithm>
#include <cmath>

#include "core/optimizer/dense.h"
#include "core/optimizer/describe.h"
#include "core/optimizer/matrix_rule.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, momentum, nesterov, weight_decay, steps, eps, matrix };
};
struct Part {
    enum : std::size_t { v, o, before1, before2, after1, after2 };
};

/// On a network each matrix is made orthogonal by itself, and each bias as the column that it is.
class Muon {
  public:
    static constexpr std::size_t parts = 6;

    explicit Muon(std::size_t n, std::span<const WeightBlock> blocks)
        : g_(n), v_(n), u_(n), o_(n), blocks_(blocks.begin(), blocks.end()) {
        std::size_t most = std::max(NewtonSchulz::scratch(1, n), NewtonSchulz::scratch(2, 2));
        std::size_t largest = 0;
        for (const WeightBlock& block : blocks_) {
            const auto [short_side, long_side] = std::minmax({block.rows, block.columns});
            most = std::max(most, NewtonSchulz::scratch(short_side, long_side));
            largest = std::max(largest, block.size());
        }
        scratch_.resize(most);
        turned_.resize(largest);
    }

    void set(std::span<const double> s) {
        lr_ = s[At::lr], momentum_ = s[At::momentum], nesterov_ = s[At::nesterov] != 0;
        weight_decay_ = s[At::weight_decay], steps_ = static_cast<int>(s[At::steps]);
        eps_ = s[At::eps], matrix_ = s[At::matrix] != 0;
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        const std::size_t n = x.size();
        oracle.gradient(x, g_);
        for (std::size_t i = 0; i < n; ++i) v_[i] = momentum_ * v_[i] + (1 - momentum_) * g_[i];
        for (std::size_t i = 0; i < n; ++i)
            u_[i] = nesterov_ ? momentum_ * v_[i] + (1 - momentum_) * g_[i] : v_[i];
        orthogonalise(shown);
        for (std::size_t i = 0; i < n; ++i) x[i] = (1 - lr_ * weight_decay_) * x[i] - lr_ * o_[i];
        shown.put(Part::v, v_);
        shown.put(Part::o, o_);
    }

    std::size_t bytes() const {
        return (4 * g_.size() + scratch_.size() + turned_.size()) * sizeof(double);
    }

  private:
    /// What is shown of singular values is a surface's: a network has too many of them.
    void orthogonalise(const Parts& shown) {
        if (matrix_ && blocks_.empty() && u_.size() == 2) return orthogonalise_entries(shown);
        std::ranges::copy(u_, o_.begin());
        if (blocks_.empty()) {
            const double before = length(o_);
            show(shown, {before, 0}, {orthogonalise_column(o_), 0});
        }
        for (const WeightBlock& block : blocks_) {
            const auto window = std::span(o_).subspan(block.offset, block.size());
            block.matrix ? orthogonalise_matrix(window, block.rows, block.columns)
                         : void(orthogonalise_column(window));
        }
    }

    void orthogonalise_entries(const Parts& shown) {
        std::array<double, 4> entries = entry_gradient(u_);
        const auto before = singular_values(entries);
        NewtonSchulz::apply(entries, 2, steps_, eps_, scratch_);
        const auto after = singular_values(entries);
        o_[0] = entries[0], o_[1] = entries[1];
        show(shown, before, after);
    }

    /// The shorter side first, as torch.optim.Muon does, whose scale for tall matrices this is.
    void orthogonalise_matrix(std::span<double> matrix, std::size_t rows, std::size_t columns) {
        if (rows <= columns) return NewtonSchulz::apply(matrix, rows, steps_, eps_, scratch_);
        const auto turned = std::span(turned_).first(matrix.size());
        dense::transpose(matrix, rows, turned);
        NewtonSchulz::apply(turned, columns, steps_, eps_, scratch_);
        dense::transpose(turned, columns, matrix);
        const double tall = std::sqrt(static_cast<double>(rows) / static_cast<double>(columns));
        for (double& entry : matrix) entry *= tall;
    }

    /// The transpose of an n×1 matrix, longer than wide by the factor n. Returns the length before
    /// that factor.
    double orthogonalise_column(std::span<double> column) {
        NewtonSchulz::apply(column, 1, steps_, eps_, scratch_);
        const double after = length(column);
        const double tall = std::sqrt(static_cast<double>(column.size()));
        for (double& entry : column) entry *= tall;
        return after;
    }

    static double length(std::span<const double> a) {
        double squares = 0;
        for (const double entry : a) squares += entry * entry;
        return std::sqrt(squares);
    }

    static void show(const Parts& shown, std::array<double, 2> before,
                     std::array<double, 2> after) {
        shown.put(Part::before1, before[0]);
        shown.put(Part::before2, before[1]);
        shown.put(Part::after1, after[0]);
        shown.put(Part::after2, after[1]);
    }

    double lr_ = 0, momentum_ = 0, weight_decay_ = 0, eps_ = 0;
    bool nesterov_ = false, matrix_ = false;
    int steps_ = 5;
    std::vector<double> g_, v_, u_, o_, scratch_, turned_;
    std::vector<WeightBlock> blocks_;
};

double looked_ahead(const UpdateView& view) {
    const double m = view.settings[At::momentum];
    return m * view.state_next[Part::v] + (1 - m) * view.gradient;
}

std::vector<FormulaLine> formula(std::span<const double> s) {
    const bool nesterov = s[At::nesterov] != 0, matrix = s[At::matrix] != 0;
    std::vector<FormulaLine> lines = {
        {"v ← μv + (1−μ)g", "{v'} = {momentum}·{v} + (1 − {momentum})·{g}"}};
    if (nesterov)
        lines.push_back({"u ← μv + (1−μ)g", "{u} = {momentum}·{v'} + (1 − {momentum})·{g}"});
    const std::string u = nesterov ? "u" : "v", number = nesterov ? "{u}" : "{v'}";
    if (matrix) {
        lines.push_back(
            {"o ← NS(" + u + "),  σ ← NS(σ)",
             "{o'} = NS" + number + ",  σ: ({before1'}, {before2'}) → ({after1'}, {after2'})"});
    } else {
        lines.push_back({"o ← √n·NS(" + u + "),  σ ← NS(σ)",
                         "{o'} = √n·NS" + number + ",  σ: {before1'} → {after1'}"});
    }
    const auto [symbol, before] = describe::shrunk(s, At::weight_decay);
    lines.push_back({"x ← " + symbol + " − ηo", "{x'} = " + before + " − {lr}·{o'}"});
    return lines;
}

StatePart number_part(std::string id, std::string symbol, Text name) {
    return {std::move(id), std::move(symbol), std::move(name), Role::other, 0, true};
}

}  // namespace

RuleEntry muon() {
    Parameter momentum = describe::velocity_kept();
    momentum.symbol = "μ", momentum.standard = 0.95;
    Parameter nesterov = describe::toggle(
        "nesterov", {"Nesterov's form", "ネステロフ型"},
        {"Looks one step ahead with the newest gradient.", "最新の勾配で一歩先を見る。"});
    nesterov.standard = 1;
    return {
        .id = "muon",
        .order = 262,
        .name = {"Muon", "Muon"},
        .help =
            {"Momentum whose step is made orthogonal as a matrix: all singular values become about "
             "1, so that weak directions of a weight matrix move as far as strong ones. A column "
             "has one singular value: there Muon is a step of fixed length along the momentum. "
             "`matrix` lets it see x and y as a 2×2 matrix. In a network each weight matrix is "
             "one, "
             "and a bias is a column (its users train biases with AdamW). Names and defaults as "
             "PyTorch's.",
             "モメンタムのステップを行列として直交化する。特異値がどれも約1になるので、重み行列の"
             "弱い方向も強い方向と同じだけ動く。列ベクトルの特異値は1つだけなので、そのときはモメ"
             "ンタムの方向への一定の長さのステップになる。matrixでx, yを2×2行列とみなせる。ネット"
             "ワークでは各層の重みを行列、バイアスを列ベクトルとして扱う（実際にはバイアスをAdamWで"
             "学習することが多い）。名前と既定値はPyTorchと同じ。"},
        .note = {"a column has one singular value: there NS only makes its length about 1; as a "
                 "matrix, |x + y| and |x − y| are the two",
                 "列ベクトルの特異値は1つで、NSは長さを約1にするだけ。行列とみなすと |x + y| と "
                 "|x − y| の2つになる"},
        .source = "Jordan et al. 2024, Muon: An optimizer for hidden layers in neural networks",
        .parameters = {describe::learning_rate(1e-3),
                       momentum,
                       nesterov,
                       describe::decoupled_decay(0.1),
                       {.id = "ns_steps",
                        .symbol = "k",
                        .name = {"NS steps", "NS反復の回数"},
                        .help = {"Steps of the Newton–Schulz iteration NS that makes the matrix "
                                 "orthogonal.",
                                 "行列を直交化するニュートン・シュルツ反復（NS）の回数。"},
                        .standard = 5,
                        .bounds = {.least = 1, .most = 99},
                        .slider_from = 1,
                        .slider_to = 10,
                        .scale = Scale::whole},
                       describe::stabilizer(1e-7),
                       describe::matrix_entries()},
        .state = {{"v", "v", {"mean gradient", "勾配の平均"}, Role::average_gradient},
                  {"o", "o", {"orthogonalised", "直交化した方向"}, Role::other},
                  number_part("before1", "σ₁", {"larger singular value", "大きい方の特異値"}),
                  number_part("before2", "σ₂", {"smaller singular value", "小さい方の特異値"}),
                  number_part("after1", "σ₁", {"larger one, after", "直交化後の大きい方"}),
                  number_part("after2", "σ₂", {"smaller one, after", "直交化後の小さい方"})},
        .derived = {describe::update(),
                    {"u", "u", {"momentum looked ahead", "一歩先の平均"}, looked_ahead}},
        .formula = formula,
        .make = make_in_blocks<Muon>,
        .stability_limit = {},
        .teaching_rate = 0.1,
        .elementwise = false};
}

}  // namespace tani::rule_entries
