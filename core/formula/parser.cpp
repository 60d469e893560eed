// The formula parser: recursive descent over a text of bounded length, to a bounded depth.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/formula/expression.h"
#include "core/formula/token.h"

namespace tani {

namespace {

constexpr std::string_view reserved_names[] = {"x", "y", "pi", "e"};

bool is_reserved(std::string_view name) {
    return std::find(std::begin(reserved_names), std::end(reserved_names), name) !=
           std::end(reserved_names);
}

const FunctionName* find_function(std::string_view name) {
    const auto list = functions();
    const auto found = std::find_if(list.begin(), list.end(),
                                    [name](const FunctionName& f) { return f.name == name; });
    return found == list.end() ? nullptr : &*found;
}

class Parser {
  public:
    Parser(std::string_view text, std::span<const std::string> constants, int depth)
        : tokens_(text), constants_(constants), depth_left_(depth), depth_(depth) {}

    Expression formula() {
        if (now().kind == TokenKind::end)
            fail(now(), "the formula is empty; expected an expression in x and y");
        Expression result = sum();
        if (now().kind != TokenKind::end) fail_after_operand();
        return result;
    }

  private:
    Tokens tokens_;
    std::span<const std::string> constants_;
    int depth_left_, depth_;

    const Token& now() const { return tokens_.now(); }

    bool takes(TokenKind kind) {
        if (now().kind != kind) return false;
        tokens_.advance();
        return true;
    }

    [[noreturn]] void fail(const Token& token, const std::string& message) const {
        throw Error(message, {.file = {}, .line = 0, .column = token.column});
    }

    Expression sum() {
        Expression left = product();
        while (now().kind == TokenKind::plus || now().kind == TokenKind::minus) {
            const Op op = now().kind == TokenKind::plus ? Op::add : Op::subtract;
            tokens_.advance();
            left = make(op, left, product());
        }
        return left;
    }

    Expression product() {
        Expression left = signed_power();
        while (now().kind == TokenKind::star || now().kind == TokenKind::slash) {
            const Op op = now().kind == TokenKind::star ? Op::multiply : Op::divide;
            tokens_.advance();
            if (op == Op::multiply && now().kind == TokenKind::star)
                fail(now(), "'**' is not an operator; write ^ for a power");
            left = make(op, left, signed_power());
        }
        return left;
    }

    Expression signed_power() {
        if (depth_left_ == 0)
            fail(now(), fmt::format("the formula is nested too deeply; at most {} levels", depth_));
        --depth_left_;
        Expression result;
        if (takes(TokenKind::minus)) {
            const Expression operand = signed_power();
            result = operand->op == Op::number ? make_number(-operand->value)
                                               : make(Op::negate, operand);
        } else if (takes(TokenKind::plus)) {
            result = signed_power();
        } else {
            result = power();
        }
        ++depth_left_;
        return result;
    }

    Expression power() {
        Expression base = primary();
        if (!takes(TokenKind::caret)) return base;
        return make(Op::power, base, signed_power());
    }

    Expression primary() {
        const Token token = now();
        switch (token.kind) {
            case TokenKind::number:
                tokens_.advance();
                return make_number(token.value);
            case TokenKind::name:
                tokens_.advance();
                return named(token);
            case TokenKind::open: {
                tokens_.advance();
                if (now().kind == TokenKind::close)
                    fail(now(), "nothing between the parentheses; expected an expression");
                Expression inside = sum();
                close(token);
                return inside;
            }
            default:
                fail_operand_expected(token);
        }
    }

    void close(const Token& open) {
        if (takes(TokenKind::close)) return;
        if (now().kind == TokenKind::end) {
            fail(now(),
                 fmt::format("the '(' at column {} is not closed; expected ')'", open.column));
        }
        if (now().kind == TokenKind::comma)
            fail(now(),
                 "unexpected ','; a comma stands only between the arguments of a function, and "
                 "decimals are written with a point");
        fail_after_operand();
    }

    Expression named(const Token& token) {
        if (token.text == "x") return variable(token, Op::x);
        if (token.text == "y") return variable(token, Op::y);
        if (token.text == "pi") return variable(token, Op::pi);
        if (token.text == "e") return variable(token, Op::e);
        if (std::find(constants_.begin(), constants_.end(), token.text) != constants_.end()) {
            refuse_call(token);
            return make_constant(std::string(token.text));
        }
        if (const FunctionName* function = find_function(token.text)) return call(token, *function);
        fail_unknown(token);
    }

    Expression variable(const Token& token, Op op) {
        refuse_call(token);
        return make(op, nullptr);
    }

    void refuse_call(const Token& token) {
        if (now().kind == TokenKind::open) {
            fail(now(),
                 fmt::format("a multiplication sign is missing; write {}*(...)", token.text));
        }
    }

    Expression call(const Token& name, const FunctionName& function) {
        const Token open = now();
        if (!takes(TokenKind::open)) {
            const bool has_operand = open.kind == TokenKind::name || open.kind == TokenKind::number;
            fail(open, fmt::format("{0} is a function; write {0}({1})", name.text,
                                   has_operand          ? open.text
                                   : function.least > 1 ? "..., ..."
                                                        : "..."));
        }
        std::vector<Expression> arguments;
        if (now().kind != TokenKind::close) {
            do arguments.push_back(sum());
            while (takes(TokenKind::comma));
        }
        const int count = static_cast<int>(arguments.size());
        if (now().kind == TokenKind::close && (count < function.least || count > function.most)) {
            fail(now(), fmt::format("{} takes {}{} argument{}; got {}", name.text, function.least,
                                    function.most > function.least ? " or more" : "",
                                    function.least == 1 ? "" : "s", count));
        }
        close(open);
        return combined(function.op, arguments);
    }

    static Expression combined(Op op, const std::vector<Expression>& arguments) {
        if (op == Op::choose) return make(op, arguments[0], arguments[1], arguments[2]);
        if (arguments.size() == 1) return make(op, arguments[0]);
        Expression result = arguments[0];
        for (std::size_t i = 1; i < arguments.size(); ++i) result = make(op, result, arguments[i]);
        return result;
    }

    [[noreturn]] void fail_operand_expected(const Token& token) const {
        constexpr std::string_view expected =
            "expected a number, x, y, a constant, a function or '('";
        if (token.kind == TokenKind::end)
            fail(token, fmt::format("the formula ends too early; {}", expected));
        if (token.kind == TokenKind::close && !tokens_.is_open()) fail(token, "')' without a '('");
        fail(token, fmt::format("unexpected '{}'; {}", token.text, expected));
    }

    [[noreturn]] void fail_after_operand() const {
        const Token& token = now();
        const Token& before = tokens_.before();
        switch (token.kind) {
            case TokenKind::number:
            case TokenKind::name:
                if (before.kind == TokenKind::close)
                    fail(token,
                         fmt::format("a multiplication sign is missing; write )*{}", token.text));
                fail(token, fmt::format("a multiplication sign is missing; write {}*{}",
                                        before.text, token.text));
            case TokenKind::open:
                fail(token,
                     fmt::format("a multiplication sign is missing; write {}*(...)", before.text));
            case TokenKind::close:
                fail(token, "')' without a '('");
            case TokenKind::comma:
                fail(token,
                     "unexpected ','; a comma stands only between the arguments of a function, and "
                     "decimals are written with a point");
            default:
                fail(token,
                     fmt::format("unexpected '{}'; expected an operator or the end of the formula",
                                 token.text));
        }
    }

    /// "xy" where x and y are known: the product was meant.
    std::string as_product(std::string_view name) const {
        std::string product;
        for (std::size_t i = 0; i < name.size(); ++i) {
            const std::string_view letter = name.substr(i, 1);
            const bool known =
                is_reserved(letter) ||
                std::find(constants_.begin(), constants_.end(), letter) != constants_.end();
            if (!known) return "";
            product += fmt::format("{}{}", i ? "*" : "", letter);
        }
        return product;
    }

    [[noreturn]] void fail_unknown(const Token& token) const {
        constexpr std::size_t longest_shown = 40;
        const std::string shown(token.text.substr(0, longest_shown));
        const std::string cut = token.text.size() > longest_shown ? "…" : "";
        if (token.text.size() > 1 && token.text.size() <= 4) {
            if (const std::string product = as_product(token.text); !product.empty()) {
                fail(token,
                     fmt::format("unknown name '{}'; for the product write {}", shown, product));
            }
        }
        std::vector<std::string> known(std::begin(reserved_names), std::end(reserved_names));
        known.insert(known.end(), constants_.begin(), constants_.end());
        const std::string listed = fmt::format("{}", fmt::join(known, ", "));
        for (const FunctionName& function : functions()) known.emplace_back(function.name);
        std::string lower(token.text);
        std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        const bool other_case = std::find(known.begin(), known.end(), lower) != known.end();
        fail(token,
             fmt::format("unknown name '{}{}'; expected {} or a function{}", shown, cut, listed,
                         other_case ? fmt::format(" (did you mean '{}'?)", lower)
                                    : did_you_mean(token.text, known)));
    }
};

void check_constants(std::span<const std::string> constants) {
    for (auto name = constants.begin(); name != constants.end(); ++name) {
        if (!is_formula_name(*name)) {
            throw Error(
                fmt::format("'{}' cannot be the name of a constant; expected letters, digits and _ "
                            "with a letter first",
                            *name));
        }
        if (is_reserved(*name) || find_function(*name)) {
            throw Error(fmt::format(
                "'{}' cannot be the name of a constant; it has a meaning in formulas", *name));
        }
        if (std::find(constants.begin(), name, *name) != name)
            throw Error(fmt::format("the constant '{}' is given twice", *name));
    }
}

}  // namespace

Expression parse_formula(std::string_view text, std::span<const std::string> constants,
                         const FormulaLimits& limits) {
    check_constants(constants);
    if (text.size() > limits.length) {
        throw Error(fmt::format("the formula is too long ({} bytes); at most {}", text.size(),
                                limits.length),
                    {.file = {}, .line = 0, .column = column_at(text, limits.length)});
    }
    return Parser(text, constants, limits.depth).formula();
}

}  // namespace tani
