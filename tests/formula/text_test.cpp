// Formulas written out: for people, and so that they can be read again.
#include <limits>

#include <doctest/doctest.h>

#include "tests/formula/helpers.h"

using namespace tani;
using namespace tani::testing;

namespace {

const std::vector<std::string> constants = {"a", "kappa"};

std::string board(std::string_view text) {
    return to_text(parse_formula(text, constants), Notation::board);
}
std::string plain(std::string_view text) {
    return to_text(parse_formula(text, constants), Notation::plain);
}

}  // namespace

TEST_CASE("plain text keeps the written order and only the parentheses that matter") {
    CHECK(plain("x^2/4+16*y^2") == "x^2/4 + 16*y^2");
    CHECK(plain("((x))*((y))") == "x*y");
    CHECK(plain("x-(y-1)") == "x - (y - 1)");
    CHECK(plain("x/(y*2)") == "x/(y*2)");
    CHECK(plain("x*(y*2)") == "x*(y*2)");
    CHECK(plain("(x^2)^3") == "(x^2)^3");
    CHECK(plain("x^(2^3)") == "x^2^3");
    CHECK(plain("-x^2") == "-x^2");
    CHECK(plain("(-x)^2") == "(-x)^2");
    CHECK(plain("2^-x") == "2^(-x)");
    CHECK(plain("x+-3*y") == "x - 3*y");
    CHECK(plain("x--3") == "x + 3");
    CHECK(plain("min(x,y,2)") == "min(min(x, y), 2)");
    CHECK(plain("pow(x,2)") == "x^2");
    CHECK(plain("1e999*x") == "1e999*x");
    CHECK(plain("0.1+1e-7") == "0.1 + 1e-07");
}

TEST_CASE("the board writes as a lecturer does") {
    CHECK(board("x^2/4+16*y^2") == "x²/4 + 16y²");
    CHECK(board("x^2/a+kappa*y^2") == "x²/a + kappa·y²");
    CHECK(board("(1-x)^2+100*(y-x^2)^2") == "(1−x)² + 100(y−x²)²");
    CHECK(board("2*pi*x") == "2πx");
    CHECK(board("x*y") == "xy");
    CHECK(board("2*3") == "2·3");
    CHECK(board("x*2") == "x·2");
    CHECK(board("x*sin(y)") == "x sin(y)");
    CHECK(board("sin(x)*cos(y)") == "sin(x) cos(y)");
    CHECK(board("sin(x)*(y+1)") == "sin(x)·(y+1)");
    CHECK(board("(x+1)*(y-2)") == "(x+1)(y−2)");
    CHECK(board("1/2*x^2") == "(1/2)x²");
    CHECK(board("x^y*2") == "x^y·2");
    CHECK(board("e^(-x)") == "e^(−x)");
    CHECK(board("x^-2") == "x⁻²");
    CHECK(board("x^1.5") == "x^1.5");
    CHECK(board("1e-7*x") == "10⁻⁷·x");
    CHECK(board("2.5e20*x") == "2.5·10²⁰·x");
    CHECK(board("x+(y+1)") == "x + y + 1");
    CHECK(board("x-(y+1)") == "x − (y+1)");
    CHECK(board("x+(-y+1)") == "x + (−y+1)");
    CHECK(board("(x+2*y-7)^2 + (2*x+y-5)^2") == "(x+2y−7)² + (2x+y−5)²");
    CHECK(board("choose(x, 0, 1)") == "{0 : x < 0, 1 : x > 0}");
}

TEST_CASE("numbers are put in place of constants for showing") {
    const std::vector<std::string> names = {"a", "b"};
    const Expression e = parse_formula("x^2/a + b*y^2", names);
    const auto shown = [&](double a, double b) {
        return to_text(with_constants(e, names, std::vector<double>{a, b}), Notation::board);
    };
    CHECK(shown(4, 16) == "x²/4 + 16y²");
    CHECK(shown(4, -16) == "x²/4 − 16y²");
    CHECK(shown(-4, 0.5) == "x²/(−4) + 0.5y²");
    CHECK(to_text(with_constants(e, std::vector<std::string>{"b"}, std::vector<double>{2}),
                  Notation::board) == "x²/a + 2y²");
}

TEST_CASE("a value is told only of expressions without names") {
    CHECK(value_of_constant(parse_formula("2*3^2", {})).value() == 18);
    CHECK_FALSE(value_of_constant(parse_formula("2*x", {})).has_value());
    CHECK_FALSE(value_of_constant(parse_formula("2*a", constants)).has_value());
}

TEST_CASE("plain text can be read again and evaluates to the same bits") {
    RandomFormula random(11);
    const std::vector<double> values = {1.7, -0.3};
    int compared = 0;
    for (int i = 0; i < 3000; ++i) {
        const std::string text = random.text(1 + i % 4);
        CAPTURE(text);
        const Expression e = parse_formula(text, constants);
        const std::string again = to_text(e, Notation::plain);
        CAPTURE(again);
        const Expression f = parse_formula(again, constants);
        for (int k = 0; k < 4; ++k) {
            const double x = random.number(-3, 3), y = random.number(-3, 3);
            const double first = value_at(e, x, y, constants, values),
                         second = value_at(f, x, y, constants, values);
            CHECK(same(first, second));
            if (first == first) ++compared;
        }
    }
    CHECK(compared > 3000);
}

TEST_CASE("the plain text of a derivative can be read again") {
    RandomFormula random(13);
    const std::vector<double> values = {1.7, -0.3};
    for (int i = 0; i < 600; ++i) {
        const Expression e = derivative(parse_formula(random.text(1 + i % 3), constants),
                                        i % 2 ? Variable::x : Variable::y);
        const std::string text = to_text(e, Notation::plain);
        CAPTURE(text);
        const Expression f = parse_formula(text, constants, {.length = 100000, .depth = 1000});
        const double x = random.number(-3, 3), y = random.number(-3, 3);
        CHECK(same(value_at(e, x, y, constants, values), value_at(f, x, y, constants, values)));
    }
}
