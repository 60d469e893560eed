// A surface f(x, y): a formula with constants, a domain, a rotation, known minima; and its
// catalogue.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/parameter.h"
#include "core/base/text.h"
#include "core/formula/formula.h"

namespace tani {

using Point = std::array<double, 2>;

struct Range {
    double from = -1, to = 1;
    bool operator==(const Range&) const = default;
};

struct Minimum {
    double x = 0, y = 0, value = 0;
    bool operator==(const Minimum&) const = default;
};

/// One entry of the catalogue: `entries/<id>.cpp` defines `SurfaceEntry <id>()`.
struct SurfaceEntry {
    std::string id;
    Text name;
    Text help;                           ///< what it shows, one or two sentences
    std::string formula;                 ///< in x, y and the constants
    std::vector<Parameter> constants{};  ///< value (standard), slider, meaning of each
    Range x, y;
    Point start{};                  ///< from here something worth seeing happens
    std::vector<Minimum> minima{};  ///< at the standard constants, by rising value: all in the
                                    ///< domain, or the global one alone
    std::string source;             ///< paper, book or site
    bool log_height = false;        ///< the height wants a logarithmic scale to be readable
};

/// All entries, sorted by id. Built once.
std::span<const SurfaceEntry> surface_catalogue();
const SurfaceEntry* find_surface(std::string_view id);

/// What an experiment says about its surface, complete and checked.
struct SurfaceSpec {
    std::string name;  ///< catalogue id, or empty for a typed formula
    std::string formula;
    std::vector<std::pair<std::string, double>> constants;
    Range x, y;
    double rotate =
        0;  ///< degrees, counter-clockwise about the origin; the surface turns, the axes stay
    bool operator==(const SurfaceSpec&) const = default;
};

/// The spec of a catalogue entry at its standard constants.
SurfaceSpec spec_of(const SurfaceEntry& entry);

/// The value, gradient and Hessian at one point.
struct Jet {
    double value = 0;
    std::array<double, 2> gradient{};
    std::array<double, 3> hessian{};  ///< fxx, fxy, fyy
};

/// A compiled surface. Immutable and thread-safe; copies share the minima once found. The
/// constructor throws Error for a wrong formula (with its column), an unknown or missing constant
/// of a catalogue entry, an empty range.
class Surface {
  public:
    explicit Surface(const SurfaceSpec& spec);

    const SurfaceSpec& spec() const { return spec_; }

    double value(Point p) const;
    /// Value and gradient at once: what a step costs. Allocates nothing. Where the formula's
    /// derivative is 0/0 or infinite though the value is finite (the tip of Ackley's cone), the
    /// mean of the gradients around the point.
    double value_and_gradient(Point p, std::span<double, 2> gradient) const;
    /// With the Hessian, which is compiled at the first call.
    Jet jet(Point p) const;
    /// Values at many points, as one block.
    void values(std::span<const double> x, std::span<const double> y, std::span<double> out) const;

    /// Known minima for a catalogue entry at its standard constants (rotated along); otherwise
    /// found by a grid search within the domain refined by Newton's method (minima.h). By rising
    /// value. Computed at the first call, then kept; thread-safe.
    const std::vector<Minimum>& minima() const&;
    std::vector<Minimum> minima() && { return std::as_const(*this).minima(); }

    /// "x²/4 + 16y²", "∂f/∂x = x/2", "∂f/∂y = 32y": for the class. With a rotation these are of the
    /// unrotated formula.
    std::string formula_text() const;
    std::array<std::string, 2> gradient_text() const;

  private:
    friend class SurfaceBlock;
    struct Lazy;

    // The minus sign is in the data: from a sum beside a difference GCC 12 makes a fused
    // multiply-add in one place and none in another, -ffp-contract=off or not, and the bits would
    // depend on where this is inlined.
    /// The point in the coordinates of the formula. Without a rotation no bit changes.
    Point unturned(Point p) const {
        if (!is_turned_) return p;
        return {cosine_ * p[0] + sine_ * p[1], minus_sine_ * p[0] + cosine_ * p[1]};
    }
    double turned_value_and_gradient(Point p, std::span<double, 2> gradient) const;
    Point turned(Point p) const {
        return {cosine_ * p[0] + minus_sine_ * p[1], sine_ * p[0] + cosine_ * p[1]};
    }
    /// The gradient alone; compiled at the first call.
    const Program& slope() const;
    /// The value alone; compiled at the first call, as a recording never asks for it.
    const Program& value_alone() const;
    /// Value, gradient and Hessian; compiled at the first call.
    const Program& second() const;
    /// With the texts of the formula, its constants' values put in; written at the first call.
    const Lazy& texts() const;

    SurfaceSpec spec_;
    bool is_turned_ = false;
    double cosine_ = 1, sine_ = 0, minus_sine_ = 0;
    Expression expression_;
    Program first_;  // value and gradient
    std::shared_ptr<Lazy> lazy_;
};

/// A block of points on a surface, whose gradients are had in place again and again. The bits are those of
/// Surface::value_and_gradient.
class SurfaceBlock {
  public:
    enum class Needs { gradient, value_and_gradient };
    SurfaceBlock(const Surface& surface, std::size_t points, Needs needs);
    /// Rows for the caller to fill; evaluate() leaves them alone. 64-byte aligned, as the others.
    double* x() { return x_.empty() ? program_.x() : x_.data(); }
    double* y() { return y_.empty() ? program_.y() : y_.data(); }
    void evaluate(std::size_t count);
    /// Rows of the last evaluation. Values only where they were asked for.
    const double* gradient_x() { return gx_.empty() ? program_.output(first_) : gx_.data(); }
    const double* gradient_y() { return gy_.empty() ? program_.output(first_ + 1) : gy_.data(); }
    const double* value() { return program_.output(0); }

  private:
    void turn(std::size_t count);
    void fill_gaps(std::size_t count, double* gx, double* gy);

    const Surface* surface_;
    std::size_t first_;  ///< the output that is ∂f/∂x
    ProgramBlock program_;
    bool has_gaps_ = true;  ///< a gradient may be 0/0 at a point where the surface is finite
    AlignedVector<double> x_, y_, gx_, gy_;  ///< empty where the program's own rows serve
};

/// The eigenvalues of the symmetric 2×2 matrix [a b; b c]: {least, most}.
std::array<double, 2> eigenvalues(double a, double b, double c);

/// A point turned by `degrees` counter-clockwise about the origin.
Point rotated(Point p, double degrees);

}  // namespace tani
