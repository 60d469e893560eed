// Random streams: known answers of Philox 4x32-10 (Random123's kat_vectors, Salmon et al. 2011) and
// moments of the normals.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>

#include "core/base/random.h"

using namespace tani;

using Block = std::array<std::uint32_t, 4>;

TEST_CASE("philox gives the known answers of its authors") {
    constexpr std::uint32_t ones = 0xffffffff;
    CHECK(philox({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(philox({ones, ones, ones, ones}, {ones, ones}) ==
          Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a draw depends on the seed and the stream and the counter alone") {
    CHECK(uniform(1, Stream::data, 5) == uniform(1, Stream::data, 5));
    CHECK(uniform(1, Stream::data, 5) != uniform(2, Stream::data, 5));
    CHECK(uniform(1, Stream::data, 5) != uniform(1, Stream::weights, 5));
    CHECK(uniform(1, Stream::data, 5) != uniform(1, Stream::data, 6));
    CHECK(uniform(std::uint64_t{1} << 40, Stream::data, 5) != uniform(0, Stream::data, 5));
}

TEST_CASE("uniform numbers lie inside the open interval and are spread evenly") {
    constexpr int count = 100000;
    double sum = 0, squares = 0;
    for (int i = 0; i < count; ++i) {
        const double u = uniform(7, Stream::data, static_cast<std::uint64_t>(i));
        REQUIRE(u > 0);
        REQUIRE(u < 1);
        sum += u;
        squares += u * u;
    }
    // Five standard errors: sqrt(1/12/n) and sqrt(4/45/n).
    CHECK(std::abs(sum / count - 0.5) < 5 * std::sqrt(1.0 / 12 / count));
    CHECK(std::abs(squares / count - 1.0 / 3) < 5 * std::sqrt(4.0 / 45 / count));
}

TEST_CASE("normal numbers have mean 0 and variance 1 and pairs are uncorrelated") {
    constexpr int count = 100000;
    double mean = 0, variance = 0, product = 0, fourth = 0;
    for (int i = 0; i < count; ++i) {
        const auto [a, b] = normal_pair(3, Stream::gradient_noise, static_cast<std::uint64_t>(i));
        mean += a + b;
        variance += a * a + b * b;
        product += a * b;
        fourth += a * a * a * a + b * b * b * b;
    }
    const double n = 2.0 * count;
    // Five standard errors; the fourth power of a normal has variance 96.
    CHECK(std::abs(mean / n) < 5 / std::sqrt(n));
    CHECK(std::abs(variance / n - 1) < 5 * std::sqrt(2 / n));
    CHECK(std::abs(product / count) < 5 / std::sqrt(count));
    CHECK(std::abs(fourth / n - 3) < 5 * std::sqrt(96 / n));
}
