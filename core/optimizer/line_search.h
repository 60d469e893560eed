// Searches for a step length along a direction: backtracking, strong Wolfe, and the exact minimum.
// Nocedal & Wright, Numerical Optimization, 2nd ed., chapter 3.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "core/optimizer/optimizer.h"

namespace tani {

/// f seen along one line: φ(t) = f(x + t·d). Owns the storage for its points; nothing else
/// allocates, but for the Hessian of an oracle that has no products with it, the first time.
class Line {
  public:
    explicit Line(std::size_t dimensions);
    /// Looks from x along d, where the gradient is g.
    void start(std::span<const double> x, std::span<const double> d, std::span<const double> g);

    double value(Oracle& oracle, double t);              ///< φ(t), one evaluation
    double slope(Oracle& oracle, double t);              ///< φ'(t), one evaluation
    double curvature(Oracle& oracle, double t);          ///< φ''(t) = d·Hd, one evaluation
    double first_slope() const { return first_slope_; }  ///< φ'(0), known from the start
    std::span<const double> direction() const { return d_; }

  private:
    std::span<const double> point(double t);

    std::vector<double> x_, d_, point_, gradient_, hessian_;
    double first_slope_ = 0;
};

/// Sufficient decrease (c1) and curvature (c2): equations (3.7).
struct WolfeConditions {
    double c1 = 1e-4, c2 = 0.9;
    /// The search gives up where its bracket, in units of x, is shorter.
    double least_bracket = 0;
};

/// A step that meets the strong Wolfe conditions, from the trial step on; where none is found in 25
/// evaluations, the best one seen. `value` is φ(0). Algorithms 3.5 and 3.6 with the cubic (3.59),
/// in the form and the order of arithmetic of torch.optim.LBFGS (there from minFunc).
double strong_wolfe_step(Oracle& oracle, Line& line, double value, double trial,
                         const WolfeConditions& conditions);

/// What backtracking found: the step, and how often it was shrunk.
struct Backtracked {
    double step = 0;
    int shrunk = 0;
};

/// The first of trial, shrink·trial, shrink²·trial, … with enough decrease: Algorithm 3.1. A step
/// of 0 where none of the first 1,000 has.
Backtracked backtracked_step(Oracle& oracle, Line& line, double value, double trial, double shrink,
                             double c1);

/// A minimum of φ: on a quadratic −φ'(0)/φ''(0), else refined by Newton's method and
/// bisection on φ' until |φ'| ≤ 1e-12·|φ'(0)| or the bracket has no number inside. Needs φ'(0) < 0;
/// 0 where it is not.
double exact_step(Oracle& oracle, Line& line);

}  // namespace tani
