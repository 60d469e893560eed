// Loss grids that NumPy, h5py and spreadsheets wrote, those that we write, and broken ones.
#include <cmath>
#include <functional>
#include <limits>
#include <sstream>

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/landscape/grid_file.h"
#include "tests/dataset/trying.h"

using namespace tani;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// A file that Python wrote (tests/landscape/files/make_files.py).
std::string grid_given(const std::string& name) {
    return std::string(TANI_SOURCE_DIR) + "/tests/landscape/files/" + name;
}

/// The loss of make_files.py.
double loss(double x, double y) { return 1 + x + 2 * y + x * y * y; }

/// What is wrong with a file, or "" where it is read.
std::string grid_refusal(const std::string& path, const std::string& surface = "") {
    try {
        read_grid_file(path, surface);
    } catch (const Error& error) {
        CHECK(error.place().file.starts_with(path));
        return error.what();
    }
    return "";
}

void check_axes(const GridFile& grid) {
    REQUIRE(grid.xs.size() == 5);
    REQUIRE(grid.ys.size() == 4);
    REQUIRE(grid.losses.size() == 20);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(grid.xs[i] == -1 + 0.5 * static_cast<double>(i));
    }
    for (std::size_t j = 0; j < 4; ++j) {
        CHECK(grid.ys[j] == -0.5 + 0.5 * static_cast<double>(j));
    }
}

/// All numbers of make_files.py are exact in single precision.
void check_grid(const GridFile& grid, double scale = 1, double offset = 0) {
    check_axes(grid);
    for (std::size_t j = 0; j < 4; ++j) {
        for (std::size_t i = 0; i < 5; ++i) {
            CAPTURE(i);
            CAPTURE(j);
            CHECK(grid.losses[j * 5 + i] == offset + scale * loss(grid.xs[i], grid.ys[j]));
        }
    }
}

/// Compares numbers of which some may be unknown.
void check_same(const std::vector<double>& a, const std::vector<double>& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK((a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))));
    }
}

void check_path(const std::vector<PathRow>& path, const std::vector<double>& steps,
                const std::vector<double>& losses) {
    const std::vector<double> xs = {1, 0.5, 0.125}, ys = {0.75, 0.25, -0.25};
    REQUIRE(path.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(path[i].x == xs[i]);
        CHECK(path[i].y == ys[i]);
        CHECK(path[i].step == steps[i]);
        check_same({path[i].loss}, {losses[i]});
    }
}

GridFile sample() {
    return {.xs = {-0.3, 0.1, 0.5},
            .ys = {0, 1e-3},
            .losses = {0.1, unknown, infinite, 1.0 / 3, -2, 1e300},
            .path = {{0, 0.1, 0.2, 3.5}, {7, -1, 4, unknown}}};
}

using Writer = void (*)(std::ostream&, const GridFile&);

std::string written(Writer write, const GridFile& grid) {
    std::ostringstream out;
    write(out, grid);
    return out.str();
}

GridFile again(const Scratch& scratch, const std::string& name, Writer write,
               const GridFile& grid) {
    return read_grid_file(scratch.write(name, written(write, grid)));
}

/// Every outcome is a grid whose parts agree, or an Error.
void survive(const std::string& path) {
    try {
        const GridFile grid = read_grid_file(path);
        CHECK(grid.losses.size() == grid.xs.size() * grid.ys.size());
        CHECK((grid.xs.size() >= 2 || !grid.path.empty()));
        for (std::size_t i = 1; i < grid.xs.size(); ++i) CHECK(grid.xs[i] > grid.xs[i - 1]);
    } catch (const Error& error) {
        CHECK(std::string(error.what()).starts_with(path));
    }
}

/// Cut off anywhere, and with any one byte changed at every so many places.
void survive_damage(const std::string& name, std::size_t stride) {
    CAPTURE(name);
    const Scratch scratch;
    const std::string whole = bytes_of(grid_given(name));
    REQUIRE(whole.size() > 100);
    const auto survives = [&](const std::string& bytes) {
        const std::string path = scratch.write("damaged" + name.substr(name.rfind('.')), bytes);
        survive(path);
        std::filesystem::remove(path);  // a new file is written faster than an old one
    };
    for (std::size_t length = 0; length < whole.size(); length += stride) {
        survives(whole.substr(0, length));
    }
    for (std::size_t at = 0; at < whole.size(); at += stride) {
        for (const int flip : {0x01, 0x80, 0xFF}) {
            std::string bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ flip);
            survives(bytes);
        }
    }
}

}  // namespace

TEST_CASE("archives that NumPy wrote are read exactly") {
    const GridFile grid = read_grid_file(grid_given("grid.npz"));
    check_grid(grid);
    check_path(grid.path, {0, 1, 2}, {unknown, unknown, unknown});
    CHECK(grid.surfaces == std::vector<std::string>{"losses"});
    CHECK(grid.surface == "losses");
    const GridFile compressed = read_grid_file(grid_given("compressed.npz"));
    check_grid(compressed);
    check_path(compressed.path, {0, 10, 20}, {3, 2, 1});
    check_grid(read_grid_file(grid_given("matrix_indexing.npz")));
    const GridFile falling = read_grid_file(grid_given("falling.npz"));
    check_grid(falling);
    check_path(falling.path, {5, 6, 8}, {3, unknown, 1});
}

TEST_CASE("a line has no ys and what has no coordinates goes from -1 to 1") {
    const GridFile line = read_grid_file(grid_given("line.npz"));
    CHECK(line.is_line());
    CHECK(line.ys == std::vector<double>{0});
    for (std::size_t i = 0; i < 5; ++i) CHECK(line.losses[i] == loss(line.xs[i], 0));
    const GridFile whole = read_grid_file(grid_given("whole.npy"));
    CHECK(whole.xs == std::vector<double>{-1, 0, 1});
    CHECK(whole.ys.front() == -1);
    CHECK(whole.ys.back() == 1);
    CHECK(whole.ys.size() == 4);
    CHECK(whole.losses[5] == 5);
}

TEST_CASE("coordinates in single precision count as evenly spaced") {
    const GridFile grid = read_grid_file(grid_given("single.npz"));
    CHECK(grid.xs.size() == 61);
    CHECK(grid.ys.size() == 51);
}

TEST_CASE("surfaces of loss-landscape are read in the order in which it counts their points") {
    const std::string path = grid_given("surface.h5");
    const GridFile grid = read_grid_file(path);
    check_grid(grid);
    CHECK(grid.surface == "train_loss");
    CHECK(grid.surfaces ==
          std::vector<std::string>{"train_loss", "test_loss", "train_acc", "test_acc"});
    check_grid(read_grid_file(path, "test_loss"), 2);
    check_grid(read_grid_file(path, "train_acc"), -10, 100);
    CHECK(has(grid_refusal(path, "train_los"), "'train_los' (did you mean 'train_loss'?)"));
    const GridFile chunks = read_grid_file(grid_given("chunks.hdf5"));
    check_grid(chunks);
    check_path(chunks.path, {0, 1, 2}, {unknown, unknown, unknown});
}

TEST_CASE("points that loss-landscape has not computed yet are unknown") {
    const GridFile grid = read_grid_file(grid_given("unfinished.h5"));
    check_axes(grid);
    for (std::size_t k = 0; k < 20; ++k) {
        check_same({grid.losses[k]}, {k < 13 ? loss(grid.xs[k % 5], grid.ys[k / 5]) : unknown});
    }
    CHECK(has(grid_refusal(grid_given("nothing_yet.h5")), "no surface 'train_loss'"));
}

TEST_CASE("lines and projected paths of loss-landscape are read") {
    const GridFile line = read_grid_file(grid_given("line.h5"));
    CHECK(line.is_line());
    CHECK(line.surface == "test_loss");
    for (std::size_t i = 0; i < 5; ++i) CHECK(line.losses[i] == loss(line.xs[i], 0));
    const GridFile projected = read_grid_file(grid_given("projected.h5"));
    CHECK(projected.losses.empty());
    CHECK(projected.xs.empty());
    check_path(projected.path, {0, 1, 2}, {unknown, unknown, unknown});
    CHECK(has(grid_refusal(grid_given("projected.h5"), "train_loss"), "'proj_xcoord'"));
}

TEST_CASE("tables have their rows in any order") {
    const Scratch scratch;
    const std::string path = scratch.write("grid.csv",
                                           "x, y ,loss,error\r\n1,0,2,20\r\n-1,0.5,4,\r\n"
                                           "1,0.5,nan,50\r\n-1,-0,1,10\r\n\r\n");
    CHECK(is_grid_file(path));
    const GridFile grid = read_grid_file(path);
    CHECK(grid.xs == std::vector<double>{-1, 1});
    CHECK(grid.ys == std::vector<double>{0, 0.5});
    check_same(grid.losses, {1, 2, 4, unknown});
    CHECK(grid.surfaces == std::vector<std::string>{"loss", "error"});
    check_same(read_grid_file(path, "error").losses, {10, 20, unknown, 50});
    const GridFile line = read_grid_file(scratch.write("line.csv", "loss,x\n3,2\n4,1\n5,0\n"));
    CHECK(line.is_line());
    CHECK(line.xs == std::vector<double>{0, 1, 2});
    CHECK(line.losses == std::vector<double>{5, 4, 3});
}

TEST_CASE("what is written is read again bit for bit") {
    const Scratch scratch;
    const GridFile grid = sample();
    for (const auto& [name, write] : {std::pair<const char*, Writer>{"a.npz", write_grid_npz},
                                      {"a.csv", write_grid_csv},
                                      {"a.npy", write_grid_npy}}) {
        CAPTURE(name);
        const GridFile read = again(scratch, name, write, grid);
        check_same(read.losses, grid.losses);
        if (has(name, "npy")) continue;
        CHECK(read.xs == grid.xs);
        CHECK(read.ys == grid.ys);
    }
    const GridFile archive = again(scratch, "b.npz", write_grid_npz, grid);
    REQUIRE(archive.path.size() == 2);
    CHECK(archive.path[0] == grid.path[0]);
    CHECK(archive.path[1].step == 7);
    CHECK(std::isnan(archive.path[1].loss));
    CHECK(written(write_grid_npz, grid) == written(write_grid_npz, archive));
}

TEST_CASE("lines are written and read again") {
    const Scratch scratch;
    const GridFile line{
        .xs = {0, 2, 4}, .ys = {0}, .losses = {3, 1, 2}, .path = {{0, 4, 0}, {1, 2, 0}}};
    for (const auto& [name, write] :
         {std::pair<const char*, Writer>{"a.npz", write_grid_npz}, {"a.csv", write_grid_csv}}) {
        CAPTURE(name);
        const GridFile read = again(scratch, name, write, line);
        CHECK(read.is_line());
        CHECK(read.xs == line.xs);
        CHECK(read.losses == line.losses);
    }
    CHECK(again(scratch, "b.npz", write_grid_npz, line).path.size() == 2);
    CHECK_THROWS_AS(written(write_grid_csv, {.xs = {1, 2}, .ys = {0}, .losses = {1}}), Error);
}

TEST_CASE("names and first lines tell grids from other files") {
    const Scratch scratch;
    CHECK(is_grid_file("a.npz"));
    CHECK(is_grid_file("a.NPY"));
    CHECK(is_grid_file("net.h5_[-1.0,1.0,51].h5"));
    CHECK(is_grid_file("a.hdf5"));
    CHECK_FALSE(is_grid_file("a.toml"));
    CHECK_FALSE(is_grid_file("missing.csv"));
    CHECK_FALSE(is_grid_file(scratch.write("data.csv", "x,y,class\n1,2,3\n")));
    CHECK_FALSE(is_grid_file(scratch.write("open.csv", "\"x,y,loss\n")));
    CHECK(has(grid_refusal("a.toml"),
              "expected a name that ends in one of .csv, .h5, .hdf5, .npy, .npz"));
}

TEST_CASE("archives that are no grid are refused with what is wrong") {
    const Scratch scratch;
    CHECK(has(grid_refusal(scratch.path("missing.npz")), "no such file"));
    CHECK(has(grid_refusal(scratch.write("empty.npz", "")), "not an archive"));
    CHECK(has(grid_refusal(scratch.write("text.npz", "losses")), "not an archive"));
    const std::string whole = bytes_of(grid_given("grid.npz"));
    CHECK(has(grid_refusal(scratch.write("cut.npz", whole.substr(0, whole.size() - 30))),
              "not an archive as numpy.savez writes it, or truncated"));
    std::string flipped = whole;
    flipped[flipped.find("NUMPY") + 200] ^= 1;
    CHECK(has(grid_refusal(scratch.write("flipped.npz", flipped)), "damaged"));
    CHECK(has(grid_refusal(grid_given("named_otherwise.npz")),
              "holds 'loss', 'xs', 'ys'; expected 'losses'"));
    CHECK(has(grid_refusal(grid_given("transposed.npz")),
              "losses of shape (5, 4); expected losses of "
              "shape (length of ys, length of xs)"));
    CHECK(has(grid_refusal(grid_given("words.npz")), "numbers of the type '<U1'"));
    CHECK(has(grid_refusal(grid_given("grid.npz"), "train_loss"), "no surface 'train_loss'"));
}

TEST_CASE("an archive that lies about how far it unpacks is refused") {
    const Scratch scratch;
    const std::string whole = bytes_of(grid_given("compressed.npz"));
    const auto refused = [&](unsigned size) {
        std::string bytes = whole;
        constexpr std::size_t size_in_directory = 24;
        const std::size_t at = bytes.find("PK\x01\x02") + size_in_directory;
        for (std::size_t i = 0; i < 4; ++i)
            bytes[at + i] = static_cast<char>(size >> (8 * i) & 255);
        return grid_refusal(scratch.write("lying.npz", bytes));
    };
    CHECK(refused(128 + 20 * 4).empty());
    CHECK(
        has(refused(0xFFFFFF00), "unpacks to 4294967040 bytes; expected at most 4000000 numbers"));
    CHECK(has(refused(128 + 20 * 4 + 4), "'losses.npy' is truncated or damaged"));
    CHECK(has(refused(128 + 20 * 4 - 4), "'losses.npy' is damaged"));
}

TEST_CASE("coordinates that make no grid are refused") {
    const Scratch scratch;
    const auto refused = [&](const std::function<void(GridFile&)>& spoil) {
        GridFile grid{
            .xs = {0, 1, 2}, .ys = {0, 1}, .losses = {1, 2, 3, 4, 5, 6}, .path = {{0, 1, 1}}};
        spoil(grid);
        return grid_refusal(scratch.write("spoiled.npz", written(write_grid_npz, grid)));
    };
    CHECK(refused([](GridFile&) {}).empty());
    CHECK(has(refused([](GridFile& g) { g.xs[1] = unknown; }), "xs holds nan at place 1"));
    CHECK(has(refused([](GridFile& g) { g.ys[1] = infinite; }), "ys holds inf"));
    CHECK(has(refused([](GridFile& g) { g.xs[1] = 2; }), "xs do not go one way"));
    CHECK(
        has(refused([](GridFile& g) { g.xs[1] = 1.00001; }), "not evenly spaced: 1.00001 where 1"));
    CHECK(refused([](GridFile& g) { g.xs[1] = 1 + 1e-7; }).empty());
    CHECK(has(refused([](GridFile& g) { g.xs = {-1e308, 0, 1e308}; }), "too far apart"));
    CHECK(has(refused([](GridFile& g) { g.path[0].x = infinite; }), "path goes to (inf, 1)"));
    CHECK(has(refused([](GridFile& g) { g.path[0].step = -1; }), "path is at step -1"));
    CHECK(has(refused([](GridFile& g) {
                  g.path = {{4, 0, 0, 1}, {3, 0, 0, 1}};
              }),
              "back from step 4 to 3"));
    CHECK(has(refused([](GridFile& g) {
                  g = {.xs = {1}, .ys = {1, 2}, .losses = {1, 2}};
              }),
              "1 point along x"));
}

TEST_CASE("HDF5 files that are no surface are refused with what is wrong") {
    const Scratch scratch;
    CHECK(has(grid_refusal(scratch.path("missing.h5")), "no such file"));
    CHECK(has(grid_refusal(scratch.write("text.h5", "losses")), "cannot be read as HDF5"));
    const std::string whole = bytes_of(grid_given("surface.h5"));
    CHECK(has(grid_refusal(scratch.write("cut.h5", whole.substr(0, whole.size() - 100))),
              "truncated"));
    CHECK(has(grid_refusal(grid_given("words.h5")), "no surface 'train_loss'"));
    CHECK(has(grid_refusal(grid_given("other_shape.h5")),
              "'train_loss' of shape (4, 3) beside xcoordinates of shape (5,) and ycoordinates of "
              "shape (4,)"));
    CHECK(has(grid_refusal(grid_given("huge.h5")), "'train_loss' of shape (1048576, 1048576)"));
    CHECK(has(grid_refusal(grid_given("elsewhere.h5")), "'train_loss' is stored elsewhere"));
}

TEST_CASE("tables that are no grid are refused with their places") {
    const Scratch scratch;
    const auto refused = [&](const char* text) {
        const std::string path = scratch.write("a.csv", text);
        return grid_refusal(path).substr(std::min(path.size(), grid_refusal(path).size()));
    };
    CHECK(has(refused(""), ": empty; expected x,y,loss"));
    CHECK(has(refused("a,loss\n"), ":1:1: no column 'x'"));
    CHECK(has(refused("x,y,los\n"), ":1:1: no column 'loss' (did you mean 'los'?)"));
    CHECK(has(refused("x,x,loss\n"), ":1:3: a second column 'x'"));
    CHECK(has(refused("x,y,loss\n0,0,1\n0,1\n"), ":3:3: a row of 2 fields; expected 3"));
    CHECK(
        has(refused("x,y,loss\n0,0,one\n"), ":2:5: 'one' in the column 'loss'; expected a number"));
    CHECK(has(refused("x,y,loss\n0,nan,1\n"),
              ":2:3: 'nan' in the column 'y'; expected a finite number"));
    CHECK(has(refused("x,y,loss\n0,0,1\n0,1,1\n1,0,1\n"), "no row for x = 1, y = 1"));
    CHECK(has(refused("x,y,loss\n0,0,1\n0,1,1\n1,0,1\n1,0,2\n"),
              ":5:1: a second row for x = 1, y = 0"));
    CHECK(has(refused("x,y,loss\n0,0,1\n1,0,1\n"), "1 point along y"));
    CHECK(has(refused("x,loss\n"), "0 points along x"));
}

TEST_CASE("numbers in an array's head that are not there are refused") {
    const Scratch scratch;
    std::string bytes = bytes_of(grid_given("chunks.hdf5"));
    // The version of the layout of xcoordinates: by another one its numbers follow at once.
    constexpr std::size_t layout = 904;
    REQUIRE(bytes[layout] == 3);
    bytes[layout] = 2;
    CHECK(has(grid_refusal(scratch.write("layout.h5", bytes)), "'xcoordinates' is truncated"));
}

TEST_CASE("no damage to a file does more than an error") {
    survive_damage("grid.npz", 5);
    survive_damage("compressed.npz", 7);
    survive_damage("surface.h5", 43);
    survive_damage("chunks.hdf5", 41);
}
