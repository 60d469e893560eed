// The HDF5 files of github.com/tomgoldstein/loss-landscape (Li et al. 2018): a surface file holds
// xcoordinates, ycoordinates and train_loss, train_acc and the like, a projection file holds
// proj_xcoord and proj_ycoord. Its scheduler counts the points of a surface along x first, then
// along y, whatever shape the array has, which is (xs, ys) where plot_surface.py makes it.
#include <algorithm>
#include <array>
#include <limits>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <hdf5.h>

#include "core/base/error.h"
#include "core/dataset/csv_text.h"
#include "core/landscape/grid_making.h"

namespace tani::grid_reader_entries {

namespace {

/// Anything of the library that must be closed.
class Handle {
  public:
    Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
    ~Handle() {
        if (*this) close_(id_);
    }
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Handle& operator=(Handle&&) = delete;
    explicit operator bool() const { return id_ >= 0; }
    operator hid_t() const { return id_; }

  private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

/// What the library says of its last failure; the innermost reason is the first.
std::string last_reason() {
    std::string reason;
    const auto take = [](unsigned, const H5E_error2_t* error, void* into) -> herr_t {
        auto& text = *static_cast<std::string*>(into);
        if (text.empty() && error->desc) text = error->desc;
        return 0;
    };
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take, &reason);
    return reason.empty() ? "no reason given" : reason;
}

/// The arrays of numbers in the file's root.
class File {
  public:
    explicit File(const std::string& path) : path_(path), file_(open(path)) {
        if (!file_) fail("cannot be read as HDF5, or truncated: " + last_reason());
        const auto take = [](hid_t, const char* name, const H5L_info_t* link,
                             void* into) -> herr_t {
            auto& names = *static_cast<std::vector<std::string>*>(into);
            if (link->type == H5L_TYPE_HARD) names.emplace_back(name);
            return names.size() < most_names ? 0 : 1;
        };
        hsize_t at = 0;
        if (H5Literate(file_, H5_INDEX_NAME, H5_ITER_INC, &at, take, &names_) < 0) {
            fail("damaged: " + last_reason());
        }
    }

    [[noreturn]] void fail(const std::string& message) const { throw Error(message, {path_}); }
    const std::vector<std::string>& names() const { return names_; }
    bool has(const std::string& name) const {
        return std::ranges::find(names_, name) != names_.end();
    }

    /// None where it is no array of numbers.
    std::optional<std::vector<std::uint64_t>> shape(const std::string& name) const {
        const Handle object(H5Oopen(file_, name.c_str(), H5P_DEFAULT), H5Oclose);
        if (!object || H5Iget_type(object) != H5I_DATASET || !is_numeric(object))
            return std::nullopt;
        return shape_of(object, name);
    }

    GridArray array(const std::string& name) const {
        const Handle dataset(H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose);
        if (!dataset) fail(fmt::format("no array {}: {}", shown(name), last_reason()));
        if (!is_numeric(dataset)) {
            fail(
                fmt::format("{} does not hold plain numbers; expected floating-point or whole ones",
                            shown(name)));
        }
        GridArray array{shape_of(dataset, name), {}};
        const std::uint64_t count = product(array.shape);
        if (count > most_grid_cells) {
            fail(fmt::format("{} of shape {}; expected at most {} numbers", shown(name),
                             shape_text(array.shape), most_grid_cells));
        }
        expect_stored_here(dataset, array, name);
        array.numbers.resize(static_cast<std::size_t>(count));
        if (count > 0 && H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                                 array.numbers.data()) < 0) {
            fail(fmt::format("{} cannot be read: {}", shown(name), last_reason()));
        }
        return array;
    }

  private:
    static constexpr std::size_t most_names = 1000;

    /// Without a lock, so that a surface can be looked at while it is being computed.
    static Handle open(const std::string& path) {
        const InputFile regular(path);  // or it says what is wrong
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
        H5PLset_loading_state(0);  // no code for filters from outside
        const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
        H5Pset_file_locking(access, false, true);
        return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose};
    }

    static bool is_numeric(hid_t dataset) {
        constexpr std::size_t most_bytes = 16;
        const Handle type(H5Dget_type(dataset), H5Tclose);
        if (!type) return false;
        const H5T_class_t kind = H5Tget_class(type);
        return (kind == H5T_FLOAT || kind == H5T_INTEGER) && H5Tget_size(type) <= most_bytes;
    }

    std::vector<std::uint64_t> shape_of(hid_t dataset, const std::string& name) const {
        const Handle space(H5Dget_space(dataset), H5Sclose);
        std::array<hsize_t, H5S_MAX_RANK> lengths{};
        const int rank = space ? H5Sget_simple_extent_dims(space, lengths.data(), nullptr) : -1;
        if (rank < 0) fail(fmt::format("{} has no shape: {}", shown(name), last_reason()));
        return {lengths.begin(), lengths.begin() + rank};
    }

    /// Not in other files, and in pieces that fit into memory. Of numbers in the array's own head
    /// the library does not check that they are all there (HDF5 1.10.8).
    void expect_stored_here(hid_t dataset, const GridArray& array, const std::string& name) const {
        const Handle making(H5Dget_create_plist(dataset), H5Pclose);
        const H5D_layout_t layout = making ? H5Pget_layout(making) : H5D_LAYOUT_ERROR;
        const bool known =
            layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED;
        if (!known || H5Pget_external_count(making) != 0) {
            fail(fmt::format("{} is stored elsewhere; expected it in this file", shown(name)));
        }
        if (layout == H5D_COMPACT && H5Dget_storage_size(dataset) < bytes_of(dataset, array)) {
            fail(fmt::format("{} is truncated", shown(name)));
        }
        if (layout == H5D_CHUNKED) expect_small_chunks(making, array, name);
    }

    void expect_small_chunks(hid_t making, const GridArray& array, const std::string& name) const {
        std::array<hsize_t, H5S_MAX_RANK> lengths{};
        const int rank = H5Pget_chunk(making, H5S_MAX_RANK, lengths.data());
        const std::vector<std::uint64_t> chunk(lengths.begin(),
                                               lengths.begin() + std::max(rank, 0));
        if (chunk.size() == array.shape.size() && product(chunk) <= most_grid_cells) return;
        fail(fmt::format("{} is in chunks of shape {}; expected at most {} numbers", shown(name),
                         shape_text(chunk), most_grid_cells));
    }

    static std::uint64_t bytes_of(hid_t dataset, const GridArray& array) {
        const Handle type(H5Dget_type(dataset), H5Tclose);
        return product(array.shape) * H5Tget_size(type);
    }

    const std::string& path_;
    Handle file_;
    std::vector<std::string> names_;
};

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
    explicit Surfaces(const File& file) : file_(file), xs_(file.array("xcoordinates")) {
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

    const File& file_;
    GridArray xs_;
    std::optional<GridArray> ys_;
    std::vector<std::string> names_;
};

/// Two lists as the rows of a path.
std::vector<PathRow> read_path(const std::string& path, const File& file) {
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
    const File file(path);
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
