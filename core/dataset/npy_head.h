// The head of NumPy's file of one array (NEP 1, versions 1 to 3).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/dataset/input_file.h"

namespace tani {

enum class NpyType { f4, f8, i4, i8, u1, boolean };

struct NpyHead {
    NpyType type = NpyType::f4;
    std::vector<std::uint64_t> shape;
    std::uint64_t offset = 0;  ///< of the first number
    std::uint64_t item_bytes() const;
    bool whole() const { return type != NpyType::f4 && type != NpyType::f8; }
    /// "(100, 2)"
    std::string shape_text() const;
};

/// Reads the head and leaves the file at the first number. Throws Error for what is not such a
/// file, other types than those above, Fortran order, and a size that is not what the head says.
NpyHead read_npy_head(InputFile& file);

/// The next `count` numbers of the file as doubles: exact for all types but large i8.
std::vector<double> read_npy_numbers(InputFile& file, const NpyHead& head, std::size_t count);

}  // namespace tani
