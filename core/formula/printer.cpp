// Expressions written out, as text that can be parsed again or as a lecturer writes on the board.
#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/formula/expression.h"

namespace tani {

namespace {

/// How tightly a piece of text holds together.
enum class Bond { sum, product, power, atom };

/// What a piece of board text begins and ends with: decides between xy, x·y and x y.
enum class Edge { digit, letter, word, function, parenthesis, call, closed };

struct Piece {
    std::string text;
    Bond bond = Bond::atom;
    Edge first = Edge::digit, last = Edge::digit;
    bool is_fraction = false;  ///< a division on the outside
};

constexpr std::string_view minus_sign = "−";

std::string shortest(double value, int digits) {
    char buffer[64];
    const auto result = digits == 0 ? std::to_chars(std::begin(buffer), std::end(buffer), value)
                                    : std::to_chars(std::begin(buffer), std::end(buffer), value,
                                                    std::chars_format::general, digits);
    return {buffer, result.ptr};
}

std::string superscript(std::string_view digits) {
    static constexpr std::string_view raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text;
    for (const char c : digits) {
        if (c == '-') text += "⁻";
        if (c >= '0' && c <= '9') text += raised[c - '0'];
    }
    return text;
}

class Printer {
  public:
    explicit Printer(Notation notation) : board_(notation == Notation::board) {}

    std::string text(const Expression& expression) {
        std::string all = piece(*expression, 0).text;
        if (const std::size_t cut = all.find("…"); cut != std::string::npos)
            all.resize(cut + std::string_view("…").size());
        return all;
    }

  private:
    bool board_;
    int nodes_left_ = 3000;
    int inside_ = 0;  ///< open parentheses: the board writes tightly there
    static constexpr int deepest = 2500;

    std::string minus() const { return board_ ? std::string(minus_sign) : "-"; }

    Piece piece(const Node& e, int depth) {
        if (--nodes_left_ <= 0 || depth > deepest) return {.text = "…"};
        switch (e.op) {
            case Op::number:
                return number(e.value);
            case Op::constant:
                return name(e.name);
            case Op::x:
                return name("x");
            case Op::y:
                return name("y");
            case Op::pi:
                return board_ ? letter("π") : name("pi");
            case Op::e:
                return name("e");
            case Op::add:
            case Op::subtract:
                return sum(e, depth);
            case Op::negate: {
                Piece result =
                    at_least(Bond::product, *e.parts[0], depth + 1, SignRule::parenthesize);
                result.text = minus() + result.text;
                result.bond = std::min(result.bond, Bond::product);
                return result;
            }
            case Op::multiply:
                return product(e, depth);
            case Op::divide:
                return quotient(e, depth);
            case Op::power:
                return power(e, depth);
            default:
                return call(e, depth);
        }
    }

    Piece letter(std::string text) const {
        return {.text = std::move(text),
                .bond = Bond::atom,
                .first = Edge::letter,
                .last = Edge::letter};
    }

    Piece name(const std::string& text) const {
        const Edge edge = text.size() == 1 ? Edge::letter : Edge::word;
        return {.text = text, .bond = Bond::atom, .first = edge, .last = edge};
    }

    Piece number(double value) const {
        if (std::isnan(value))
            return {.text = board_ ? "NaN" : "(0/0)",
                    .bond = Bond::atom,
                    .first = Edge::word,
                    .last = Edge::word};
        const Bond bond = std::signbit(value) ? Bond::product : Bond::atom;
        const std::string sign = std::signbit(value) ? minus() : "";
        const double size = std::abs(value);
        if (std::isinf(size))
            return {.text = sign + (board_ ? "∞" : "1e999"),
                    .bond = bond,
                    .first = Edge::digit,
                    .last = Edge::closed};
        constexpr int board_digits = 12;
        std::string digits = shortest(size, board_ ? board_digits : 0);
        const std::size_t split = digits.find('e');
        if (!board_ || split == std::string::npos) return {.text = sign + digits, .bond = bond};
        const int exponent = std::stoi(digits.substr(split + 1));
        const std::string mantissa = digits.substr(0, split);
        const std::string power = "10" + superscript(std::to_string(exponent));
        return {.text = sign + (mantissa == "1" ? power : mantissa + "·" + power),
                .bond = mantissa == "1" && bond == Bond::atom ? Bond::power : Bond::product,
                .first = Edge::digit,
                .last = Edge::closed};
    }

    enum class SignRule { allow, parenthesize };

    Piece parenthesized(const Node& e, int depth) {
        ++inside_;
        Piece inner = piece(e, depth);
        --inside_;
        return wrapped(inner);
    }

    static Piece wrapped(const Piece& inner) {
        return {.text = fmt::format("({})", inner.text),
                .bond = Bond::atom,
                .first = Edge::parenthesis,
                .last = Edge::parenthesis};
    }

    /// Whether the text of a product would begin with a minus sign.
    static bool leads_with_minus(const Node* e) {
        while (e->op == Op::multiply || e->op == Op::divide) e = e->parts[0].get();
        return e->op == Op::negate || (e->op == Op::number && std::signbit(e->value));
    }

    static bool sum_leads_with_minus(const Node* e) {
        while (e->op == Op::add || e->op == Op::subtract) e = e->parts[0].get();
        return leads_with_minus(e);
    }

    static Bond bond_of(const Node& e) {
        switch (e.op) {
            case Op::add:
            case Op::subtract:
                return Bond::sum;
            case Op::negate:
            case Op::multiply:
            case Op::divide:
                return Bond::product;
            case Op::power:
                return Bond::power;
            case Op::number:
                return std::signbit(e.value) ? Bond::product : Bond::atom;
            default:
                return Bond::atom;
        }
    }

    Piece at_least(Bond bond, const Node& e, int depth, SignRule rule) {
        const bool is_signed = rule == SignRule::parenthesize && leads_with_minus(&e);
        if (bond_of(e) < bond || is_signed) return parenthesized(e, depth);
        const Piece result = piece(e, depth);
        return result.bond >= bond ? result : wrapped(result);
    }

    Piece sum(const Node& e, int depth) {
        Piece left = piece(*e.parts[0], depth + 1);
        const Node& right = *e.parts[1];
        bool subtracts = e.op == Op::subtract;
        Piece added;
        const bool flips = leads_with_minus(&right);
        if (flips) {
            subtracts = !subtracts;
            added = without_minus(right, depth + 1);
        } else if (board_ && !subtracts && !sum_leads_with_minus(&right)) {
            added = piece(right, depth + 1);
        } else {
            added = at_least(Bond::product, right, depth + 1, SignRule::allow);
        }
        const std::string space = board_ && inside_ > 0 ? "" : " ";
        left.text += space + (subtracts ? minus() : "+") + space + added.text;
        left.bond = Bond::sum;
        return left;
    }

    /// The text of −e for an e that leads with a minus.
    Piece without_minus(const Node& e, int depth) {
        if (depth > deepest) return {.text = "…"};
        if (e.op == Op::number) return number(-e.value);
        if (e.op == Op::negate)
            return at_least(Bond::product, *e.parts[0], depth + 1, SignRule::parenthesize);
        const Piece left = without_minus(*e.parts[0], depth + 1);
        return e.op == Op::multiply ? multiplied(left, e, depth) : divided(left, e, depth);
    }

    Piece product(const Node& e, int depth) {
        return multiplied(at_least(Bond::product, *e.parts[0], depth + 1, SignRule::allow), e,
                          depth);
    }

    Piece quotient(const Node& e, int depth) {
        return divided(at_least(Bond::product, *e.parts[0], depth + 1, SignRule::allow), e, depth);
    }

    Piece multiplied(Piece left, const Node& e, int depth) {
        const Node& right_node = *e.parts[1];
        const bool runs_on = board_ && right_node.op == Op::multiply;  // a(bc) is abc on the board
        const Piece right = at_least(runs_on ? Bond::product : Bond::power, right_node, depth + 1,
                                     SignRule::parenthesize);
        if (!board_) return {.text = left.text + "*" + right.text, .bond = Bond::product};
        if (left.is_fraction) left = wrapped(left);
        return {.text = left.text + std::string(between(left.last, right.first)) + right.text,
                .bond = Bond::product,
                .first = left.first,
                .last = right.last,
                .is_fraction = right.is_fraction};
    }

    static std::string_view between(Edge left, Edge right) {
        if (left == Edge::closed || right == Edge::digit || left == Edge::word ||
            right == Edge::word)
            return "·";
        if (right == Edge::function) return " ";
        if (left == Edge::call) return right == Edge::parenthesis ? "·" : " ";
        return "";
    }

    Piece divided(const Piece& left, const Node& e, int depth) {
        const Piece right = at_least(Bond::power, *e.parts[1], depth + 1, SignRule::parenthesize);
        return {.text = left.text + "/" + right.text,
                .bond = Bond::product,
                .first = left.first,
                .last = Edge::closed,
                .is_fraction = true};
    }

    Piece power(const Node& e, int depth) {
        Piece base = at_least(Bond::atom, *e.parts[0], depth + 1, SignRule::parenthesize);
        const Node& exponent = *e.parts[1];
        base.bond = Bond::power;
        if (board_ && exponent.op == Op::number && std::abs(exponent.value) < 1e6 &&
            exponent.value == std::trunc(exponent.value)) {
            base.text += superscript(shortest(exponent.value, 0));
            if (base.last == Edge::digit) base.last = Edge::closed;
            return base;
        }
        const Bond needed = board_ ? Bond::atom : Bond::power;
        base.text +=
            fmt::format("^{}", at_least(needed, exponent, depth + 1, SignRule::parenthesize).text);
        base.last = Edge::closed;
        return base;
    }

    Piece call(const Node& e, int depth) {
        ++inside_;
        Piece result = board_ && e.op == Op::choose ? branches(e, depth) : arguments(e, depth);
        --inside_;
        return result;
    }

    Piece arguments(const Node& e, int depth) {
        Piece result{.text = std::string(function_name(e.op)) + "(",
                     .bond = Bond::atom,
                     .first = Edge::function,
                     .last = Edge::call};
        for (std::size_t i = 0; i < e.parts.size() && e.parts[i]; ++i) {
            result.text += (i ? ", " : "") + piece(*e.parts[i], depth + 1).text;
        }
        result.text += ")";
        return result;
    }

    /// {0 : x < 0, 1 : x > 0}
    Piece branches(const Node& e, int depth) {
        const std::string test = piece(*e.parts[0], depth + 1).text;
        const std::string below = piece(*e.parts[1], depth + 1).text,
                          above = piece(*e.parts[2], depth + 1).text;
        return {.text = fmt::format("{{{} : {} < 0, {} : {} > 0}}", below, test, above, test),
                .bond = Bond::atom,
                .first = Edge::parenthesis,
                .last = Edge::parenthesis};
    }
};

}  // namespace

std::string to_text(const Expression& expression, Notation notation) {
    return expression ? Printer(notation).text(expression) : "";
}

}  // namespace tani
