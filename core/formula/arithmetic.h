// What each operation does to numbers. Folding, single points and blocks of points all call these,
// so that they give the same bits.
#pragma once
#include <cmath>

namespace tani {

/// NaN if either is.
inline double least_of(double a, double b) { return a < b || a != a ? a : b; }
inline double most_of(double a, double b) { return a > b || a != a ? a : b; }

inline double sign_of(double a) { return a > 0 ? 1.0 : (a < 0 ? -1.0 : a); }

/// a below 0, b above 0, between them at 0; NaN stays NaN.
inline double choose_of(double t, double a, double b) {
    return t < 0 ? a : (t > 0 ? b : (t == 0 ? (a + b) * 0.5 : t));
}

/// Whole exponents up to this size are computed by multiplication.
inline constexpr int largest_multiplied_power = 16;

}  // namespace tani
