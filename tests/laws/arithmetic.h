// Evaluates a formula line with its numbers in it as it stands on the screen: "−3.9×10⁻⁵/(1 −
// 0.9¹²)". A second reading of what the rule's description says, independent of the rule.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tani::testing {

class Arithmetic {
  public:
    explicit Arithmetic(std::string_view text) {
        for (const char c : text) {
            if (c != ' ') text_ += c;
        }
        rest_ = text_;
    }

    double all() {
        const double value = sum();
        if (!rest_.empty()) throw std::runtime_error("cannot read '" + std::string(rest_) + "'");
        return value;
    }

  private:
    bool take(std::string_view sign) {
        if (!rest_.starts_with(sign)) return false;
        rest_.remove_prefix(sign.size());
        return true;
    }

    double sum() {
        double value = product();
        while (true) {
            if (take("+")) {
                value += product();
            } else if (take("−")) {
                value -= product();
            } else {
                return value;
            }
        }
    }

    double product() {
        double value = signed_power();
        while (true) {
            if (take("·")) {
                value *= signed_power();
            } else if (take("/")) {
                value /= signed_power();
            } else {
                return value;
            }
        }
    }

    double signed_power() {
        if (take("−")) return -signed_power();
        if (take("√")) return std::sqrt(atom());
        const double base = atom();
        const std::string exponent = raised();
        return exponent.empty() ? base : std::pow(base, std::stod(exponent));
    }

    double atom() {
        const bool larger = rest_.starts_with("max(");
        if (take("max(") || take("min(")) {
            const double a = sum();
            expect(",");
            const double b = sum();
            expect(")");
            return larger ? std::max(a, b) : std::min(a, b);
        }
        if (take("sign(")) {
            const double value = sum();
            expect(")");
            return value > 0 ? 1 : value < 0 ? -1 : 0;
        }
        if (take("|")) {
            const double value = sum();
            expect("|");
            return std::abs(value);
        }
        if (take("(")) {
            const double value = sum();
            expect(")");
            return value;
        }
        return number();
    }

    /// Digits, and a power of ten when one follows: that binds as tightly as the digits do.
    double number() {
        const std::size_t end = std::min(rest_.find_first_not_of("0123456789."), rest_.size());
        if (end == 0) throw std::runtime_error("no number at '" + std::string(rest_) + "'");
        const std::string digits(rest_.substr(0, end));
        rest_.remove_prefix(end);
        if (take("×10")) return std::strtod((digits + "e" + raised()).c_str(), nullptr);
        if (digits == "10" && rest_.starts_with("⁻"))
            return std::strtod(("1e" + raised()).c_str(), nullptr);
        return std::stod(digits);
    }

    std::string raised() {
        static constexpr std::array<std::string_view, 11> signs = {"⁰", "¹", "²", "³", "⁴", "⁵",
                                                                   "⁶", "⁷", "⁸", "⁹", "⁻"};
        std::string digits;
        for (bool found = true; found;) {
            found = false;
            for (std::size_t i = 0; i < signs.size(); ++i) {
                if (take(signs[i])) {
                    digits += "0123456789-"[i];
                    found = true;
                }
            }
        }
        return digits;
    }

    void expect(std::string_view sign) {
        if (!take(sign))
            throw std::runtime_error("expected " + std::string(sign) + " at '" +
                                     std::string(rest_) + "'");
    }

    std::string text_;
    std::string_view rest_;
};

inline double evaluated(std::string_view text) { return Arithmetic(text).all(); }

}  // namespace tani::testing
