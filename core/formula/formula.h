// Formulas in x and y: text → expression → exact derivatives → evaluation of many points at once.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/aligned.h"
#include "core/base/error.h"

namespace tani {

struct Node;  // an immutable expression with shared parts; see expression.h
using Expression = std::shared_ptr<const Node>;

struct FormulaLimits {
    std::size_t length = 2000;  ///< bytes of text
    int depth = 200;            ///< nested parentheses, calls, powers and signs
};

/// Reads `text` with the variables x and y and the given constants: named numbers whose values are
/// handed over at evaluation, so that a slider parses nothing again. pi and e are built in.
///
///     sum      = product { ("+" | "-") product }
///     product  = signed { ("*" | "/") signed }
///     signed   = { "+" | "-" } power                      -x^2 is -(x^2)
///     power    = primary [ "^" signed ]                   2^3^2 is 2^(3^2), 2^-x is 2^(-x)
///     primary  = number | name | function "(" sum { "," sum } ")" | "(" sum ")"
///
/// Functions: sin cos tan asin acos atan sinh cosh tanh exp log (= ln) sqrt abs sign pow(a, b), min
/// and max of two or more, and choose(t, a, b), the slope of a minimum: a where t is below 0, b
/// where it is above, their mean at 0. The signs − · × and the letter π are taken too.
///
/// Throws Error whose place has line 0 and the column (1-based, in code points) of what is wrong.
/// Ends within milliseconds for any text.
Expression parse_formula(std::string_view text, std::span<const std::string> constants,
                         const FormulaLimits& limits = {});

/// What to differentiate by.
enum class Variable { x, y };

/// The exact derivative, simplified. abs has derivative sign, sign has 0; min and max take the
/// branch in force (the mean of the two where they meet). Parts of the expression that come back in
/// the derivative stay as they were written, so that a Program evaluates them once.
Expression derivative(const Expression& expression, Variable by);

/// Folds constants where that is exact, removes 0 and 1, gathers like factors and terms: x^2/4
/// differentiates to x/2.
Expression simplified(const Expression& expression);

/// How a formula is written out.
enum class Notation {
    plain,  ///< can be parsed again: x^2/4 + 16*y^2
    board   ///< for people: x²/4 + 16y²
};
/// A text beyond some thousand parts ends in "…".
std::string to_text(const Expression& expression, Notation notation);

/// Names of the constants that the expression uses, in order of first appearance.
std::vector<std::string> constants_of(const Expression& expression);

/// The expression with the named constants replaced by numbers, for showing: x²/4 + 16y² from x^2/a
/// + b*y^2. Names that do not occur are ignored. Nothing is folded; `simplified` of it does.
Expression with_constants(const Expression& expression, std::span<const std::string> names,
                          std::span<const double> values);

/// The value of an expression without x, y and named constants; none when it has any.
std::optional<double> value_of_constant(const Expression& expression);

/// Several expressions compiled together, with common parts evaluated once. Immutable and
/// thread-safe. Values are computed in the order in which the formula is written. x^n with a whole
/// n of at most 16 is computed by multiplication (x*x, x*x*x, (x*x)*(x*x)), x^0.5 as a square root,
/// other powers by std::pow. One point and many points go through the same operations in the same
/// order: the same bits.
class Program {
  public:
    Program() = default;
    /// With `values`, the constants are bound at once, as bound() does.
    Program(std::span<const Expression> outputs, std::span<const std::string> constants,
            std::span<const double> values = {});

    std::size_t outputs() const;
    bool empty() const;

    /// The number of operations of one evaluation.
    std::size_t length() const;

    /// Only sums and products: nothing but an overflow makes it infinite or NaN.
    bool is_polynomial() const;

    /// Binds constant values (in the order given at construction) and folds what follows from them.
    Program bound(std::span<const double> values) const;

    /// One point. `out` has outputs() numbers. Allocates nothing. Constants that are not bound are
    /// NaN.
    void evaluate(double x, double y, std::span<double> out) const;

    /// Many points: x, y of size n; out[k] points to n numbers for output k. Works in blocks,
    /// allocates nothing.
    void evaluate(std::span<const double> x, std::span<const double> y,
                  std::span<double* const> out) const;

  private:
    friend class ProgramBlock;
    struct Code;
    std::shared_ptr<const Code> code_;
};

/// A program with room for a block of points, evaluated in place again and again: nothing is copied
/// or allocated. Rows start on a cache line.
class ProgramBlock {
  public:
    ProgramBlock(Program program, std::size_t points);
    double* x() { return registers_.data(); }
    double* y() { return registers_.data() + stride_; }
    /// One number a point, until the next evaluation.
    double* output(std::size_t index);
    void evaluate(std::size_t count);

  private:
    Program program_;
    std::size_t stride_;
    AlignedVector<double> registers_;
};

}  // namespace tani
