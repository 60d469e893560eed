// The catalogue of readers of grids, and which of them reads a file.
#include "core/landscape/grid_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/dataset/input_file.h"

namespace tani {

namespace grid_reader_entries {
#define TANI_ENTRY(id) GridReader id();
#include "grid_reader_entries.inc"
#undef TANI_ENTRY
}  // namespace grid_reader_entries

namespace {

const GridReader* reader_of(const std::string& path) {
    for (const GridReader& reader : grid_readers()) {
        for (const std::string& ending : reader.endings) {
            if (ends_with(path, ending)) return &reader;
        }
    }
    return nullptr;
}

std::vector<std::string> all_endings() {
    std::vector<std::string> endings;
    for (const GridReader& reader : grid_readers()) {
        endings.insert(endings.end(), reader.endings.begin(), reader.endings.end());
    }
    return endings;
}

}  // namespace

std::span<const GridReader> grid_readers() {
    static const std::vector<GridReader> readers = {
#define TANI_ENTRY(id) grid_reader_entries::id(),
#include "grid_reader_entries.inc"
#undef TANI_ENTRY
    };
    return readers;
}

bool is_grid_file(const std::string& path) {
    const GridReader* reader = reader_of(path);
    return reader && (!reader->fits || reader->fits(path));
}

bool is_accuracy(std::string_view surface) {
    return surface == "acc" || surface.ends_with("_acc") || surface.ends_with("accuracy");
}

std::vector<PathRow> read_path_file(const std::string& path) {
    GridFile grid = read_grid_file(path);
    if (!grid.path.empty()) return std::move(grid.path);
    throw Error(
        "holds no path; expected 'path' in an NPZ file, or 'proj_xcoord' and 'proj_ycoord' in an "
        "HDF5 file",
        {path});
}

GridFile read_grid_file(const std::string& path, const std::string& surface) {
    const GridReader* reader = reader_of(path);
    if (!reader) {
        throw Error(
            fmt::format("not a file of losses over a plane; expected a name that ends in one "
                        "of {}",
                        fmt::join(all_endings(), ", ")),
            {path});
    }
    return reader->read(path, surface);
}

}  // namespace tani
