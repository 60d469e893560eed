// From the document to the plan: every run laid over the base, every setting filled in and checked.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/experiment/cell_names.h"
#include "core/experiment/check.h"
#include "core/experiment/experiment.h"
#include "core/experiment/labels.h"
#include "core/experiment/merge.h"
#include "core/experiment/path.h"
#include "core/experiment/plane_files.h"
#include "core/experiment/plane_settings.h"
#include "core/experiment/settings.h"
#include "core/experiment/toml.h"
#include "core/network/network.h"
#include "core/optimizer/optimizer.h"

namespace tani {

namespace {

Text text_of(const Value* value) {
    if (!value) return {};
    if (const std::string* text = std::get_if<std::string>(&value->data)) return {*text, ""};
    Text result;
    const Table& table = std::get<Table>(value->data);
    if (const Value* en = table.find("en")) result.en = std::get<std::string>(en->data);
    if (const Value* ja = table.find("ja")) result.ja = std::get<std::string>(ja->data);
    return result;
}

/// Labels are the same in both languages unless the file says otherwise.
Text label_of(const Table* run) {
    Text text = text_of(run ? run->find("label") : nullptr);
    if (text.en.empty()) text.en = text.ja;
    if (text.ja.empty()) text.ja = text.en;
    return text;
}

constexpr int standard_wall_steps = 20, most_walls = 100, most_path_points = 200,
              most_curvatures = 100;
constexpr int most_map_cells =
    1024;  // along an axis: a map is measured anew while a slider is held

double number_of(const Value& value) { return finite_number(value).value_or(0.0); }
int whole_of(const Value& value) { return static_cast<int>(whole_number(value).value_or(0)); }

std::string lab_of(const Table& document) {
    const Value* lab = document.find("lab");
    return lab ? std::get<std::string>(lab->data) : "surface";
}

/// The base's settings, with what the lab is about and an optimizer where the file names none.
Table base_settings(const Table& document) {
    Table settings;
    merge_settings(settings, document);
    const std::string lab = lab_of(document);
    const std::pair subject = lab == "initializer"   ? std::pair{"data", "gaussian"}
                              : trains_networks(lab) ? std::pair{"data", "moons"}
                                                     : std::pair{"surface", "valley"};
    for (const auto& [key, name] : {subject, std::pair{"optimizer", "sgd"}}) {
        if (!settings.find(key)) settings[key] = with_name(Value(name));
    }
    return settings;
}

/// How many updates go through the training data so often, with the mini-batches of the run.
std::int64_t steps_of(double epochs, const RunPlan& run) {
    const std::int64_t samples = train_samples(run.training->outline, run.training->data);
    const auto wanted = static_cast<std::int64_t>(std::ceil(epochs * static_cast<double>(samples)));
    std::int64_t seen = 0, step = 0;
    std::size_t change = 0;
    const Settings* settings = &run.settings;
    while (seen < wanted && step <= schema::most_steps) {
        while (change < run.changes.size() && run.changes[change].step <= step) {
            settings = &run.changes[change++].settings;
        }
        const std::int64_t batch = settings->batch > 0 ? settings->batch : samples;
        const bool last_stretch = change == run.changes.size();
        if (last_stretch && seen % samples == 0) {  // whole epochs at once
            const std::int64_t each = (samples + batch - 1) / batch,
                               whole = (wanted - seen) / samples;
            step += whole * each;
            seen += whole * samples;
            if (whole > 0) continue;
        }
        seen += std::min(batch, samples - seen % samples);
        ++step;
    }
    return step;
}

Point default_start(const SurfaceSpec& surface) {
    if (const SurfaceEntry* entry = find_surface(surface.name))
        return rotated(entry->start, surface.rotate);
    const auto within = [](const Range& range, double share) {
        return range.from + share * (range.to - range.from);
    };
    return {within(surface.x, 0.15), within(surface.y, 0.8)};
}

class Planner {
  public:
    explicit Planner(const Experiment& experiment)
        : experiment_(experiment),
          document_(experiment.document),
          base_(base_settings(document_)) {}

    std::vector<RunPlan> runs() {
        const Value* list = document_.find("runs");
        const Array* array = list ? &std::get<Array>(list->data) : nullptr;
        if (!array || array->empty()) {
            std::vector<RunPlan> one = {run(nullptr, "")};
            name_runs(one, {Text{}});
            return one;
        }
        check_base();
        std::vector<RunPlan> result;
        std::vector<Text> written;
        result.reserve(array->size());
        for (std::size_t i = 0; i < array->size(); ++i) {
            const Table& table = std::get<Table>((*array)[i].data);
            result.push_back(run(&table, fmt::format("runs.{}", i)));
            written.push_back(label_of(&table));
            check_label(table, written, i);
        }
        name_runs(result, written);
        return result;
    }

  private:
    /// What every run replaces is still read: a mistake there is a mistake.
    void check_base() {
        const Origin origin = {&experiment_, "", {}};
        const auto& optimizer = std::get<Table>(base_.find("optimizer")->data);
        if (const Value* surface = base_.find("surface")) {
            reader_.surface(std::get<Table>(surface->data), origin);
        } else {
            reader_.training(base_, origin);
        }
        reader_.optimizer(optimizer, origin);
    }

    void check_label(const Table& run, const std::vector<Text>& written, std::size_t i) const {
        if (written[i].empty()) return;
        for (std::size_t j = 0; j < i; ++j) {
            if (written[j].en != written[i].en) continue;
            refuse(
                experiment_.file, fmt::format("runs.{}.label", i), *run.find("label"),
                fmt::format("the label {} is given twice; expected a different one for every run",
                            toml_text::quoted(Value(written[i].en))));
        }
    }

    const Value* find(const Table* run, std::string_view key) const {
        const Value* own = run ? run->find(key) : nullptr;
        return own ? own : document_.find(key);
    }

    RunPlan run(const Table* table, const std::string& path) {
        RunPlan plan;
        Table merged = base_;
        if (table) merge_settings(merged, *table);
        Origin origin = {&experiment_, path, {}};
        plan.settings = reader_.read(merged, origin);
        if (const Value* hidden = table ? table->find("hidden") : nullptr)
            plan.hidden = std::get<bool>(hidden->data);
        if (const Value* steps = find(table, "steps")) plan.steps = whole_of(*steps);
        if (const Value* seed = find(table, "seed"))
            plan.seed = static_cast<std::uint64_t>(*whole_number(*seed));
        if (const Value* start = find(table, "start")) {
            const Array& point = std::get<Array>(start->data);
            plan.start = {number_of(point[0]), number_of(point[1])};
        } else if (!plan.settings.surface.formula.empty()) {
            plan.start = default_start(plan.settings.surface);
        }
        if (const Table* plane = plane_from_file(merged)) {
            read_plane_files(*plane, origin, plan);
            return plan;
        }
        if (merged.find("data")) {
            plan.training = reader_.training(merged, origin);
            read_measures(*plan.training, find(table, "metric"), find(table, "measure_every"),
                          merged.find("early_stopping"));
        }
        if (const Value* changes = find(table, "changes")) {
            const bool own = table && table->find("changes");
            plan.changes = read_changes(std::get<Array>(changes->data),
                                        own ? path + ".changes" : "changes", merged, origin);
        }
        if (plan.training) {
            const Network<float> network(plan.training->network, plan.training->outline);
            check_rules(plan, origin, network);
            check_memory(plan, origin, network);
            set_length(plan, table, path);
            set_wall(plan);
            if (plan.training->path) {
                set_path(*plan.training->path, plan.steps);
                const Value* plane = merged.find("plane");
                plan.plane = read_plane(plane ? &std::get<Table>(plane->data) : nullptr, origin);
            }
        }
        return plan;
    }

    /// Some rules keep a matrix as large as the weights times the weights.
    void check_rules(const RunPlan& plan, const Origin& origin,
                     const Network<float>& network) const {
        const std::size_t weights = network.trained();
        const auto check = [&](const OptimizerSpec& optimizer) {
            const Value nowhere;
            const Value* place = find_value(experiment_, origin.path("optimizer"));
            const RuleEntry* rule = find_rule(optimizer);
            if (rule->most_weights && weights > *rule->most_weights) {
                refuse(experiment_.file, origin.path("optimizer"), place ? *place : nowhere,
                       fmt::format("{} trains at most {} weights, as it keeps or asks for a matrix "
                                   "of them; this network has {}",
                                   rule->id, *rule->most_weights, weights));
            }
            if (optimizer.average) {
                refuse(experiment_.file, origin.path("optimizer.average"), place ? *place : nowhere,
                       "averages are shown in the lab \"surface\" only; expected no average");
            }
        };
        check(plan.settings.optimizer);
        for (const Change& change : plan.changes) check(change.settings.optimizer);
    }

    /// A pass keeps every layer's output for every sample of the mini-batch; measuring on all data
    /// takes 256 samples at once.
    void check_memory(const RunPlan& plan, const Origin& origin,
                      const Network<float>& network) const {
        const int samples = train_samples(plan.training->outline, plan.training->data);
        const auto check = [&](const Settings& settings) {
            const int batch = settings.batch > 0 ? std::min(settings.batch, samples) : samples;
            const auto& wall = plan.training->wall;
            const int looked_at = std::min(samples, wall ? wall->samples : 256);
            const auto at_once = static_cast<std::size_t>(std::max(batch, looked_at));
            const std::size_t numbers = network.memory(at_once);
            if (numbers <= schema::counts.batch_numbers) return;
            const Value nowhere;
            const Value* place = find_value(experiment_, origin.path("batch"));
            const std::string path = origin.path(place ? "batch" : "network.layers");
            if (!place) place = find_value(experiment_, path);
            refuse(experiment_.file, path, place ? *place : nowhere,
                   fmt::format("{} samples at once take {:.3g} million numbers in this network; "
                               "expected at most {} million (a smaller batch or network)",
                               at_once, static_cast<double>(numbers) / 1e6,
                               schema::counts.batch_numbers / 1'000'000));
        };
        check(plan.settings);
        for (const Change& change : plan.changes) check(change.settings);
    }

    /// Steps, or epochs, of which a run's own word stands over the base's; 20 epochs by default.
    void set_length(RunPlan& plan, const Table* table, const std::string& path) const {
        const auto of = [](const Table* from, const char* key) {
            return from ? from->find(key) : nullptr;
        };
        const Table* said = of(table, "steps") || of(table, "epochs") ? table : &document_;
        const Value *steps = said->find("steps"), *epochs = said->find("epochs");
        if (steps && epochs) {
            refuse(experiment_.file, said == table ? path + ".epochs" : "epochs", *epochs,
                   "both steps and epochs; expected one of them");
        }
        if (steps) return;
        if (!epochs && plan.training->wall) {
            plan.steps = standard_wall_steps;
            return;
        }
        constexpr double standard = 20;
        const std::int64_t counted = steps_of(epochs ? number_of(*epochs) : standard, plan);
        if (counted > schema::most_steps) {
            const Value nowhere;
            refuse(experiment_.file, "epochs", epochs ? *epochs : nowhere,
                   fmt::format("more than {} updates; expected fewer epochs or a larger batch",
                               schema::most_steps));
        }
        plan.steps = static_cast<int>(counted);
    }

    /// About a hundred walls, so that a film moves and a long run is not slow.
    static void set_wall(RunPlan& plan) {
        std::optional<WallSpec>& wall = plan.training->wall;
        if (wall && wall->every == 0) wall->every = (plan.steps + most_walls - 1) / most_walls;
    }

    /// About two hundred points of the path, and a hundred eigenvalues where some are wanted.
    static void set_path(PathSpec& path, int steps) {
        if (path.every == 0) path.every = (steps + most_path_points - 1) / most_path_points;
        if (path.curvature_every < 0)
            path.curvature_every = (steps + most_curvatures - 1) / most_curvatures;
    }

    /// Where each change stands in its list, by rising step.
    std::vector<std::size_t> order_of(const Array& array, const std::string& path) const {
        std::vector<std::size_t> order(array.size());
        for (std::size_t i = 0; i < array.size(); ++i) {
            order[i] = i;
            if (!std::get<Table>(array[i].data).find("step")) {
                refuse(experiment_.file, fmt::format("{}.{}", path, i), array[i],
                       "a change without a step; expected step = a whole number from 0");
            }
        }
        const auto step = [&](std::size_t i) {
            return std::get<Table>(array[i].data).find("step");
        };
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return whole_of(*step(a)) < whole_of(*step(b));
        });
        for (std::size_t i = 1; i < order.size(); ++i) {
            const Value& value = *step(order[i]);
            if (whole_of(value) != whole_of(*step(order[i - 1]))) continue;
            refuse(
                experiment_.file, fmt::format("{}.{}.step", path, order[i]), value,
                fmt::format("two changes at step {}; expected one at each step", whole_of(value)));
        }
        return order;
    }

    /// A change holds on: each is laid over what the ones before it made.
    std::vector<Change> read_changes(const Array& array, const std::string& path, Table& merged,
                                     Origin& origin) {
        changes_ += array.size();
        if (changes_ > schema::counts.all_changes) {
            throw Error(
                fmt::format("more than {0} changes in all runs together; expected at most {0}",
                            schema::counts.all_changes),
                {experiment_.file});
        }
        std::vector<Change> result;
        result.reserve(array.size());
        for (const std::size_t i : order_of(array, path)) {
            const Table& table = std::get<Table>(array[i].data);
            merge_settings(merged, table);
            origin.changes.push_back(fmt::format("{}.{}", path, i));
            Change change = {.step = whole_of(*table.find("step")),
                             .reset = false,
                             .settings = reader_.read(merged, origin)};
            if (const Value* reset = table.find("reset"))
                change.reset = std::get<bool>(reset->data);
            result.push_back(std::move(change));
        }
        return result;
    }

    const Experiment& experiment_;
    const Table& document_;
    Table base_;
    SettingsReader reader_;
    std::size_t changes_ = 0;
};

constexpr std::array<std::string_view, 3> show_names = {"surface", "contours", "both"};
constexpr std::array<std::string_view, 3> height_names = {"automatic", "linear", "log"};
constexpr std::array<std::string_view, 4> curve_axis_names = {"steps", "evaluations", "rate",
                                                              "epochs"};
constexpr std::array<std::string_view, 2> weights_names = {"weights", "gradients"};
constexpr std::array<std::string_view, 2> path_names = {"markers", "line"};
constexpr std::array<std::string_view, 2> language_names = {"en", "ja"};
constexpr std::array<std::string_view, 3> theme_names = {"dark", "light", "projector"};

std::vector<std::string> words_of(const Value& value) {
    std::vector<std::string> words;
    for (const Value& element : std::get<Array>(value.data))
        words.push_back(std::get<std::string>(element.data));
    return words;
}

Camera camera_of(const Value& value) {
    Camera camera;
    const Table& table = std::get<Table>(value.data);
    if (const Value* azimuth = table.find("azimuth")) camera.azimuth = number_of(*azimuth);
    if (const Value* elevation = table.find("elevation")) camera.elevation = number_of(*elevation);
    if (const Value* zoom = table.find("zoom")) camera.zoom = number_of(*zoom);
    return camera;
}

View view_of(const Table& document, int runs) {
    View view;
    const std::string lab = lab_of(document);
    if (lab == "network") view.panels = {"decision", "loss", "network", "table"};
    if (lab == "initializer") view.panels = {"wall", "spread", "loss"};
    if (lab == "landscape") view.panels = {"plane", "loss", "honesty"};
    const Value* value = document.find("view");
    if (!value) return view;
    for (const auto& [key, item] : std::get<Table>(value->data).entries()) {
        if (key == "show") view.show = enumerator<ShowMode>(item, show_names);
        if (key == "height") view.height = enumerator<HeightScale>(item, height_names);
        if (key == "loss_scale") view.loss_scale = enumerator<HeightScale>(item, height_names);
        if (key == "curves_over") view.curves_over = enumerator<CurveAxis>(item, curve_axis_names);
        if (key == "smoothing") view.smoothing = number_of(item);
        if (key == "weights") view.weights = enumerator<WeightsShown>(item, weights_names);
        if (key == "cells") view.cells = enumerator<CellContent>(item, cell_names);
        if (key == "cell_axes") view.shared_axes = std::get<std::string>(item.data) == "shared";
        if (key == "panels") view.panels = words_of(item);
        if (key == "camera") view.camera = camera_of(item);
        if (key == "paths") view.paths = enumerator<PathStyle>(item, path_names);
        if (key == "trail") view.trail = whole_of(item);
        if (key == "arrows") view.arrows = words_of(item);
        if (key == "caption") view.caption = std::get<bool>(item.data);
        if (key == "selected") {
            view.selected =
                static_cast<int>(std::min<std::int64_t>(whole_number(item).value_or(0), runs - 1));
        }
        if (key == "language") view.language = enumerator<Language>(item, language_names);
        if (key == "theme") view.theme = enumerator<Theme>(item, theme_names);
    }
    return view;
}

Film film_of(const Table& document, int steps) {
    Film film;
    // At half a step a frame a training would take minutes.
    if (trains_networks(lab_of(document)) && steps > 0) film.seconds = 8 + film.hold;
    const Value* value = document.find("film");
    if (!value) return film;
    for (const auto& [key, item] : std::get<Table>(value->data).entries()) {
        if (key == "steps") {
            // Shortening the runs must not break the file.
            const Array& range = std::get<Array>(item.data);
            film.last = std::min(whole_of(range[1]), steps);
            film.first = std::min(whole_of(range[0]), *film.last);
        }
        if (key == "hold") film.hold = number_of(item);
        if (key == "fps") film.fps = number_of(item);
        if (key == "seconds") film.seconds = number_of(item);
    }
    return film;
}

SweepAxis axis_of(const Experiment& experiment, const Table& map, const char* name) {
    const Value* value = map.find(name);
    if (!value) {
        const Value* table = experiment.document.find("map");
        refuse(experiment.file, "map", *table,
               fmt::format("a map without {}; expected {} = \"KEY=FROM:TO:COUNT\"", name, name));
    }
    try {
        SweepAxis axis = read_axis(std::get<std::string>(value->data));
        check_path(axis.key);
        if (axis.count > most_map_cells) {
            throw Error(fmt::format("{} has {} values; expected 2 to {}", axis.key, axis.count,
                                    most_map_cells));
        }
        return axis;
    } catch (const Error& error) {
        refuse(experiment.file, fmt::format("map.{}", name), *value, error.message());
    }
}

std::optional<MapSpec> map_of(const Experiment& experiment) {
    const Value* value = experiment.document.find("map");
    if (!value) return std::nullopt;
    const Table& table = std::get<Table>(value->data);
    MapSpec map{.x = axis_of(experiment, table, "x"), .y = axis_of(experiment, table, "y")};
    if (map.x.key == map.y.key) {
        refuse(experiment.file, "map.y", *table.find("y"),
               fmt::format("both axes are {}; expected two different keys", map.x.key));
    }
    if (const Value* measure = table.find("measure"))
        map.measure = find_measure(std::get<std::string>(measure->data));
    if (const Value* tolerance = table.find("tolerance")) map.tolerance = number_of(*tolerance);
    if (const Value* runs = table.find("runs"))
        map.all_runs = std::get<std::string>(runs->data) == "all";
    if (const Value* theory = table.find("theory")) map.theory = std::get<bool>(theory->data);
    return map;
}

}  // namespace

Plan plan(const Experiment& experiment) {
    check_document(experiment);
    const Table& document = experiment.document;
    Plan result;
    result.lab = lab_of(document);
    result.title = text_of(document.find("title"));
    result.caption = text_of(document.find("caption"));
    result.runs = Planner(experiment).runs();
    check_planes_from_files(result.runs, experiment);
    complete_planes(result.runs, experiment);
    const auto longest =
        std::max_element(result.runs.begin(), result.runs.end(),
                         [](const RunPlan& a, const RunPlan& b) { return a.steps < b.steps; });
    result.view = view_of(document, static_cast<int>(result.runs.size()));
    result.map = map_of(experiment);
    result.film = film_of(document, longest->steps);
    return result;
}

}  // namespace tani
