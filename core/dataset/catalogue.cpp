// The catalogue of generators, from the generated list of generators/.
#include <algorithm>
#include <tuple>

#include "core/dataset/dataset.h"

namespace tani {

namespace dataset_entries {
#define TANI_ENTRY(id) DatasetEntry id();
#include "dataset_entries.inc"
#undef TANI_ENTRY
}  // namespace dataset_entries

namespace {

std::vector<DatasetEntry> all_datasets() {
    std::vector<DatasetEntry> entries = {
#define TANI_ENTRY(id) dataset_entries::id(),
#include "dataset_entries.inc"
#undef TANI_ENTRY
    };
    std::ranges::sort(entries, [](const DatasetEntry& a, const DatasetEntry& b) {
        return std::tie(a.order, a.id) < std::tie(b.order, b.id);
    });
    return entries;
}

}  // namespace

std::span<const DatasetEntry> dataset_catalogue() {
    static const std::vector<DatasetEntry> entries = all_datasets();
    return entries;
}

const DatasetEntry* find_dataset(std::string_view id) {
    for (const DatasetEntry& entry : dataset_catalogue()) {
        if (entry.id == id) return &entry;
    }
    return nullptr;
}

std::vector<double> default_settings(const DatasetEntry& entry) {
    std::vector<double> settings;
    settings.reserve(entry.parameters.size());
    for (const Parameter& parameter : entry.parameters) settings.push_back(parameter.standard);
    return settings;
}

}  // namespace tani
