// What the readers of grids share: arrays as files hold them are made into a grid.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/dataset/input_file.h"
#include "core/landscape/grid_file.h"

namespace tani {

/// In C order.
struct GridArray {
    std::vector<std::uint64_t> shape;
    std::vector<double> numbers;
};

/// "(3, 4)", as Python writes it.
std::string shape_text(std::span<const std::uint64_t> shape);

/// The array of a NumPy file. Throws Error for more than most_grid_cells numbers.
GridArray read_npy_array(InputFile& file);

/// Losses of shape (ys, xs) or, on a line, (xs). Coordinates are lists, or both the grids that
/// numpy.meshgrid makes of them in either indexing, which then says how the losses stand. Those
/// that are missing go evenly from -1 to 1.
struct GridParts {
    GridArray losses;
    std::optional<GridArray> xs = {}, ys = {};
};

/// The grid with rising coordinates. Throws Error with the file as its place.
GridFile grid_of(const std::string& file, GridParts parts);

/// The path of rows (x, y), (x, y, loss) or (step, x, y, loss); `steps` where the rows have none.
/// Throws Error with the file as its place.
std::vector<PathRow> path_of(const std::string& file, const GridArray& rows,
                             const std::optional<GridArray>& steps);

/// What files that hold one surface call it.
inline constexpr const char* the_surface = "losses";
/// Throws Error where such a file is asked for another one.
void refuse_other_surface(const std::string& file, const std::string& surface);

/// The names, at most twenty of them, in quotes: what is there instead of what was asked for.
std::string listed(std::span<const std::string> names);

}  // namespace tani
