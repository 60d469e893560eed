// Places for short labels above marks on one line, so that none covers another.
#pragma once
#include <span>
#include <vector>

namespace tani {

/// A label of a width, wanted centred at `at`. Marks come from left to right.
struct LabelWish {
    float at = 0, width = 0;
};

struct LabelPlace {
    float left = 0;
    int row = 0;  ///< from 0, the one next to the marks
    bool operator==(const LabelPlace&) const = default;
};

/// Each as near to its mark as the others let it be, `gap` apart, within from … to, in as few rows
/// as hold them. A label wider than the room begins at `from`.
std::vector<LabelPlace> place_labels(std::span<const LabelWish> wishes, float from, float to,
                                     float gap);
int rows_of(std::span<const LabelPlace> places);

}  // namespace tani
