// NumPy's archives of arrays, of numpy.savez and numpy.savez_compressed: losses, xs, ys, path.
#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <zip.h>

#include "core/base/error.h"
#include "core/dataset/csv_text.h"
#include "core/landscape/grid_making.h"

namespace tani::grid_reader_entries {

namespace {

/// Room for the most numbers that are read, and the head in front of them.
constexpr zip_uint64_t most_entry_bytes = most_grid_cells * sizeof(double) + (1 << 14);

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct Close {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

class Archive {
  public:
    explicit Archive(const std::string& path) : path_(path) {
        const InputFile regular(path);  // or it says what is wrong
        int code = 0;
        archive_.reset(zip_open(path.c_str(), ZIP_RDONLY, &code));
        if (archive_) return;
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        fail(fmt::format("not an archive as numpy.savez writes it, or truncated: {}", reason));
    }

    /// Of the arrays, as NumPy calls them.
    std::vector<std::string> names() const {
        constexpr zip_int64_t most = 1000;
        std::vector<std::string> names;
        const zip_int64_t entries = std::min(most, zip_get_num_entries(archive_.get(), 0));
        for (zip_int64_t i = 0; i < entries; ++i) {
            const char* name = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), 0);
            if (!name) continue;
            names.emplace_back(name);
            if (names.back().ends_with(".npy")) names.back().resize(names.back().size() - 4);
        }
        return names;
    }

    std::optional<GridArray> array(const std::string& name) const {
        const std::string entry = name + ".npy";
        const zip_int64_t index = zip_name_locate(archive_.get(), entry.c_str(), 0);
        if (index < 0) return std::nullopt;
        InputFile file(path_ + "/" + entry, unpacked(static_cast<zip_uint64_t>(index), entry));
        return read_npy_array(file);
    }

    [[noreturn]] void fail(const std::string& message) const { throw Error(message, {path_}); }

  private:
    std::string unpacked(zip_uint64_t index, const std::string& entry) const {
        const std::unique_ptr<zip_file_t, Close> file(zip_fopen_index(archive_.get(), index, 0));
        if (!file) {
            fail(fmt::format("'{}' cannot be unpacked: {}", entry, zip_strerror(archive_.get())));
        }
        std::string bytes(size_of(index, entry), '\0');
        for (std::size_t done = 0; done < bytes.size();) {
            done += read(*file, std::span(bytes).subspan(done), entry);
        }
        // Reading on to the end makes libzip compare the checksum.
        char more = 0;
        if (zip_fread(file.get(), &more, 1) != 0) {
            fail(fmt::format("'{}' is damaged: {}", entry, zip_file_strerror(file.get())));
        }
        return bytes;
    }

    std::size_t size_of(zip_uint64_t index, const std::string& entry) const {
        zip_stat_t stat;
        zip_stat_init(&stat);
        if (zip_stat_index(archive_.get(), index, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE)) {
            fail(fmt::format("'{}' has no size; expected an archive of numpy.savez", entry));
        }
        if (stat.size > most_entry_bytes) {
            fail(fmt::format("'{}' unpacks to {} bytes; expected at most {} numbers", entry,
                             stat.size, most_grid_cells));
        }
        return stat.size;
    }

    std::size_t read(zip_file_t& file, std::span<char> bytes, const std::string& entry) const {
        const zip_int64_t count = zip_fread(&file, bytes.data(), bytes.size());
        if (count > 0) return static_cast<std::size_t>(count);
        fail(fmt::format("'{}' is truncated or damaged: {}", entry, zip_file_strerror(&file)));
    }

    std::string path_;
    std::unique_ptr<zip_t, Discard> archive_;
};

GridFile read(const std::string& path, const std::string& surface) {
    const Archive archive(path);
    refuse_other_surface(path, surface);
    std::optional<GridArray> losses = archive.array(the_surface);
    std::optional<GridArray> rows = archive.array("path");
    if (!losses && rows && surface.empty()) {
        return {.path = path_of(path, *rows, archive.array("path_steps"))};
    }
    if (!losses) {
        archive.fail(
            fmt::format("holds {}; expected 'losses', with 'xs', 'ys' and 'path' if there "
                        "are any",
                        listed(archive.names())));
    }
    GridFile grid = grid_of(
        path, {.losses = std::move(*losses), .xs = archive.array("xs"), .ys = archive.array("ys")});
    if (rows) {
        grid.path = path_of(path, *rows, archive.array("path_steps"));
    }
    grid.surfaces = {the_surface};
    grid.surface = the_surface;
    return grid;
}

}  // namespace

GridReader npz() { return {.id = "npz", .endings = {".npz"}, .read = read}; }

}  // namespace tani::grid_reader_entries
