// Programs: order of arithmetic, folding, common parts, one point and many.
#include <array>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "tests/formula/helpers.h"

using namespace tani;
using namespace tani::testing;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<Expression> with_slopes(const Expression& e) {
    const Expression dx = derivative(e, Variable::x), dy = derivative(e, Variable::y);
    return {e,
            dx,
            dy,
            derivative(dx, Variable::x),
            derivative(dx, Variable::y),
            derivative(dy, Variable::y)};
}

}  // namespace

TEST_CASE("values are computed in the order in which the formula is written") {
    RandomFormula random(3);
    for (int i = 0; i < 2000; ++i) {
        const double x = random.number(-5, 5), y = random.number(-5, 5);
        CHECK(value_of("x^2/4 + 16*y^2", x, y) == x * x / 4 + 16 * (y * y));
        CHECK(value_of("0.1 + x + 0.2 - y", x, y) == 0.1 + x + 0.2 - y);
        CHECK(value_of("0.1*x*3*y/7", x, y) == 0.1 * x * 3 * y / 7);
        CHECK(value_of("x - 0.3*y*y", x, y) == x - 0.3 * y * y);
        CHECK(value_of("x*y*0.7 - 3", x, y) == x * y * 0.7 - 3);
        CHECK(value_of("3 - x*y", x, y) == 3 - x * y);
        CHECK(value_of("x*y - 3*x", x, y) == x * y - 3 * x);
        CHECK(value_of("(1-x)^2 + 100*(y-x^2)^2", x, y) ==
              (1 - x) * (1 - x) + 100 * ((y - x * x) * (y - x * x)));
        CHECK(value_of("x/3 + (x + 0.1)*(y - 0.1)*x", x, y) == x / 3 + (x + 0.1) * (y - 0.1) * x);
    }
}

TEST_CASE("whole powers are products") {
    for (const double x : {1.1, -2.3, 1e-3, 7.77, 0.0}) {
        CHECK(value_of("x^2", x) == x * x);
        CHECK(value_of("x^3", x) == x * x * x);
        CHECK(value_of("x^4", x) == (x * x) * (x * x));
        CHECK(value_of("x^5", x) == (x * x) * (x * x) * x);
        CHECK(value_of("x^6", x) == (x * x * x) * (x * x * x));
        CHECK(same(value_of("x^-1", x), 1 / x));
        CHECK(same(value_of("x^-2", x), 1 / (x * x)));
        CHECK(same(value_of("x^0.5", x), std::sqrt(x)));
        CHECK(value_of("x^0", x) == 1);
        CHECK(value_of("x^1", x) == x);
        CHECK(value_of("x^17", x) == std::pow(x, 17.0));
        CHECK(same(value_of("x^1.5", x), std::pow(x, 1.5)));
    }
}

TEST_CASE("results that are not finite are values") {
    CHECK(value_of("9^9^9^9") == infinity);
    CHECK(value_of("1/x", 0) == infinity);
    CHECK(value_of("-1/x", 0) == -infinity);
    CHECK(value_of("1/(x-x)", 3) == infinity);
    CHECK(std::isnan(value_of("0/(x-x)", 3)));
    CHECK(std::isnan(value_of("(-x)^0.5", 3)));
    CHECK(std::isnan(value_of("(-x)^(1/3)", 3)));
    CHECK(std::isnan(value_of("log(-1)")));
    CHECK(value_of("exp(1000)") == infinity);
    CHECK(std::isnan(value_of("min(x, log(-1))", 3)));
    CHECK(std::isnan(value_of("max(log(-1), x)", 3)));
    CHECK(std::isnan(value_of("x*0", infinity)));
}

TEST_CASE("folding gives the bits that evaluation gives") {
    RandomFormula random(17);
    const std::vector<std::string> names = {"a", "kappa"};
    for (int i = 0; i < 1500; ++i) {
        const std::string text = random.text(1 + i % 4);
        CAPTURE(text);
        // an exponent that becomes known becomes products, which round otherwise than std::pow
        if (text.find("^(") != std::string::npos || text.find("^-") != std::string::npos) continue;
        const std::vector<double> values = {random.number(-2, 2), random.number(-2, 2)};
        const double x = random.number(-2, 2), y = random.number(-2, 2);
        const Expression e = parse_formula(text, names);
        const std::vector<std::string> all = {"a", "kappa", "u", "v"};
        std::string renamed;  // x and y as constants: everything is folded
        for (std::size_t k = 0; k < text.size(); ++k) {
            const bool in_exp =
                text[k] == 'x' && k > 0 && (text[k - 1] == 'e' || text[k - 1] == 'a');
            renamed += text[k] == 'x' && !in_exp ? 'u' : text[k] == 'y' ? 'v' : text[k];
        }
        const Expression folded = parse_formula(renamed, all);
        CHECK(same(value_at(e, x, y, names, values),
                   value_at(folded, 0, 0, all, {values[0], values[1], x, y})));
    }
}

TEST_CASE("one point and many points give the same bits") {
    RandomFormula random(5);
    const std::vector<std::string> names = {"a", "kappa"};
    constexpr std::size_t count = 150;  // two blocks and a part of one
    for (int i = 0; i < 200; ++i) {
        const std::string text = random.text(1 + i % 4);
        CAPTURE(text);
        const std::vector<Expression> outputs = with_slopes(parse_formula(text, names));
        const Program program = Program(outputs, names).bound(std::vector<double>{1.7, -0.3});
        std::vector<double> x(count), y(count);
        for (std::size_t k = 0; k < count; ++k) {
            x[k] = random.number(-3, 3);
            y[k] = random.number(-3, 3);
        }
        std::vector<std::vector<double>> rows(outputs.size(), std::vector<double>(count));
        std::vector<double*> out;
        for (std::vector<double>& row : rows) out.push_back(row.data());
        program.evaluate(x, y, out);
        int differing = 0;
        for (std::size_t k = 0; k < count; ++k) {
            std::array<double, 6> point{};
            program.evaluate(x[k], y[k], point);
            for (std::size_t o = 0; o < outputs.size(); ++o)
                differing += same(point[o], rows[o][k]) ? 0 : 1;
        }
        CHECK(differing == 0);
    }
}

TEST_CASE("outputs compiled together have the bits of outputs compiled alone") {
    RandomFormula random(23);
    const std::vector<std::string> names = {"a", "kappa"};
    const std::vector<double> values = {1.7, -0.3};
    for (int i = 0; i < 300; ++i) {
        const std::string text = random.text(1 + i % 4);
        CAPTURE(text);
        const std::vector<Expression> outputs = with_slopes(parse_formula(text, names));
        const double x = random.number(-3, 3), y = random.number(-3, 3);
        std::array<double, 6> together{};
        Program(outputs, names).bound(values).evaluate(x, y, together);
        for (std::size_t o = 0; o < outputs.size(); ++o)
            CHECK(same(together[o], value_at(outputs[o], x, y, names, values)));
    }
}

TEST_CASE("common parts are evaluated once") {
    const Expression e = parse_formula("exp(x*y) + sin(exp(x*y))", {});
    const Expression part = parse_formula("exp(y*x)", {});
    CHECK(Program(std::vector<Expression>{e, part}, {}).length() == Program({&e, 1}, {}).length());
    const Expression rosenbrock = parse_formula("(1-x)^2+100*(y-x^2)^2", {});
    const std::vector<Expression> first = {rosenbrock, derivative(rosenbrock, Variable::x),
                                           derivative(rosenbrock, Variable::y)};
    CHECK(Program(first, {}).length() <= 7);
}

TEST_CASE("bound constants are folded away") {
    const std::vector<std::string> names = {"a", "b"};
    const Expression e = parse_formula("x^2/a + exp(sin(b))*y^2", names);
    const Program program = Program({&e, 1}, names).bound(std::vector<double>{4, 16});
    const Expression plain = parse_formula("x^2/4 + 3*y^2", {});
    CHECK(program.length() == Program({&plain, 1}, {}).length());
    CHECK_THROWS_AS(Program({&e, 1}, names).bound(std::vector<double>{4}), Error);
}

TEST_CASE("outputs may be constants or variables or the same") {
    const Expression x = parse_formula("x", {}), y = parse_formula("y", {}),
                     seven = parse_formula("3+4", {}), sum = parse_formula("x+y", {});
    const std::vector<Expression> outputs = {x, y, seven, x, sum, sum, seven};
    const Program program(outputs, {});
    std::array<double, 7> out{};
    program.evaluate(2, 5, out);
    CHECK(out == std::array<double, 7>{2, 5, 7, 2, 7, 7, 7});
    std::array<std::array<double, 3>, 7> rows{};
    std::vector<double*> pointers;
    for (auto& row : rows) pointers.push_back(row.data());
    program.evaluate(std::vector<double>{2, 3, 4}, std::vector<double>{5, 5, 5}, pointers);
    CHECK(rows[0] == std::array<double, 3>{2, 3, 4});
    CHECK(rows[2] == std::array<double, 3>{7, 7, 7});
    CHECK(rows[5] == std::array<double, 3>{7, 8, 9});
}

TEST_CASE("a program with nothing in it does nothing") {
    const Program program;
    CHECK(program.empty());
    CHECK(program.outputs() == 0);
    program.evaluate(1, 2, {});
    program.evaluate(std::vector<double>{1}, std::vector<double>{2}, {});
    CHECK(program.bound({}).empty());
    CHECK(Program(std::span<const Expression>{}, {}).empty());
}
