// The files of MNIST and CIFAR-10, and files that are none of what we read.
#include <doctest/doctest.h>

#include "core/base/npy.h"
#include "tests/dataset/trying.h"

using namespace tani;

namespace {

std::string big_endian(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255);
    return bytes;
}

std::string idx(std::vector<std::uint32_t> lengths, const std::string& data) {
    std::string bytes("\0\0\x08", 3);
    bytes += static_cast<char>(lengths.size());
    for (const std::uint32_t length : lengths) bytes += big_endian(length);
    return bytes + data;
}

/// Byte i is i.
std::string counting(std::size_t count) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(i);
    return bytes;
}

const std::string images = "train-images-idx3-ubyte", labels = "train-labels-idx1-ubyte";
const std::string three_labels("\x07\x00\x02", 3);

}  // namespace

TEST_CASE("images and labels of MNIST are read from the name of the images alone") {
    const Scratch scratch;
    const DataSpec spec{.file = scratch.write(images, idx({3, 2, 4}, counting(24)))};
    scratch.write(labels, idx({3}, three_labels));
    const Dataset data = load(spec, 0);
    CHECK(data.outline == outline_of(spec));
    CHECK(data.outline.input == Shape{1, 2, 4});
    CHECK(data.outline.samples == 3);
    CHECK(data.outline.kind == TargetKind::classes);
    CHECK(data.outline.classes == 8);
    CHECK(data.class_names.size() == 8);
    CHECK(data.input(2)[1] == 17 / 255.0f);
    CHECK(data.target(0)[0] == 7);
    CHECK(data.target(2)[0] == 2);
    DataSpec first = spec;
    first.limit = 1;
    CHECK(load(first, 0).x.size() == 8);
    CHECK(load(first, 0).outline == outline_of(first));
}

TEST_CASE("labels may have a name of their own") {
    const Scratch scratch;
    const std::string pictures = scratch.write("pictures.dat", idx({3, 2, 4}, counting(24)));
    CHECK(has(refusal({.file = pictures}), "labels = "));
    const std::string own = scratch.write("own", idx({3}, three_labels));
    CHECK(load({.file = pictures, .labels = own}, 0).target(0)[0] == 7);
}

TEST_CASE("IDX files that do not fit together are refused by their reason") {
    const Scratch scratch;
    const std::string good = idx({3, 2, 4}, counting(24));
    const auto wrong = [&](const std::string& pictures, const std::string& targets) {
        const std::string file = scratch.write(images, pictures);
        scratch.write(labels, targets);
        const DataSpec spec{.file = file};
        CHECK_THROWS_AS(outline_of(spec), Error);
        return refusal(spec);
    };
    const std::string fine = idx({3}, three_labels);
    CHECK(has(wrong(good.substr(0, good.size() - 1), fine),
              images + ": truncated: holds 39 of 40 bytes"));
    CHECK(has(wrong(good + "x", fine), "holds 41 bytes; expected 40 by its head"));
    CHECK(has(wrong(good, fine.substr(0, 10)), labels + ": truncated: holds 10 of 11 bytes"));
    CHECK(has(wrong(good, idx({2}, "ab")), labels + ": 2 targets for 3 samples"));
    CHECK(has(wrong(good, good), labels + ": 3 dimensions; expected labels"));
    CHECK(has(wrong(fine, fine), images + ": holds labels"));
    CHECK(has(wrong("", fine), "no head"));
    CHECK(has(wrong(good.substr(0, 9), fine), "truncated"));
    CHECK(has(wrong(std::string("\0\0\x0D\x03", 4) + good.substr(4), fine), "the type 0x0D"));
    CHECK(has(wrong(std::string("\0\0\x08\x00", 4), fine), "0 dimensions"));
    CHECK(has(wrong(std::string("\0\0\x08\xFF", 4), fine), "255 dimensions"));
    CHECK(has(wrong("\x1F\x8B\x08\x08", fine), "gunzip"));
    CHECK(has(wrong("<html>not found</html>", fine), "not an IDX file"));
    CHECK(has(wrong(idx({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "abc"), fine),
              "truncated: holds 19 of"));
    CHECK(has(wrong(idx({0, 28, 28}, ""), fine), "no numbers"));
}

TEST_CASE("records of CIFAR-10 are read channel by channel") {
    const Scratch scratch;
    std::string record = "\x03" + counting(3072), second = "\x09" + std::string(3072, '\xFF');
    const DataSpec spec{.file = scratch.write("data_batch_1.bin", record + second)};
    const Dataset data = load(spec, 0);
    CHECK(data.outline == outline_of(spec));
    CHECK(data.outline.samples == 2);
    CHECK(data.outline.input == Shape{3, 32, 32});
    CHECK(data.outline.classes == 10);
    CHECK(data.class_names[3].en == "cat");
    CHECK(data.class_names[9].ja == "トラック");
    CHECK(data.target(1)[0] == 9);
    CHECK(data.input(0)[2 * 1024 + 5] == 5 / 255.0f);
    CHECK(data.input(1)[3071] == 1);
    record[0] = 10;
    scratch.write("data_batch_1.bin", second + record);
    CHECK(has(refusal(spec), "the label 10 in record 2; expected 0 to 9"));
    scratch.write("data_batch_1.bin", second + record.substr(0, 100));
    CHECK(has(refusal(spec), "truncated: holds 3173 of 6146 bytes"));
    scratch.write("data_batch_1.bin", "");
    CHECK(has(refusal(spec), "no numbers"));
    DataSpec columns = spec;
    columns.target = {"y"};
    CHECK(has(refusal(columns), "CSV files only"));
}

TEST_CASE("files that are missing or foreign or far too large are refused") {
    const Scratch scratch;
    for (const char* name : {"none.csv", "none.npy", "none.bin", "none-idx3-ubyte", "none"}) {
        CHECK(refusal({.file = scratch.path(name)}) == scratch.path(name) + ": no such file");
    }
    CHECK(has(refusal({}), "nothing says which data"));
    CHECK(has(refusal({.file = scratch.write("note.txt", "hello")}), "a kind that is not known"));
    CHECK(has(refusal({.file = scratch.write("x.csv.gz", "\x1F\x8B")}), "gunzip"));
    std::filesystem::create_directory(scratch.path("folder.csv"));
    CHECK(has(refusal({.file = scratch.path("folder.csv")}), "not a file"));
    for (const char* name : {"large.csv", "large.npy", "large.bin", "large-idx3-ubyte"}) {
        const std::string path = scratch.write(name, "");
        std::filesystem::resize_file(path, 10'000'000'000);  // a hole, which takes no room
        CHECK(refusal({.file = path}) == path + ": 10000000000 bytes; expected at most 1073741824");
        std::filesystem::remove(path);
    }
}

TEST_CASE("more numbers than memory should hold are refused unless a limit is given") {
    const Scratch scratch;
    const std::string path = scratch.write("x-idx3-ubyte", idx({1'000'000, 20, 10}, ""));
    std::filesystem::resize_file(path, 200'000'016);
    const std::string targets = scratch.write("y", idx({1'000'000}, std::string(1'000'000, '\1')));
    DataSpec spec{.file = path, .labels = targets};
    CHECK(has(refusal(spec), "expected at most 100000000 numbers in all (say limit = 500000)"));
    spec.limit = 3;
    CHECK(load(spec, 0).outline.samples == 3);
}
