// A search for minima: the low points of a grid, then Newton steps on a Hessian made positive
// (Nocedal & Wright, Numerical Optimization, 2nd ed., sec. 3.4), and a pattern search (Hooke &
// Jeeves 1961) where there is a kink.
#include "core/surface/minima.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace tani {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// What a refined candidate turns out to be. Beside a connected minimum are others, as low: a
/// valley floor at one level.
enum class Kind { none, isolated, connected };

struct Found {
    Minimum minimum;
    Kind kind = Kind::none;
};

struct Ring {
    double lowest = 0, highest = 0;
};

class Search {
  public:
    explicit Search(const Surface& surface);
    std::vector<Minimum> run();

  private:
    /// Low points of the grid, the lowest first.
    std::vector<Point> candidates() const;
    std::vector<double> grid_values() const;
    /// Down to a smooth minimum near the candidate, or else to a kink.
    Found refined(Point candidate);
    Point descended(Point p);
    Point polished(Point p);
    Point pattern_searched(Point p);
    Kind smooth_kind(Point p);
    Kind kink_kind(Point p);
    Ring around(Point p, double radius_in_cells);
    bool inside(Point p) const;
    double value(Point p);  ///< infinite where the surface is not defined
    Jet jet_at(Point p);
    /// The greater of the distances along x and y, in grid cells.
    double cells(double dx, double dy) const {
        return std::max(std::abs(dx) / cell_x_, std::abs(dy) / cell_y_);
    }
    static double rounding(double value) { return 1e-13 * std::abs(value) + 1e-300; }

    const Surface& surface_;
    Range x_, y_;
    int points_;
    double cell_x_, cell_y_;
    std::size_t evaluations_ = 0, budget_;
};

// The core has no clock: the work is bounded by counting, with the length of the formula as the
// price of a value.
int grid_points(std::size_t formula_length) {
    if (formula_length < 300) return 129;
    return formula_length < 1200 ? 65 : 33;
}
std::size_t evaluation_budget(std::size_t formula_length) {
    return 5'000'000 / (formula_length + 60);
}

constexpr std::size_t most_candidates = 200;
constexpr std::size_t most_connected = 4;

Search::Search(const Surface& surface)
    : surface_(surface),
      x_(surface.spec().x),
      y_(surface.spec().y),
      points_(grid_points(surface.spec().formula.size())),
      cell_x_((x_.to - x_.from) / (points_ - 1)),
      cell_y_((y_.to - y_.from) / (points_ - 1)),
      budget_(evaluation_budget(surface.spec().formula.size())) {}

double Search::value(Point p) {
    ++evaluations_;
    const double result = surface_.value(p);
    return std::isnan(result) ? infinity : result;
}

Jet Search::jet_at(Point p) {
    evaluations_ += 4;
    return surface_.jet(p);
}

bool Search::inside(Point p) const {
    const double slack = 1e-9;  // of a cell: a minimum on the edge may be off by rounding
    return p[0] >= x_.from - slack * cell_x_ && p[0] <= x_.to + slack * cell_x_ &&
           p[1] >= y_.from - slack * cell_y_ && p[1] <= y_.to + slack * cell_y_;
}

std::vector<double> Search::grid_values() const {
    const auto n = static_cast<std::size_t>(points_);
    std::vector<double> xs(n), ys(n), values(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        // From the middle outwards, so that a symmetric domain has a symmetric grid.
        xs[i] =
            (x_.from + x_.to) / 2 + (static_cast<double>(i) - static_cast<double>(n / 2)) * cell_x_;
    }
    for (std::size_t j = 0; j < n; ++j) {
        const double y =
            (y_.from + y_.to) / 2 + (static_cast<double>(j) - static_cast<double>(n / 2)) * cell_y_;
        std::ranges::fill(ys, y);
        surface_.values(xs, ys, std::span(values).subspan(j * n, n));
    }
    for (double& v : values) {
        if (std::isnan(v)) v = infinity;
    }
    return values;
}

std::vector<Point> Search::candidates() const {
    const std::vector<double> values = grid_values();
    struct Low {
        double value;
        int i, j;
    };
    std::vector<Low> lows;
    const auto at = [&](int i, int j) { return values[static_cast<std::size_t>(j * points_ + i)]; };
    const auto is_low = [&](int i, int j) {
        const double v = at(i, j);
        double highest = v;
        for (int b = std::max(j - 1, 0); b <= std::min(j + 1, points_ - 1); ++b) {
            for (int a = std::max(i - 1, 0); a <= std::min(i + 1, points_ - 1); ++a) {
                const double other = at(a, b);
                // Of equal neighbours the first counts, so that a line at one level is one
                // candidate.
                const bool earlier = b < j || (b == j && a < i);
                if (other < v || (earlier && other == v)) return false;
                highest = std::max(highest, other);
            }
        }
        return highest - v > 1e-14 * std::abs(v);  // not a dent made by rounding
    };
    for (int j = 0; j < points_; ++j) {
        for (int i = 0; i < points_; ++i) {
            if (std::isfinite(at(i, j)) && is_low(i, j)) lows.push_back({at(i, j), i, j});
        }
    }
    std::ranges::stable_sort(lows, {}, &Low::value);
    if (lows.size() > most_candidates) lows.resize(most_candidates);
    std::vector<Point> result;
    for (const Low& low : lows) {
        result.push_back({(x_.from + x_.to) / 2 + (low.i - points_ / 2) * cell_x_,
                          (y_.from + y_.to) / 2 + (low.j - points_ / 2) * cell_y_});
    }
    return result;
}

/// −H⁻¹g with every eigenvalue replaced by its magnitude, so that the step goes down also at a
/// saddle.
Point newton_step(const Jet& jet) {
    const auto [a, b, c] = jet.hessian;
    const auto [gx, gy] = jet.gradient;
    const auto [least, most] = eigenvalues(a, b, c);
    const double greatest = std::max(std::abs(least), std::abs(most));
    if (!(greatest > 0) || !std::isfinite(greatest)) return {-gx, -gy};
    const double floor = 1e-12 * greatest;
    // Half the angle of the eigenvector of `most`.
    const double angle = 0.5 * std::atan2(2 * b, a - c);
    const double ux = std::cos(angle), uy = std::sin(angle);
    const double along = (gx * ux + gy * uy) / std::max(std::abs(most), floor);
    const double across = (gy * ux - gx * uy) / std::max(std::abs(least), floor);
    return {-(along * ux - across * uy), -(along * uy + across * ux)};
}

Point Search::descended(Point p) {
    constexpr int most_steps = 60, most_halvings = 20;
    for (int step = 0; step < most_steps; ++step) {
        const Jet jet = jet_at(p);
        Point d = newton_step(jet);
        const double length = cells(d[0], d[1]);
        if (!(length > 1e-12) || !std::isfinite(length)) return p;
        if (length > 2) d = {d[0] * 2 / length, d[1] * 2 / length};
        double t = 1;
        int halvings = 0;
        while (!(value({p[0] + t * d[0], p[1] + t * d[1]}) < jet.value) &&
               ++halvings < most_halvings)
            t /= 2;
        if (halvings == most_halvings) return p;
        p = {p[0] + t * d[0], p[1] + t * d[1]};
        if (p[0] < x_.from - cell_x_ || p[0] > x_.to + cell_x_ || p[1] < y_.from - cell_y_ ||
            p[1] > y_.to + cell_y_) {
            return p;
        }
    }
    return p;
}

/// The value stops falling half the digits before the minimum is reached; the gradient goes on to
/// the last ones.
Point Search::polished(Point p) {
    Jet jet = jet_at(p);
    for (int step = 0; step < 8; ++step) {
        const Point d = newton_step(jet);
        const Point next = {p[0] + d[0], p[1] + d[1]};
        if (!(cells(d[0], d[1]) < 0.01)) break;
        const Jet there = jet_at(next);
        const auto norm = [](const Jet& j) { return std::hypot(j.gradient[0], j.gradient[1]); };
        if (!(norm(there) < norm(jet))) break;
        p = next;
        jet = there;
    }
    return p;
}

Point Search::pattern_searched(Point p) {
    constexpr int directions = 16, most_moves = 400;
    double v = value(p), radius = 1;
    for (int move = 0; move < most_moves && radius > 1e-14; ++move) {
        Point best = p;
        double best_value = v;
        for (int k = 0; k < directions; ++k) {
            const double angle = 2 * std::numbers::pi * k / directions;
            const Point q = {p[0] + radius * cell_x_ * std::cos(angle),
                             p[1] + radius * cell_y_ * std::sin(angle)};
            if (const double there = value(q); there < best_value) {
                best = q;
                best_value = there;
            }
        }
        if (best_value < v) {
            p = best;
            v = best_value;
        } else {
            radius /= 2;
        }
    }
    return p;
}

Ring Search::around(Point p, double radius) {
    constexpr int directions = 48;
    Ring ring{.lowest = infinity, .highest = -infinity};
    for (int k = 0; k < directions; ++k) {
        const double angle = 2 * std::numbers::pi * (k + 0.25) / directions;
        const double v = value(
            {p[0] + radius * cell_x_ * std::cos(angle), p[1] + radius * cell_y_ * std::sin(angle)});
        ring.lowest = std::min(ring.lowest, v);
        ring.highest = std::max(ring.highest, v);
    }
    return ring;
}

Kind Search::smooth_kind(Point p) {
    const Jet jet = jet_at(p);
    const auto [gx, gy] = jet.gradient;
    const auto [least, most] = eigenvalues(jet.hessian[0], jet.hessian[1], jet.hessian[2]);
    if (!std::isfinite(jet.value + gx + gy + least + most)) return Kind::none;
    if (most > 0 && least > 1e-8 * most) {
        const Point d = newton_step(jet);
        return cells(d[0], d[1]) < 1e-6 ? Kind::isolated : Kind::none;
    }
    if (least < -1e-7 * std::abs(most)) return Kind::none;
    // A flat bottom: the slope over a cell counts for nothing beside the rise over a cell.
    const double rise = around(p, 1).highest - jet.value;
    if (!(std::abs(gx) * cell_x_ + std::abs(gy) * cell_y_ <= 1e-6 * rise)) return Kind::none;
    const Ring ring = around(p, 0.05);
    if (ring.lowest < jet.value - rounding(jet.value)) return Kind::none;
    // Across a floor at one level the ring rises 1 / sin²(3.75°) = 230 times as high as where it
    // meets the floor.
    return ring.lowest - jet.value > 0.01 * (ring.highest - jet.value) ? Kind::isolated
                                                                       : Kind::connected;
}

Kind Search::kink_kind(Point p) {
    const double v = value(p);
    if (!std::isfinite(v)) return Kind::none;
    const Ring ring = around(p, 1e-3), inner = around(p, 1e-6);
    if (ring.lowest < v - rounding(v) || inner.lowest < v - rounding(v)) return Kind::none;
    // At a pole or a jump the value does not come back to the point's own as the ring shrinks.
    if (!(inner.highest - v < 0.5 * (ring.highest - v))) return Kind::none;
    return ring.lowest - v > 0.03 * (ring.highest - v) ? Kind::isolated : Kind::connected;
}

Found Search::refined(Point candidate) {
    Point p = polished(descended(candidate));
    Kind kind = inside(p) ? smooth_kind(p) : Kind::none;
    if (kind == Kind::none) {
        p = pattern_searched(candidate);
        kind = inside(p) ? kink_kind(p) : Kind::none;
    }
    return {{p[0] + 0.0, p[1] + 0.0, value(p)}, kind};  // + 0.0: no negative zero
}

std::vector<Minimum> Search::run() {
    std::vector<Minimum> result;
    std::size_t connected = 0;
    for (const Point& candidate : candidates()) {
        if (evaluations_ > budget_) break;
        const Found found = refined(candidate);
        if (found.kind == Kind::none) continue;
        const bool isolated = found.kind == Kind::isolated;
        const Minimum& m = found.minimum;
        const bool known = std::ranges::any_of(result, [&](const Minimum& other) {
            return cells(m.x - other.x, m.y - other.y) < (isolated ? 1e-3 : 0.5);
        });
        if (known || (!isolated && ++connected > most_connected)) continue;
        result.push_back(m);
    }
    std::ranges::stable_sort(result, {}, &Minimum::value);
    return result;
}

}  // namespace

std::vector<Minimum> find_minima(const Surface& surface) { return Search(surface).run(); }

std::vector<Minimum> mirrored(std::span<const Minimum> octant) {
    std::vector<Minimum> result;
    const auto add = [&](const Minimum& minimum) {
        if (std::ranges::find(result, minimum) == result.end()) result.push_back(minimum);
    };
    for (const auto& [x, y, value] : octant) {
        for (const double sx : {1.0, -1.0}) {
            for (const double sy : {1.0, -1.0}) {
                add({sx * x + 0.0, sy * y + 0.0, value});
                add({sy * y + 0.0, sx * x + 0.0, value});
            }
        }
    }
    std::ranges::stable_sort(result, {}, &Minimum::value);
    return result;
}

}  // namespace tani
