// Merging: see the contract at the declaration.
#include "core/experiment/merge.h"

#include <algorithm>
#include <array>

namespace tani {

namespace {

constexpr std::array<std::string_view, 3> named = {"surface", "optimizer", "data"};
constexpr std::array<std::string_view, 5> named_inside = {"schedule", "inner", "loss",
                                                          "initializer", "bias_initializer"};

bool replaces_whole(std::string_view key, const Table& patch) {
    const bool can_be_none = key == "schedule" || key == "average" || key == "early_stopping" ||
                             key == "penalty";
    const bool is_layer = key == "activation" || key == "normalization";
    return key == "clip" || is_layer || (can_be_none && patch.empty()) || patch.find("name") ||
           patch.find("formula") || patch.find("file");
}

/// Written-out layers take the place of a depth and what belongs to it.
void drop_what_layers_say(Table& network) {
    std::erase_if(network.entries(), [](const Table::Entry& entry) {
        return std::ranges::find(said_by_layers, entry.first) != said_by_layers.end();
    });
}

void merge_table(Table& base, const Table& patch) {
    if (patch.find("layers")) drop_what_layers_say(base);
    for (const auto& [key, written] : patch.entries()) {
        const bool is_named =
            std::find(named_inside.begin(), named_inside.end(), key) != named_inside.end();
        Value* below = base.find(key);
        if (below && is_named) *below = with_name(*below);
        const Value value = is_named ? with_name(written) : written;
        const Table* upper = std::get_if<Table>(&value.data);
        Table* lower = below ? std::get_if<Table>(&below->data) : nullptr;
        if (upper && lower && !replaces_whole(key, *upper)) {
            merge_table(*lower, *upper);
        } else if (below) {
            *below = value;
        } else {
            base.entries().emplace_back(key, value);
        }
    }
}

}  // namespace

Value with_name(const Value& value) {
    if (!std::holds_alternative<std::string>(value.data)) return value;
    Table table;
    table["name"] = value;
    Value result(std::move(table));
    result.line = value.line;
    result.column = value.column;
    return result;
}

bool is_setting(std::string_view key) {
    return key == "surface" || key == "optimizer" || key == "noise" || key == "stop" ||
           key == "batch" || key == "network" || key == "data" || key == "wall" ||
           key == "early_stopping" || key == "plane" || key == "curvature";
}

void merge_settings(Table& base, const Table& patch) {
    for (const auto& [key, value] : patch.entries()) {
        if (!is_setting(key)) continue;
        const bool is_named = std::find(named.begin(), named.end(), key) != named.end();
        Value* below = base.find(key);
        const Value upper = is_named ? with_name(value) : value;
        const Table* table = std::get_if<Table>(&upper.data);
        Table* lower = below ? std::get_if<Table>(&below->data) : nullptr;
        if (table && lower && !replaces_whole(key, *table)) {
            merge_table(*lower, *table);
        } else {
            base[key] = upper;
        }
    }
}

}  // namespace tani
