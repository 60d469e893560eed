// What the formula tests share: evaluating a text, comparing bits, and random expressions.
#pragma once
#include <bit>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "core/formula/formula.h"

namespace tani::testing {

inline double value_at(const Expression& expression, double x, double y,
                       const std::vector<std::string>& names = {},
                       const std::vector<double>& values = {}) {
    double result = 0;
    Program({&expression, 1}, names).bound(values).evaluate(x, y, {&result, 1});
    return result;
}

inline double value_of(std::string_view text, double x = 0, double y = 0) {
    return value_at(parse_formula(text, {}), x, y);
}

/// Equal bits; any NaN equals any NaN.
inline bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (a != a && b != b);
}

/// The text of a random formula in x, y and the constants a and kappa.
class RandomFormula {
  public:
    explicit RandomFormula(unsigned seed) : random_(seed) {}

    std::string text(int depth) {
        if (depth == 0) return leaf();
        const std::string a = text(depth - 1), b = text(depth - 1);
        switch (pick(14)) {
            case 0:
                return "(" + a + ") + (" + b + ")";
            case 1:
                return a + " - (" + b + ")";
            case 2:
                return "(" + a + ")*(" + b + ")";
            case 3:
                return "(" + a + ")/(" + b + ")";
            case 4:
                return "(" + a + ")^" + std::to_string(pick(5));
            case 5:
                return "(" + a + ")^(" + b + ")";
            case 6:
                return "-(" + a + ")";
            case 7:
                return a + "*" + b;
            case 8:
                return a + " + " + b;
            case 9:
                return a + "/" + b;
            case 10:
                return one_argument() + "(" + a + ")";
            case 11:
                return std::string(pick(2) ? "min" : "max") + "(" + a + ", " + b + ")";
            case 12:
                return "-" + a + "^-" + b;
            default:
                return "choose(" + a + ", " + b + ", " + leaf() + ")";
        }
    }

    double number(double from, double to) {
        return std::uniform_real_distribution<double>(from, to)(random_);
    }

  private:
    std::mt19937 random_;

    int pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }

    std::string leaf() {
        static const char* const leaves[] = {"x",  "y",   "2",         "0.5", "3", "x",
                                             "y",  "a",   "kappa",     "pi",  "e", "1e-3",
                                             "-7", ".25", "12345.678", "1e30"};
        return leaves[pick(16)];
    }

    std::string one_argument() {
        static const char* const names[] = {"sin",  "cos",  "tan", "asin", "acos", "atan", "sinh",
                                            "cosh", "tanh", "exp", "log",  "sqrt", "abs",  "sign"};
        return names[pick(14)];
    }
};

}  // namespace tani::testing
