// Writing a grid as NumPy and spreadsheets read it.
#include <cmath>
#include <memory>
#include <ostream>
#include <sstream>

#include <fmt/format.h>
#include <zip.h>

#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/landscape/grid_file.h"

namespace tani {

namespace {

void expect_whole(const GridFile& grid) {
    if (!grid.xs.empty() && grid.losses.size() == grid.xs.size() * grid.ys.size()) return;
    throw Error(fmt::format("{} losses for {} × {} points; expected one for each",
                            grid.losses.size(), grid.xs.size(), grid.ys.size()));
}

std::vector<std::size_t> shape_of(const GridFile& grid) {
    if (grid.is_line()) return {grid.xs.size()};
    return {grid.ys.size(), grid.xs.size()};
}

std::string npy(const std::vector<std::size_t>& shape, std::span<const double> numbers) {
    std::ostringstream out;
    write_npy(out, shape, numbers);
    return std::move(out).str();
}

/// Rows (x, y) where the steps are the rows' numbers and no loss is known.
std::string path_npy(const std::vector<PathRow>& path) {
    bool plain = true;
    for (std::size_t i = 0; i < path.size(); ++i) {
        plain = plain && path[i].step == static_cast<double>(i) && std::isnan(path[i].loss);
    }
    std::vector<double> numbers;
    for (const PathRow& row : path) {
        if (!plain) numbers.push_back(row.step);
        numbers.push_back(row.x);
        numbers.push_back(row.y);
        if (!plain) numbers.push_back(row.loss);
    }
    return npy({path.size(), plain ? 2u : 4u}, numbers);
}

struct Free {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};

/// An archive that is written into memory. The bytes that it is given must outlive it.
class Archive {
  public:
    Archive() {
        zip_error_t error;
        zip_error_init(&error);
        memory_.reset(zip_source_buffer_create(nullptr, 0, 0, &error));
        if (memory_) archive_.reset(zip_open_from_source(memory_.get(), ZIP_TRUNCATE, &error));
        zip_error_fini(&error);
        if (!archive_) fail();
        zip_source_keep(memory_.get());  // the archive has taken the first reference
    }

    /// Stored as it is and dated as numpy.savez does: the same grid gives the same bytes.
    void add(const char* name, const std::string& bytes) {
        zip_t* archive = archive_.get();
        zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
        const zip_int64_t added = source ? zip_file_add(archive, name, source, 0) : -1;
        if (added < 0) {
            zip_source_free(source);
            fail();
        }
        constexpr zip_uint16_t first_of_january_1980 = 1 << 5 | 1;
        const auto entry = static_cast<zip_uint64_t>(added);
        if (zip_set_file_compression(archive, entry, ZIP_CM_STORE, 0) != 0 ||
            zip_file_set_dostime(archive, entry, 0, first_of_january_1980, 0) != 0) {
            fail();
        }
    }

    void write(std::ostream& out) {
        if (zip_close(archive_.get()) != 0) fail();
        (void)archive_.release();
        if (zip_source_open(memory_.get()) != 0) fail();
        std::vector<char> bytes(1 << 16);
        zip_int64_t count = 0;
        while ((count = zip_source_read(memory_.get(), bytes.data(), bytes.size())) > 0) {
            out.write(bytes.data(), count);
        }
        zip_source_close(memory_.get());
        if (count < 0) fail();
    }

  private:
    [[noreturn]] static void fail() {
        throw Error("an archive of these losses cannot be made; expected enough memory");
    }

    std::unique_ptr<zip_source_t, Free> memory_;
    std::unique_ptr<zip_t, Discard> archive_;
};

}  // namespace

void write_grid_npz(std::ostream& out, const GridFile& grid) {
    expect_whole(grid);
    const std::string losses = npy(shape_of(grid), grid.losses);
    const std::string xs = npy({grid.xs.size()}, grid.xs), ys = npy({grid.ys.size()}, grid.ys);
    const std::string path = path_npy(grid.path);
    Archive archive;
    archive.add("losses.npy", losses);
    archive.add("xs.npy", xs);
    if (!grid.is_line()) archive.add("ys.npy", ys);
    if (!grid.path.empty()) archive.add("path.npy", path);
    archive.write(out);
}

void write_grid_npy(std::ostream& out, const GridFile& grid) {
    expect_whole(grid);
    write_npy(out, shape_of(grid), std::span<const double>(grid.losses));
}

void write_grid_csv(std::ostream& out, const GridFile& grid) {
    expect_whole(grid);
    out << (grid.is_line() ? "x,loss\n" : "x,y,loss\n");
    for (std::size_t j = 0; j < grid.ys.size(); ++j) {
        for (std::size_t i = 0; i < grid.xs.size(); ++i) {
            const double loss = grid.losses[j * grid.xs.size() + i];
            if (grid.is_line()) {
                out << fmt::format("{},{}\n", grid.xs[i], loss);
            } else {
                out << fmt::format("{},{},{}\n", grid.xs[i], grid.ys[j], loss);
            }
        }
    }
}

}  // namespace tani
