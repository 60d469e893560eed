#include "core/experiment/plane_files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/error.h"
#include "core/experiment/check.h"
#include "core/experiment/data_settings.h"

namespace tani {

namespace {

constexpr std::array<std::string_view, 3> known_keys = {"file", "surface", "path"};

/// What is said of a training, in the base and in the runs.
constexpr std::array<std::string_view, 14> training_keys = {
    "network", "data",  "optimizer", "batch", "epochs",        "steps",     "noise",
    "stop",    "start", "changes",   "metric", "early_stopping", "curvature", "measure_every"};

std::string word_of(const Table& table, const char* key) {
    const Value* value = table.find(key);
    return value ? std::get<std::string>(value->data) : "";
}

void refuse_other_keys(const Table& plane, const Origin& origin) {
    for (const auto& [key, value] : plane.entries()) {
        if (std::ranges::find(known_keys, key) != known_keys.end()) continue;
        Value place;
        place.line = value.key_line;
        place.column = value.key_column;
        refuse(origin.experiment->file, origin.path("plane." + key), place,
               fmt::format("\"{}\" says how a plane is computed, and this one is read from a file; "
                           "expected only {}",
                           key, fmt::join(known_keys, ", ")));
    }
}

/// Rows of a path stand at whole steps that rise: else they are counted, as epochs in halves are.
void count_rows(std::vector<PathRow>& path) {
    bool whole = true;
    for (std::size_t i = 0; i < path.size(); ++i) {
        whole = whole && path[i].step == std::floor(path[i].step) &&
                (i == 0 || path[i].step > path[i - 1].step);
    }
    for (std::size_t i = 0; i < path.size() && !whole; ++i) path[i].step = static_cast<double>(i);
}

GridFile whole_grid(const std::string& file, const std::string& surface) {
    GridFile grid = read_grid_file(file, surface);
    if (!grid.losses.empty()) return grid;
    throw Error(
        "holds a path and no losses; expected it as plane.path, beside a plane.file with losses",
        {file});
}

bool can_be_read(const std::string& file) {
    try {
        whole_grid(file, "");
        return true;
    } catch (const Error&) {
        return false;
    }
}

/// A file that cannot be read is refused where the experiment names it; one with lines says where
/// it is wrong itself.
template <class Read>
auto read_at(const Table& plane, const char* key, const Origin& origin, const Read& read) {
    try {
        return read();
    } catch (const Error& error) {
        if (error.place().line > 0) throw;
        if (plane.find("surface") && key == std::string_view("file") &&
            can_be_read(error.place().file))
            key = "surface";
        const Value* value = plane.find(key);
        refuse(origin.experiment->file, origin.path(std::string("plane.") + key),
               value ? *value : Value(), error.what());
    }
}

const Value* own_or_base(const Experiment& experiment, std::size_t run, std::string_view key,
                         std::string& path) {
    path = fmt::format("runs.{}.{}", run, key);
    if (const Value* own = find_value(experiment, path)) return own;
    path = key;
    return find_value(experiment, path);
}

}  // namespace

const Table* plane_from_file(const Table& merged) {
    const Value* plane = merged.find("plane");
    const Table* table = plane ? &std::get<Table>(plane->data) : nullptr;
    return table && table->find("file") ? table : nullptr;
}

GridFile load_grid(const PlaneSpec& plane) {
    GridFile grid = whole_grid(plane.file, plane.surface);
    if (!plane.path_file.empty()) grid.path = read_path_file(plane.path_file);
    count_rows(grid.path);
    return grid;
}

void read_plane_files(const Table& table, const Origin& origin, RunPlan& run) {
    refuse_other_keys(table, origin);
    const std::string& experiment = origin.experiment->file;
    PlaneSpec plane;
    plane.file = beside(experiment, word_of(table, "file"));
    plane.surface = word_of(table, "surface");
    const GridFile grid =
        read_at(table, "file", origin, [&] { return whole_grid(plane.file, plane.surface); });
    std::vector<PathRow> path = grid.path;
    if (const std::string written = word_of(table, "path"); !written.empty()) {
        plane.path_file = beside(experiment, written);
        path = read_at(table, "path", origin, [&] { return read_path_file(plane.path_file); });
    }
    count_rows(path);
    plane.surface = grid.surface;
    plane.line = grid.is_line();
    run.plane = std::move(plane);
    run.steps = path.empty() ? 0 : static_cast<int>(path.back().step);
}

void check_planes_from_files(std::span<const RunPlan> runs, const Experiment& experiment) {
    const auto is_read = [](const RunPlan& run) { return run.plane && run.plane->is_read(); };
    const auto first = std::ranges::find_if(runs, is_read);
    if (first == runs.end()) return;
    const Value nowhere;
    std::string path;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!is_read(runs[i])) {
            const auto which = static_cast<std::size_t>(first - runs.begin());
            const Value* file = own_or_base(experiment, which, "plane.file", path);
            refuse(experiment.file, path, file ? *file : nowhere,
                   fmt::format("the plane of the run \"{}\" is read from a file, and the run "
                               "\"{}\" is trained; expected files for all runs, or for none",
                               first->label, runs[i].label));
        }
        for (const std::string_view key : training_keys) {
            const Value* value = own_or_base(experiment, i, key, path);
            if (!value) continue;
            Value place;
            place.line = value->key_line;
            place.column = value->key_column;
            refuse(experiment.file, path, place,
                   fmt::format("nothing is trained where the plane is read from a file; expected no "
                               "{}, or no plane.file",
                               key));
        }
    }
}

Experiment experiment_of_grid(const std::string& file) {
    whole_grid(file, "");
    namespace fs = std::filesystem;
    Experiment experiment;
    Table plane;
    // Wherever the experiment is saved, the file is where it was.
    plane["file"] = Value(fs::absolute(file).lexically_normal().string());
    experiment.document["lab"] = Value("landscape");
    experiment.document["title"] = Value(fs::path(file).filename().string());
    experiment.document["plane"] = Value(std::move(plane));
    return experiment;
}

}  // namespace tani
