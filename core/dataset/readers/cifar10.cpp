// CIFAR-10's binary version (Krizhevsky 2009): records of a label and 3 × 32 × 32 bytes.
#include <array>

#include <fmt/format.h>

#include "core/dataset/input_file.h"

namespace tani::reader_entries {

namespace {

constexpr std::uint64_t side = 32, channels = 3;
constexpr std::uint64_t record_bytes = 1 + channels * side * side;
constexpr int classes = 10;

std::vector<Text> class_names() {
    return {{"airplane", "飛行機"}, {"automobile", "自動車"}, {"bird", "鳥"},
            {"cat", "猫"},          {"deer", "鹿"},           {"dog", "犬"},
            {"frog", "カエル"},     {"horse", "馬"},          {"ship", "船"},
            {"truck", "トラック"}};
}

DataOutline outline_of(const InputFile& file, const DataSpec& spec) {
    refuse_columns(spec);
    refuse_labels_file(spec);
    if (file.size() % record_bytes != 0) {
        const std::uint64_t records = file.size() / record_bytes + 1;
        file.fail(fmt::format("truncated: holds {} of {} bytes ({} records of {})", file.size(),
                              records * record_bytes, records, record_bytes));
    }
    DataOutline outline =
        outline_in(file, file.size() / record_bytes, std::array{channels, side, side}, spec);
    outline.kind = TargetKind::classes;
    outline.classes = classes;
    return outline;
}

Dataset read(const DataSpec& spec) {
    InputFile file(spec.file);
    Dataset data{.outline = outline_of(file, spec), .class_names = class_names()};
    data.x.reserve(static_cast<std::size_t>(data.outline.samples) * data.outline.input.size());
    std::array<std::uint8_t, record_bytes> record{};
    for (int i = 0; i < data.outline.samples; ++i) {
        file.read(record);
        if (record[0] >= classes) {
            file.fail(fmt::format("the label {} in record {}; expected 0 to {}", record[0], i + 1,
                                  classes - 1));
        }
        data.y.push_back(static_cast<float>(record[0]));
        for (const std::uint8_t pixel : std::span(record).subspan(1)) {
            data.x.push_back(static_cast<float>(pixel) / 255);
        }
    }
    return data;
}

}  // namespace

DataReader cifar10() {
    return {
        .id = "cifar10",
        .name = {"CIFAR-10", "CIFAR-10"},
        .help = {"Colour pictures of 32 × 32 pixels in ten classes: one .bin file of the binary "
                 "version. Pixels 0 to 255 become 0 to 1.",
                 "32×32ピクセルのカラー画像（10クラス）。バイナリ版の.binファイルを1つ読む。0か"
                 "ら255の値を0から1にする。"},
        .fits = [](const std::string& path) { return ends_with(path, ".bin"); },
        .outline = [](const DataSpec& spec) { return outline_of(InputFile(spec.file), spec); },
        .read = read};
}

}  // namespace tani::reader_entries
