// A formula line with this update's numbers in it, for the screen: a proper minus sign, powers of
// ten, brackets where a number would run into the operator before it.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/optimizer/optimizer.h"

namespace tani {

namespace {

std::string superscript(std::string_view digits) {
    static constexpr std::array<std::string_view, 10> raised = {"⁰", "¹", "²", "³", "⁴",
                                                                "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text;
    for (const char c : digits) {
        if (c == '-') text += "⁻";
        if (c >= '0' && c <= '9') text += raised[static_cast<std::size_t>(c - '0')];
    }
    return text;
}

enum class Zeros { kept, dropped };

void drop_zeros(std::string& number) {
    if (number.find('.') == std::string::npos) return;
    number.erase(number.find_last_not_of('0') + 1);
    if (number.back() == '.') number.pop_back();
}

/// `digits` significant digits; a power of ten from 10⁻⁴ down, and where a plain number would show
/// digits that are not meant.
std::string written(double value, int digits, Zeros zeros) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "−∞" : "∞";
    if (value == 0) return "0";
    // Through the rounded form, so that 9.999 with two digits knows that it is 10.
    const std::string rounded = fmt::format("{:.{}e}", std::abs(value), digits - 1);
    const std::size_t e = rounded.find('e');
    const int exponent = std::stoi(rounded.substr(e + 1));
    std::string text = value < 0 ? "−" : "";
    if (exponent < -3 || exponent >= std::max(digits, 4)) {
        std::string mantissa = rounded.substr(0, e);
        if (zeros == Zeros::dropped) drop_zeros(mantissa);
        if (mantissa != "1") text += mantissa + "×";
        return text + "10" + superscript(std::to_string(exponent));
    }
    std::string plain = fmt::format("{:.{}f}", std::abs(value), std::max(0, digits - 1 - exponent));
    if (zeros == Zeros::dropped) drop_zeros(plain);
    return text + plain;
}

/// A setting as short as it can be without misleading about itself or its distance from 1 (0.9999
/// is not 1).
std::string written_setting(double value, int digits) {
    const double near_one = value == 1 ? 1 : std::abs(1 - value);
    const double allowed = std::min(std::abs(value), near_one) * 5e-3;
    int enough = digits + 1;
    while (enough < 15) {
        const double shown = std::stod(fmt::format("{:.{}e}", value, enough - 1));
        if (std::abs(shown - value) <= allowed) break;
        ++enough;
    }
    return written(value, enough, Zeros::dropped);
}

/// Fills one line.
class Filler {
  public:
    Filler(const RuleEntry& entry, std::span<const UpdateView> views, int digits)
        : entry_(entry), views_(views), digits_(digits) {}

    std::string fill(std::string_view line) {
        out_.clear();
        out_.reserve(line.size() * 3);
        while (!line.empty()) {
            const std::size_t open = line.find('{');
            const std::size_t close = open == line.npos ? open : line.find('}', open);
            out_ += line.substr(0, open == line.npos ? open : close == line.npos ? close : open);
            if (close == line.npos) break;
            rest_ = line.substr(close + 1);
            put(line.substr(open + 1, close - open - 1));
            line = rest_;
        }
        return std::move(out_);
    }

  private:
    void put(std::string_view name) {
        if (name == "x") return vector([](const UpdateView& v) { return v.x; });
        if (name == "x'") return vector([](const UpdateView& v) { return v.x_next; });
        if (name == "g") return vector([](const UpdateView& v) { return v.gradient; });
        if (name == "t") return number(std::to_string(views_.front().updates));
        if (name == "^t") {
            out_ += superscript(std::to_string(views_.front().updates));
            return;
        }
        if (put_state(name) || put_setting(name) || put_derived(name)) return;
        out_ += '{';
        out_ += name;
        out_ += '}';
    }

    bool put_state(std::string_view name) {
        const bool after = name.ends_with('\'');
        if (after) name.remove_suffix(1);
        for (std::size_t part = 0; part < entry_.state.size(); ++part) {
            if (entry_.state[part].id != name) continue;
            const auto value = [&](const UpdateView& v) {
                return (after ? v.state_next : v.state)[part];
            };
            if (entry_.state[part].scalar) {
                number(written(value(views_.front()), digits_, Zeros::kept));
            } else {
                vector(value);
            }
            return true;
        }
        return false;
    }

    bool put_setting(std::string_view name) {
        const int index = parameter_index(entry_, name);
        if (index < 0) return false;
        const double value = views_.front().settings[static_cast<std::size_t>(index)];
        number(written_setting(value, digits_));
        return true;
    }

    bool put_derived(std::string_view name) {
        const auto found = std::ranges::find(entry_.derived, name, &Derived::id);
        if (found == entry_.derived.end()) return false;
        if (found->scalar) {
            number(written(found->value(views_.front()), digits_, Zeros::kept));
        } else {
            vector(found->value);
        }
        return true;
    }

    template <class Value>
    void vector(const Value& value) {
        if (views_.size() == 1) return number(written(value(views_.front()), digits_, Zeros::kept));
        const char* separator = "(";
        for (const UpdateView& view : views_) {
            out_ += separator;
            out_ += written(value(view), digits_, Zeros::kept);
            separator = ", ";
        }
        out_ += ')';
    }

    void number(const std::string& text) {
        const bool negative = text.starts_with("−");
        const bool power_of_ten = text.find_first_of(".0123456789") != text.npos &&
                                  text.find_last_of(".0123456789") + 1 != text.size();
        const bool brackets = (negative && follows_operator()) ||
                              ((negative || power_of_ten) && binds_tightly()) ||
                              out_.ends_with("∇f");
        out_ += brackets ? "(" + text + ")" : text;
    }

    bool follows_operator() const {
        std::string_view before = out_;
        while (before.ends_with(' ')) before.remove_suffix(1);
        return std::ranges::any_of(std::array<std::string_view, 5>{"−", "+", "·", "/", "√"},
                                   [&](std::string_view sign) { return before.ends_with(sign); });
    }

    /// A minus sign or a product with a power of ten would be torn apart here.
    bool binds_tightly() const {
        return out_.ends_with("/") || out_.ends_with("√") || rest_.starts_with("²") ||
               rest_.starts_with("{^t}");
    }

    const RuleEntry& entry_;
    std::span<const UpdateView> views_;
    int digits_;
    std::string out_;
    std::string_view rest_;
};

}  // namespace

std::string filled(const RuleEntry& entry, const FormulaLine& line,
                   std::span<const UpdateView> views, int digits) {
    if (views.empty()) return line.symbols;
    return Filler(entry, views, std::clamp(digits, 1, 17)).fill(line.numbers);
}

}  // namespace tani
