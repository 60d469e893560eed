// Descriptions that many rules share: their parameters, what weight decay and maximize do to the
// gradient, and the quantities every rule can show.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/optimizer/optimizer.h"

namespace tani::describe {

Parameter learning_rate(double standard);
Parameter weight_decay();
Parameter maximize();
/// A switch that is off unless said otherwise.
Parameter toggle(std::string id, Text name, Text help);
/// Something added to the plain rule: 0, which is off, or more; the slider goes to `slider_to`.
Parameter extra(std::string id, std::string symbol, Text name, Text help, double slider_to);
Parameter stabilizer(double standard);
Parameter eps_inside();
/// The lectures' α: the share of the velocity kept each step, 0.9.
Parameter velocity_kept();
/// A decay rate of a running mean in [0, 1), on a scale that is logarithmic in 1 − value.
Parameter decay(std::string id, int element, std::string symbol, Text name, Text help,
                double standard);

/// β₁ and β₂ of Adam and its relatives.
Parameter mean_decay(double standard);
Parameter square_decay(double standard);
Parameter amsgrad();
/// The λ that shrinks x itself by ηλ, apart from the gradient (AdamW).
Parameter decoupled_decay(double standard);
/// The parts m, v and AMSGrad's s of their state.
StatePart mean_gradient();
StatePart mean_square();
StatePart largest_square();
/// A running mean that started at 0, freed from that: mean/(1 − βᵗ).
double corrected(double mean, double beta, const UpdateView& view);

/// The larger of the moduli of the roots of z² − trace·z + determinant: the spectral radius of a
/// rule with two numbers a coordinate.
double spectral_radius(double trace, double determinant);
/// With a velocity: z² − (1 + α − h)z + α for h = rate × curvature.
inline double momentum_radius(double h, double a) { return spectral_radius(1 + a - h, a); }
/// The same with the gradient asked one look ahead.
inline double nesterov_radius(double h, double a) {
    return spectral_radius((1 + a) * (1 - h), a * (1 - h));
}

/// Nesterov's largest stable rate × curvature, for a rule whose settings hold the coefficient at
/// `momentum`.
template <std::size_t momentum>
std::optional<double> nesterov_limit(std::span<const double> settings) {
    const double a = settings[momentum];
    if (a >= 1) return std::nullopt;
    return 2 * (1 + a) / (1 + 2 * a);
}

/// Of a setting that a rule does not have.
inline constexpr std::size_t absent = static_cast<std::size_t>(-1);

/// Where weight_decay and maximize stand among a rule's parameters.
struct GradientSettings {
    std::size_t weight_decay, maximize;
};

/// The gradient as PyTorch's rules use it, g itself when nothing is added to it.
struct GradientText {
    std::string symbol;              ///< "g" or "d"
    std::string number;              ///< "{g}" or "{d}"
    std::vector<FormulaLine> lines;  ///< "d ← −g + λx", or none
};
GradientText gradient_text(std::span<const double> settings, GradientSettings at);
double used_gradient(const UpdateView& view, GradientSettings at);
/// The derived quantity "d" of gradient_text.
Derived used_gradient(GradientSettings at);

/// x as decoupled decay leaves it: "(1−ηλ)x", or x itself without decay.
struct Shrunk {
    std::string symbol, number;
};
Shrunk shrunk(std::span<const double> settings, std::size_t weight_decay);

/// The lines of m and v, and of their corrected forms, in Adam and its relatives.
FormulaLine mean_line(const std::string& gradient, const std::string& number);
FormulaLine square_line(const std::string& gradient, const std::string& number);
FormulaLine m_hat_line();
FormulaLine v_hat_line();
/// The derived quantities m̂ and v̂ of the state parts m and v.
Derived m_hat(std::size_t beta1, std::size_t part = 0);
Derived v_hat(std::size_t beta2, std::size_t part = 1);
Derived effective_rate(std::string symbol, std::function<double(const UpdateView&)> value);

/// The derived quantity "update": the step Δx = x' − x.
Derived update();

}  // namespace tani::describe
