// Losses over a plane or a line that another program computed: read from NumPy's files, from the
// HDF5 files of github.com/tomgoldstein/loss-landscape (Li et al. 2018) and from tables as text,
// and written as the first and the last.
#pragma once
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tani {

/// A point of a path over the plane.
struct PathRow {
    double step = 0;  ///< from 0 to 2·10⁹, never falling; the row's number where the file has none
    double x = 0, y = 0;
    double loss = std::numeric_limits<double>::quiet_NaN();  ///< NaN where unknown
    bool operator==(const PathRow&) const = default;
};

/// At most most_grid_cells points. A file may hold a path alone: then all but `path` is empty.
struct GridFile {
    std::vector<double> xs = {};  ///< at least 2, rising, evenly spaced
    std::vector<double> ys = {};  ///< likewise; {0} of a line
    /// losses[j · xs.size() + i] at (xs[i], ys[j]); NaN where unknown, else it may be infinite.
    std::vector<double> losses = {};
    std::vector<PathRow> path = {};
    std::vector<std::string> surfaces = {};  ///< what can be read from the file
    std::string surface = {};  ///< the one of them that was: accuracies are in per cent
    std::string x_name = "x", y_name = "y";  ///< of the directions

    bool is_line() const { return ys.size() == 1; }
};

inline constexpr std::size_t most_grid_cells = 4'000'000;

/// A kind of file. `readers/<id>.cpp` defines `GridReader <id>()`.
struct GridReader {
    std::string id = {};
    std::vector<std::string> endings = {};  ///< of its files' names, as ".npz"
    /// Of a file with such a name: that it is a grid. Empty where all are.
    std::function<bool(const std::string& path)> fits = {};
    std::function<GridFile(const std::string& path, const std::string& surface)> read;
};
std::span<const GridReader> grid_readers();

/// A file of some reader by its name, and where others use that name too by its first bytes.
bool is_grid_file(const std::string& path);

/// Reads one surface, the file's first where none is named: the training loss if it is there.
/// Throws Error that names the file, and in a text line and column, for one that is missing,
/// foreign, truncated or oversized, or whose shapes or coordinates do not make a grid.
GridFile read_grid_file(const std::string& path, const std::string& surface = "");

/// The path of a file that may hold a grid, too. Throws Error as read_grid_file does, and for a file
/// without one.
std::vector<PathRow> read_path_file(const std::string& path);

/// A surface of accuracies, as loss-landscape calls them: in per cent, and high where losses are
/// low.
bool is_accuracy(std::string_view surface);

/// `losses` of shape (ys, xs), or (xs) of a line, `xs`, `ys`, and where there is one `path` of rows
/// (x, y), or (step, x, y, loss) where that says more: as numpy.savez writes them. Throws Error for
/// losses that are not as many as the grid has points.
void write_grid_npz(std::ostream& out, const GridFile& grid);
/// Only the losses.
void write_grid_npy(std::ostream& out, const GridFile& grid);
/// Rows x,y,loss, or x,loss of a line: the same numbers when they are read again.
void write_grid_csv(std::ostream& out, const GridFile& grid);

}  // namespace tani
