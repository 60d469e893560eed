// NumPy's file of one array: losses between -1 and 1.
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/landscape/grid_making.h"

namespace tani::grid_reader_entries {

namespace {

GridFile read(const std::string& path, const std::string& surface) {
    InputFile file(path);
    refuse_other_surface(path, surface);
    GridFile grid = grid_of(path, {.losses = read_npy_array(file)});
    grid.surfaces = {the_surface};
    grid.surface = the_surface;
    return grid;
}

}  // namespace

GridReader npy() { return {.id = "npy", .endings = {".npy"}, .read = read}; }

}  // namespace tani::grid_reader_entries
