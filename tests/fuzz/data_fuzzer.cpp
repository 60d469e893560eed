// Fuzzes the readers of data: any two files are either refused with an Error or become finite data
// of the shape that the outline promised, which can be split. The first byte chooses the reader,
// the next two say where the second file begins.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "core/base/error.h"
#include "core/dataset/dataset.h"

namespace {

using namespace tani;

void require(bool condition) {
    if (!condition) std::abort();
}

std::string write(const std::string& name, const std::uint8_t* data, std::size_t size) {
    static const std::string folder =
        (std::filesystem::temp_directory_path() / ("tani_fuzz_" + std::to_string(getpid()) + "_"))
            .string();
    const std::string path = folder + name;
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    return path;
}

void check(const DataReader& reader, const DataSpec& spec) {
    const DataOutline outline = reader.outline(spec);
    Dataset data;
    try {
        data = reader.read(spec);
    } catch (const Error&) {
        return;  // the outline of a NaN is fine
    }
    require(data.outline == outline);
    require(outline.samples > 0);
    require(data.x.size() == static_cast<std::size_t>(outline.samples) * outline.input.size());
    require(data.y.size() ==
            static_cast<std::size_t>(outline.samples) * static_cast<std::size_t>(outline.targets));
    for (const float x : data.x) require(std::isfinite(x));
    for (const float y : data.y) {
        require(std::isfinite(y));
        if (outline.kind == TargetKind::classes) {
            require(y >= 0 && y < static_cast<float>(outline.classes));
        }
    }
    const SplitData parts = split(std::move(data), spec, 1);
    require(parts.train.outline.samples == train_samples(outline, spec));
    for (const float x : parts.train.x) require(!std::isnan(x));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    const auto readers = data_readers();
    const DataReader& reader = readers[data[0] % readers.size()];
    const std::size_t rest = size - 3;
    const std::size_t second = std::min<std::size_t>(rest, data[1] * std::size_t{256} + data[2]);
    DataSpec spec{.file = write("x", data + 3, rest - second), .standardize = true};
    if (reader.id == "idx" || reader.id == "npy") {
        spec.labels = write("y", data + 3 + rest - second, second);
    }
    try {
        check(reader, spec);
    } catch (const Error&) {
    }
    return 0;
}
