#include "core/experiment/data_settings.h"

#include <algorithm>
#include <filesystem>

#include "core/experiment/check.h"
#include "core/experiment/merge.h"
#include "core/experiment/parameters.h"

namespace tani {

namespace {

std::vector<std::string> words_of(const Value& value) {
    if (const std::string* one = std::get_if<std::string>(&value.data)) return {*one};
    std::vector<std::string> words;
    for (const Value& element : std::get<Array>(value.data))
        words.push_back(std::get<std::string>(element.data));
    return words;
}

/// Keys that generated and read data share; false for a key that is none.
bool common_key(DataSpec& spec, const std::string& key, const Value& value) {
    if (key == "validation")
        spec.validation = finite_number(value).value_or(0);
    else if (key == "split")
        spec.split = std::get<std::string>(value.data) == "time" ? Split::time : Split::random;
    else if (key == "standardize")
        spec.standardize = std::get<bool>(value.data);
    else if (key == "seed")
        spec.seed = static_cast<std::uint64_t>(whole_number(value).value_or(0));
    else
        return false;
    return true;
}

}  // namespace

std::string beside(const std::string& experiment_file, const std::string& written) {
    const std::filesystem::path path(written);
    if (path.is_absolute()) return written;
    return (std::filesystem::path(experiment_file).parent_path() / path).string();
}

DataSpec read_data(const Table& table, const Origin& origin) {
    DataSpec spec;
    const Value *name = table.find("name"), *file = table.find("file");
    if ((name != nullptr) == (file != nullptr)) {
        const Value* place = origin.experiment->document.find("data");
        refuse(origin.experiment->file, origin.path("data"),
               file    ? *file
               : place ? *place
                       : Value(),
               file ? "the data have both a name and a file; expected one of them"
                    : "the data have neither a name nor a file; expected one of them");
    }
    const DatasetEntry* entry = name ? find_dataset(std::get<std::string>(name->data)) : nullptr;
    if (name && !entry) unknown_name(origin, "data", *name, dataset_catalogue(), "datasets");
    if (entry) spec = {.name = entry->id, .settings = default_settings(*entry)};
    for (const auto& [key, value] : table.entries()) {
        if (key == "name" || common_key(spec, key, value)) continue;
        if (entry) {
            if (set_parameter(entry->parameters, {"data", key, value}, origin, spec.settings))
                continue;
            std::vector<std::string> known = keys_of(entry->parameters);
            known.insert(known.end(), {"validation", "split", "standardize", "seed"});
            unknown_key(origin, "data", key, value, known);
        }
        if (key == "file")
            spec.file = beside(origin.experiment->file, std::get<std::string>(value.data));
        else if (key == "labels")
            spec.labels = beside(origin.experiment->file, std::get<std::string>(value.data));
        else if (key == "target")
            spec.target = words_of(value);
        else if (key == "inputs")
            spec.inputs = words_of(value);
        else if (key == "limit")
            spec.limit = static_cast<int>(whole_number(value).value_or(0));
        else {
            static const std::vector<std::string> known = {"file",   "labels",      "target",
                                                           "inputs", "limit",       "validation",
                                                           "split",  "standardize", "seed"};
            unknown_key(origin, "data", key, value, known);
        }
    }
    return spec;
}

DataOutline outline_at(const DataSpec& spec, const Table& table, const Origin& origin) {
    try {
        return outline_of(spec);
    } catch (const Error& error) {
        if (error.place().line > 0) throw;
        const Value* file = table.find("file");
        const std::string& which = error.place().file;
        refuse(origin.experiment->file, origin.path("data.file"), file ? *file : Value(),
               which.empty() ? error.message() : fmt::format("{}: {}", which, error.message()));
    }
}

}  // namespace tani
