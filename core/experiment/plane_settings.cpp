#include "core/experiment/plane_settings.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/experiment/check.h"
#include "core/experiment/parameters.h"
#include "core/experiment/plane_names.h"

namespace tani {

namespace {

constexpr int automatic = -1;  // see PathSpec::curvature_every

bool of_all_runs(Directions directions) {
    return directions == Directions::joint_pca || directions == Directions::between;
}

bool of_paths(Directions directions) {
    return directions == Directions::pca || directions == Directions::joint_pca;
}

std::optional<Range> range_of(const Value* value, const char* key, const Origin& origin) {
    if (!value) return std::nullopt;
    const Array& pair = std::get<Array>(value->data);
    const Range range{finite_number(pair[0]).value_or(0), finite_number(pair[1]).value_or(0)};
    if (range.from >= range.to) {
        refuse_value(origin.experiment->file, origin.path(std::string("plane.") + key), *value,
                     "two rising numbers, such as [-1, 1]");
    }
    return range;
}

void read_middle(const Value& at, PlaneSpec& plane) {
    if (const auto step = whole_number(at)) {
        plane.at = PlaneSpec::At::step;
        plane.step = static_cast<int>(*step);
    } else {
        plane.at = std::get<std::string>(at.data) == "mean" ? PlaneSpec::At::mean
                                                            : PlaneSpec::At::final;
    }
}

std::vector<std::string> words_of(const Value& value) {
    if (const std::string* word = std::get_if<std::string>(&value.data)) return {*word};
    std::vector<std::string> words;
    for (const Value& element : std::get<Array>(value.data))
        words.push_back(std::get<std::string>(element.data));
    return words;
}

}  // namespace

PlaneSpec read_plane(const Table* table, const Origin& origin) {
    static const Table nothing;
    if (!table) table = &nothing;
    PlaneSpec plane;
    const auto find = [&](const char* key) { return table->find(key); };
    for (const char* key : {"surface", "path"}) {
        if (const Value* value = find(key)) {
            refuse(origin.experiment->file, origin.path(std::string("plane.") + key), *value,
                   fmt::format("plane.{} is about a plane that is read from a file; expected "
                               "plane.file beside it",
                               key));
        }
    }
    if (const Value* v = find("directions"))
        plane.directions = enumerator<Directions>(*v, direction_names);
    if (const Value* v = find("normalization"))
        plane.normalization = enumerator<Normalization>(*v, normalization_names);
    if (const Value* v = find("biases")) plane.biases = std::get<bool>(v->data);
    plane.at = of_paths(plane.directions) ? PlaneSpec::At::mean : PlaneSpec::At::final;
    if (const Value* v = find("at")) {
        read_middle(*v, plane);
        if (plane.at == PlaneSpec::At::mean && !of_paths(plane.directions)) {
            refuse(origin.experiment->file, origin.path("plane.at"), *v,
                   "at is \"mean\", which only the planes of paths have; expected \"final\" or a "
                   "step, or directions = \"pca\"");
        }
    }
    if (const Value* v = find("dimensions")) plane.line = whole_number(*v) == 1;
    plane.shared = of_all_runs(plane.directions);
    if (const Value* v = find("shared")) {
        plane.shared = std::get<bool>(v->data);
        if (!plane.shared && plane.directions == Directions::joint_pca) {
            refuse(origin.experiment->file, origin.path("plane.shared"), *v,
                   "shared is false, but the plane of joint_pca is that of all runs; expected "
                   "true");
        }
    }
    if (const Value* v = find("points")) plane.points = static_cast<int>(*whole_number(*v));
    if (const Value* v = find("extent")) {
        const double extent = *finite_number(*v);
        plane.x = plane.y = Range{-extent, extent};
    }
    if (const auto x = range_of(find("x"), "x", origin)) plane.x = x;
    if (const auto y = range_of(find("y"), "y", origin)) plane.y = y;
    if (const Value* v = find("measure")) plane.height = enumerator<Height>(*v, plane_height_names);
    if (const Value* v = find("data")) plane.data = enumerator<PlaneData>(*v, plane_data_names);
    if (const Value* v = find("statistics"))
        plane.statistics = enumerator<Statistics>(*v, statistics_names);
    if (const Value* v = find("seed")) plane.seed = static_cast<std::uint64_t>(*whole_number(*v));
    if (const Value* v = find("through")) {
        plane.through = words_of(*v);
        if (plane.through.size() < 2 || plane.through.size() > 3) {
            refuse_value(origin.experiment->file, origin.path("plane.through"), *v,
                         "the labels of two or three runs");
        }
    }
    return plane;
}

PathSpec read_path(const Table* plane, const Table* curvature) {
    PathSpec path;
    const auto every = [](const Table* table, int otherwise) {
        const Value* value = table ? table->find("every") : nullptr;
        return value ? static_cast<int>(*whole_number(*value)) : otherwise;
    };
    path.every = every(plane, 0);
    if (curvature) path.curvature_every = every(curvature, automatic);
    return path;
}

namespace {

/// Where a key of the plane is written: in the run, in the base, or nowhere.
std::pair<std::string, const Value*> written(const Experiment& experiment, std::size_t run,
                                             const std::string& key) {
    for (const std::string& path : {fmt::format("runs.{}.plane.{}", run, key), "plane." + key}) {
        if (const Value* value = find_value(experiment, path)) return {path, value};
    }
    return {"plane." + key, nullptr};
}

void complete_through(std::span<RunPlan> runs, std::size_t at, const Experiment& experiment) {
    PlaneSpec& plane = *runs[at].plane;
    const Value nowhere;
    const auto [path, value] = written(experiment, at, "through");
    if (plane.through.empty()) {
        for (const RunPlan& run : runs.first(std::min<std::size_t>(runs.size(), 3)))
            plane.through.push_back(run.label);
        if (plane.through.size() > 1) return;
        const auto [directions, word] = written(experiment, at, "directions");
        refuse(experiment.file, directions, word ? *word : nowhere,
               "a plane between the ends of runs needs two of them; expected another run, or other "
               "directions");
    }
    for (const std::string& label : plane.through) {
        const auto found = std::ranges::find(runs, label, &RunPlan::label);
        if (found != runs.end()) continue;
        std::vector<std::string> labels;
        for (const RunPlan& run : runs) labels.push_back(run.label);
        refuse(experiment.file, path, value ? *value : nowhere,
               fmt::format("no run is called \"{}\"; expected labels of runs: {}", label,
                           fmt::join(labels, ", ")));
    }
}

/// The runs whose weights must fit those of a run.
std::vector<std::size_t> needed_by(std::span<const RunPlan> runs, std::size_t at) {
    const PlaneSpec& plane = *runs[at].plane;
    std::vector<std::size_t> others;
    if (plane.shared) others.push_back(0);
    if (plane.directions != Directions::between) return others;
    for (const std::string& label : plane.through) {
        const auto found = std::ranges::find(runs, label, &RunPlan::label);
        others.push_back(static_cast<std::size_t>(found - runs.begin()));
    }
    return others;
}

}  // namespace

void complete_planes(std::span<RunPlan> runs, const Experiment& experiment) {
    const Value nowhere;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!runs[i].plane || runs[i].plane->is_read()) continue;
        const PlaneSpec& plane = *runs[i].plane;
        const TrainingSpec& training = *runs[i].training;
        if (plane.directions == Directions::between) complete_through(runs, i, experiment);
        const auto complain = [&](const std::string& key, const std::string& message) {
            const auto [path, value] = written(experiment, i, key);
            refuse(experiment.file, path, value ? *value : nowhere, message);
        };
        if (plane.height == Height::error && training.outline.kind == TargetKind::numbers) {
            complain("measure",
                     "measure is \"error\", but the data are numbers to predict and not classes; "
                     "expected \"loss\"");
        }
        if (plane.data == PlaneData::validation && training.data.validation == 0)
            complain("data", "there are no validation data; expected data = \"train\"");
        if (plane.data == PlaneData::batch && plane.shared) {
            complain("data",
                     "every run has mini-batches of its own, but one plane is of all runs; expected "
                     "data = \"train\", or a plane for each run (shared = false)");
        }
        for (const std::size_t other : needed_by(runs, i)) {
            if (runs[i].training->network.layers == runs[other].training->network.layers) continue;
            complain("directions",
                     fmt::format("the runs \"{}\" and \"{}\" have different networks, which cannot "
                                 "be on one plane; expected the same layers",
                                 runs[other].label, runs[i].label));
        }
    }
}

}  // namespace tani
