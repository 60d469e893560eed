// Opening, measuring and reading files of data.
#include "core/dataset/input_file.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "core/base/error.h"

namespace tani {

InputFile::InputFile(const std::string& path) : path_(path) {
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (!std::filesystem::exists(status)) fail("no such file");
    if (!std::filesystem::is_regular_file(status)) fail("not a file; expected a file of data");
    size_ = std::filesystem::file_size(path, code);
    if (code) fail("cannot be measured: " + code.message());
    if (size_ > most_file_bytes) {
        fail(fmt::format("{} bytes; expected at most {}", size_, most_file_bytes));
    }
    stream_ = std::make_unique<std::ifstream>(path, std::ios::binary);
    if (!*stream_) fail("cannot be opened; expected a file that can be read");
}

InputFile::InputFile(std::string name, std::string bytes)
    : path_(std::move(name)), size_(bytes.size()) {
    stream_ = std::make_unique<std::istringstream>(std::move(bytes), std::ios::binary);
}

void InputFile::read(std::span<std::uint8_t> bytes) {
    const auto count = static_cast<std::streamsize>(bytes.size());
    stream_->read(reinterpret_cast<char*>(bytes.data()), count);
    if (stream_->gcount() != count) fail("truncated: it ends before its data");
}

void InputFile::skip_to(std::uint64_t offset) {
    stream_->seekg(static_cast<std::streamoff>(offset));
}

void InputFile::fail(const std::string& message) const { throw Error(message, {path_}); }

void InputFile::expect_size(std::uint64_t expected) const {
    if (size_ < expected) fail(fmt::format("truncated: holds {} of {} bytes", size_, expected));
    if (size_ > expected) {
        fail(fmt::format("holds {} bytes; expected {} by its head", size_, expected));
    }
}

std::uint64_t product(std::span<const std::uint64_t> factors) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    if (std::ranges::find(factors, 0u) != factors.end()) return 0;
    std::uint64_t result = 1;
    for (const std::uint64_t factor : factors) {
        if (result > most / factor) return most;
        result *= factor;
    }
    return result;
}

DataOutline outline_in(const InputFile& file, std::uint64_t count,
                       std::span<const std::uint64_t> shape, const DataSpec& spec) {
    const std::uint64_t size = product(shape);
    if (count == 0 || size == 0) file.fail("holds no numbers; expected at least one sample");
    if (spec.limit > 0) count = std::min(count, static_cast<std::uint64_t>(spec.limit));
    const std::uint64_t numbers = product(std::array{count, size});
    if (numbers > most_numbers) {
        file.fail(fmt::format(
            "{} samples of {} numbers; expected at most {} numbers in all (say "
            "limit = {})",
            count, size, most_numbers, std::max(most_numbers / size, std::uint64_t{1})));
    }
    DataOutline outline{.samples = static_cast<int>(count), .input = {}};
    const auto length = [&](std::size_t i) { return static_cast<int>(shape[i]); };
    if (shape.size() == 1) outline.input = {length(0), 1, 1};
    if (shape.size() == 2) outline.input = {1, length(0), length(1)};
    if (shape.size() == 3) outline.input = {length(0), length(1), length(2)};
    return outline;
}

void refuse_columns(const DataSpec& spec) {
    if (spec.target.empty() && spec.inputs.empty()) return;
    throw Error("has no named columns; expected 'target' and 'inputs' with CSV files only",
                {spec.file});
}

void refuse_labels_file(const DataSpec& spec) {
    if (spec.labels.empty()) return;
    throw Error("holds its targets itself; expected no 'labels' beside it", {spec.file});
}

void expect_as_many(const InputFile& labels, std::uint64_t targets, std::uint64_t samples) {
    if (targets == samples) return;
    labels.fail(fmt::format("{} targets for {} samples; expected as many", targets, samples));
}

bool ends_with(const std::string& path, std::string_view end) {
    if (path.size() < end.size()) return false;
    return std::ranges::equal(
        std::string_view(path).substr(path.size() - end.size()), end,
        [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
}

std::vector<std::uint8_t> first_bytes(const std::string& path, std::size_t count) {
    std::vector<std::uint8_t> bytes(count);
    std::ifstream stream(path, std::ios::binary);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(std::max(stream.gcount(), std::streamsize{0})));
    return bytes;
}

}  // namespace tani
