// Any text ends within milliseconds: lengths, depths, and graphs that would explode as trees.
#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

#include <doctest/doctest.h>

#include "tests/formula/helpers.h"

using namespace tani;
using namespace tani::testing;

namespace {

#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
constexpr double slowness = 20;  // sanitizers and unoptimized builds
#else
constexpr double slowness = 1;
#endif

/// Processor time, the best of three: other programs share the machine.
double milliseconds(const auto& work) {
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
        const std::clock_t from = std::clock();
        work();
        best = std::min(best, 1e3 * static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC);
    }
    return best / slowness;
}

std::string repeated(std::string_view part, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += part;
    return text;
}

/// Everything that is done with a formula, each part within its time.
void check_times(const std::string& text) {
    Expression e, dx, dy;
    std::vector<Expression> all;
    CHECK(milliseconds([&] { e = parse_formula(text, {}); }) < 10);
    CHECK(milliseconds([&] {
              dx = derivative(e, Variable::x);
              dy = derivative(e, Variable::y);
          }) < 50);
    CHECK(milliseconds([&] {
              all = {e,
                     dx,
                     dy,
                     derivative(dx, Variable::x),
                     derivative(dx, Variable::y),
                     derivative(dy, Variable::y)};
          }) < 150);
    CHECK(milliseconds([&] {
              std::array<double, 6> out{};
              Program(all, {}).evaluate(0.5, 0.25, out);
          }) < 50);
    for (const Expression& each : all) {
        for (const Notation notation : {Notation::board, Notation::plain}) {
            std::string written;
            CHECK(milliseconds([&] { written = to_text(each, notation); }) < 50);
            CHECK(written.size() < 50'000);
        }
    }
    CHECK(milliseconds([&] { simplified(e); }) < 50);
}

}  // namespace

TEST_CASE("texts that are too long or too deep are refused at once") {
    const auto refuse = [](const std::string& text) {
        const double time = milliseconds([&] { CHECK_THROWS_AS(parse_formula(text, {}), Error); });
        CHECK(time < 50);
    };
    refuse(repeated("(", 100'000) + "x" + repeated(")", 100'000));
    refuse(repeated("(", 100'000));
    refuse(repeated("x+", 1'000'000) + "x");
    refuse(repeated("(", 900) + "x" + repeated(")", 900));
    refuse(repeated("-", 1900) + "x");
    refuse(repeated("sin(", 400) + "x" + repeated(")", 400));
    refuse(repeated("x^", 900) + "x");
    refuse(std::string(5000, '\0'));
}

TEST_CASE("limits are told with their numbers") {
    try {
        parse_formula(repeated("x+", 1000) + "x", {});
        FAIL("was taken");
    } catch (const Error& error) {
        CHECK(error.message() == "the formula is too long (2001 bytes); at most 2000");
        CHECK(error.place().column == 2001);
    }
    try {
        parse_formula(repeated("(", 200) + "x" + repeated(")", 200), {});
        FAIL("was taken");
    } catch (const Error& error) {
        CHECK(error.message() == "the formula is nested too deeply; at most 200 levels");
        CHECK(error.place().column == 201);
    }
    CHECK_NOTHROW(parse_formula(repeated("(", 199) + "x" + repeated(")", 199), {}));
    CHECK_NOTHROW(parse_formula(repeated("x+", 999) + "x", {}));
}

TEST_CASE("formulas that would explode stay small") {
    const std::string texts[] = {
        repeated("sin(", 190) + "x*y" + repeated(")", 190),
        repeated("x^", 190) + "y",
        repeated("x*", 990) + "y",
        repeated("x+", 990) + "y",
        repeated("x/y-", 490) + "y",
        repeated("x/", 990) + "y",
        repeated("sin(x)*", 280) + "y",
        repeated("(x+", 199) + "y" + repeated(")^2", 199),
        repeated("(y+x*", 199) + "y" + repeated(")", 199),
        repeated("exp(x*", 150) + "y" + repeated(")", 150),
        repeated("min(x*y,max(x+y,", 60) + "x" + repeated("))", 60),
        repeated("9^", 190) + "9",
        repeated("(x+1)/(y+2)*", 160) + "x",
        repeated("x*y+", 490) + "x",
        repeated("x^y*", 490) + "x",
        repeated("x/y/", 490) + "x",
        repeated("(", 190) + "x" + repeated("^y*x)", 190),
        repeated("sqrt(x+", 150) + "y" + repeated(")", 150),
    };
    for (const std::string& text : texts) {
        const std::string beginning = text.substr(0, 40);
        CAPTURE(beginning);
        check_times(text);
    }
}

TEST_CASE("the text of a huge expression ends in an ellipsis") {
    Expression e = parse_formula(repeated("sin(x*", 100) + "y" + repeated(")", 100), {});
    for (int i = 0; i < 2; ++i) e = derivative(e, Variable::x);
    const std::string text = to_text(e, Notation::board);
    CHECK(text.ends_with("…"));
}

TEST_CASE("a deep nest has the right slope") {
    const Expression e = parse_formula(repeated("sin(", 150) + "x" + repeated(")", 150), {});
    double value = 0.8, slope = 1;
    for (int i = 0; i < 150; ++i) {
        slope *= std::cos(value);
        value = std::sin(value);
    }
    CHECK(value_at(e, 0.8, 0) == value);
    CHECK(std::abs(value_at(derivative(e, Variable::x), 0.8, 0) - slope) <=
          1e-13 * std::abs(slope));
}

TEST_CASE("a program beyond the stack scratch still evaluates") {
    std::vector<Expression> outputs;
    for (int i = 0; i < 9000; ++i)
        outputs.push_back(parse_formula("sin(x*" + std::to_string(i) + ")", {}));
    const Program program(outputs, {});
    std::vector<double> out(outputs.size());
    program.evaluate(0.3, 0, out);
    CHECK(out[8999] == std::sin(0.3 * 8999));
    std::vector<double> rows(outputs.size());
    std::vector<double*> pointers;
    for (double& row : rows) pointers.push_back(&row);
    program.evaluate(std::vector<double>{0.3}, std::vector<double>{0}, pointers);
    CHECK(rows == out);
}
