// Descent with momentum on a quadratic, as theory has it. Polyak 1964, Some methods of speeding up
// the convergence of iteration methods; the regimes as in Goh 2017, Why momentum really works
// (Distill), with the names used there.
#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "core/recording/sweep.h"

namespace tani {

/// How the distance along one direction of curvature λ goes to zero, by the roots of
/// z² − (1 + α − ηλ)z + α.
enum class Regime {
    decrease,     ///< real and positive roots: it falls steadily
    one_step,     ///< α = 0 and ηλ = 1: it is zero after one step
    ripples,      ///< complex roots: it swings about zero
    oscillation,  ///< real and negative roots: it changes sign at every step
    divergence    ///< a root outside the unit circle: it grows
};

/// `product` is the rate times the curvature, at least 0; `momentum` from 0 to below 1.
Regime momentum_regime(double product, double momentum);
/// "decrease", "one_step", "ripples", "oscillation", "divergence".
std::string_view regime_id(Regime regime);

/// Settings that show something by name.
struct MomentumTarget {
    std::optional<Regime> regime;  ///< none: Polyak's point
    double rate = 0, momentum = 0;
    /// The regime's, or "polyak".
    std::string_view id() const { return regime ? regime_id(*regime) : "polyak"; }
};

/// For a quadratic with two positive curvatures.
class MomentumTheory {
  public:
    /// Rising, the least above 0.
    explicit MomentumTheory(std::array<double, 2> curvatures) : curvatures_(curvatures) {}

    double flattest() const { return curvatures_[0]; }
    double steepest() const { return curvatures_[1]; }
    /// The rate above which it diverges, 2(1+α)/λₙ.
    double boundary(double momentum) const;
    /// The rates between which a direction has complex roots, (1±√α)²/λ.
    std::array<double, 2> ripples(double curvature, double momentum) const;
    /// η = (2/(√λ₁+√λₙ))², α = ((√κ−1)/(√κ+1))²: the least spectral radius.
    MomentumTarget polyak() const;
    /// Polyak's point, and for the steepest direction a place deep inside each regime: those within
    /// the two ranges.
    std::vector<MomentumTarget> targets(const SweepAxis& rate, const SweepAxis& momentum) const;

    bool operator==(const MomentumTheory&) const = default;

  private:
    std::array<double, 2> curvatures_;
};

/// The theory of a map over rate and momentum, of a rule that is descent with momentum on a
/// quadratic; else none.
std::optional<MomentumTheory> momentum_theory(const SweepSite& site);
/// Which axis of such a map has the momentum: 0 across, 1 upwards.
int momentum_axis(const SweepSite& site);

}  // namespace tani
