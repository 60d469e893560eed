// Fuzzes the formula engine: any text is either refused with a place inside it or becomes an
// expression that can be differentiated, written, read again and evaluated, one point and many
// alike.
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/formula/formula.h"

namespace {

using namespace tani;

const std::vector<std::string> names = {"a", "kappa"};
const std::vector<double> values = {1.7, -0.3};

void require(bool condition) {
    if (!condition) std::abort();
}

bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (a != a && b != b);
}

double value_at(const Expression& e, double x, double y) {
    double result = 0;
    Program({&e, 1}, names).bound(values).evaluate(x, y, {&result, 1});
    return result;
}

void check_program(const std::vector<Expression>& outputs) {
    const Program program = Program(outputs, names).bound(values);
    const std::array<double, 3> x = {0.3, -2, 0}, y = {-1.25, 0.5, 0};
    std::vector<std::array<double, 3>> rows(outputs.size());
    std::vector<double*> out;
    for (auto& row : rows) out.push_back(row.data());
    program.evaluate(x, y, out);
    std::vector<double> point(outputs.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        program.evaluate(x[i], y[i], point);
        for (std::size_t k = 0; k < outputs.size(); ++k) require(same(point[k], rows[k][i]));
    }
}

void check_round_trip(const Expression& e) {
    const std::string text = to_text(e, Notation::plain);
    if (text.ends_with("…")) return;
    const Expression again = parse_formula(text, names, {.length = 1'000'000, .depth = 4000});
    require(same(value_at(e, 0.3, -1.25), value_at(again, 0.3, -1.25)));
}

void check(std::string_view text) {
    Expression e;
    try {
        e = parse_formula(text, names);
    } catch (const Error& error) {
        require(error.place().line == 0);
        require(error.place().column >= 1 &&
                error.place().column <= static_cast<int>(text.size()) + 1);
        return;
    }
    check_round_trip(e);
    const Expression dx = derivative(e, Variable::x), dy = derivative(e, Variable::y);
    check_program({e, dx, dy, derivative(dx, Variable::x), derivative(dx, Variable::y),
                   derivative(dy, Variable::y)});
    require(to_text(simplified(dx), Notation::board).size() < 100'000);
    require(to_text(with_constants(e, names, values), Notation::board).size() < 100'000);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    check(std::string_view(reinterpret_cast<const char*>(data), size));
    return 0;
}
