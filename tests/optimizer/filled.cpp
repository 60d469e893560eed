// The formula with numbers: how they are written.
#include <array>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "tests/optimizer/oracles.h"

using namespace tani;
using namespace tani::testing;

namespace {

/// A line of the momentum rule with v and g as given, one coordinate.
std::string shown(const std::string& line, double v, double g, int digits = 3, double lr = 0.061,
                  double momentum = 0.7) {
    const std::array<double, 2> settings = {lr, momentum};
    const std::array<double, 1> before = {v}, after = {0};
    const UpdateView view{settings, 12, 0, 0, g, before, after};
    return filled(*find_rule("momentum"), {"", line}, {&view, 1}, digits);
}

}  // namespace

TEST_CASE("a formula line shows both coordinates and its settings plainly") {
    const RuleEntry& rule = *find_rule("momentum");
    const auto updates = updates_of(rule, settings_with(rule, {{"lr", 0.061}, {"momentum", 0.7}}),
                                    GradientOnly(valley_gradient), {-9, 2}, 2);
    const std::array<UpdateView, 2> views = {updates[1].view(0), updates[1].view(1)};
    const auto lines = rule.formula(updates[1].settings);
    CHECK(filled(rule, lines[0], views) ==
          "(0.458, 0.984) = 0.7·(0.274, −3.90) − 0.061·(−4.36, −60.9)");
    CHECK(filled(rule, lines[1], views) == "(−8.27, −0.920) = (−8.73, −1.90) + (0.458, 0.984)");
}

TEST_CASE("a negative number stands in brackets after an operator only") {
    CHECK(shown("{v} − {lr}·{g}", -1.5, -2) == "−1.50 − 0.061·(−2.00)");
    CHECK(shown("{v} + {g}", 1.5, 2) == "1.50 + 2.00");
    CHECK(shown("({v} + {g})", -1.5, -2) == "(−1.50 + (−2.00))");
    CHECK(shown("{g}²", 0, -2) == "(−2.00)²");
    CHECK(shown("∇f{v}", -2, 0) == "∇f(−2.00)");
}

TEST_CASE("very small and very large numbers are written with a power of ten") {
    CHECK(shown("{v}", 1.234e-5, 0) == "1.23×10⁻⁵");
    CHECK(shown("{v}", -9.876e12, 0) == "−9.88×10¹²");
    CHECK(shown("{v}", 9999.6, 0) == "1.00×10⁴");
    CHECK(shown("{v}", 1234.5, 0) == "1234");
    CHECK(shown("{v}", 0.00123456, 0) == "0.00123");
    CHECK(shown("{v}/{g}", 1, 1e-5) == "1.00/(1.00×10⁻⁵)");
    CHECK(shown("√{v}", 1e-8, 0) == "√(1.00×10⁻⁸)");
    CHECK(shown("{g}²", 0, 2e-8) == "(2.00×10⁻⁸)²");
    CHECK(shown("{lr}", 0, 0, 3, 1e-8) == "10⁻⁸");
}

TEST_CASE("settings are as short as they can be and never mislead") {
    CHECK(shown("{lr}", 0, 0, 3, 0.1) == "0.1");
    CHECK(shown("{lr}", 0, 0, 3, 1) == "1");
    CHECK(shown("{lr}", 0, 0, 3, 0) == "0");
    CHECK(shown("{lr}", 0, 0, 3, 0.09877) == "0.09877");
    CHECK(shown("{momentum}", 0, 0, 3, 0.1, 0.9999) == "0.9999");
    CHECK(shown("{momentum}", 0, 0, 2, 0.1, 0.999999) == "0.999999");
    CHECK(shown("{lr}", 0, 0, 3, 0.0123456789) == "0.01235");
    CHECK(shown("{lr}", 0, 0, 3, 250) == "250");
}

TEST_CASE("zero and what is not finite are written plainly") {
    CHECK(shown("{v}", 0, 0) == "0");
    CHECK(shown("{v}", -0.0, 0) == "0");
    CHECK(shown("{v}", -std::numeric_limits<double>::quiet_NaN(), 0) == "NaN");
    CHECK(shown("{v}", -std::numeric_limits<double>::infinity(), 0) == "−∞");
    CHECK(shown("1 − {v}", std::numeric_limits<double>::infinity(), 0) == "1 − ∞");
}

TEST_CASE("the number of the update can be an exponent") {
    CHECK(shown("{momentum}{^t}", 0, 0) == "0.7¹²");
    CHECK(shown("{t} − 1", 0, 0) == "12 − 1");
}

TEST_CASE("unknown names and loose braces are left as they are") {
    CHECK(shown("{nobody} + {v}", 1, 0) == "{nobody} + 1.00");
    CHECK(shown("{v", 1, 0) == "{v");
    CHECK(shown("", 1, 0).empty());
}
