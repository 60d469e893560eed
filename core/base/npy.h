// NumPy's file of one array (NEP 1, version 1.0): written here, read by
// core/dataset/readers/npy.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>

namespace tani {

/// Writes numbers in C order as an array of this shape; the empty shape is a single number. Throws
/// Error where the shape asks for another count of numbers.
void write_npy(std::ostream& out, std::span<const std::size_t> shape,
               std::span<const float> numbers);
void write_npy(std::ostream& out, std::span<const std::size_t> shape,
               std::span<const double> numbers);
void write_npy(std::ostream& out, std::span<const std::size_t> shape,
               std::span<const std::int64_t> numbers);

}  // namespace tani
