// Eight numbers that go through the same arithmetic: the T of an elementwise rule when a sweep steps
// many runs side by side. Every operation gives the bits that it gives for a single number.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace tani {

struct Mask {
    using Vector = std::int64_t __attribute__((vector_size(64)));
    Vector v;
    friend Mask operator&&(Mask a, Mask b) { return {a.v & b.v}; }
    friend Mask operator||(Mask a, Mask b) { return {a.v | b.v}; }
    friend Mask operator!(Mask a) { return {~a.v}; }
};

struct Pack {
    static constexpr std::size_t width = 8;
    using Vector = double __attribute__((vector_size(64)));
    Vector v{};

    Pack() = default;
    explicit Pack(double value) { v = v + value; }
    explicit Pack(Vector vector) : v(vector) {}
    /// Reads and writes 64-byte aligned memory.
    static Pack load(const double* from) { return Pack(*reinterpret_cast<const Vector*>(from)); }
    void store(double* to) const { *reinterpret_cast<Vector*>(to) = v; }

    friend Pack operator+(Pack a, Pack b) { return Pack(a.v + b.v); }
    friend Pack operator-(Pack a, Pack b) { return Pack(a.v - b.v); }
    friend Pack operator*(Pack a, Pack b) { return Pack(a.v * b.v); }
    friend Pack operator/(Pack a, Pack b) { return Pack(a.v / b.v); }
    friend Pack operator-(Pack a) { return Pack(-a.v); }
    friend Mask operator<(Pack a, Pack b) { return {a.v < b.v}; }
    friend Mask operator>(Pack a, Pack b) { return {a.v > b.v}; }
    friend Mask operator<=(Pack a, Pack b) { return {a.v <= b.v}; }
    friend Mask operator>=(Pack a, Pack b) { return {a.v >= b.v}; }
    friend Mask operator==(Pack a, Pack b) { return {a.v == b.v}; }
    friend Mask operator!=(Pack a, Pack b) { return {a.v != b.v}; }
};

inline bool any(Mask mask) {
    std::int64_t all = 0;
    for (std::size_t i = 0; i < Pack::width; ++i) all |= mask.v[i];
    return all != 0;
}

inline double first_lane(const Pack& pack) { return pack.v[0]; }

inline Pack sqrt(Pack a) {
    // Through memory, as compilers vectorize loops over arrays and not over a vector's elements.
    alignas(64) double numbers[Pack::width];
    a.store(numbers);
    for (double& number : numbers) number = std::sqrt(number);
    return Pack::load(numbers);
}

inline Pack pow(Pack a, Pack b) {
    Pack result;
    for (std::size_t i = 0; i < Pack::width; ++i) result.v[i] = std::pow(a.v[i], b.v[i]);
    return result;
}

inline Pack abs(Pack a) {
    Mask bits{reinterpret_cast<Mask::Vector>(a.v)};
    bits.v &= INT64_MAX;
    return Pack(reinterpret_cast<Pack::Vector>(bits.v));
}

/// Both sides are evaluated, and each lane takes its own.
template <class Yes, class No>
Pack either(Mask mask, Yes yes, No no) {
    const Pack a = yes(), b = no();
    return Pack(mask.v ? a.v : b.v);
}

}  // namespace tani
