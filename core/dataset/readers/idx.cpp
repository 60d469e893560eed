// The files of MNIST and its relatives (LeCun, Cortes & Burges): pictures in one, labels in
// another. A head of big-endian numbers (magic 0 0 8 dimensions, then each length), then unsigned
// bytes.
#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/dataset/input_file.h"
#include "core/dataset/making.h"

namespace tani::reader_entries {

namespace {

struct Head {
    std::vector<std::uint64_t> lengths;
    std::uint64_t bytes() const { return 4 + 4 * lengths.size(); }
};

Head head_of(InputFile& file) {
    std::array<std::uint8_t, 4> magic{};
    if (file.size() < magic.size()) file.fail("not an IDX file: it has no head");
    file.read(magic);
    if (magic[0] == 0x1F && magic[1] == 0x8B) {
        file.fail("compressed; expected the file as gunzip unpacks it");
    }
    if (magic[0] != 0 || magic[1] != 0) file.fail("not an IDX file: it does not begin with 0 0");
    if (magic[2] != 0x08) {
        file.fail(
            fmt::format("numbers of the type 0x{:02X}; expected unsigned bytes (0x08)", magic[2]));
    }
    constexpr int most_dimensions = 4;
    if (magic[3] == 0 || magic[3] > most_dimensions) {
        file.fail(fmt::format("{} dimensions; expected 1 to {}", magic[3], most_dimensions));
    }
    Head head;
    for (int i = 0; i < magic[3]; ++i) {
        std::array<std::uint8_t, 4> length{};
        file.read(length);
        head.lengths.push_back(std::uint64_t{length[0]} << 24 | std::uint64_t{length[1]} << 16 |
                               std::uint64_t{length[2]} << 8 | length[3]);
    }
    const std::uint64_t data = product(head.lengths);
    file.expect_size(std::max(data, data + head.bytes()));
    return head;
}

/// "train-labels-idx1-ubyte" beside "train-images-idx3-ubyte".
std::string labels_path(const DataSpec& spec) {
    if (!spec.labels.empty()) return spec.labels;
    const std::filesystem::path path(spec.file);
    std::string name = path.filename().string();
    for (const auto& [from, to] : {std::pair{"images", "labels"}, std::pair{"idx3", "idx1"}}) {
        const auto at = name.find(from);
        if (at != name.npos) name.replace(at, std::string_view(from).size(), to);
    }
    if (name == path.filename().string()) {
        throw Error("nothing says which file holds the labels; expected labels = \"FILE\"",
                    {spec.file});
    }
    return (path.parent_path() / name).string();
}

struct Opened {
    InputFile images;
    std::vector<std::uint8_t> labels;
    DataOutline outline;
};

std::vector<std::uint8_t> labels_in(const std::string& path, std::uint64_t samples) {
    InputFile file(path);
    const Head head = head_of(file);
    if (head.lengths.size() != 1) {
        file.fail(fmt::format("{} dimensions; expected labels, which have 1", head.lengths.size()));
    }
    expect_as_many(file, head.lengths[0], samples);
    std::vector<std::uint8_t> labels(head.lengths[0]);
    file.read(labels);
    return labels;
}

Opened open(const DataSpec& spec) {
    refuse_columns(spec);
    Opened opened{InputFile(spec.file), {}, {}};
    const Head head = head_of(opened.images);
    if (head.lengths.size() == 1) {
        opened.images.fail("holds labels; expected the file of the images, and this one as labels");
    }
    const std::span<const std::uint64_t> lengths = head.lengths;
    opened.outline = outline_in(opened.images, lengths[0], lengths.subspan(1), spec);
    opened.labels = labels_in(labels_path(spec), lengths[0]);
    opened.outline.kind = TargetKind::classes;
    opened.outline.classes = *std::ranges::max_element(opened.labels) + 1;
    return opened;
}

Dataset read(const DataSpec& spec) {
    Opened opened = open(spec);
    Dataset data{.outline = opened.outline, .class_names = numbered(opened.outline.classes, 0)};
    const auto samples = static_cast<std::size_t>(data.outline.samples);
    std::vector<std::uint8_t> pixels(samples * data.outline.input.size());
    opened.images.read(pixels);
    data.x.reserve(pixels.size());
    for (const std::uint8_t pixel : pixels) data.x.push_back(static_cast<float>(pixel) / 255);
    for (std::size_t i = 0; i < samples; ++i) {
        data.y.push_back(static_cast<float>(opened.labels[i]));
    }
    return data;
}

bool fits(const std::string& path) {
    const std::string name = std::filesystem::path(path).filename().string();
    if (name.find("idx") != name.npos) return true;
    const std::vector<std::uint8_t> head = first_bytes(path, 4);
    return head.size() == 4 && head[0] == 0 && head[1] == 0 && head[2] == 8 && head[3] <= 4;
}

}  // namespace

DataReader idx() {
    return {.id = "idx",
            .name = {"IDX (MNIST)", "IDX（MNIST）"},
            .help = {"Grey pictures of unsigned bytes, 0 to 255, which become 0 to 1, as MNIST and "
                     "Fashion-MNIST have them, unpacked. The labels are in a second file: the one "
                     "that `labels` names, or train-labels-idx1-ubyte beside "
                     "train-images-idx3-ubyte.",
                     "MNISTやFashion-MNISTの白黒画像（展開したもの）。0から255の値を0から1にする。"
                     "ラベルはlabelsで指定した2つ目のファイルか、train-images-idx3-ubyteの隣の"
                     "train-labels-idx1-ubyteから読む。"},
            .fits = fits,
            .outline = [](const DataSpec& spec) { return open(spec).outline; },
            .read = read};
}

}  // namespace tani::reader_entries
