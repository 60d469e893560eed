// From what an experiment says to data: the generator or the reader, and what both have to keep to.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/dataset/dataset.h"
#include "core/dataset/input_file.h"

namespace tani {

namespace reader_entries {
#define TANI_ENTRY(id) DataReader id();
#include "reader_entries.inc"
#undef TANI_ENTRY
}  // namespace reader_entries

namespace {

const DatasetEntry& generator_of(const DataSpec& spec) {
    if (const DatasetEntry* found = find_dataset(spec.name)) return *found;
    std::vector<std::string> ids;
    for (const DatasetEntry& entry : dataset_catalogue()) ids.push_back(entry.id);
    throw Error(fmt::format("no data of the name '{}'{}; expected one of {}", spec.name,
                            did_you_mean(spec.name, ids), fmt::join(ids, ", ")));
}

void check_settings(const DatasetEntry& entry, std::span<const double> settings) {
    if (settings.size() != entry.parameters.size()) {
        throw Error(fmt::format("{} settings for the data '{}'; expected {}", settings.size(),
                                entry.id, entry.parameters.size()));
    }
    for (std::size_t i = 0; i < settings.size(); ++i) {
        const Parameter& parameter = entry.parameters[i];
        const bool whole =
            parameter.scale != Scale::whole || settings[i] == std::floor(settings[i]);
        if (parameter.bounds.contains(settings[i]) && whole) continue;
        throw Error(fmt::format(
            "{} = {} for the data '{}'; expected {}{}", parameter.id, settings[i], entry.id,
            parameter.scale == Scale::whole ? "a whole number " : "", parameter.bounds.text()));
    }
}

DataOutline checked_outline(const DatasetEntry& entry, const DataSpec& spec) {
    check_settings(entry, spec.settings);
    const DataOutline outline = entry.outline(spec.settings);
    const std::uint64_t numbers =
        static_cast<std::uint64_t>(outline.samples) * outline.input.size();
    if (numbers > most_numbers) {
        throw Error(
            fmt::format("{} samples of {} numbers from the data '{}'; expected at most {} "
                        "numbers in all",
                        outline.samples, outline.input.size(), entry.id, most_numbers));
    }
    return outline;
}

const DataReader& reader_of(const DataSpec& spec) {
    if (spec.file.empty()) {
        throw Error("nothing says which data; expected the name of a generator or a file");
    }
    if (ends_with(spec.file, ".gz")) {
        throw Error("compressed; expected the file as gunzip unpacks it", {spec.file});
    }
    const auto readers = data_readers();
    const auto found = std::ranges::find_if(
        readers, [&](const DataReader& reader) { return reader.fits(spec.file); });
    if (found != readers.end()) return *found;
    InputFile file(spec.file);  // it may be missing, which is then the reason
    file.fail(
        "data of a kind that is not known; expected a CSV file (.csv), an IDX file, "
        "CIFAR-10's binary file (.bin) or a NumPy file (.npy)");
}

}  // namespace

std::span<const DataReader> data_readers() {
    static const std::vector<DataReader> readers = {
#define TANI_ENTRY(id) reader_entries::id(),
#include "reader_entries.inc"
#undef TANI_ENTRY
    };
    return readers;
}

DataOutline outline_of(const DataSpec& spec) {
    if (spec.name.empty()) return reader_of(spec).outline(spec);
    return checked_outline(generator_of(spec), spec);
}

Dataset load(const DataSpec& spec, std::uint64_t run_seed) {
    if (spec.name.empty()) return reader_of(spec).read(spec);
    const DatasetEntry& entry = generator_of(spec);
    checked_outline(entry, spec);
    return entry.make(spec.settings, spec.seed.value_or(run_seed));
}

}  // namespace tani
