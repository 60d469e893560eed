// The tables of the network lab: network, loss, initializers, measures.
#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/experiment/check.h"
#include "core/experiment/data_settings.h"
#include "core/experiment/layer_reader.h"
#include "core/experiment/merge.h"
#include "core/experiment/parameters.h"
#include "core/experiment/plane_settings.h"
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

int outputs_for(const DataOutline& data, const LossEntry& loss) {
    if (data.kind != TargetKind::classes) return data.targets;
    return data.classes == 2 && loss.wanted == Wanted::numbers ? 1 : data.classes;
}

/// The loss where the file names none; two classes may have one output, the probability of the
/// second.
Chosen usual(const DataOutline& data, std::size_t outputs) {
    const bool one = data.kind == TargetKind::classes && data.classes == 2 && outputs == 1;
    const std::string name = one ? "binary_cross_entropy" : usual_loss(data.kind);
    return {name, default_settings(*find_loss(name))};
}

/// How a network is said without its layers: hidden ones that are all alike.
struct Shorthand {
    std::int64_t depth, width;
    const char* activation;
};
constexpr Shorthand one_hidden_layer{1, 16, "tanh"}, initializer_exercise{5, 100, "sigmoid"};

bool is_none(const Value& value) {
    const std::string* word = std::get_if<std::string>(&value.data);
    return word && *word == "none";
}

/// A mistake in a hidden layer's part is told where it is written, not in the list made of it.
template <class Fits>
void check_part(const Table& table, const char* key, const Origin& origin, const Fits& fits) {
    const Value* value = table.find(key);
    if (!value || is_none(*value)) return;
    std::vector<LayerEntry> known;
    for (const auto catalogue : {activation_catalogue(), layer_catalogue()}) {
        for (const LayerEntry& entry : catalogue) {
            if (fits(entry)) known.push_back(entry);
        }
    }
    const Table* settings = std::get_if<Table>(&value->data);
    const Value* name = settings ? settings->find("name") : value;
    const Value first(settings && !name ? settings->entries().front().first : "");
    const Value& said = name ? *name : first;
    const std::string* word = std::get_if<std::string>(&said.data);
    const auto is = [&](const LayerEntry& entry) { return word && entry.id == *word; };
    if (std::ranges::any_of(known, is)) return;
    Value placed = said;
    placed.line = value->line;
    placed.column = value->column;
    unknown_name<LayerEntry>(origin, std::string("network.") + key, placed, known,
                             std::string_view(key) == "activation" ? "activations" : "layers");
}

/// The list of layers that depth, width and so on stand for; what is not said is as in `standard`.
Array layers_said_by(const Table& table, const Shorthand& standard, const DataOutline& data,
                     const LossEntry& loss) {
    const auto number = [&](const char* key, std::int64_t otherwise) {
        const Value* value = table.find(key);
        return value ? whole_number(*value).value_or(otherwise) : otherwise;
    };
    const auto dense = [](std::int64_t size) {
        Table layer;
        layer["dense"] = Value(size);
        return Value(std::move(layer));
    };
    const std::int64_t depth = number("depth", standard.depth);
    Array hidden = {dense(number("width", standard.width))};
    if (const Value* value = table.find("normalization"); value && !is_none(*value))
        hidden.push_back(*value);
    const Value* activation = table.find("activation");
    if (!activation) {
        hidden.emplace_back(standard.activation);
    } else if (!is_none(*activation)) {
        hidden.push_back(*activation);
    }
    Array layers;
    if (data.input.picture()) layers.emplace_back("flatten");
    layers.insert(layers.end(), hidden.begin(), hidden.end());
    if (depth > 1) {
        Table repeated;
        repeated["repeat"] = Value(depth - 1);
        if (const Value* shared = table.find("shared")) repeated["shared"] = *shared;
        repeated["layers"] = Value(std::move(hidden));
        layers.emplace_back(std::move(repeated));
    }
    layers.push_back(dense(outputs_for(data, loss)));
    return layers;
}

/// Layers that are written out leave nothing for the shorthand to say.
void refuse_both(const Table& table, const Origin& origin) {
    for (const std::string_view key : said_by_layers) {
        const Value* value = table.find(key);
        if (!value) continue;
        refuse(origin.experiment->file, origin.path("network." + std::string(key)), *value,
               fmt::format("both layers and {}; expected one of them", key));
    }
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

WallSpec wall_of(const Value* value) {
    WallSpec result;
    if (!value) return result;
    const Table& table = std::get<Table>(value->data);
    if (const Value* samples = table.find("samples"))
        result.samples = static_cast<int>(whole_number(*samples).value_or(result.samples));
    if (const Value* every = table.find("every"))
        result.every = static_cast<int>(whole_number(*every).value_or(0));
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
    result.data = read_data(data, origin);
    result.outline = outline_at(result.data, data, origin);
    const Table& table = table_of("network");
    NetworkSpec& network = result.network;
    const Value* layers = table.find("layers");
    LayersRead read;
    if (layers) {
        refuse_both(table, origin);
        read = read_layers(*layers, origin.path("network.layers"), origin, result.outline.input);
        network.layers = read.layers;
        if (network.layers.empty())
            refuse_value(origin.experiment->file, origin.path("network.layers"), *layers,
                         "at least one layer");
    }
    const Value* loss = table.find("loss");
    network.loss = loss ? chosen(*loss, "network.loss", origin, loss_catalogue(), "losses")
                        : usual(result.outline, layers ? read.output.size() : 0);
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
    const Value* lab = origin.experiment->document.find("lab");
    const std::string in_lab = lab ? std::get<std::string>(lab->data) : "";
    const bool initializer_lab = in_lab == "initializer";
    if (in_lab == "landscape") {
        const Value *plane = merged.find("plane"), *curvature = merged.find("curvature");
        result.path = read_path(plane ? &std::get<Table>(plane->data) : nullptr,
                                curvature ? &std::get<Table>(curvature->data) : nullptr);
    }
    if (initializer_lab) {
        result.wall = wall_of(merged.find("wall"));
        if (!data.find("validation")) result.data.validation = 0;
    }
    if (!layers) {
        check_part(table, "activation", origin, [](const auto& layer) { return layer.activation; });
        check_part(table, "normalization", origin,
                   [](const auto& layer) { return layer.normalization; });
        const Value said(layers_said_by(
            table, initializer_lab ? initializer_exercise : one_hidden_layer, result.outline, entry));
        network.layers =
            read_layers(said, origin.path("network.layers"), origin, result.outline.input).layers;
    }
    if (layers) {
        if (const std::string wrong_end = misfit(entry, read.output, result.outline);
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
