// Descriptions that many rules share: their parameters, what weight decay and maximize do to the
// gradient, and the quantities every rule can show.
#pragma once
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

/// Nesterov's largest stable rate × curvature, for a rule whose settings hold the coefficient at
/// `momentum`.
template <std::size_t momentum>
std::optional<double> nesterov_limit(std::span<const double> settings) {
    const double a = settings[momentum];
    if (a >= 1) return std::nullopt;
    return 2 * (1 + a) / (1 + 2 * a);
}

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

/// The derived quantity "update": the step Δx = x' − x.
Derived update();

}  // namespace tani::describe
