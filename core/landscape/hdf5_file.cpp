// Reading HDF5 through its library.
#include "core/landscape/hdf5_file.h"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/dataset/csv_text.h"

namespace tani {

namespace {

constexpr std::size_t most_names = 1000;
/// An array that may grow is in chunks that are longer than itself: up to this in h5py.
constexpr std::uint64_t longest_spare_chunk = 1024;

/// How the library gets at a file's bytes. Its own drivers keep pieces of a file in memory and are
/// wrong about the borders of these where addresses in the file are damaged (HDF5 1.10.8); this one
/// promises nothing of that kind, and reads only what is there.
struct OpenFile : H5FD_t {
    explicit OpenFile(const char* name) : H5FD_t{}, input(name) {}
    InputFile input;
    haddr_t end = 0;  ///< what the library believes to be the end
};

H5FD_t* open(const char* name, unsigned flags, hid_t, haddr_t) {
    if ((flags & H5F_ACC_RDWR) != 0) return nullptr;
    try {
        return std::make_unique<OpenFile>(name).release();
    } catch (const std::exception&) {
        return nullptr;
    }
}

herr_t close(H5FD_t* file) {
    const std::unique_ptr<OpenFile> owned(static_cast<OpenFile*>(file));
    return 0;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
    *flags = H5FD_FEAT_IGNORE_DRVRINFO;
    return 0;
}

haddr_t believed_end(const H5FD_t* file, H5FD_mem_t) {
    return static_cast<const OpenFile*>(file)->end;
}

herr_t believe_end(H5FD_t* file, H5FD_mem_t, haddr_t end) {
    static_cast<OpenFile*>(file)->end = end;
    return 0;
}

haddr_t true_end(const H5FD_t* file, H5FD_mem_t) {
    return static_cast<const OpenFile*>(file)->input.size();
}

herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t from, std::size_t count, void* into) {
    InputFile& input = static_cast<OpenFile*>(file)->input;
    if (from > input.size() || count > input.size() - from) return -1;
    try {
        input.skip_to(from);
        input.read({static_cast<std::uint8_t*>(into), count});
        return 0;
    } catch (const std::exception&) {
        return -1;
    }
}

herr_t refuse_to_write(H5FD_t*, H5FD_mem_t, hid_t, haddr_t, std::size_t, const void*) { return -1; }

/// Versions from 1.13 on want two more numbers.
template <class Driver>
void fill_version(Driver& driver) {
    if constexpr (requires { driver.version; }) {
        driver.version = 1;
        driver.value = static_cast<decltype(driver.value)>(511);  // not given to anybody
    }
}

hid_t new_driver() {
    H5FD_class_t driver{};
    fill_version(driver);
    driver.name = "tani";
    driver.maxaddr = most_file_bytes;
    driver.fc_degree = H5F_CLOSE_STRONG;
    driver.open = open;
    driver.close = close;
    driver.query = query;
    driver.get_eoa = believed_end;
    driver.set_eoa = believe_end;
    driver.get_eof = true_end;
    driver.read = read;
    driver.write = refuse_to_write;
    return H5FDregister(&driver);
}

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

hid_t opened(const std::string& path) {
    const InputFile regular(path);                // or it says what is wrong
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // errors are not printed
    H5PLset_loading_state(0);                     // no code for filters from outside
    static const hid_t driver = new_driver();
    const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_driver(access, driver, nullptr);
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
    if (file >= 0) return file;
    throw Error("cannot be read as HDF5, or truncated: " + last_reason(), {path});
}

bool is_numeric(hid_t dataset) {
    constexpr std::size_t most_bytes = 16;
    const Hdf5Handle type(H5Dget_type(dataset), H5Tclose);
    if (!type) return false;
    const H5T_class_t kind = H5Tget_class(type);
    return (kind == H5T_FLOAT || kind == H5T_INTEGER) && H5Tget_size(type) <= most_bytes;
}

std::uint64_t bytes_of(hid_t dataset, const GridArray& array) {
    const Hdf5Handle type(H5Dget_type(dataset), H5Tclose);
    return product(array.shape) * H5Tget_size(type);
}

}  // namespace

Hdf5File::Hdf5File(const std::string& path) : path_(path), file_(opened(path), H5Fclose) {
    const auto take = [](hid_t, const char* name, const H5L_info_t* link, void* into) -> herr_t {
        auto& names = *static_cast<std::vector<std::string>*>(into);
        if (link->type == H5L_TYPE_HARD) names.emplace_back(name);
        return names.size() < most_names ? 0 : 1;
    };
    hsize_t at = 0;
    // In the file's order: for another the library makes a table, of which it frees what it has not
    // filled where the file is damaged (HDF5 1.10.8).
    if (H5Literate(file_, H5_INDEX_NAME, H5_ITER_NATIVE, &at, take, &names_) < 0) {
        fail("damaged: " + last_reason());
    }
    std::ranges::sort(names_);
}

void Hdf5File::fail(const std::string& message) const { throw Error(message, {path_}); }

bool Hdf5File::has(const std::string& name) const {
    return std::ranges::find(names_, name) != names_.end();
}

std::optional<std::vector<std::uint64_t>> Hdf5File::shape(const std::string& name) const {
    const Hdf5Handle object(H5Oopen(file_, name.c_str(), H5P_DEFAULT), H5Oclose);
    if (!object || H5Iget_type(object) != H5I_DATASET || !is_numeric(object)) return std::nullopt;
    return shape_of(object, name);
}

GridArray Hdf5File::array(const std::string& name) const {
    const Hdf5Handle dataset(H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose);
    if (!dataset) fail(fmt::format("no array {}: {}", shown(name), last_reason()));
    if (!is_numeric(dataset)) {
        fail(fmt::format("{} does not hold plain numbers; expected floating-point or whole ones",
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

std::vector<std::uint64_t> Hdf5File::shape_of(hid_t dataset, const std::string& name) const {
    const Hdf5Handle space(H5Dget_space(dataset), H5Sclose);
    std::array<hsize_t, H5S_MAX_RANK> lengths{};
    const int rank = space ? H5Sget_simple_extent_dims(space, lengths.data(), nullptr) : -1;
    if (rank < 0) fail(fmt::format("{} has no shape: {}", shown(name), last_reason()));
    return {lengths.begin(), lengths.begin() + rank};
}

/// Not in other files, and in pieces that fit into memory. The library does not check that numbers
/// in the array's own head are all there, nor that a chunk unpacks to its size (HDF5 1.10.8).
void Hdf5File::expect_stored_here(hid_t dataset, const GridArray& array,
                                  const std::string& name) const {
    const Hdf5Handle making(H5Dget_create_plist(dataset), H5Pclose);
    const H5D_layout_t layout = making ? H5Pget_layout(making) : H5D_LAYOUT_ERROR;
    const bool known = layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED;
    if (!known || H5Pget_external_count(making) != 0) {
        fail(fmt::format("{} is stored elsewhere; expected it in this file", shown(name)));
    }
    if (layout == H5D_COMPACT && H5Dget_storage_size(dataset) < bytes_of(dataset, array)) {
        fail(fmt::format("{} is truncated", shown(name)));
    }
    if (layout == H5D_CHUNKED) expect_small_chunks(making, array, name);
}

void Hdf5File::expect_small_chunks(hid_t making, const GridArray& array,
                                   const std::string& name) const {
    std::array<hsize_t, H5S_MAX_RANK> lengths{};
    const int rank = H5Pget_chunk(making, H5S_MAX_RANK, lengths.data());
    const std::vector<std::uint64_t> chunk(lengths.begin(), lengths.begin() + std::max(rank, 0));
    bool small = chunk.size() == array.shape.size() && product(chunk) <= most_grid_cells;
    for (std::size_t i = 0; small && i < chunk.size(); ++i) {
        small = chunk[i] <= std::max(array.shape[i], longest_spare_chunk);
    }
    if (small) return;
    fail(fmt::format("{} of shape {} is in chunks of shape {}; expected smaller ones", shown(name),
                     shape_text(array.shape), shape_text(chunk)));
}

}  // namespace tani
