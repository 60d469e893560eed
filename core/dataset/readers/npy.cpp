// NumPy's files: one array of inputs, one of targets.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/dataset/making.h"
#include "core/dataset/npy_head.h"

namespace tani::reader_entries {

namespace {

struct Inputs {
    InputFile file;
    NpyHead head;
    DataOutline outline;
};

Inputs open_inputs(const DataSpec& spec) {
    refuse_columns(spec);
    Inputs inputs{InputFile(spec.file), {}, {}};
    inputs.head = read_npy_head(inputs.file);
    std::vector<std::uint64_t> shape = inputs.head.shape;
    if (shape.empty() || shape.size() > 4) {
        inputs.file.fail(
            fmt::format("an array of shape {}; expected samples × numbers, samples × "
                        "height × width or samples × channels × height × width",
                        inputs.head.shape_text()));
    }
    if (shape.size() == 1) shape.push_back(1);
    inputs.outline = outline_in(inputs.file, shape[0], std::span(shape).subspan(1), spec);
    return inputs;
}

/// The targets of all samples of the file, which may be more than are wanted.
struct Targets {
    InputFile file;
    NpyHead head;
    std::size_t each = 1;
    std::vector<double> numbers;
};

Targets read_targets(const DataSpec& spec, std::uint64_t samples) {
    if (spec.labels.empty()) {
        throw Error("nothing says which file holds the targets; expected labels = \"FILE\"",
                    {spec.file});
    }
    Targets targets{InputFile(spec.labels), {}, 1, {}};
    targets.head = read_npy_head(targets.file);
    const auto& shape = targets.head.shape;
    if (shape.empty() || shape.size() > 2 || product(shape) == 0) {
        targets.file.fail(
            fmt::format("an array of shape {}; expected one or more targets for "
                        "each sample: ({},) or ({}, targets)",
                        targets.head.shape_text(), samples, samples));
    }
    expect_as_many(targets.file, shape[0], samples);
    const std::uint64_t count = product(shape);
    if (count > most_numbers) {
        targets.file.fail(fmt::format("{} numbers; expected at most {}", count, most_numbers));
    }
    targets.each = static_cast<std::size_t>(count / shape[0]);
    targets.numbers = read_npy_numbers(targets.file, targets.head, static_cast<std::size_t>(count));
    return targets;
}

/// Whole numbers are classes, or labels of 0 and 1 where there are several for a sample.
void describe_targets(DataOutline& outline, const Targets& targets) {
    outline.targets = static_cast<int>(targets.each);
    if (!targets.head.whole()) return;
    const auto [least, most] = std::ranges::minmax(targets.numbers);
    if (targets.each > 1) {
        if (least < 0 || most > 1) {
            targets.file.fail(
                fmt::format("whole numbers from {} to {} as several labels of a "
                            "sample; expected 0 and 1, or numbers with a point",
                            least, most));
        }
        outline.kind = TargetKind::labels;
        return;
    }
    if (least < 0 || most >= most_classes) {
        targets.file.fail(
            fmt::format("whole numbers from {} to {} as classes; expected 0 to at "
                        "most {}, or numbers with a point",
                        least, most, most_classes - 1));
    }
    outline.kind = TargetKind::classes;
    outline.classes = static_cast<int>(most) + 1;
}

float single(double value, const InputFile& file, std::size_t place, std::size_t row_size) {
    const auto number = static_cast<float>(value);
    if (!std::isfinite(number)) {
        file.fail(fmt::format("{} at [{}, {}]; expected a finite number in single precision",
                              std::isnan(value) ? "nan" : fmt::format("{}", value),
                              place / row_size, place % row_size));
    }
    return number;
}

void read_inputs(Inputs& inputs, Dataset& data) {
    const std::size_t size = data.outline.input.size();
    const std::size_t count = static_cast<std::size_t>(data.outline.samples) * size;
    const bool pixels = inputs.head.type == NpyType::u1 && inputs.head.shape.size() > 2;
    const double scale = pixels ? 255 : 1;
    constexpr std::size_t at_once = 1 << 16;
    data.x.reserve(count);
    for (std::size_t done = 0; done < count; done += at_once) {
        const std::vector<double> numbers =
            read_npy_numbers(inputs.file, inputs.head, std::min(at_once, count - done));
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            data.x.push_back(single(numbers[i], inputs.file, done + i, size) /
                             static_cast<float>(scale));
        }
    }
}

DataOutline outline(const DataSpec& spec) {
    Inputs inputs = open_inputs(spec);
    describe_targets(inputs.outline, read_targets(spec, inputs.head.shape[0]));
    return inputs.outline;
}

Dataset read(const DataSpec& spec) {
    Inputs inputs = open_inputs(spec);
    const Targets targets = read_targets(spec, inputs.head.shape[0]);
    Dataset data{.outline = inputs.outline};
    describe_targets(data.outline, targets);
    read_inputs(inputs, data);
    const std::size_t count = static_cast<std::size_t>(data.outline.samples) * targets.each;
    for (std::size_t i = 0; i < count; ++i) {
        data.y.push_back(single(targets.numbers[i], targets.file, i, targets.each));
    }
    if (data.outline.kind == TargetKind::classes) {
        data.class_names = numbered(data.outline.classes, 0);
    }
    return data;
}

bool fits(const std::string& path) {
    constexpr std::array<std::uint8_t, 6> magic = {0x93, 'N', 'U', 'M', 'P', 'Y'};
    return ends_with(path, ".npy") || std::ranges::equal(first_bytes(path, magic.size()), magic);
}

}  // namespace

DataReader npy() {
    return {
        .id = "npy",
        .name = {"NumPy (.npy)", "NumPy（.npy）"},
        .help = {"An array of samples × numbers, samples × height × width or samples × channels "
                 "× height × width, and a second file with the targets, which `labels` names: "
                 "whole numbers are classes (several of 0 and 1 for a sample are labels), "
                 "others a regression. Pictures of bytes, 0 to 255, become 0 to 1.",
                 "サンプル数×数値、サンプル数×高さ×幅、またはサンプル数×チャンネル×高さ×幅の配"
                 "列。目的変数はlabelsで指定する2つ目のファイルから読む。整数ならクラス（1サンプ"
                 "ルに0と1が複数あればラベル）、それ以外は回帰になる。バイト型の画像は0から255の"
                 "値を0から1にする。"},
        .fits = fits,
        .outline = outline,
        .read = read};
}

}  // namespace tani::reader_entries
