// NumPy's files: what NumPy wrote is read, what we write is what NumPy writes, all else is refused.
#include <array>
#include <sstream>

#include <doctest/doctest.h>

#include "core/base/npy.h"
#include "tests/dataset/trying.h"

using namespace tani;

namespace {

DataSpec arrays(const std::string& x, const std::string& y) {
    return {.file = given(x), .labels = given(y)};
}

/// The head of a file of version 1 around this dictionary.
std::string npy(const std::string& dictionary, const std::string& data) {
    std::string file("\x93NUMPY\x01\x00", 8);
    file += static_cast<char>(dictionary.size() & 255);
    file += static_cast<char>(dictionary.size() >> 8);
    return file + dictionary + data;
}

std::string head(const std::string& type, const std::string& shape) {
    return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
}

template <class T>
std::string written(std::vector<std::size_t> shape, const std::vector<T>& numbers) {
    std::ostringstream out;
    write_npy(out, shape, std::span<const T>(numbers));
    return out.str();
}

}  // namespace

TEST_CASE("rows of every type that NumPy wrote are read exactly") {
    const std::array<std::pair<const char*, float>, 6> files = {{{"x_f4.npy", 1.0f},
                                                                 {"x_f8.npy", 1.0f},
                                                                 {"x_i4.npy", 4.0f},
                                                                 {"x_i8.npy", 4.0f},
                                                                 {"version2.npy", 1.0f},
                                                                 {"version3.npy", 1.0f}}};
    for (const auto& [name, factor] : files) {
        CAPTURE(name);
        const Dataset data = load(arrays(name, "y_classes.npy"), 0);
        CHECK(data.outline == outline_of(arrays(name, "y_classes.npy")));
        CHECK(data.outline.samples == 5);
        CHECK(data.outline.input == Shape{3, 1, 1});
        for (int i = 0; i < 5; ++i) {
            for (int j = 0; j < 3; ++j) {
                const float expected =
                    factor * (static_cast<float>(i) + static_cast<float>(j) / 4 - 1);
                CHECK(data.input(i)[static_cast<std::size_t>(j)] == expected);
            }
        }
    }
    const Dataset flags = load(arrays("x_bool.npy", "y_classes.npy"), 0);
    CHECK(flags.input(0)[2] == 0);
    CHECK(flags.input(1)[0] == 0);
    CHECK(flags.input(1)[1] == 1);
    CHECK(load(arrays("x_row.npy", "y_numbers.npy"), 0).outline.input == Shape{1, 1, 1});
}

TEST_CASE("pictures keep their order and bytes become shares of 255") {
    const Dataset grey = load(arrays("grey.npy", "y_classes.npy"), 0);
    CHECK(grey.outline.input == Shape{1, 2, 3});
    CHECK(grey.input(4)[5] == 29 * 8 / 255.0f);
    const Dataset colour = load(arrays("colour.npy", "y_classes.npy"), 0);
    CHECK(colour.outline.input == Shape{3, 2, 2});
    CHECK(colour.input(1)[7] == 19);
}

TEST_CASE("whole targets are classes and others numbers and flags labels") {
    const Dataset classes = load(arrays("x_f4.npy", "y_classes.npy"), 0);
    CHECK(classes.outline.kind == TargetKind::classes);
    CHECK(classes.outline.classes == 3);
    CHECK(classes.class_names.size() == 3);
    CHECK(classes.target(3)[0] == 2);
    const Dataset numbers = load(arrays("x_f4.npy", "y_numbers.npy"), 0);
    CHECK(numbers.outline.kind == TargetKind::numbers);
    CHECK(numbers.target(2)[0] == 2.25f);
    const Dataset labels = load(arrays("x_f4.npy", "y_labels.npy"), 0);
    CHECK(labels.outline.kind == TargetKind::labels);
    CHECK(labels.outline.targets == 2);
    CHECK(labels.target(2)[1] == 1);
    const Dataset several = load(arrays("x_f4.npy", "x_f8.npy"), 0);
    CHECK(several.outline.kind == TargetKind::numbers);
    CHECK(several.outline.targets == 3);
}

TEST_CASE("a limit takes the first samples") {
    DataSpec spec = arrays("x_f4.npy", "y_numbers.npy");
    spec.limit = 2;
    const Dataset data = load(spec, 0);
    CHECK(data.outline == outline_of(spec));
    CHECK(data.outline.samples == 2);
    CHECK(data.x.size() == 6);
    CHECK(data.y.size() == 2);
    spec.limit = 100;
    CHECK(load(spec, 0).outline.samples == 5);
}

TEST_CASE("what NumPy wrote and we do not read is refused by its reason") {
    CHECK(has(refusal(arrays("fortran.npy", "y_classes.npy")),
              "fortran.npy: an array in Fortran order"));
    CHECK(has(refusal(arrays("big_endian.npy", "y_classes.npy")), "the type '>f8'"));
    CHECK(has(refusal(arrays("complex.npy", "y_classes.npy")), "the type '<c8'"));
    CHECK(has(refusal(arrays("records.npy", "y_classes.npy")), "records"));
    CHECK(has(refusal(arrays("scalar.npy", "y_classes.npy")), "shape ()"));
    CHECK(has(refusal(arrays("x_f4.npy", "whole.npy")), "3 targets for 5 samples"));
    CHECK(has(refusal(arrays("x_f4.npy", "x_i4.npy")), "several labels"));
    CHECK(has(refusal({.file = given("x_f4.npy")}), "labels = "));
    CHECK(has(refusal(arrays("x_f4.npy", "missing.npy")), "missing.npy: no such file"));
    CHECK(has(refusal(arrays("x_f4.npy", "make.py")), "make.py: not a NumPy file"));
}

TEST_CASE("a truncated array is refused by the bytes it holds") {
    const Scratch scratch;
    const std::string whole = bytes_of(given("x_f4.npy"));
    REQUIRE(whole.size() == 128 + 60);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string path = scratch.write("x.npy", whole.substr(0, size));
        const std::string why = refusal({.file = path, .labels = given("y_classes.npy")});
        CAPTURE(size);
        CHECK(has(why, path));
        if (size >= 128) {
            CHECK(has(why, "truncated: holds " + std::to_string(size) + " of 188 bytes"));
        }
    }
    const std::string longer = scratch.write("x.npy", whole + "1");
    CHECK(has(refusal({.file = longer, .labels = given("y_classes.npy")}),
              "expected 188 by its head"));
}

TEST_CASE("huge numbers in a head ask for no memory") {
    const Scratch scratch;
    const auto refused = [&](const std::string& bytes) {
        return refusal({.file = scratch.write("x.npy", bytes), .labels = given("y_classes.npy")});
    };
    CHECK(has(refused(npy(head("<f4", "(4294967296, 4294967296, 3)"), "")), "truncated"));
    CHECK(has(refused(npy(head("<f4", "(72057594037927935, 1)"), "")), "truncated"));
    CHECK(has(refused(npy(head("<f4", "(99999999999999999999999999,)"), "")), "not NumPy's"));
    CHECK(has(refused(npy(head("<f4", "(0, 72057594037927935)"), "")), "no numbers"));
    CHECK(has(refused(npy(head("<f4", "(5, 0)"), "")), "no numbers"));
    std::string lengthy("\x93NUMPY\x02\x00\xFF\xFF\xFF\xFF", 12);
    CHECK(has(refused(lengthy), "a head of 4294967295 bytes"));
    lengthy[6] = 9;
    CHECK(has(refused(lengthy), "version 9"));
}

TEST_CASE("heads that are no dictionary of NumPy's are refused") {
    const Scratch scratch;
    for (const char* dictionary :
         {"", "{", "{}", "{'descr'", "{'descr': ", "{'descr': '<f4'", "{'shape': (5, 3)}", "[1]",
          "{'descr': '<f4', 'fortran_order': 0, 'shape': (5, 3)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (5, 3}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (-5, 3)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (5, 3), 'shape': (5, 3)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (5, 3)} x",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (5, 3), 'more': 1}"}) {
        CAPTURE(dictionary);
        const std::string path = scratch.write("x.npy", npy(dictionary, std::string(60, '\0')));
        CHECK(has(refusal({.file = path, .labels = given("y_classes.npy")}), "not NumPy's"));
    }
}

TEST_CASE("a NaN is refused with its place") {
    const Scratch scratch;
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::string x = scratch.write("x.npy", written<float>({2, 3}, {0, 1, 2, 3, nan, 5}));
    const std::string y = scratch.write("y.npy", written<double>({2}, {1, 1e300}));
    const std::string good = scratch.write("good.npy", written<double>({2}, {1, 2}));
    CHECK(refusal({.file = x, .labels = good}) ==
          x + ": nan at [1, 1]; expected a finite number in single precision");
    const std::string fine = scratch.write("fine.npy", written<float>({2, 1}, {0, 1}));
    CHECK(has(refusal({.file = fine, .labels = y}), "y.npy: 1e+300 at [1, 0]"));
    CHECK(refusal({.file = fine, .labels = good}).empty());
}

TEST_CASE("what we write is byte for byte what NumPy writes") {
    std::vector<float> rows;
    for (int i = 0; i < 5; ++i) {
        for (int j = 0; j < 3; ++j) {
            rows.push_back(static_cast<float>(i) + static_cast<float>(j) / 4 - 1);
        }
    }
    CHECK(written<float>({5, 3}, rows) == bytes_of(given("x_f4.npy")));
    CHECK(written<double>({5, 3}, {rows.begin(), rows.end()}) == bytes_of(given("x_f8.npy")));
    CHECK(written<std::int64_t>({3}, {1, -2, 3}) == bytes_of(given("whole.npy")));
    CHECK(written<double>({}, {2.5}) == bytes_of(given("scalar.npy")));
    std::ostringstream out;
    const std::vector<std::size_t> shape = {2, 2};
    CHECK_THROWS_AS(write_npy(out, shape, std::span<const float>(rows)), Error);
}
