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

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = std::uint64_t{0xD2511F53} * c[0];
        const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * c[2];
        c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(p1),
             static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(p0)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return c;
}

namespace {

std::array<double, 2> uniform_pair(std::uint64_t seed, Stream stream, std::uint64_t counter) {
    const auto bits = philox({static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32),
                              static_cast<std::uint32_t>(stream), 0},
                             {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
    const auto unit = [](std::uint32_t high, std::uint32_t low) {
        const std::uint64_t whole = (std::uint64_t{high} << 32 | low) >> 12;  // 52 bits
        return (static_cast<double>(whole) + 0.5) * 0x1p-52;
    };
    return {unit(bits[0], bits[1]), unit(bits[2], bits[3])};
}

}  // namespace

double uniform(std::uint64_t seed, Stream stream, std::uint64_t counter) {
    return uniform_pair(seed, stream, counter)[0];
}

std::array<double, 2> normal_pair(std::uint64_t seed, Stream stream, std::uint64_t counter) {
    const auto [u, w] = uniform_pair(seed, stream, counter);
    const double radius = std::sqrt(-2.0 * std::log(u));
    const double angle = 2.0 * std::numbers::pi * w;
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

}  // namespace tani
