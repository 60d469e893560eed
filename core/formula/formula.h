// Formulas in x and y: text → expression → exact derivatives → evaluation of many points at once.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tani {

struct Node;  // an immutable expression tree with shared parts; see expression.h
using Expression = std::shared_ptr<const Node>;

/// A named number that a formula may use; its value is handed over at evaluation, so that a slider
/// does not parse anything again.
struct FormulaLimits {
    std::size_t length = 4000;  ///< bytes of text
    int depth = 200;            ///< nested parentheses, calls and signs
};

/// Reads `text` with the variables x and y and the given constants (pi and e are built in).
/// Throws Error whose place has line 0 and the column (1-based, in code points) of what is wrong.
/// Ends within milliseconds for any text.
Expression parse_formula(std::string_view text, std::span<const std::string> constants, const FormulaLimits& limits = {});

/// What to differentiate by.
enum class Variable { x, y };

/// The exact derivative, simplified. abs has derivative sign, sign has 0; min and max take the branch in force.
Expression derivative(const Expression& expression, Variable by);

/// Folds constants where that is exact, removes 0 and 1, gathers like factors and terms: x^2/4 differentiates to x/2.
Expression simplified(const Expression& expression);

/// How a formula is written out.
enum class Notation {
    plain,  ///< can be parsed again: x^2/4 + 16*y^2
    board   ///< for people: x²/4 + 16y²
};
std::string to_text(const Expression& expression, Notation notation);

/// Names of the constants that the expression uses, in order of first appearance.
std::vector<std::string> constants_of(const Expression& expression);

/// Several expressions compiled together, with common parts evaluated once. Immutable and thread-safe.
/// One point and many points go through the same operations in the same order: the same bits.
class Program {
  public:
    Program() = default;
    Program(std::span<const Expression> outputs, std::span<const std::string> constants);

    std::size_t outputs() const;
    bool empty() const;

    /// Binds constant values (in the order given at construction) and folds what follows from them.
    Program bound(std::span<const double> values) const;

    /// One point. `out` has outputs() numbers. Allocates nothing.
    void evaluate(double x, double y, std::span<double> out) const;

    /// Many points: x, y of size n; out[k] points to n numbers for output k. Works in blocks, allocates nothing.
    void evaluate(std::span<const double> x, std::span<const double> y, std::span<double* const> out) const;

  private:
    struct Code;
    std::shared_ptr<const Code> code_;
};

}  // namespace tani
