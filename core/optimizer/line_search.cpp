// Searches for a step length along a direction.
#include "core/optimizer/line_search.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/optimizer/dense.h"

namespace tani {

Line::Line(std::size_t dimensions)
    : x_(dimensions),
      d_(dimensions),
      point_(dimensions),
      gradient_(dimensions) {}

void Line::start(std::span<const double> x, std::span<const double> d, std::span<const double> g) {
    std::ranges::copy(x, x_.begin());
    std::ranges::copy(d, d_.begin());
    first_slope_ = dense::dot(g, d);
}

std::span<const double> Line::point(double t) {
    for (std::size_t i = 0; i < x_.size(); ++i) point_[i] = x_[i] + t * d_[i];
    return point_;
}

double Line::value(Oracle& oracle, double t) { return oracle.value(point(t)); }

double Line::slope(Oracle& oracle, double t) {
    oracle.gradient(point(t), gradient_);
    return dense::dot(gradient_, d_);
}

double Line::curvature(Oracle& oracle, double t) {
    const std::span<const double> here = point(t);
    if (!oracle.hessian_times(here, d_, gradient_)) {
        // Only now is it known that a whole matrix is needed; for a network it would be a large one.
        hessian_.resize(d_.size() * d_.size());
        oracle.hessian(here, hessian_);
        dense::multiply(hessian_, d_, gradient_);
    }
    return dense::dot(d_, gradient_);
}

namespace {

/// A trial step with what was found there.
struct Trial {
    double t = 0, value = 0, slope = 0;
};

Trial tried(Oracle& oracle, Line& line, double t) {
    const double value = line.value(oracle, t);
    return {t, value, line.slope(oracle, t)};
}

/// The minimum of the cubic through two trials, kept between two steps.
double cubic_minimum(const Trial& a, const Trial& b, double least, double most) {
    const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t);
    const double square = d1 * d1 - a.slope * b.slope;
    // Beyond PyTorch: values that are not finite are answered with the middle too.
    if (!(square >= 0) || std::isinf(square)) return (least + most) / 2;
    const double d2 = std::sqrt(square);
    const double found =
        a.t <= b.t ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
                   : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
    if (std::isnan(found)) return (least + most) / 2;
    return std::min(std::max(found, least), most);
}

/// The strong Wolfe search. Comparisons are turned round against PyTorch's, so that a value that is
/// not a number counts as too high.
class WolfeSearch {
  public:
    WolfeSearch(Oracle& oracle, Line& line, double value, const WolfeConditions& conditions)
        : oracle_(oracle), line_(line), first_{0, value, line.first_slope()}, c_(conditions) {}

    double run(double trial) {
        if (bracketed(trial)) return zoomed();
        return accepted_;
    }

  private:
    static constexpr int most_tries = 25;

    bool enough_decrease(const Trial& at) const {
        return at.value <= first_.value + c_.c1 * at.t * first_.slope;
    }
    bool flat_enough(const Trial& at) const { return std::abs(at.slope) <= -c_.c2 * first_.slope; }

    /// Algorithm 3.5: true once low_ and high_ enclose a step that will do, false when one was
    /// accepted on the way.
    bool bracketed(double t) {
        Trial before = first_, now = tried(oracle_, line_, t);
        // PyTorch compares with the trial before only from the third trial on, the book from the
        // second.
        for (; tries_ < most_tries; ++tries_) {
            if (!enough_decrease(now) || (tries_ > 1 && !(now.value < before.value))) {
                return enclose(before, now);
            }
            if (flat_enough(now)) {
                accepted_ = now.t;
                return false;
            }
            if (now.slope >= 0) return enclose(before, now);
            const double least = now.t + 0.01 * (now.t - before.t), most = now.t * 10;
            const double next = cubic_minimum(before, now, least, most);
            before = now;
            now = tried(oracle_, line_, next);
        }
        return enclose(first_, now);
    }

    bool enclose(const Trial& a, const Trial& b) {
        bracket_ = {a, b};
        order();
        return true;
    }

    void order() { low_ = bracket_[1].value < bracket_[0].value ? 1 : 0; }

    /// Algorithm 3.6.
    double zoomed() {
        const double size = dense::largest(line_.direction());
        bool stuck = false;
        for (; tries_ < most_tries; ++tries_) {
            if (std::abs(bracket_[1].t - bracket_[0].t) * size < c_.least_bracket) break;
            const Trial now = tried(oracle_, line_, next_trial(stuck));
            Trial &low = bracket_[low_], &high = bracket_[1 - low_];
            if (!enough_decrease(now) || !(now.value < low.value)) {
                high = now;
                order();
                continue;
            }
            if (flat_enough(now)) return now.t;
            if (now.slope * (high.t - low.t) >= 0) high = low;
            low = now;
        }
        return bracket_[low_].t;
    }

    /// The cubic's minimum; a tenth of the bracket away from an end to which it keeps too near.
    double next_trial(bool& stuck) const {
        const auto [least, most] = std::minmax(bracket_[0].t, bracket_[1].t);
        const double t = cubic_minimum(bracket_[0], bracket_[1], least, most);
        const double margin = 0.1 * (most - least);
        if (!(std::min(most - t, t - least) < margin)) {
            stuck = false;
            return t;
        }
        if (!stuck && t < most && t > least) {
            stuck = true;
            return t;
        }
        stuck = false;
        return std::abs(t - most) < std::abs(t - least) ? most - margin : least + margin;
    }

    Oracle& oracle_;
    Line& line_;
    Trial first_;
    WolfeConditions c_;
    int tries_ = 0;
    double accepted_ = 0;
    std::array<Trial, 2> bracket_{};
    std::size_t low_ = 0;
};

}  // namespace

double strong_wolfe_step(Oracle& oracle, Line& line, double value, double trial,
                         const WolfeConditions& conditions) {
    return WolfeSearch(oracle, line, value, conditions).run(trial);
}

Backtracked backtracked_step(Oracle& oracle, Line& line, double value, double trial, double shrink,
                             double c1) {
    // Halving meets the smallest positive number after 1,074 times, which a slope of 0 would need.
    constexpr int most_tries = 1000;
    Backtracked found{trial, 0};
    for (; found.shrunk < most_tries; ++found.shrunk, found.step *= shrink) {
        const double allowed = value + c1 * found.step * line.first_slope();
        if (line.value(oracle, found.step) <= allowed) return found;
        if (found.step == 0) return found;
    }
    return {0, found.shrunk};
}

double exact_step(Oracle& oracle, Line& line) {
    const double start = line.first_slope();
    if (!(start < 0)) return 0;
    constexpr int most_tries = 100;
    const double enough = 1e-12 * -start;
    // φ' is negative at `low`, positive at `high` once one is known.
    double low = 0, high = 0, t = -start / line.curvature(oracle, 0);
    // Where the line bends down, Newton's method has nothing to say: the first trial is then one
    // unit of d.
    if (!(t > 0) || std::isinf(t)) t = 1;
    double last = -start;
    for (int tries = 0; tries < most_tries; ++tries) {
        const double slope = line.slope(oracle, t);
        if (std::abs(slope) <= enough) return t;
        // A point off the function's domain is too far.
        (slope < 0 ? low : high) = t;
        const double newton = t - slope / line.curvature(oracle, t);
        const double before = t;
        const bool fast = std::abs(slope) <= 0.5 * std::abs(last);
        last = slope;
        if (high == 0) {
            // Still descending: as far as Newton's method says, but at least twice and at most ten
            // times as far, which leaves a function without a minimum behind in the end.
            t = newton > 2 * low ? std::min(newton, 10 * low) : 2 * low;
        } else if (fast && newton > low && newton < high) {
            t = newton;
        } else {
            t = low + (high - low) / 2;
        }
        if (t == before || t == low || t == high || std::isinf(t)) return before;
    }
    return t;
}

}  // namespace tani
