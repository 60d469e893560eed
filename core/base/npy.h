// NumPy's file of one array (NEP 1, version 1.0): written here, read by
// core/dataset/readers/npy.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string_view>

namespace tani {

/// Writes numbers in C order as an array of this shape; the empty shape is a single number. Throws
/// Error where the shape asks for another count of numbers.
void write_npy(std::ostream& out, std::span<const std::size_t> shape,
               std::span<const float> numbers);
void write_npy(std::ostream& out, std::span<const std::size_t> shape,
               std::span<const double> numbers);
void write_npy(std::ostream& out, std::span<const std::size_t> shape,
               std::span<const std::int64_t> numbers);

/// Writes records, `description` as Python says their type: "[('step', '<i4'), ('counts', '<i8', (50,))]".
void write_npy_records(std::ostream& out, std::string_view description, std::size_t count,
                       std::string_view bytes);

}  // namespace tani
