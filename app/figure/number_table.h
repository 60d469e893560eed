// A table of numbers under each other at their decimal points, with a name before each row.
#pragma once
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/figure/pen.h"
#include "app/plot/axes.h"

namespace tani::figure {

struct NumberCell {
    std::string text;
    double worth = NAN;  ///< to find the best of a column
};

struct NumberColumn {
    enum class Best { none, least, most };
    std::string head;
    int importance = 0;      ///< where there is no room for all columns, 0 is dropped last
    Best best = Best::none;  ///< underlined
    std::vector<NumberCell> cells = {};
};

struct NumberTable {
    std::vector<NumberColumn> columns;
    std::size_t rows = 0;
    float names = 0;                      ///< width of what stands before the numbers
    std::optional<std::size_t> selected;  ///< a row
};

/// With all columns and the least room between them.
float number_table_width(const Pen& pen, const NumberTable& table);
float number_table_height(const Pen& pen, std::size_t rows);
/// `name` draws what stands before a row, from the left end of its middle.
void draw_number_table(const Pen& pen, const NumberTable& table, Rect rect,
                       const std::function<void(std::size_t row, ImVec2 left_middle)>& name);

}  // namespace tani::figure
