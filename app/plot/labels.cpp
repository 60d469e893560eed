#include "app/plot/labels.h"

#include <algorithm>
#include <cstddef>

namespace tani {

namespace {

/// The labels row, row + rows, row + 2·rows, ... beside each other; false where they do not fit.
bool fill_row(std::span<const LabelWish> wishes, std::size_t row, std::size_t rows, float from,
              float to, float gap, std::vector<LabelPlace>& places) {
    float left = from;
    for (std::size_t i = row; i < wishes.size(); i += rows) {
        places[i] = {std::max(wishes[i].at - wishes[i].width / 2, left), static_cast<int>(row)};
        left = places[i].left + wishes[i].width + gap;
    }
    // What was pushed out at the right is pushed back, and pushes those before it.
    float right = to;
    for (std::size_t i = row + (wishes.size() - 1 - row) / rows * rows;; i -= rows) {
        places[i].left = std::min(places[i].left, right - wishes[i].width);
        right = places[i].left - gap;
        if (i < rows) break;
    }
    return places[row].left >= from;
}

}  // namespace

std::vector<LabelPlace> place_labels(std::span<const LabelWish> wishes, float from, float to,
                                     float gap) {
    std::vector<LabelPlace> places(wishes.size());
    for (std::size_t rows = 1; rows <= wishes.size(); ++rows) {
        bool fits = true;
        for (std::size_t row = 0; row < rows; ++row) {
            fits = fill_row(wishes, row, rows, from, to, gap, places) && fits;
        }
        if (fits) return places;
    }
    for (LabelPlace& place : places) place.left = std::max(place.left, from);
    return places;
}

int rows_of(std::span<const LabelPlace> places) {
    int rows = 0;
    for (const LabelPlace& place : places) rows = std::max(rows, place.row + 1);
    return rows;
}

}  // namespace tani
