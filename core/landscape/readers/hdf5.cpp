// The HDF5 files of github.com/tomgoldstein/loss-landscape (Li et al. 2018): a surface file holds
// xcoordinates, ycoordinates and train_loss, train_acc and the like, a projection file holds
// proj_xcoord and proj_ycoord. Its scheduler counts the points of a surface along x first, then
// along y, whatever shape the array has, which is (xs, ys) where plot_surface.py makes it.
#include <algorithm>
#include <array>
#include <limits>
#include <mutex>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/dataset/csv_text.h"
#include "core/landscape/grid_making.h"
#include "core/landscape/hdf5_file.h"

namespace tani::grid_reader_entries {

namespace {

constexpr std::array<const char*, 2> axis_names = {"xcoordinates", "ycoordinates"};
constexpr std::array<const char*, 2> path_names = {"proj_xcoord", "proj_ycoord"};

bool is_coordinate(const std::string& name) {
    return std::ranges::find(axis_names, name) != axis_names.end() ||
           std::ranges::find(path_names, name) != path_names.end();
}

/// The names in the order in which one is chosen.
void put_losses_first(std::vector<std::string>& names) {
    constexpr std::array<std::string_view, 4> first = {"train_loss", "test_loss", "train_acc",
                                                       "test_acc"};
    std::ranges::stable_sort(names, {}, [&](const std::string& name) {
        return std::ranges::find(first, name) - first.begin();
    });
}

/// What a point holds that has not been computed yet: plot_surface.py and plot_hessian_eigen.py.
double unfinished(const std::string& surface) { return surface == "min_eig" ? 1 : -1; }

class Surfaces {
  public:
    explicit Surfaces(const Hdf5File& file) : file_(file), xs_(file.array("xcoordinates")) {
        if (file.has("ycoordinates")) ys_ = file.array("ycoordinates");
        for (const std::string& name : file.names()) {
            const auto shape = is_coordinate(name) ? std::nullopt : file.shape(name);
            if (shape && fits(*shape)) names_.push_back(name);
        }
        put_losses_first(names_);
    }

    void read(const std::string& path, const std::string& wanted, GridFile& grid) {
        const std::string name = chosen(wanted);
        GridArray losses = file_.array(name);
        if (ys_) losses.shape = {ys_->shape[0], xs_.shape[0]};
        for (double& loss : losses.numbers) {
            if (loss == unfinished(name)) loss = std::numeric_limits<double>::quiet_NaN();
        }
        grid = grid_of(path,
                       {.losses = std::move(losses), .xs = std::move(xs_), .ys = std::move(ys_)});
        grid.surfaces = std::move(names_);
        grid.surface = name;
    }

  private:
    using Shape = std::vector<std::uint64_t>;

    bool fits(const Shape& shape) const {
        if (xs_.shape.size() != 1 || (ys_ && ys_->shape.size() != 1)) return false;
        if (!ys_) return shape == xs_.shape;
        const std::uint64_t nx = xs_.shape[0], ny = ys_->shape[0];
        return shape == Shape{nx, ny} || shape == Shape{ny, nx};
    }

    std::string chosen(const std::string& wanted) const {
        if (wanted.empty() && !names_.empty()) return names_.front();
        if (std::ranges::find(names_, wanted) != names_.end()) return wanted;
        const std::string looked_for = wanted.empty() ? "train_loss" : wanted;
        const std::string beside =
            fmt::format("xcoordinates of shape {}{}", shape_text(xs_.shape),
                        ys_ ? " and ycoordinates of shape " + shape_text(ys_->shape) : "");
        if (const auto shape = file_.has(looked_for) ? file_.shape(looked_for) : std::nullopt) {
            file_.fail(fmt::format("{} of shape {} beside {}; expected one number for each point",
                                   shown(looked_for), shape_text(*shape), beside));
        }
        file_.fail(fmt::format("no surface {}{} over {}; there is {}", shown(looked_for),
                               did_you_mean(looked_for, names_), beside,
                               listed(names_.empty() ? file_.names() : names_)));
    }

    const Hdf5File& file_;
    GridArray xs_;
    std::optional<GridArray> ys_;
    std::vector<std::string> names_;
};

/// Two lists as the rows of a path.
std::vector<PathRow> read_path(const std::string& path, const Hdf5File& file) {
    const GridArray xs = file.array("proj_xcoord"), ys = file.array("proj_ycoord");
    if (xs.shape.size() != 1 || xs.shape != ys.shape) {
        file.fail(
            fmt::format("proj_xcoord of shape {} and proj_ycoord of shape {}; expected two "
                        "lists of one length",
                        shape_text(xs.shape), shape_text(ys.shape)));
    }
    GridArray rows{{xs.shape[0], 2}, {}};
    for (std::size_t i = 0; i < xs.numbers.size(); ++i) {
        rows.numbers.push_back(xs.numbers[i]);
        rows.numbers.push_back(ys.numbers[i]);
    }
    return path_of(path, rows, std::nullopt);
}

GridFile read(const std::string& path, const std::string& surface) {
    // The library as Debian builds it may be in one thread at a time only.
    static std::mutex library;
    const std::scoped_lock lock(library);
    const Hdf5File file(path);
    GridFile grid;
    const bool has_path = file.has("proj_xcoord") && file.has("proj_ycoord");
    if (file.has("xcoordinates")) {
        Surfaces(file).read(path, surface, grid);
    } else if (!has_path || !surface.empty()) {
        file.fail(
            fmt::format("holds {}; expected 'xcoordinates', 'ycoordinates' and 'train_loss' "
                        "as loss-landscape writes them",
                        listed(file.names())));
    }
    if (has_path) grid.path = read_path(path, file);
    return grid;
}

}  // namespace

GridReader hdf5() { return {.id = "hdf5", .endings = {".h5", ".hdf5"}, .read = read}; }

}  // namespace tani::grid_reader_entries
