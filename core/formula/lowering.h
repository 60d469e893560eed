// From expressions to a list of operations, before registers are given out.
#pragma once
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/formula/tape.h"

namespace tani {

/// An operation whose result has the index of its place in the list; 0 and 1 are x and y.
struct Step {
    Code code = Code::load;
    int a = 0, b = 0, c = 0;
    double k = 0;
    bool operator==(const Step& other) const {
        return code == other.code && a == other.a && b == other.b && c == other.c &&
               std::bit_cast<std::uint64_t>(k) == std::bit_cast<std::uint64_t>(other.k);
    }
};

constexpr int first_step = 2;

struct Steps {
    std::vector<Step> list;
    std::vector<int> outputs;  ///< the step of each output
};

/// Folds numbers where that gives the same bits and does equal operations once. Constants without a
/// value are NaN.
Steps lower(std::span<const Expression> outputs, std::span<const std::string> constants,
            std::span<const double> values);

}  // namespace tani
