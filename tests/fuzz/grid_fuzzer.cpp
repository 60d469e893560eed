// Fuzzes the readers of losses over a plane: a file is either refused with an Error or becomes a
// grid that is written and read as the same numbers. The first byte chooses the reader. HDF5 is left
// out: its library itself can fail on damaged files.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "core/base/error.h"
#include "core/landscape/grid_file.h"

namespace {

using namespace tani;

void require(bool condition) {
    if (!condition) std::abort();
}

std::string path_of(const std::string& ending) {
    return (std::filesystem::temp_directory_path() /
            ("tani_fuzz_grid_" + std::to_string(getpid()) + ending))
        .string();
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

void check(const GridFile& grid) {
    if (grid.losses.empty()) {
        require(!grid.path.empty());
        return;
    }
    require(grid.xs.size() >= 2 && !grid.ys.empty());
    require(grid.losses.size() == grid.xs.size() * grid.ys.size());
    require(grid.losses.size() <= most_grid_cells);
    for (std::size_t i = 1; i < grid.xs.size(); ++i) require(grid.xs[i] > grid.xs[i - 1]);
    for (std::size_t i = 1; i < grid.path.size(); ++i)
        require(grid.path[i].step >= grid.path[i - 1].step);
    const std::string again = path_of("_again.npz");
    {
        std::ofstream out(again, std::ios::binary);
        write_grid_npz(out, grid);
    }
    const GridFile back = read_grid_file(again);
    require(back.losses.size() == grid.losses.size());
    for (std::size_t i = 0; i < grid.losses.size(); ++i)
        require(same(back.losses[i], grid.losses[i]));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    constexpr const char* endings[] = {".npz", ".npy", ".csv"};
    const std::string path = path_of(endings[data[0] % 3]);
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(data + 1), static_cast<std::streamsize>(size - 1));
    GridFile grid;
    try {
        grid = read_grid_file(path);
    } catch (const Error&) {
        return 0;
    }
    check(grid);
    return 0;
}
