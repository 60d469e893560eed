// Checking arrays that came from a file, and turning them until they are a grid.
#include "core/landscape/grid_making.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/dataset/csv_text.h"
#include "core/dataset/npy_head.h"

namespace tani {

namespace {

/// A file's errors name it.
class Checks {
  public:
    explicit Checks(const std::string& file) : file_(file) {}

    [[noreturn]] void fail(const std::string& message) const { throw Error(message, {file_}); }

    void expect_finite(const GridArray& array, const char* name) const {
        const auto bad =
            std::ranges::find_if(array.numbers, [](double value) { return !std::isfinite(value); });
        if (bad == array.numbers.end()) return;
        fail(fmt::format("{} holds {} at place {}; expected finite numbers", name, *bad,
                         bad - array.numbers.begin()));
    }

    /// Turns a falling axis; true where it did.
    bool make_rising(std::vector<double>& axis, char name) const {
        if (axis.size() < 2) {
            fail(fmt::format("{} point{} along {}; expected at least 2", axis.size(),
                             axis.size() == 1 ? "" : "s", name));
        }
        const bool falls = axis[1] < axis[0];
        if (falls) std::ranges::reverse(axis);
        const auto turn = std::ranges::adjacent_find(axis, std::greater_equal());
        if (turn != axis.end()) {
            fail(fmt::format(
                "{}s do not go one way: {} beside {}; expected them to rise, or to fall", name,
                *turn, *(turn + 1)));
        }
        expect_even(axis, name);
        return falls;
    }

  private:
    /// As even as coordinates can be that were computed and kept in single precision, as
    /// torch.linspace does it.
    void expect_even(const std::vector<double>& axis, char name) const {
        constexpr double single_rounding = 0x1p-21;
        const double from = axis.front(), to = axis.back();
        const double last = static_cast<double>(axis.size() - 1), step = (to - from) / last;
        if (!std::isfinite(step))
            fail(fmt::format("{}s are too far apart: {} to {}", name, from, to));
        const double tolerance =
            1e-6 * step + single_rounding * std::max(std::abs(from), std::abs(to));
        for (std::size_t i = 0; i < axis.size(); ++i) {
            const double share = static_cast<double>(i) / last;
            const double even = from * (1 - share) + to * share;
            if (std::abs(axis[i] - even) <= tolerance) continue;
            fail(
                fmt::format("{}s are not evenly spaced: {} where {} would be; expected a grid of "
                            "equal steps",
                            name, axis[i], even));
        }
    }

    const std::string& file_;
};

std::vector<double> even(std::size_t points) {
    std::vector<double> axis(points);
    for (std::size_t i = 0; i < points; ++i) {
        axis[i] = points > 1 ? 2 * static_cast<double>(i) / static_cast<double>(points - 1) - 1 : 0;
    }
    return axis;
}

/// The columns of a matrix as its rows.
void transpose(GridArray& matrix) {
    const std::size_t rows = matrix.shape[0], columns = matrix.shape[1];
    std::vector<double> turned(matrix.numbers.size());
    for (std::size_t j = 0; j < rows; ++j) {
        for (std::size_t i = 0; i < columns; ++i) {
            turned[i * rows + j] = matrix.numbers[j * columns + i];
        }
    }
    matrix.numbers = std::move(turned);
    std::swap(matrix.shape[0], matrix.shape[1]);
}

/// Every row is the first one.
bool rows_are_alike(const GridArray& matrix) {
    const std::size_t columns = matrix.shape[1];
    for (std::size_t k = columns; k < matrix.numbers.size(); ++k) {
        if (matrix.numbers[k] != matrix.numbers[k - columns]) return false;
    }
    return true;
}

GridArray first_row(const GridArray& matrix) {
    const auto columns = static_cast<std::ptrdiff_t>(matrix.shape[1]);
    return {{matrix.shape[1]}, {matrix.numbers.begin(), matrix.numbers.begin() + columns}};
}

/// Makes lists of the two grids that numpy.meshgrid gives, and the losses stand as (ys, xs).
void undo_meshgrid(const Checks& checks, GridParts& parts) {
    GridArray &xs = *parts.xs, &ys = *parts.ys;
    for (const auto& [array, name] : {std::pair{&xs, "xs"}, std::pair{&ys, "ys"}}) {
        if (array->shape == parts.losses.shape) continue;
        checks.fail(
            fmt::format("{} of shape {} beside losses of shape {}; expected the same shape "
                        "as numpy.meshgrid gives it, or one number for each column and row",
                        name, shape_text(array->shape), shape_text(parts.losses.shape)));
    }
    transpose(ys);
    const bool by_rows = rows_are_alike(xs) && rows_are_alike(ys);
    if (!by_rows) {
        transpose(ys);
        transpose(xs);
        transpose(parts.losses);
        if (!rows_are_alike(xs) || !rows_are_alike(ys)) {
            checks.fail(
                "xs and ys are not what numpy.meshgrid makes; expected a grid along x and y");
        }
    }
    xs = first_row(xs);
    ys = first_row(ys);
}

void expect_list(const Checks& checks, const GridArray& axis, std::uint64_t length,
                 const char* name, const GridArray& losses) {
    if (axis.shape.size() == 1 && axis.shape[0] == length) return;
    const bool line = losses.shape.size() == 1;
    checks.fail(fmt::format("{} of shape {} beside losses of shape {}; expected {}", name,
                            shape_text(axis.shape), shape_text(losses.shape),
                            line ? "xs of the same length, and no ys"
                                 : "losses of shape (length of ys, length of xs)"));
}

/// Of a line they may say that it is at 0.
void refuse_ys_of_line(const Checks& checks, const GridParts& parts) {
    if (!parts.ys || (parts.ys->numbers.size() == 1 && parts.ys->numbers[0] == 0)) return;
    expect_list(checks, *parts.ys, 0, "ys", parts.losses);
}

void read_axes(const Checks& checks, GridParts& parts, GridFile& grid) {
    const bool line = parts.losses.shape.size() == 1;
    const bool grids = parts.xs && parts.ys && parts.xs->shape.size() == 2 && !line;
    if (grids && parts.ys->shape.size() == 2) undo_meshgrid(checks, parts);
    const auto& shape = parts.losses.shape;
    if (parts.xs) expect_list(checks, *parts.xs, shape.back(), "xs", parts.losses);
    grid.xs = parts.xs ? std::move(parts.xs->numbers) : even(shape.back());
    if (line) {
        refuse_ys_of_line(checks, parts);
        grid.ys = {0};
        return;
    }
    if (parts.ys) expect_list(checks, *parts.ys, shape.front(), "ys", parts.losses);
    grid.ys = parts.ys ? std::move(parts.ys->numbers) : even(shape.front());
}

void reverse_rows(GridFile& grid) {
    const std::size_t width = grid.xs.size(), rows = grid.ys.size();
    for (std::size_t j = 0; j < rows / 2; ++j) {
        double* row = grid.losses.data() + j * width;
        std::swap_ranges(row, row + width, grid.losses.data() + (rows - 1 - j) * width);
    }
}

void reverse_columns(GridFile& grid) {
    const std::size_t width = grid.xs.size();
    for (std::size_t j = 0; j < grid.ys.size(); ++j) {
        double* row = grid.losses.data() + j * width;
        std::reverse(row, row + width);
    }
}

/// Where in a row of a path what stands.
struct Columns {
    int step, x, y, loss;  ///< -1: there is none
};

Columns columns_of(const Checks& checks, const GridArray& rows) {
    if (rows.shape.size() == 2) {
        if (rows.shape[1] == 2) return {-1, 0, 1, -1};
        if (rows.shape[1] == 3) return {-1, 0, 1, 2};
        if (rows.shape[1] == 4) return {0, 1, 2, 3};
    }
    checks.fail(
        fmt::format("path of shape {}; expected rows of x, y, or of x, y, loss, or of step, "
                    "x, y, loss",
                    shape_text(rows.shape)));
}

void check_row(const Checks& checks, const std::vector<PathRow>& path, std::size_t i) {
    constexpr double last_step = 2e9;
    const PathRow& row = path[i];
    if (!std::isfinite(row.x) || !std::isfinite(row.y)) {
        checks.fail(fmt::format("path goes to ({}, {}) in row {}; expected finite coordinates",
                                row.x, row.y, i));
    }
    if (!(row.step >= 0 && row.step <= last_step)) {
        checks.fail(fmt::format("path is at step {} in row {}; expected 0 to {:.0f}", row.step, i,
                                last_step));
    }
    if (i > 0 && row.step < path[i - 1].step) {
        checks.fail(
            fmt::format("path goes back from step {} to {} in row {}; expected rising steps",
                        path[i - 1].step, row.step, i));
    }
}

}  // namespace

std::string shape_text(std::span<const std::uint64_t> shape) {
    return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

void refuse_other_surface(const std::string& file, const std::string& surface) {
    if (surface.empty() || surface == the_surface) return;
    throw Error(fmt::format("no surface {}; expected '{}', which is all that such a file holds",
                            shown(surface), the_surface),
                {file});
}

std::string listed(std::span<const std::string> names) {
    if (names.empty()) return "nothing";
    constexpr std::size_t most = 20;
    std::vector<std::string> texts;
    for (const std::string& name : names.first(std::min(most, names.size()))) {
        texts.push_back(shown(name));
    }
    return fmt::format("{}{}", fmt::join(texts, ", "), names.size() > most ? ", …" : "");
}

GridArray read_npy_array(InputFile& file) {
    const NpyHead head = read_npy_head(file);
    const std::uint64_t count = product(head.shape);
    if (count > most_grid_cells) {
        file.fail(fmt::format("an array of shape {}; expected at most {} numbers",
                              head.shape_text(), most_grid_cells));
    }
    return {head.shape, read_npy_numbers(file, head, static_cast<std::size_t>(count))};
}

GridFile grid_of(const std::string& file, GridParts parts) {
    const Checks checks(file);
    const auto dimensions = parts.losses.shape.size();
    if (dimensions != 1 && dimensions != 2) {
        checks.fail(
            fmt::format("losses of shape {}; expected (length of ys, length of xs), or on a "
                        "line (length of xs,)",
                        shape_text(parts.losses.shape)));
    }
    if (parts.xs) checks.expect_finite(*parts.xs, "xs");
    if (parts.ys) checks.expect_finite(*parts.ys, "ys");
    GridFile grid;
    read_axes(checks, parts, grid);
    grid.losses = std::move(parts.losses.numbers);
    if (dimensions == 2 && checks.make_rising(grid.ys, 'y')) reverse_rows(grid);
    if (checks.make_rising(grid.xs, 'x')) reverse_columns(grid);
    return grid;
}

std::vector<PathRow> path_of(const std::string& file, const GridArray& rows,
                             const std::optional<GridArray>& steps) {
    const Checks checks(file);
    const Columns at = columns_of(checks, rows);
    const std::uint64_t count = rows.shape[0], width = rows.shape[1];
    if (steps && at.step >= 0) {
        checks.fail("path has a column of steps, and there are path_steps; expected one of them");
    }
    if (steps && (steps->shape.size() != 1 || steps->shape[0] != count)) {
        checks.fail(fmt::format("path_steps of shape {} beside a path of shape {}; expected ({},)",
                                shape_text(steps->shape), shape_text(rows.shape), count));
    }
    std::vector<PathRow> path(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double* row = rows.numbers.data() + i * width;
        path[i] = {.step = static_cast<double>(i), .x = row[at.x], .y = row[at.y]};
        if (at.step >= 0) path[i].step = row[at.step];
        if (steps) path[i].step = steps->numbers[i];
        if (at.loss >= 0) path[i].loss = row[at.loss];
        check_row(checks, path, i);
    }
    return path;
}

}  // namespace tani
