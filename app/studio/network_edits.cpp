// The list of layers is edited as the file has it; where it has none, the standard one is written
// out first.
#include "app/studio/network_edits.h"

#include <algorithm>

#include <fmt/format.h>

namespace tani::studio {

namespace {

const std::vector<LayerSpec>& planned(const Plan& plan, int run) {
    return plan.runs[static_cast<std::size_t>(run)].training->network.layers;
}

Value item_of(const LayerSpec& spec) {
    const LayerEntry* entry = find_layer(spec.name);
    if (!entry || entry->parameters.empty() || entry->activation) return Value(spec.name);
    Table table;
    const double value = spec.settings.front();
    table[spec.name] = entry->parameters.front().scale == Scale::whole
                           ? Value(static_cast<std::int64_t>(value))
                           : Value(value);
    return Value(std::move(table));
}

/// The list as it is written, or the standard one.
Array list_of(const Experiment& experiment, const Plan& plan, int run) {
    const Value* written = find_value(experiment, path_of(experiment, run, "network.layers"));
    if (written && std::holds_alternative<Array>(written->data))
        return std::get<Array>(written->data);
    Array list;
    for (const LayerSpec& spec : planned(plan, run)) list.push_back(item_of(spec));
    return list;
}

void write(Experiment& experiment, int run, Array list) {
    set_value(experiment, path_of(experiment, run, "network.layers"), Value(std::move(list)));
}

/// The key of a table that names a layer.
std::string name_in(const Table& table) {
    if (const Value* name = table.find("name")) {
        if (const auto* text = std::get_if<std::string>(&name->data)) return *text;
    }
    for (const auto& [key, value] : table.entries()) {
        if (find_layer(key)) return key;
    }
    return "";
}

std::optional<double> number_in(const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value.data))
        return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&value.data)) return *real;
    return std::nullopt;
}

LayerItem described(const Value& item) {
    LayerItem result;
    if (const auto* word = std::get_if<std::string>(&item.data)) {
        result.entry = find_layer(*word);
        result.text = *word;
    } else if (const auto* table = std::get_if<Table>(&item.data)) {
        const std::string name = name_in(*table);
        result.entry = find_layer(name);
        if (table->find("repeat")) result.text = "repeat";
        if (const Value* value = table->find(name)) result.value = number_in(*value);
    }
    if (result.entry && result.entry->container) {
        result.text = result.entry->id;
        result.entry = nullptr;
    }
    return result;
}

}  // namespace

std::string path_of(const Experiment& experiment, int run, const std::string& key) {
    const std::string own = fmt::format("runs.{}.{}", run, key);
    return find_value(experiment, own) ? own : key;
}

std::optional<HiddenLayers> hidden_layers_of(const Experiment& experiment, const RunPlan& plan,
                                             int run) {
    if (find_value(experiment, fmt::format("runs.{}.network.layers", run))) return std::nullopt;
    const bool said = find_value(experiment, path_of(experiment, run, "network.depth")) ||
                      find_value(experiment, path_of(experiment, run, "network.width"));
    if (!said && find_value(experiment, "network.layers")) return std::nullopt;
    HiddenLayers result{.activation = "none", .normalization = "none"};
    for (const LayerSpec& layer : plan.training->network.layers) {
        const LayerEntry* entry = find_layer(layer.name);
        if (layer.name == "dense") {
            if (result.depth++ == 0) result.width = static_cast<int>(layer.settings.front());
        } else if (entry && entry->activation && result.activation == "none") {
            result.activation = entry->id;
        } else if (entry && entry->normalization && result.normalization == "none") {
            result.normalization = entry->id;
        }
        result.shared |= layer.shares >= 0;
    }
    --result.depth;  // the output layer
    return result;
}

std::vector<LayerItem> layers_of(const Experiment& experiment, const Plan& plan, int run) {
    std::vector<LayerItem> items;
    for (const Value& item : list_of(experiment, plan, run)) items.push_back(described(item));
    return items;
}

void set_layer(Experiment& experiment, const Plan& plan, int run, std::size_t index, Value item) {
    Array list = list_of(experiment, plan, run);
    if (index >= list.size()) return;
    list[index] = std::move(item);
    write(experiment, run, std::move(list));
}

void set_layer_parameter(Experiment& experiment, const Plan& plan, int run, std::size_t index,
                         const LayerEntry& entry, double value) {
    Array list = list_of(experiment, plan, run);
    if (index >= list.size()) return;
    Table* table = std::get_if<Table>(&list[index].data);
    const Value number = entry.parameters.front().scale == Scale::whole
                             ? Value(static_cast<std::int64_t>(value))
                             : Value(value);
    if (table) {
        (*table)[table->find("name") ? entry.parameters.front().id : entry.id] = number;
    } else {
        Table made;
        made[entry.id] = number;
        list[index] = Value(std::move(made));
    }
    write(experiment, run, std::move(list));
}

void remove_layer(Experiment& experiment, const Plan& plan, int run, std::size_t index) {
    Array list = list_of(experiment, plan, run);
    if (index >= list.size() || list.size() < 2) return;
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(index));
    write(experiment, run, std::move(list));
}

void add_hidden_layer(Experiment& experiment, const Plan& plan, int run) {
    constexpr std::int64_t units = 16;
    Array list = list_of(experiment, plan, run);
    Value activation("tanh");
    auto output = list.end();
    for (auto item = list.begin(); item != list.end(); ++item) {
        const LayerItem layer = described(*item);
        if (layer.entry && layer.entry->id == "dense") output = item;
    }
    for (auto item = list.begin(); item != output; ++item) {
        const LayerItem layer = described(*item);
        if (layer.entry && layer.entry->activation) activation = *item;
    }
    Table dense;
    dense["dense"] = Value(units);
    const Array more = {Value(std::move(dense)), activation};
    list.insert(output, more.begin(), more.end());
    write(experiment, run, std::move(list));
}

}  // namespace tani::studio
