// Muon: momentum, orthogonalised. Jordan et al. 2024, Muon: An optimizer for hidden layers in
// neural networks; defaults and weight decay as torch.optim.Muon's, in double instead of bfloat16.
#include <cmath>

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

class Muon {
  public:
    static constexpr std::size_t parts = 6;

    explicit Muon(std::size_t n) : g_(n), v_(n), o_(std::max<std::size_t>(n, 4)), scratch_(o_) {}

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
            scratch_[i] = nesterov_ ? momentum_ * v_[i] + (1 - momentum_) * g_[i] : v_[i];
        matrix_&& n == 2 ? orthogonalise_matrix(shown) : orthogonalise_column(n, shown);
        const std::span direction(o_.data(), n);
        for (std::size_t i = 0; i < n; ++i)
            x[i] = (1 - lr_ * weight_decay_) * x[i] - lr_ * direction[i];
        shown.put(Part::v, v_);
        shown.put(Part::o, direction);
    }

  private:
    void orthogonalise_matrix(const Parts& shown) {
        std::array<double, 4> entries = entry_gradient(scratch_);
        const auto before = singular_values(entries);
        NewtonSchulz::apply(entries, 2, steps_, eps_, scratch_);
        const auto after = singular_values(entries);
        o_[0] = entries[0], o_[1] = entries[1];
        show(shown, before, after);
    }

    /// The transpose of an n×1 matrix, longer than wide by the factor n.
    void orthogonalise_column(std::size_t n, const Parts& shown) {
        const std::span column(o_.data(), n);
        std::copy_n(scratch_.begin(), n, o_.begin());
        const double before = length(column);
        NewtonSchulz::apply(column, 1, steps_, eps_, scratch_);
        show(shown, {before, 0}, {length(column), 0});
        const double tall = std::sqrt(static_cast<double>(n));
        for (double& entry : column) entry *= tall;
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
    std::vector<double> g_, v_, o_, scratch_;
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
             "`matrix` lets it see x and y as a 2×2 matrix. Names and defaults as PyTorch's.",
             "モメンタムのステップを行列として直交化する。特異値がどれも約1になるので、重み行列の"
             "弱い方向も強い方向と同じだけ動く。列ベクトルの特異値は1つだけなので、そのときはモメ"
             "ンタムの方向への一定の長さのステップになる。matrixでx, yを2×2行列とみなせる。名前と既"
             "定値はPyTorchと同じ。"},
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
        .make = make_together<Muon>,
        .stability_limit = {},
        .teaching_rate = 0.1,
        .elementwise = false};
}

}  // namespace tani::rule_entries
