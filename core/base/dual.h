// A number with its derivative along one direction: arithmetic on both at once gives exact derivatives.
// With a gradient computed in these numbers the second parts are the Hessian times the direction
// (Pearlmutter 1994, Fast exact multiplication by the Hessian).
#pragma once
#include <cmath>

namespace tani {

struct Dual {
    double value = 0, slope = 0;

    Dual() = default;
    constexpr Dual(double number, double derivative = 0) : value(number), slope(derivative) {}
    explicit operator double() const { return value; }

    Dual& operator+=(Dual b) { return *this = *this + b; }
    Dual& operator-=(Dual b) { return *this = *this - b; }
    Dual& operator*=(Dual b) { return *this = *this * b; }

    friend Dual operator+(Dual a, Dual b) { return {a.value + b.value, a.slope + b.slope}; }
    friend Dual operator-(Dual a, Dual b) { return {a.value - b.value, a.slope - b.slope}; }
    friend Dual operator-(Dual a) { return {-a.value, -a.slope}; }
    friend Dual operator*(Dual a, Dual b) {
        return {a.value * b.value, a.slope * b.value + a.value * b.slope};
    }
    friend Dual operator/(Dual a, Dual b) {
        const double quotient = a.value / b.value;
        return {quotient, (a.slope - quotient * b.slope) / b.value};
    }
    friend bool operator<(Dual a, Dual b) { return a.value < b.value; }
    friend bool operator>(Dual a, Dual b) { return a.value > b.value; }
    friend bool operator<=(Dual a, Dual b) { return a.value <= b.value; }
    friend bool operator>=(Dual a, Dual b) { return a.value >= b.value; }
    friend bool operator==(Dual a, Dual b) { return a.value == b.value; }
};

inline Dual sqrt(Dual a) {
    const double root = std::sqrt(a.value);
    return {root, a.slope / (2 * root)};
}
inline Dual exp(Dual a) {
    const double power = std::exp(a.value);
    return {power, power * a.slope};
}
inline Dual log(Dual a) { return {std::log(a.value), a.slope / a.value}; }
inline Dual log1p(Dual a) { return {std::log1p(a.value), a.slope / (1 + a.value)}; }
inline Dual tanh(Dual a) {
    const double t = std::tanh(a.value);
    return {t, (1 - t * t) * a.slope};
}
inline Dual sin(Dual a) { return {std::sin(a.value), std::cos(a.value) * a.slope}; }
inline Dual cos(Dual a) { return {std::cos(a.value), -std::sin(a.value) * a.slope}; }
inline Dual erf(Dual a) {
    return {std::erf(a.value), 1.1283791670955126 * std::exp(-a.value * a.value) * a.slope};
}

}  // namespace tani
