// Exponentials that loops over arrays vectorize: in float one code path for one number and for
// many, in double the standard library's.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "core/base/dual.h"

namespace tani::scalar {

namespace parts {

constexpr float log2_e = 1.442695041f;
constexpr float ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;  // their sum is ln 2
constexpr float to_whole =
    12582912.0f;  // 1.5·2²³: adding and taking it away rounds to a whole number

/// a·b + c, rounded once where the processor can: the same in every loop of a build.
inline float fused(float a, float b, float c) {
#ifdef __FMA__
    return __builtin_fmaf(a, b, c);
#else
    return a * b + c;
#endif
}

/// x, but no further from 0 than `bound`, where a number that is not one ends up, too. By the bits,
/// which rise with the magnitude: compilers make two instructions of it, and four of comparisons.
inline float bounded(float x, float bound) {
    const auto bits = std::min(std::bit_cast<std::int32_t>(x), std::bit_cast<std::int32_t>(bound));
    return std::bit_cast<float>(
        std::min(std::bit_cast<std::uint32_t>(bits), std::bit_cast<std::uint32_t>(-bound)));
}

/// 2ⁿ for whole n in [-126, 127].
inline float power_of_two(float n) {
    return std::bit_cast<float>((static_cast<std::int32_t>(n) + 127) << 23);
}

/// eʳ − 1 for |r| ≤ ln 2 / 2, by its series: the first term left out is below 1e-8 of the sum.
inline float minus_one(float r) {
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    return (p * r) * r + r;
}

/// x = n·ln 2 + r.
struct Reduced {
    float n, r;
};
inline Reduced reduce(float x) {
    const float n = (x * log2_e + to_whole) - to_whole;
    return {n, (x - n * ln2_high) - n * ln2_low};
}

}  // namespace parts

/// eˣ; 0 below −87 and infinite above 88.
inline float exp(float x) {
    float bounded = x < -87.0f ? -87.0f : x;
    bounded = bounded > 88.0f ? 88.0f : bounded;
    const auto [n, r] = parts::reduce(bounded == bounded ? bounded : 0.0f);
    float result = (parts::minus_one(r) + 1.0f) * parts::power_of_two(n);
    result = x < -87.0f ? 0.0f : result;
    result = x > 88.0f ? HUGE_VALF : result;
    return x == x ? result : x;
}

/// A quotient of polynomials in x², fitted to tanh x / x in the largest relative error: 2e-8, and 4e-7
/// with the rounding of float.
inline float tanh(float x) {
    const float bounded = parts::bounded(x, 9.05f);  // there tanh is 1 in float
    const float u = bounded * bounded;
    float p = 1.32656819e-8f;
    p = parts::fused(p, u, 2.05449869e-5f);
    p = parts::fused(p, u, 3.49169574e-3f);
    p = parts::fused(p, u, 1.33777484e-1f);
    p = parts::fused(p, u, 1.0f);
    float q = 7.74018076e-7f;
    q = parts::fused(q, u, 3.27926769e-4f);
    q = parts::fused(q, u, 2.58621741e-2f);
    q = parts::fused(q, u, 4.67110634e-1f);
    q = parts::fused(q, u, 1.0f);
    const float result = parts::bounded(bounded * p / q, 1.0f);
    return x == x ? result : x;
}

/// The error function as a quotient of polynomials in x², fitted to it in the largest absolute error:
/// 2e-8, and 3e-7 with the rounding of float.
inline float erf(float x) {
    const float bounded = parts::bounded(x, 3.95f);  // there erf is 1 in float
    const float u = bounded * bounded;
    float p = 2.01170428e-6f;
    p = p * u + 2.87600182e-4f;
    p = p * u + 3.91738070e-3f;
    p = p * u + 5.32072447e-2f;
    p = p * u + 1.94037423e-1f;
    p = p * u + 1.12837899f;
    float q = 3.78392906e-5f;
    q = q * u + 1.19821273e-3f;
    q = q * u + 1.52708292e-2f;
    q = q * u + 1.15591429e-1f;
    q = q * u + 5.05292654e-1f;
    q = q * u + 1.0f;
    const float result = parts::bounded(bounded * p / q, 1.0f);
    return x == x ? result : x;
}

inline double exp(double x) { return std::exp(x); }
inline double erf(double x) { return std::erf(x); }
inline Dual erf(Dual x) { return tani::erf(x); }
inline double tanh(double x) { return std::tanh(x); }
inline Dual exp(Dual x) { return tani::exp(x); }
inline Dual tanh(Dual x) { return tani::tanh(x); }

/// 1 / (1 + e⁻ˣ).
template <class T>
T sigmoid(T x) {
    return T(1) / (T(1) + scalar::exp(-x));
}

/// log(1 + x) for x in [0, 1]: a quotient of polynomials, fitted in the largest relative error: 1e-9,
/// and 3e-7 with the rounding of float.
inline float log_of_one_plus(float x) {
    float p = 3.41728376e-3f;
    p = parts::fused(p, x, 2.38157645e-1f);
    p = parts::fused(p, x, 1.06621873f);
    p = parts::fused(p, x, 1.0f);
    float q = 7.52873272e-2f;
    q = parts::fused(q, x, 6.87936544e-1f);
    q = parts::fused(q, x, 1.56621861f);
    q = parts::fused(q, x, 1.0f);
    return x * p / q;
}
inline double log_of_one_plus(double x) { return std::log1p(x); }
inline Dual log_of_one_plus(Dual x) { return tani::log1p(x); }

/// log(1 + eˣ) without overflow.
template <class T>
[[gnu::always_inline]] inline T softplus(T x) {
    return (x > T(0) ? x : T(0)) + scalar::log_of_one_plus(scalar::exp(x > T(0) ? -x : x));
}

}  // namespace tani::scalar
