// Errors, bounds and random streams; sources at the declarations.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/parameter.h"
#include "core/base/random.h"

namespace tani {

namespace {

std::string placed(const std::string& message, const Place& place) {
    std::string text = place.file;
    if (place.line > 0) text += fmt::format("{}{}", text.empty() ? "line " : ":", place.line);
    if (place.column > 0) {
        text += fmt::format("{}{}", text.empty() ? "column " : ":", place.column);
    }
    return text.empty() ? message : text + ": " + message;
}

/// Edit distance with swaps of neighbours (Damerau, optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> d((a.size() + 1) * width);
    for (std::size_t i = 0; i <= a.size(); ++i) d[i * width] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
            std::size_t best = std::min({d[(i - 1) * width + j] + 1, d[i * width + j - 1] + 1,
                                         d[(i - 1) * width + j - 1] + cost});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                best = std::min(best, d[(i - 2) * width + j - 2] + 1);
            }
            d[i * width + j] = best;
        }
    }
    return d.back();
}

}  // namespace

Error::Error(const std::string& message, Place place)
    : std::runtime_error(placed(message, place)), message_(message), place_(std::move(place)) {}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
    if (word.size() > 64) return "";
    std::size_t best = std::max<std::size_t>(2, word.size() / 3) + 1;
    const std::string* found = nullptr;
    for (const std::string& candidate : candidates) {
        const std::size_t d = distance(word, candidate);
        if (d < best && d < candidate.size()) {
            best = d;
            found = &candidate;
        }
    }
    return found ? fmt::format(" (did you mean '{}'?)", *found) : "";
}

bool Bounds::contains(double value) const {
    return (least_open ? value > least : value >= least) && (most_open ? value < most : value <= most);
}

std::string Bounds::text() const {
    const bool has_least = std::isfinite(least), has_most = std::isfinite(most);
    if (has_least && has_most) {
        return fmt::format("in {}{}, {}{}", least_open ? '(' : '[', least, most, most_open ? ')' : ']');
    }
    if (has_least) return fmt::format("{} {}", least_open ? "greater than" : "at least", least);
    if (has_most) return fmt::format("{} {}", most_open ? "less than" : "at most", most);
    return "a finite number";
}

namespace {

/// Philox of several counters side by side. The rounds are the inner loop, so that one lane's words
/// stay in registers and the lanes become vector instructions.
template <std::size_t lanes>
struct Blocks {
    std::uint32_t word[4][lanes];

    void mix(const std::array<std::uint32_t, 2>& key) {
        for (std::size_t k = 0; k < lanes; ++k) {
            std::uint32_t a = word[0][k], b = word[1][k], c = word[2][k], d = word[3][k];
            for (std::uint32_t round = 0; round < 10; ++round) {
                const std::uint64_t p0 = std::uint64_t{0xD2511F53} * a;
                const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * c;
                a = static_cast<std::uint32_t>(p1 >> 32) ^ b ^ (key[0] + round * 0x9E3779B9);
                b = static_cast<std::uint32_t>(p1);
                c = static_cast<std::uint32_t>(p0 >> 32) ^ d ^ (key[1] + round * 0xBB67AE85);
                d = static_cast<std::uint32_t>(p0);
            }
            word[0][k] = a;
            word[1][k] = b;
            word[2][k] = c;
            word[3][k] = d;
        }
    }
};

/// The two uniform numbers of each counter from `first` on: one[k], two[k].
template <std::size_t lanes>
struct UniformPairs {
    double one[lanes], two[lanes];

    UniformPairs(std::uint64_t seed, Stream stream, std::uint64_t first) {
        Blocks<lanes> blocks;
        for (std::size_t k = 0; k < lanes; ++k) {
            const std::uint64_t counter = first + k;
            blocks.word[0][k] = static_cast<std::uint32_t>(counter);
            blocks.word[1][k] = static_cast<std::uint32_t>(counter >> 32);
            blocks.word[2][k] = static_cast<std::uint32_t>(stream);
            blocks.word[3][k] = 0;
        }
        blocks.mix({static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
        for (std::size_t k = 0; k < lanes; ++k) {
            one[k] = unit(blocks.word[0][k], blocks.word[1][k]);
            two[k] = unit(blocks.word[2][k], blocks.word[3][k]);
        }
    }

    static double unit(std::uint32_t high, std::uint32_t low) {
        const std::uint64_t whole = (std::uint64_t{high} << 32 | low) >> 12;  // 52 bits
        return (static_cast<double>(whole) + 0.5) * 0x1p-52;
    }
};

std::array<double, 2> normal_of(double u, double w) {
    const double radius = std::sqrt(-2.0 * std::log(u));
    const double angle = 2.0 * std::numbers::pi * w;
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

constexpr std::size_t lanes_at_once = 32;

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
    Blocks<1> block{{{counter[0]}, {counter[1]}, {counter[2]}, {counter[3]}}};
    block.mix(key);
    return {block.word[0][0], block.word[1][0], block.word[2][0], block.word[3][0]};
}

double uniform(std::uint64_t seed, Stream stream, std::uint64_t counter) {
    return UniformPairs<1>(seed, stream, counter).one[0];
}

std::array<double, 2> normal_pair(std::uint64_t seed, Stream stream, std::uint64_t counter) {
    const UniformPairs<1> pair(seed, stream, counter);
    return normal_of(pair.one[0], pair.two[0]);
}

void uniforms(std::uint64_t seed, Stream stream, std::uint64_t first, std::span<double> out) {
    std::size_t i = 0;
    for (; i + lanes_at_once <= out.size(); i += lanes_at_once) {
        const UniformPairs<lanes_at_once> pairs(seed, stream, first + i);
        std::copy_n(pairs.one, lanes_at_once, out.data() + i);
    }
    for (; i < out.size(); ++i) out[i] = uniform(seed, stream, first + i);
}

void normals(std::uint64_t seed, Stream stream, std::uint64_t first, std::span<double> out) {
    std::size_t i = 0;
    for (; i + 2 * lanes_at_once <= out.size(); i += 2 * lanes_at_once) {
        const UniformPairs<lanes_at_once> pairs(seed, stream, first + i / 2);
        for (std::size_t k = 0; k < lanes_at_once; ++k) {
            const auto [a, b] = normal_of(pairs.one[k], pairs.two[k]);
            out[i + 2 * k] = a;
            out[i + 2 * k + 1] = b;
        }
    }
    for (; i < out.size(); i += 2) {
        const auto [a, b] = normal_pair(seed, stream, first + i / 2);
        out[i] = a;
        if (i + 1 < out.size()) out[i + 1] = b;
    }
}

}  // namespace tani
