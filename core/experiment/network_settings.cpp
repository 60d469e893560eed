// The tables of the network lab: layers, loss, initializers, data. Shapes are followed from layer
// to layer, so that what does not fit is refused where it stands.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/experiment/check.h"
#include "core/experiment/merge.h"
#include "core/experiment/parameters.h"
#include "core/network/initializer.h"
#include "core/network/loss.h"
#include "core/network/network.h"

namespace tani {

namespace {

/// A named table, or a name alone, of a catalogue whose entries have parameters.
template <class Entry>
Chosen chosen(const Value& written, const std::string& path, const Origin& origin,
              std::span<const Entry> catalogue, std::string_view lists) {
    const Value value = with_name(written);
    const Table& table = std::get<Table>(value.data);
    const Value* name = table.find("name");
    if (!name) wrong(origin, path, written, "a table with a name");
    const auto entry = std::ranges::find(catalogue, std::get<std::string>(name->data), &Entry::id);
    if (entry == catalogue.end()) unknown_name(origin, path, *name, catalogue, lists);
    Chosen result{entry->id, default_settings(*entry)};
    for (const auto& [key, setting] : table.entries()) {
        if (key == "name") continue;
        if (!set_parameter(entry->parameters, {path, key, setting}, origin, result.settings)) {
            unknown_key(origin, path, key, setting, keys_of(entry->parameters));
        }
    }
    return result;
}

std::vector<std::string> layer_names() {
    std::vector<std::string> names = ids(layer_catalogue());
    for (const LayerEntry& entry : activation_catalogue()) names.push_back(entry.id);
    names.emplace_back("repeat");
    return names;
}

/// Reads a list of layers and follows the shape through it.
class LayerReader {
  public:
    LayerReader(const Origin& origin, Shape shape) : origin_(origin), shape_(shape) {}

    std::vector<LayerSpec> list(const Value& value, const std::string& path, int depth) {
        const Array* array = std::get_if<Array>(&value.data);
        if (!array || array->empty())
            refuse_here(path, value, R"(a list of layers, such as [{ dense = 16 }, "tanh"])");
        if (depth > most_depth)
            complain(path, value, "layers inside layers inside layers; expected fewer levels");
        std::vector<LayerSpec> result;
        for (std::size_t i = 0; i < array->size(); ++i) {
            item((*array)[i], fmt::format("{}.{}", path, i), depth, result);
        }
        return result;
    }

    Shape shape() const { return shape_; }

  private:
    static constexpr int most_depth = 8;

    [[noreturn]] void complain(const std::string& path, const Value& value,
                               const std::string& message) const {
        refuse(origin_.experiment->file, path, value, message);
    }
    [[noreturn]] void refuse_here(const std::string& path, const Value& value,
                                  const std::string& expected,
                                  const std::string& suggestion = "") const {
        refuse_value(origin_.experiment->file, path, value, expected, suggestion);
    }

    [[noreturn]] void unknown_layer(const std::string& path, const Value& value,
                                    const std::string& name) const {
        const std::vector<std::string> known = layer_names();
        complain(path, value,
                 fmt::format("there is no layer \"{}\"; expected one of {}{}", name,
                             fmt::join(known, ", "), did_you_mean(name, known)));
    }

    void item(const Value& value, const std::string& path, int depth, std::vector<LayerSpec>& out) {
        // Repetitions of nothing are no layers, and take their time all the same.
        if (++items_ > 10 * schema::counts.layers)
            complain(path, value, "repetitions of repetitions without end; expected fewer");
        if (const std::string* name = std::get_if<std::string>(&value.data)) {
            const LayerEntry* entry = find_layer(*name);
            if (!entry) unknown_layer(path, value, *name);
            add({.name = entry->id, .settings = default_settings(*entry)}, *entry, value, path,
                out);
            return;
        }
        const Table* table = std::get_if<Table>(&value.data);
        if (!table || table->empty()) {
            refuse_here(path, value,
                        R"(a layer: a name in quotes, or a table such as { dense = 16 })");
        }
        if (table->find("repeat")) return repeat(*table, value, path, depth, out);
        named(*table, value, path, depth, out);
    }

    void named(const Table& table, const Value& value, const std::string& path, int depth,
               std::vector<LayerSpec>& out) {
        const LayerEntry* entry = nullptr;
        const Value* main = nullptr;
        for (const auto& [key, setting] : table.entries()) {
            const std::string* name =
                key == "name" ? std::get_if<std::string>(&setting.data) : nullptr;
            const LayerEntry* found = find_layer(name ? *name : key);
            if (name && !found) unknown_layer(path, setting, *name);
            if (!found) continue;
            if (entry)
                complain(
                    path, value,
                    fmt::format("both {} and {} in one layer; expected one", entry->id, found->id));
            entry = found;
            main = name ? nullptr : &setting;
        }
        if (!entry) unknown_layer(path, value, table.entries().front().first);
        LayerSpec spec{.name = entry->id, .settings = default_settings(*entry)};
        if (entry->container) {
            if (!main) refuse_here(path, value, "residual = [layers]");
            if (table.entries().size() > 1)
                complain(path, value,
                         "a residual block with other keys; expected { residual = [layers] }");
            const Shape before = shape_;
            spec.inside = list(*main, path + "." + entry->id, depth + 1);
            if (spec.inside.empty())
                complain(path, value, "a residual block without layers; expected at least one");
            if (shape_ != before) {
                complain(path, value,
                         fmt::format(
                             "what is inside makes {} of {}; a residual block must keep the shape",
                             text(shape_), text(before)));
            }
            out.push_back(std::move(spec));
            return;
        }
        settings(*entry, table, main, path, spec);
        add(std::move(spec), *entry, value, path, out);
    }

    void settings(const LayerEntry& entry, const Table& table, const Value* main,
                  const std::string& path, LayerSpec& spec) const {
        const Origin here{origin_.experiment, "", {}};
        for (const auto& [key, setting] : table.entries()) {
            if (key == "name") continue;
            const bool is_main = &setting == main;
            if (is_main && entry.parameters.empty()) {
                if (std::holds_alternative<bool>(setting.data)) continue;
                refuse_here(path + "." + key, setting,
                            fmt::format("\"{}\" in quotes: it has no parameters", entry.id));
            }
            const std::string& id = is_main ? entry.parameters.front().id : key;
            if (!set_parameter(entry.parameters, {path, id, setting}, here, spec.settings)) {
                std::vector<std::string> known = keys_of(entry.parameters);
                if (!entry.parameters.empty()) known[0] = entry.id;
                refuse_key(origin_.experiment->file, path, key, setting, known);
            }
        }
    }

    static std::string text(Shape shape) {
        return shape.picture() ? fmt::format("{}×{}×{}", shape.channels, shape.height, shape.width)
                               : fmt::format("{} numbers", shape.channels);
    }

    void add(LayerSpec spec, const LayerEntry& entry, const Value& value, const std::string& path,
             std::vector<LayerSpec>& out) {
        if (entry.container) refuse_here(path, value, "a table: { residual = [layers] }");
        if (++count_ > schema::counts.layers) {
            complain(
                path, value,
                fmt::format("more than {0} layers; expected at most {0}", schema::counts.layers));
        }
        const Fit result = fit(entry, spec.settings, shape_);
        if (!result.wrong.empty()) {
            complain(path, value,
                     fmt::format("{} after {}: {}", entry.id, text(shape_), result.wrong));
        }
        if (result.out.size() > most_numbers) {
            complain(path, value,
                     fmt::format("an output of {}; expected at most {} numbers", text(result.out),
                                 most_numbers));
        }
        shape_ = result.out;
        out.push_back(std::move(spec));
    }

    void repeat(const Table& table, const Value& value, const std::string& path, int depth,
                std::vector<LayerSpec>& out) {
        static const std::vector<std::string> known = {"repeat", "shared", "layers"};
        for (const auto& [key, setting] : table.entries()) {
            if (std::ranges::find(known, key) == known.end()) {
                refuse_key(origin_.experiment->file, path, key, setting, known);
            }
        }
        const Value& times = *table.find("repeat");
        const auto number = whole_number(times);
        if (!number || *number < 0 || *number > static_cast<std::int64_t>(schema::counts.layers)) {
            refuse_here(path + ".repeat", times,
                        fmt::format("a whole number from 0 to {}", schema::counts.layers));
        }
        const Value* shared = table.find("shared");
        if (shared && !std::holds_alternative<bool>(shared->data))
            refuse_here(path + ".shared", *shared, "true or false");
        const Value* layers = table.find("layers");
        if (!layers) refuse_here(path, value, "{ repeat = N, layers = [...] }");
        const bool share = *number > 1 && shared && std::get<bool>(shared->data);
        const std::size_t first = out.size();
        for (std::int64_t k = 0; k < *number; ++k) {
            const Shape before = shape_;
            std::vector<LayerSpec> once = list(*layers, path + ".layers", depth + 1);
            if (share) check_shared(once, before, path, value);
            append(out, std::move(once), k > 0 && share ? std::optional(first) : std::nullopt);
        }
    }

    void check_shared(const std::vector<LayerSpec>& layers, Shape before, const std::string& path,
                      const Value& value) const {
        if (shape_ != before) {
            complain(path, value,
                     fmt::format(
                         "what is repeated makes {} of {}; shared weights need the same shape",
                         text(shape_), text(before)));
        }
        const auto holds_layers = [](const LayerSpec& layer) { return !layer.inside.empty(); };
        if (std::ranges::any_of(layers, holds_layers))
            complain(path, value, "a residual block with shared weights; expected shared = false");
    }

    /// Behind what there is, with the weights of the layers from `owners` on where these are to be
    /// shared.
    static void append(std::vector<LayerSpec>& out, std::vector<LayerSpec> more,
                       std::optional<std::size_t> owners) {
        const std::size_t begin = out.size();
        for (std::size_t i = 0; i < more.size(); ++i) {
            if (owners) {
                more[i].shares = static_cast<int>(*owners + i);
            } else if (more[i].shares >= 0) {
                more[i].shares += static_cast<int>(begin);
            }
            out.push_back(std::move(more[i]));
        }
    }

    static constexpr std::size_t most_numbers = 4'000'000;  // of one sample
    const Origin& origin_;
    Shape shape_;
    std::size_t count_ = 0, items_ = 0;
};

/// Numbers of nested arrays, row by row.
void flatten(const Value& value, std::vector<double>& out, bool& numbers) {
    if (const Array* array = std::get_if<Array>(&value.data)) {
        for (const Value& element : *array) flatten(element, out, numbers);
    } else if (const auto number = finite_number(value)) {
        out.push_back(*number);
    } else {
        numbers = false;
    }
}

std::vector<GivenWeights> given_weights(const Value& value, const Network<float>& network,
                                        const Origin& origin) {
    std::vector<GivenWeights> result;
    for (const auto& [name, array] : std::get<Table>(value.data).entries()) {
        const auto window = std::ranges::find(network.windows(), name, &WeightWindow::name);
        const std::string path = "network.weights." + name;
        if (window == network.windows().end()) {
            std::vector<std::string> known;
            for (const WeightWindow& one : network.windows()) known.push_back(one.name);
            unknown_key(origin, "network.weights", name, array, known);
        }
        GivenWeights given{name, {}};
        bool numbers = true;
        flatten(array, given.numbers, numbers);
        if (!numbers || given.numbers.size() != window->size()) {
            refuse(
                origin.experiment->file, origin.path(path), array,
                fmt::format("{} has {} numbers; expected {} in the shape [{}]", name,
                            given.numbers.size(), window->size(), fmt::join(window->shape, ", ")));
        }
        result.push_back(std::move(given));
    }
    return result;
}

std::string beside(const std::string& experiment_file, const std::string& written) {
    const std::filesystem::path path(written);
    if (path.is_absolute()) return written;
    return (std::filesystem::path(experiment_file).parent_path() / path).string();
}

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

DataSpec data_of(const Table& table, const Origin& origin) {
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

/// A file that cannot be read is refused where it is named, unless it has a place of its own.
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

int outputs_for(const DataOutline& data, const LossEntry& loss) {
    if (data.kind != TargetKind::classes) return data.targets;
    return data.classes == 2 && loss.wanted == Wanted::numbers ? 1 : data.classes;
}

/// The loss where the file names none; two classes may have one output, the probability of the second.
Chosen usual(const DataOutline& data, std::size_t outputs) {
    const bool one = data.kind == TargetKind::classes && data.classes == 2 && outputs == 1;
    const std::string name = one ? "binary_cross_entropy" : usual_loss(data.kind);
    return {name, default_settings(*find_loss(name))};
}

/// One hidden layer, where the file says none.
std::vector<LayerSpec> standard_layers(const DataOutline& data, const LossEntry& loss) {
    const auto dense = [](double size) {
        LayerSpec spec{.name = "dense", .settings = default_settings(*find_layer("dense"))};
        spec.settings[0] = size;
        return spec;
    };
    std::vector<LayerSpec> layers;
    if (data.input.picture()) layers.push_back({.name = "flatten"});
    layers.insert(layers.end(), {dense(16), {.name = "tanh"}, dense(outputs_for(data, loss))});
    return layers;
}

Metric metric_of(const Value* value, TargetKind kind) {
    if (!value) return kind == TargetKind::numbers ? Metric::mean_absolute_error : Metric::accuracy;
    const auto& word = std::get<std::string>(value->data);
    return word == "accuracy"              ? Metric::accuracy
           : word == "mean_absolute_error" ? Metric::mean_absolute_error
                                           : Metric::mean_squared_error;
}

std::optional<EarlyStopping> early_stopping_of(const Value* value) {
    if (!value) return std::nullopt;
    const Table& table = std::get<Table>(value->data);
    if (table.empty()) return std::nullopt;
    EarlyStopping result;
    if (const Value* patience = table.find("patience"))
        result.patience = static_cast<int>(whole_number(*patience).value_or(10));
    if (const Value* delta = table.find("min_delta"))
        result.min_delta = finite_number(*delta).value_or(0);
    if (const Value* end = table.find("end")) result.end = std::get<bool>(end->data);
    return result;
}

}  // namespace

TrainingSpec SettingsReader::training(const Table& merged, const Origin& origin) const {
    static const Table nothing;
    const auto table_of = [&](const char* key) -> const Table& {
        const Value* value = merged.find(key);
        return value ? std::get<Table>(value->data) : nothing;
    };
    TrainingSpec result;
    const Table& data = table_of("data");
    result.data = data_of(data, origin);
    result.outline = outline_at(result.data, data, origin);
    const Table& table = table_of("network");
    NetworkSpec& network = result.network;
    const Value* layers = table.find("layers");
    LayerReader reader(origin, result.outline.input);
    if (layers) {
        network.layers = reader.list(*layers, origin.path("network.layers"), 0);
        if (network.layers.empty())
            refuse_value(origin.experiment->file, origin.path("network.layers"), *layers,
                         "at least one layer");
    }
    const Value* loss = table.find("loss");
    network.loss = loss ? chosen(*loss, "network.loss", origin, loss_catalogue(), "losses")
                        : usual(result.outline, layers ? reader.shape().size() : 0);
    const Value* initializer = table.find("initializer");
    network.initializer = initializer ? chosen(*initializer, "network.initializer", origin,
                                               initializer_catalogue(), "initializers")
                                      : Chosen{"pytorch", {}};
    if (const Value* biases = table.find("bias_initializer")) {
        network.bias_initializer = chosen(*biases, "network.bias_initializer", origin,
                                          initializer_catalogue(), "initializers");
    }
    if (const Value* penalty = table.find("penalty")) {
        const Table& keys = std::get<Table>(penalty->data);
        if (const Value* l1 = keys.find("l1")) network.penalty.l1 = finite_number(*l1).value_or(0);
        if (const Value* l2 = keys.find("l2")) network.penalty.l2 = finite_number(*l2).value_or(0);
        if (const Value* biases = keys.find("biases"))
            network.penalty.biases = std::get<bool>(biases->data);
    }
    const LossEntry& entry = *find_loss(network.loss.name);
    if (!layers) network.layers = standard_layers(result.outline, entry);
    if (layers) {
        if (const std::string wrong_end = misfit(entry, reader.shape(), result.outline);
            !wrong_end.empty()) {
            refuse(origin.experiment->file, origin.path("network.layers"), *layers, wrong_end);
        }
    }
    const Network<float> built(network, result.outline);
    if (built.trained() == 0 || built.weights() > schema::counts.weights) {
        refuse(origin.experiment->file, origin.path("network.layers"), layers ? *layers : Value(),
               built.trained() == 0
                   ? "no layer has weights; expected one that learns, such as { dense = 2 }"
                   : fmt::format("{} weights; expected at most {}", built.trained(),
                                 schema::counts.weights));
    }
    if (const Value* weights = table.find("weights"))
        network.weights = given_weights(*weights, built, origin);
    return result;
}

void read_measures(TrainingSpec& spec, const Value* metric, const Value* every,
                   const Value* early_stopping) {
    spec.metric = metric_of(metric, spec.outline.kind);
    if (every) spec.measure_every = static_cast<int>(whole_number(*every).value_or(1));
    spec.early_stopping = early_stopping_of(early_stopping);
}

}  // namespace tani
