// Counter-based random numbers: a draw is a pure function of (seed, stream, counter), so it does not
// depend on threads, order or what ran before. Philox 4x32-10 (Salmon et al. 2011); normals by
// Box-Muller, because std::normal_distribution differs between libraries.
#pragma once
#include <array>
#include <cstdint>
#include <span>

namespace tani {

/// One stream per purpose, so that adding draws for one never shifts another.
enum class Stream : std::uint32_t { gradient_noise = 1, data = 2, weights = 3, batches = 4, search = 5, chance = 6, split = 7, dropout = 8, directions = 9 };

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// Uniform in (0, 1): never 0 and never 1.
double uniform(std::uint64_t seed, Stream stream, std::uint64_t counter);

/// Two independent standard normal numbers for this counter.
std::array<double, 2> normal_pair(std::uint64_t seed, Stream stream, std::uint64_t counter);

/// Many at once, the same bits several times faster: out[i] is uniform(seed, stream, first + i).
void uniforms(std::uint64_t seed, Stream stream, std::uint64_t first, std::span<double> out);

/// out[i] is normal_pair(seed, stream, first + i / 2)[i % 2].
void normals(std::uint64_t seed, Stream stream, std::uint64_t first, std::span<double> out);

}  // namespace tani
