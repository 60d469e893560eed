// Derivatives: against central differences at random points, and their texts for a class.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "tests/formula/helpers.h"

using namespace tani;
using namespace tani::testing;

namespace {

/// Central difference with a step near the cube root of machine epsilon; its error is about step²
/// of the third derivative.
double difference(const Expression& e, Variable by, double x, double y) {
    const double at = by == Variable::x ? x : y;
    const double step = 6e-6 * std::max(1.0, std::abs(at));
    const auto f = [&](double t) {
        return by == Variable::x ? value_at(e, t, y) : value_at(e, x, t);
    };
    return (f(at + step) - f(at - step)) / (2 * step);
}

void check_slope(const Expression& e, Variable by, double x, double y) {
    const double exact = value_at(derivative(e, by), x, y), numeric = difference(e, by, x, y);
    CAPTURE(x);
    CAPTURE(y);
    CAPTURE(exact);
    CAPTURE(numeric);
    CHECK(std::abs(exact - numeric) <= 2e-7 * (1 + std::abs(exact) + std::abs(value_at(e, x, y))));
}

std::string slope_text(std::string_view formula, Variable by, Notation notation = Notation::board) {
    const std::vector<std::string> names = {"a", "b", "n"};
    return to_text(derivative(parse_formula(formula, names), by), notation);
}

}  // namespace

TEST_CASE("first and second derivatives agree with central differences") {
    // every function, inside its domain for x and y in (0.2, 0.9)
    const char* const formulas[] = {
        "x^2/4 + 16*y^2",
        "(1-x)^2 + 100*(y-x^2)^2",
        "(x^2+y-11)^2 + (x+y^2-7)^2",
        "x^3 - 3*x*y^2",
        "x^4*y^3",
        "x^-2*y",
        "x^0.5*y^1.5",
        "x^-0.5",
        "x/y",
        "x/(1+y^2)",
        "(x+y)/(x-y-3)",
        "sin(x*y)",
        "cos(x+y)",
        "tan(x*y)",
        "asin(x*y)",
        "acos(x*y)",
        "atan(x/y)",
        "sinh(x+y)",
        "cosh(x*y)",
        "tanh(x-2*y)",
        "exp(-(x^2+y^2)/4)",
        "log(x+y)",
        "sqrt(x^2+y^2)",
        "abs(x-2)*y",
        "sign(x+1)*x*y",
        "min(x*y, 5)",
        "max(x+y, x*y)",
        "max(0, x-2)",
        "x^y",
        "2^(x*y)",
        "e^(-x*y)",
        "pow(x, 2.5)*pow(2.5, y)",
        "(x*y)^(x+y)",
        "sin(x)^2*cos(y)^3",
        "exp(sin(x)*cos(y))",
        "x*sin(x)*exp(y)",
        "1/(1+exp(-10*(x-y)))",
        "-20*exp(-0.2*sqrt((x^2+y^2)/2)) - exp((cos(2*pi*x)+cos(2*pi*y))/2) + e + 20",
        "-cos(x)*cos(y)*exp(-((x-pi)^2+(y-pi)^2))",
        "(1+(x+y+1)^2*(19-14*x+3*x^2-14*y+6*x*y+3*y^2))*(30+(2*x-3*y)^2*(18-32*x+12*x^2+48*y-36*x*"
        "y+27*y^2))",
        "sin(3*pi*x)^2 + (x-1)^2*(1+sin(3*pi*y)^2) + (y-1)^2*(1+sin(2*pi*y)^2)",
        "-(1+cos(12*sqrt(x^2+y^2)))/((x^2+y^2)/2+2)",
        "x*-y - -x/-y",
        "choose(x-2, x*y, y)",
        "(2*x)^3/(3*y)^2",
        "log(x)/log(2)",
        "((x))",
        "7"};
    RandomFormula random(7);
    for (const char* text : formulas) {
        CAPTURE(text);
        const Expression e = parse_formula(text, {});
        for (int i = 0; i < 5; ++i) {
            const double x = random.number(0.2, 0.9), y = random.number(0.2, 0.9);
            check_slope(e, Variable::x, x, y);
            check_slope(e, Variable::y, x, y);
            const Expression dx = derivative(e, Variable::x), dy = derivative(e, Variable::y);
            check_slope(dx, Variable::x, x, y);
            check_slope(dx, Variable::y, x, y);
            check_slope(dy, Variable::y, x, y);
        }
    }
}

TEST_CASE("mixed second derivatives agree") {
    for (const char* text :
         {"x^y", "sin(x*y)/x", "exp(x*y^2)*log(x+y)", "(x^2+y-11)^2*sqrt(x+y)"}) {
        CAPTURE(text);
        const Expression e = parse_formula(text, {});
        const double xy = value_at(derivative(derivative(e, Variable::x), Variable::y), 1.3, 0.7);
        const double yx = value_at(derivative(derivative(e, Variable::y), Variable::x), 1.3, 0.7);
        CHECK(std::abs(xy - yx) <= 1e-13 * (1 + std::abs(xy)));
    }
}

TEST_CASE("slopes at zero are finite where they should be") {
    CHECK(value_at(derivative(parse_formula("x^2", {}), Variable::x), 0, 0) == 0);
    CHECK(value_at(derivative(parse_formula("x^1", {}), Variable::x), 0, 0) == 1);
    CHECK(value_at(derivative(parse_formula("x^3*y", {}), Variable::x), 0, 2) == 0);
    CHECK(value_at(derivative(parse_formula("abs(x)", {}), Variable::x), 0, 0) == 0);
    CHECK(value_at(derivative(parse_formula("max(0, x)", {}), Variable::x), 0, 0) == 0.5);
    CHECK(value_at(derivative(parse_formula("max(0, x)", {}), Variable::x), 1, 0) == 1);
    CHECK(value_at(derivative(parse_formula("max(0, x)", {}), Variable::x), -1, 0) == 0);
    CHECK(value_at(derivative(parse_formula("min(x, 1/y)", {}), Variable::x), -1, 1e-300) == 1);
}

TEST_CASE("derivatives read as a class expects them") {
    CHECK(slope_text("x^2/4", Variable::x) == "x/2");
    CHECK(slope_text("x^2/4 + 16*y^2", Variable::x) == "x/2");
    CHECK(slope_text("x^2/4 + 16*y^2", Variable::y) == "32y");
    CHECK(slope_text("x^2/a", Variable::x) == "2x/a");
    CHECK(slope_text("x^2/a + b*y^2", Variable::y) == "2by");
    CHECK(slope_text("(x^2+y-11)^2", Variable::x) == "4x(x²+y−11)");
    CHECK(slope_text("(x^2+y-11)^2", Variable::y) == "2(x²+y−11)");
    CHECK(slope_text("(1-x)^2 + 100*(y-x^2)^2", Variable::x) == "−2(1−x) − 400x(y−x²)");
    CHECK(slope_text("(1-x)^2 + 100*(y-x^2)^2", Variable::y) == "200(y−x²)");
    CHECK(slope_text("x^3/3", Variable::x) == "x²");
    CHECK(slope_text("(x^2 + y^2)/2", Variable::x) == "x");
    CHECK(slope_text("0.1*x^3", Variable::x) == "0.3x²");
    CHECK(slope_text("x^2/2 - y^2/2 + y^4/4", Variable::y) == "y³ − y");
    CHECK(slope_text("(x+y)^2/8 + 8*(y-x)^2", Variable::x) == "(x+y)/4 − 16(y−x)");
    CHECK(slope_text("1 - exp(-(x^2+y^2)/4)", Variable::x) == "x exp(−(x²+y²)/4)/2");
    CHECK(slope_text("sqrt(x^2 + y^2)", Variable::x) == "x/sqrt(x²+y²)");
    CHECK(slope_text("sin(x)*y", Variable::x) == "y cos(x)");
    CHECK(slope_text("cos(2*pi*x)", Variable::x) == "−2π sin(2πx)");
    CHECK(slope_text("x^n", Variable::x) == "nx^(n−1)");
    CHECK(slope_text("e^(-x)", Variable::x) == "−e^(−x)");
    CHECK(slope_text("2^x", Variable::x) == "log(2)·2^x");
    CHECK(slope_text("1/x", Variable::x) == "−1/x²");
    CHECK(slope_text("x/(1+y)", Variable::y) == "−x/(1+y)²");
    CHECK(slope_text("x*y", Variable::x) == "y");
    CHECK(slope_text("x^2", Variable::y) == "0");
    CHECK(slope_text("abs(x)", Variable::x) == "sign(x)");
    CHECK(slope_text("max(0, x)", Variable::x) == "{0 : x < 0, 1 : x > 0}");
    CHECK(slope_text("(x^2-1)^2 + 0.3*x + y^2/2", Variable::x) == "4x(x²−1) + 0.3");
    CHECK(slope_text("(x^2+y-11)^2", Variable::x, Notation::plain) == "4*x*(x^2 + y - 11)");
}

TEST_CASE("simplified gathers what is alike") {
    const auto text = [](std::string_view formula) {
        return to_text(simplified(parse_formula(formula, std::vector<std::string>{"a"})),
                       Notation::board);
    };
    CHECK(text("x + x") == "2x");
    CHECK(text("x*x*x") == "x³");
    CHECK(text("2*x*3*y") == "6xy");
    CHECK(text("x/2 + x/3") == "5x/6");
    CHECK(text("x - x") == "0");
    CHECK(text("0*x + 1*y") == "y");
    CHECK(text("x^1 + y^0") == "x + 1");
    CHECK(text("a*x/a") == "x");
    CHECK(text("-(x - y)") == "y − x");
    CHECK(text("2 + 3*4 + x") == "14 + x");
    CHECK(text("x*2") == "2x");
    CHECK(text("(2*x)^2") == "4x²");
    CHECK(text("x/0.5") == "2x");
    CHECK(text("1/(x-x)") == "1/0");
}
