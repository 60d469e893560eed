// The grammar: precedence, names, numbers, and errors with their columns.
#include <cmath>
#include <numbers>

#include <doctest/doctest.h>

#include "tests/formula/helpers.h"

using namespace tani;
using namespace tani::testing;

namespace {

struct Failure {
    int line = -1, column = -1;
    std::string message;
};

Failure failure_of(std::string_view text, const std::vector<std::string>& constants = {}) {
    try {
        parse_formula(text, constants);
    } catch (const Error& error) {
        return {error.place().line, error.place().column, error.message()};
    }
    return {};
}

void check_failure(std::string_view text, int column, std::string_view message) {
    CAPTURE(text);
    const Failure failure = failure_of(text, {"a", "kappa"});
    CHECK(failure.line == 0);
    CHECK(failure.column == column);
    CHECK(failure.message == message);
}

constexpr const char* operand = "expected a number, x, y, a constant, a function or '('";

}  // namespace

TEST_CASE("operators bind as in mathematics") {
    CHECK(value_of("2+3*4") == 14);
    CHECK(value_of("(2+3)*4") == 20);
    CHECK(value_of("2-3-4") == -5);
    CHECK(value_of("100/10/5") == 2);
    CHECK(value_of("100/10*5") == 50);
    CHECK(value_of("2^3^2") == 512);
    CHECK(value_of("-x^2", 3) == -9);
    CHECK(value_of("(-x)^2", 3) == 9);
    CHECK(value_of("2^-x", 2) == 0.25);
    CHECK(value_of("2^-x^2", 2) == 0.0625);
    CHECK(value_of("2^-x*8", 2) == 2);
    CHECK(value_of("--x", 3) == 3);
    CHECK(value_of("+x - -y", 3, 4) == 7);
    CHECK(value_of("2*-3") == -6);
    CHECK(value_of("-2^2") == -4);
}

TEST_CASE("numbers are read in every usual form") {
    CHECK(value_of("1") == 1);
    CHECK(value_of(".5") == 0.5);
    CHECK(value_of("5.") == 5);
    CHECK(value_of("1e-3") == 1e-3);
    CHECK(value_of("1E+3") == 1000);
    CHECK(value_of("0.1") == 0.1);
    CHECK(value_of("1e999") == std::numeric_limits<double>::infinity());
    CHECK(value_of("1e-999") == 0);
    CHECK(value_of("0." + std::string(400, '0') + "1") == 0);
    CHECK(value_of("1" + std::string(400, '0')) == std::numeric_limits<double>::infinity());
    CHECK(value_of("1e99999999999999999999") == std::numeric_limits<double>::infinity());
}

TEST_CASE("names and functions have their meaning") {
    const double x = 0.37, y = -1.25;
    CHECK(value_of("pi") == std::numbers::pi);
    CHECK(value_of("e") == std::numbers::e);
    CHECK(value_of("π") == std::numbers::pi);
    CHECK(value_of("sin(x)", x) == std::sin(x));
    CHECK(value_of("cos(x)", x) == std::cos(x));
    CHECK(value_of("tan(x)", x) == std::tan(x));
    CHECK(value_of("asin(x)", x) == std::asin(x));
    CHECK(value_of("acos(x)", x) == std::acos(x));
    CHECK(value_of("atan(x)", x) == std::atan(x));
    CHECK(value_of("sinh(x)", x) == std::sinh(x));
    CHECK(value_of("cosh(x)", x) == std::cosh(x));
    CHECK(value_of("tanh(x)", x) == std::tanh(x));
    CHECK(value_of("exp(x)", x) == std::exp(x));
    CHECK(value_of("log(x)", x) == std::log(x));
    CHECK(value_of("ln(x)", x) == std::log(x));
    CHECK(value_of("sqrt(x)", x) == std::sqrt(x));
    CHECK(value_of("abs(y)", x, y) == 1.25);
    CHECK(value_of("sign(y)", x, y) == -1);
    CHECK(value_of("sign(0)") == 0);
    CHECK(value_of("min(x, y)", x, y) == y);
    CHECK(value_of("max(x, y, 2)", x, y) == 2);
    CHECK(value_of("pow(x, y)", x, y) == std::pow(x, y));
    CHECK(value_of("choose(y, 3, 4)", x, y) == 3);
    CHECK(value_of("choose(0, 3, 4)", x, y) == 3.5);
}

TEST_CASE("the signs of a board are taken") {
    CHECK(value_of("3 − 2·x × y", 5, 7) == 3 - 2.0 * 5 * 7);
    CHECK(to_text(parse_formula("x − 2·y", {}), Notation::plain) == "x - 2*y");
}

TEST_CASE("constants take their values when bound") {
    const std::vector<std::string> names = {"a", "b"};
    const Expression e = parse_formula("x^2/a + b*y^2", names);
    CHECK(constants_of(e) == names);
    CHECK(value_at(e, 3, 2, names, {4, 16}) == 9.0 / 4 + 16 * 4);
}

TEST_CASE("names of constants are checked") {
    for (const char* name : {"", "2a", "a b", "x", "pi", "sin", "ä"}) {
        CAPTURE(name);
        CHECK_THROWS_AS(parse_formula("x", std::vector<std::string>{name}), Error);
    }
    CHECK_THROWS_AS(parse_formula("x", std::vector<std::string>{"a", "a"}), Error);
}

TEST_CASE("errors say the column and what was expected") {
    check_failure("", 1, "the formula is empty; expected an expression in x and y");
    check_failure("  ", 3, "the formula is empty; expected an expression in x and y");
    check_failure("x^2 +", 6, std::string("the formula ends too early; ") + operand);
    check_failure("x + * y", 5, std::string("unexpected '*'; ") + operand);
    check_failure("(x + 1", 7, "the '(' at column 1 is not closed; expected ')'");
    check_failure("x + 1)", 6, "')' without a '('");
    check_failure("()", 2, "nothing between the parentheses; expected an expression");
    check_failure("x**2", 3, "'**' is not an operator; write ^ for a power");
    check_failure("1.2.3", 4, "a number has one decimal point");
    check_failure("1,5 + x", 2,
                  "unexpected ','; a comma stands only between the arguments of a function, and "
                  "decimals are written with a point");
    check_failure("x = 2", 3,
                  "the character '=' has no meaning in a formula; expected a number, a name, an "
                  "operator or a parenthesis");
}

TEST_CASE("a missing multiplication sign is named") {
    check_failure("2x", 2, "a multiplication sign is missing; write 2*x");
    check_failure("x + 2.5 y", 9, "a multiplication sign is missing; write 2.5*y");
    check_failure("x y", 3, "a multiplication sign is missing; write x*y");
    check_failure("x(y + 1)", 2, "a multiplication sign is missing; write x*(...)");
    check_failure("a(y + 1)", 2, "a multiplication sign is missing; write a*(...)");
    check_failure("2(y + 1)", 2, "a multiplication sign is missing; write 2*(...)");
    check_failure("(x)(y)", 4, "a multiplication sign is missing; write )*(...)");
    check_failure("(x)y", 4, "a multiplication sign is missing; write )*y");
    check_failure("2 3", 3, "a multiplication sign is missing; write 2*3");
    check_failure("xy", 1, "unknown name 'xy'; for the product write x*y");
}

TEST_CASE("functions want parentheses and the right number of arguments") {
    check_failure("sin x", 5, "sin is a function; write sin(x)");
    check_failure("1 + sin", 8, "sin is a function; write sin(...)");
    check_failure("sin()", 5, "sin takes 1 argument; got 0");
    check_failure("sin(x, y)", 9, "sin takes 1 argument; got 2");
    check_failure("pow(x)", 6, "pow takes 2 arguments; got 1");
    check_failure("min(x)", 6, "min takes 2 or more arguments; got 1");
    check_failure("min(x,)", 7, std::string("unexpected ')'; ") + operand);
}

TEST_CASE("unknown names come with a suggestion") {
    check_failure(
        "y + sni(x)", 5,
        "unknown name 'sni'; expected x, y, pi, e, a, kappa or a function (did you mean 'sin'?)");
    check_failure("kapa*x", 1,
                  "unknown name 'kapa'; expected x, y, pi, e, a, kappa or a function (did you mean "
                  "'kappa'?)");
    check_failure(
        "X", 1,
        "unknown name 'X'; expected x, y, pi, e, a, kappa or a function (did you mean 'x'?)");
    CHECK(failure_of(std::string(500, 'q')).message.size() < 200);
}

TEST_CASE("columns count code points") {
    check_failure("x − − ·y", 7, std::string("unexpected '·'; ") + operand);
    check_failure("π·π + z", 7, "unknown name 'z'; expected x, y, pi, e, a, kappa or a function");
}

TEST_CASE("characters that no formula has are named") {
    check_failure(std::string_view("x\0y", 3), 2, "a NUL character; a formula is plain text");
    check_failure("x + \x07", 5, "the control character U+0007 has no meaning in a formula");
    check_failure("x²", 2, "the character '²' (U+00B2) has no meaning in a formula; write '^2'");
    check_failure("(x+1）", 5,
                  "the character '）' (U+FF09) has no meaning in a formula; write ')'");
    check_failure("谷", 1,
                  "the character '谷' (U+8C37) has no meaning in a formula; expected a number, a "
                  "name, an operator or a parenthesis");
    check_failure("x+\xFF", 3, "the byte 0xFF is not UTF-8 text");
    check_failure("x+\xE2\x88", 3, "the byte 0xE2 is not UTF-8 text");
}
