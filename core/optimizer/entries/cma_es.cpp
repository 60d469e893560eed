// CMA-ES, one generation a step. Hansen 2016, The CMA Evolution Strategy: A Tutorial
// (arXiv:1604.00772), Figure 6 with the defaults of Table 1, where cμ has the 1/4 that the revision
// of 2023 added; x is the mean m.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/optimizer/dense.h"
#include "core/optimizer/describe.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, population };
};
struct Part {
    enum : std::size_t { scale, sigma_path, covariance_path, move, axis1, axis2 };
};

/// Table 1, for n dimensions and λ candidates.
struct Constants {
    std::vector<double> weights;  ///< of the λ candidates from the best to the worst
    std::size_t parents = 0;      ///< μ
    double mu_eff = 0, c_sigma = 0, d_sigma = 0, c_c = 0, c_1 = 0, c_mu = 0;
    double expected_norm = 0;  ///< E‖N(0, I)‖

    Constants(std::size_t dimensions, std::size_t population) : weights(population) {
        const auto n = static_cast<double>(dimensions), lambda = static_cast<double>(population);
        parents = population / 2;
        double sum = 0, squares = 0, rest = 0, rest_squares = 0, positive = 0, negative = 0;
        for (std::size_t i = 0; i < population; ++i) {
            const double w = std::log((lambda + 1) / 2) - std::log(static_cast<double>(i + 1));
            weights[i] = w;
            (i < parents ? sum : rest) += w;
            (i < parents ? squares : rest_squares) += w * w;
            (w >= 0 ? positive : negative) += std::abs(w);
        }
        mu_eff = sum * sum / squares;
        const double mu_eff_rest = rest * rest / rest_squares;
        c_sigma = (mu_eff + 2) / (n + mu_eff + 5);
        d_sigma = 1 + 2 * std::max(0.0, std::sqrt((mu_eff - 1) / (n + 1)) - 1) + c_sigma;
        c_c = (4 + mu_eff / n) / (n + 4 + 2 * mu_eff / n);
        constexpr double alpha = 2;
        c_1 = alpha / ((n + 1.3) * (n + 1.3) + mu_eff);
        c_mu = std::min(1 - c_1, alpha * (0.25 + mu_eff + 1 / mu_eff - 2) /
                                     ((n + 2) * (n + 2) + alpha * mu_eff / 2));
        expected_norm = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
        const double most_negative = std::min(
            {1 + c_1 / c_mu, 1 + 2 * mu_eff_rest / (mu_eff + 2), (1 - c_1 - c_mu) / (n * c_mu)});
        for (double& w : weights) w *= w >= 0 ? 1 / positive : most_negative / negative;
    }
};

class CmaEs {
  public:
    static constexpr std::size_t parts = 6;

    explicit CmaEs(std::size_t n)
        : n_(n),
          constants_(n, standard_population()),
          covariance_(n * n),
          work_(n * n),
          vectors_(n * n),
          roots_(n),
          sigma_path_(n),
          covariance_path_(n),
          move_(n),
          turned_(n) {
        dense::fill_identity(covariance_, 1, n);
        decompose();
        resize();
    }

    double initial(std::size_t part) const { return part == Part::scale ? 1 : 0; }

    void set(std::span<const double> settings) {
        first_sigma_ = settings[At::lr];
        const auto asked = static_cast<std::size_t>(std::lround(settings[At::population]));
        const std::size_t population = asked == 0 ? standard_population() : asked;
        if (population == constants_.weights.size()) return;
        constants_ = Constants(n_, population);
        resize();
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        const double sigma = first_sigma_ * scale_;
        sample(oracle, x, sigma);
        select();
        for (std::size_t i = 0; i < n_; ++i) x[i] += sigma * move_[i];
        ++generation_;
        const bool stalled = follow_paths();
        adapt(stalled);
        decompose();
        show(shown);
    }

    std::size_t bytes() const {
        return (3 * covariance_.size() + steps_.size() + 5 * n_) * sizeof(double);
    }

  private:
    std::size_t standard_population() const {
        return 4 + static_cast<std::size_t>(3 * std::log(static_cast<double>(n_)));
    }

    void resize() {
        const std::size_t lambda = constants_.weights.size();
        steps_.resize(lambda * n_);
        values_.resize(lambda);
        order_.resize(lambda);
    }

    std::span<double> candidate(std::size_t k) { return {&steps_[k * n_], n_}; }

    /// y = BDz for every candidate, and f(m + σy).
    void sample(Oracle& oracle, std::span<const double> mean, double sigma) {
        for (std::size_t k = 0; k < values_.size(); ++k) {
            oracle.normal(turned_);
            for (std::size_t i = 0; i < n_; ++i) turned_[i] *= roots_[i];
            const auto y = candidate(k);
            dense::multiply(vectors_, turned_, y);
            for (std::size_t i = 0; i < n_; ++i) turned_[i] = mean[i] + sigma * y[i];
            const double value = oracle.value(turned_);
            values_[k] = std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
            order_[k] = k;
        }
    }

    void select() {
        // Ties go by the order of drawing, so that a run repeats.
        std::ranges::sort(order_, [this](std::size_t a, std::size_t b) {
            return values_[a] != values_[b] ? values_[a] < values_[b] : a < b;
        });
        std::ranges::fill(move_, 0.0);
        for (std::size_t i = 0; i < constants_.parents; ++i) {
            dense::add(constants_.weights[i], candidate(order_[i]), move_);
        }
    }

    /// Both evolution paths and σ; true where the path of C stands still, which is Table 1's hσ =
    /// 0.
    bool follow_paths() {
        const Constants& c = constants_;
        whiten(move_);
        const double towards = std::sqrt(c.c_sigma * (2 - c.c_sigma) * c.mu_eff);
        for (std::size_t i = 0; i < n_; ++i) {
            sigma_path_[i] = (1 - c.c_sigma) * sigma_path_[i] + towards * turned_[i];
        }
        const double length = std::sqrt(dense::dot(sigma_path_, sigma_path_));
        scale_ *= std::exp(c.c_sigma / c.d_sigma * (length / c.expected_norm - 1));
        const double settled =
            std::sqrt(1 - std::pow(1 - c.c_sigma, 2 * static_cast<double>(generation_)));
        const auto n = static_cast<double>(n_);
        const bool stalled = !(length / settled < (1.4 + 2 / (n + 1)) * c.expected_norm);
        const double along = stalled ? 0 : std::sqrt(c.c_c * (2 - c.c_c) * c.mu_eff);
        for (std::size_t i = 0; i < n_; ++i) {
            covariance_path_[i] = (1 - c.c_c) * covariance_path_[i] + along * move_[i];
        }
        return stalled;
    }

    void adapt(bool stalled) {
        const Constants& c = constants_;
        double kept = 1 - c.c_1 + (stalled ? c.c_1 * c.c_c * (2 - c.c_c) : 0);
        for (const double w : c.weights) kept -= c.c_mu * w;
        for (double& entry : covariance_) entry *= kept;
        add_outer(c.c_1, covariance_path_);
        for (std::size_t i = 0; i < c.weights.size(); ++i) {
            const auto y = candidate(order_[i]);
            double w = c.weights[i];
            if (w < 0) {
                whiten(y);
                w *= static_cast<double>(n_) / dense::dot(turned_, turned_);
            }
            add_outer(c.c_mu * w, y);
        }
    }

    /// turned_ ← C^(−1/2)·y = B·D⁻¹·B'·y.
    void whiten(std::span<const double> y) {
        std::ranges::fill(turned_, 0.0);
        for (std::size_t k = 0; k < n_; ++k) {
            double along = 0;
            for (std::size_t i = 0; i < n_; ++i) along += vectors_[i * n_ + k] * y[i];
            along /= roots_[k];
            for (std::size_t i = 0; i < n_; ++i) turned_[i] += along * vectors_[i * n_ + k];
        }
    }

    void add_outer(double weight, std::span<const double> y) {
        for (std::size_t i = 0; i < n_; ++i) {
            for (std::size_t j = 0; j < n_; ++j) covariance_[i * n_ + j] += weight * y[i] * y[j];
        }
    }

    void decompose() {
        work_ = covariance_;
        dense::eigen(work_, roots_, vectors_);
        // The tutorial stops where C's condition number passes 1e14 (B.3); a run here goes on, so
        // the short axes are kept from sinking into the roundings of the long ones.
        const double least = 1e-14 * roots_.back();
        for (double& value : roots_) value = std::sqrt(value < least ? least : value);
    }

    /// The axes of the ellipse from which the next generation is drawn, the longest first.
    void show(const Parts& shown) const {
        const double sigma = first_sigma_ * scale_;
        shown.put(Part::scale, scale_);
        shown.put(Part::sigma_path, sigma_path_);
        shown.put(Part::covariance_path, covariance_path_);
        shown.put(Part::move, move_);
        for (std::size_t i = 0; i < n_; ++i) {
            shown[Part::axis1][i] = sigma * roots_[n_ - 1] * vectors_[i * n_ + n_ - 1];
            shown[Part::axis2][i] = n_ > 1 ? sigma * roots_[n_ - 2] * vectors_[i * n_ + n_ - 2] : 0;
        }
    }

    std::size_t n_;
    Constants constants_;
    double first_sigma_ = 0, scale_ = 1;  ///< σ is their product, so that a changed setting acts
    long generation_ = 0;
    std::vector<double> covariance_, work_, vectors_, roots_;  ///< C, B, D
    std::vector<double> sigma_path_, covariance_path_, move_, turned_;
    std::vector<double> steps_, values_;  ///< y and f of every candidate
    std::vector<std::size_t> order_;      ///< of the candidates, the best first
};

Parameter first_sigma() {
    Parameter p = describe::learning_rate(0.5);
    p.name = {"first step size σ₀", "初期ステップサイズσ₀"};
    p.help = {
        "Standard deviation of the first generation: about a quarter of the range in which "
        "the minimum is expected.",
        "最初の世代の標準偏差。最小点があると思う範囲の4分の1ほどにする。"};
    p.symbol = "σ₀";
    p.slider_to = 10;
    return p;
}

Parameter population() {
    return {.id = "population",
            .symbol = "λ",
            .name = {"candidates per generation", "世代ごとの候補数"},
            .help = {"How many points are drawn a step, at least 4; 0: the tutorial's "
                     "4 + ⌊3 ln n⌋, 6 on a surface. More find better minima among many.",
                     "1ステップで生成する点の数（4以上）。0なら標準の 4 + ⌊3 ln n⌋ で、曲面では6。"
                     "多いほど多峰性に強い。"},
            .standard = 0,
            .bounds = {.least = 0, .most = 10'000},
            .slider_from = 0,
            .slider_to = 100,
            .scale = Scale::whole};
}

double sigma(const UpdateView& view) { return view.settings[At::lr] * view.state[Part::scale]; }

std::optional<std::string> check(std::span<const double> settings) {
    const double asked = settings[At::population];
    if (asked == 0 || asked >= 4) return {};
    return "'population' must be 0 or at least 4";
}

std::vector<FormulaLine> formula(std::span<const double>) {
    return {{"yᵢ ← N(0, C), i = 1…λ", "y ~ N(0, C)"},
            {"ȳ ← Σ wᵢyᵢ", "{move'} = Σ wᵢyᵢ"},
            {"x ← x + σȳ", "{x'} = {x} + {sigma}·{move'}"},
            {"pσ ← (1−cσ)pσ + …·C^(−½)ȳ", "{p_sigma'} ← {p_sigma}"},
            {"σ ← σ·exp(cσ/dσ·(|pσ|/E|N| − 1))", "{sigma_next} = {lr}·{scale'}"},
            {"pc ← (1−cc)pc + …·ȳ", "{p_c'} ← {p_c}"},
            {"C ← (1−c₁−cμΣw)C + c₁pcpc' + cμΣwᵢyᵢyᵢ'", "σ√C = [{axis1'}, {axis2'}]"}};
}

}  // namespace

RuleEntry cma_es() {
    return {
        .id = "cma_es",
        .order = 360,
        .name = {"CMA-ES", "CMA-ES（共分散行列適応進化戦略）"},
        .help = {"Draws a generation of points around the mean, moves the mean to the better half, "
                 "and learns from them how wide and in which direction to search. Needs no "
                 "gradient, and not even values: only which point is better.",
                 "平均のまわりに点の集団を生成し、良い方の半分へ平均を移しながら、探索の広さと向き"
                 "（共分散行列）を学習する。勾配は使わず、使うのは点の良し悪しの順位だけである。"},
        .note = {"x is the mean of the generation", "xは世代の平均"},
        .source = "Hansen 2016, The CMA Evolution Strategy: A Tutorial, Figure 6 and Table 1",
        .parameters = {first_sigma(), population()},
        .state =
            {{"scale",
              "σ/σ₀",
              {"step size over the first", "初期値に対するσの比"},
              Role::other,
              1,
              true},
             {"p_sigma", "pσ", {"path of the step size", "ステップサイズの進化パス"}, Role::other},
             {"p_c", "pc", {"path of the covariance", "共分散の進化パス"}, Role::other},
             {"move", "ȳ", {"mean of the better half", "良い半分の平均"}, Role::other},
             {"axis1", "a₁", {"longest axis of the search", "探索分布の長軸"}, Role::other},
             {"axis2", "a₂", {"second axis of the search", "探索分布の短軸"}, Role::other}},
        .derived = {describe::update(),
                    {"sigma", "σ", {"step size", "ステップサイズ"}, sigma, true},
                    {"sigma_next",
                     "σ",
                     {"next step size", "次のステップサイズ"},
                     [](const UpdateView& view) {
                         return view.settings[At::lr] * view.state_next[Part::scale];
                     },
                     true}},
        .formula = formula,
        .make = make_together<CmaEs>,
        .stability_limit = {},
        .teaching_rate = 0.5,
        .elementwise = false,
        .check = check,
        .most_weights = 800};
}

}  // namespace tani::rule_entries
