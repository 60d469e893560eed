// tani list: the catalogues as a table for people, Markdown for the README, JSON for programs.
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/cli/verbs.h"
#include "app/studio/bundled.h"
#include "core/dataset/dataset.h"
#include "core/experiment/experiment.h"
#include "core/network/initializer.h"
#include "core/network/layer.h"
#include "core/network/loss.h"
#include "core/optimizer/optimizer.h"
#include "core/optimizer/schedule.h"
#include "core/surface/surface.h"

namespace tani {

namespace {

using Json = nlohmann::ordered_json;  // writes what is not finite as null

Json both(const Text& text) { return {{"en", text.en}, {"ja", text.ja}}; }

Json json_of(const Parameter& parameter) {
    return {{"id", parameter.id},           {"element", parameter.element < 0 ? Json() : Json(parameter.element)},
            {"symbol", parameter.symbol},   {"name", both(parameter.name)},
            {"help", both(parameter.help)}, {"default", parameter.scale == Scale::toggle ? Json(parameter.standard != 0) : Json(parameter.standard)},
            {"accepted", parameter.bounds.text()}};
}

Json json_of(const SurfaceEntry& entry) {
    Json constants = Json::object(), minima = Json::array();
    for (const Parameter& constant : entry.constants) constants[constant.id] = constant.standard;
    for (const Minimum& minimum : entry.minima) {
        minima.push_back({{"x", minimum.x}, {"y", minimum.y}, {"value", minimum.value}});
    }
    return {{"id", entry.id},
            {"name", both(entry.name)},
            {"help", both(entry.help)},
            {"formula", entry.formula},
            {"constants", constants},
            {"x", {entry.x.from, entry.x.to}},
            {"y", {entry.y.from, entry.y.to}},
            {"start", entry.start},
            {"minima", minima},
            {"source", entry.source}};
}

/// Its own: those of the rule inside are that rule's.
std::span<const Parameter> own_parameters(const RuleEntry& entry) {
    return std::span(entry.parameters).subspan(entry.wrapping ? entry.wrapping->own : 0);
}

Json json_of(const RuleEntry& entry) {
    Json parameters = Json::array(), state = Json::array(), formula = Json::array();
    for (const Parameter& parameter : own_parameters(entry)) parameters.push_back(json_of(parameter));
    for (const StatePart& part : entry.state) {
        state.push_back({{"id", part.id}, {"symbol", part.symbol}, {"name", both(part.name)}});
    }
    for (const FormulaLine& line : entry.formula(default_settings(entry))) formula.push_back(line.symbols);
    return {{"id", entry.id},         {"name", both(entry.name)},   {"help", both(entry.help)},
            {"formula", formula},     {"parameters", parameters},   {"inner", entry.wrapping ? Json(entry.wrapping->inner) : Json()},
            {"state", state},
            {"source", entry.source}, {"pytorch", entry.pytorch.empty() ? Json() : Json(entry.pytorch)}};
}

Json json_of(const ScheduleEntry& entry) {
    Json parameters = Json::array();
    for (const Parameter& parameter : entry.parameters) parameters.push_back(json_of(parameter));
    return {{"id", entry.id},           {"name", both(entry.name)}, {"help", both(entry.help)}, {"formula", entry.formula},
            {"parameters", parameters}, {"source", entry.source},   {"pytorch", entry.pytorch.empty() ? Json() : Json(entry.pytorch)}};
}

const char* kind_id(TargetKind kind) {
    switch (kind) {
        case TargetKind::numbers: return "numbers";
        case TargetKind::classes: return "classes";
        case TargetKind::labels: return "labels";
    }
    return "";
}

Json json_of(const DatasetEntry& entry) {
    Json parameters = Json::array();
    for (const Parameter& parameter : entry.parameters) parameters.push_back(json_of(parameter));
    const DataOutline outline = entry.outline(default_settings(entry));
    return {{"id", entry.id},
            {"name", both(entry.name)},
            {"help", both(entry.help)},
            {"parameters", parameters},
            {"samples", outline.samples},
            {"input", {outline.input.channels, outline.input.height, outline.input.width}},
            {"kind", kind_id(outline.kind)},
            {"targets", outline.targets},
            {"classes", outline.classes},
            {"source", entry.source}};
}

/// What the entries of a network's catalogues have in common.
template <class Entry>
Json json_of_part(const Entry& entry) {
    Json parameters = Json::array();
    for (const Parameter& parameter : entry.parameters) parameters.push_back(json_of(parameter));
    return {{"id", entry.id},           {"name", both(entry.name)}, {"help", both(entry.help)}, {"formula", entry.formula},
            {"parameters", parameters}, {"source", entry.source},   {"pytorch", entry.pytorch.empty() ? Json() : Json(entry.pytorch)}};
}

Json json_of(const LayerEntry& entry) { return json_of_part(entry); }

Json json_of(const LossEntry& entry) {
    Json learns = Json::array();
    for (const TargetKind kind : {TargetKind::numbers, TargetKind::classes, TargetKind::labels}) {
        if (entry.suits(kind)) learns.push_back(kind_id(kind));
    }
    Json json = json_of_part(entry);
    json["learns"] = learns;
    json["computed_with"] = entry.fuses.empty() ? Json() : Json(entry.fuses);
    return json;
}

Json json_of(const InitializerEntry& entry) {
    Json json = json_of_part(entry);
    json["fills_biases"] = entry.fills_biases;
    return json;
}

Json json_of(const studio::Bundled& bundled) {
    const Plan meaning = plan(studio::load_bundled(bundled));
    return {{"id", bundled.id}, {"title", both(meaning.title)}, {"caption", both(meaning.caption)}};
}

Json json_of(const KeyHelp& key) { return {{"key", key.path}, {"type", key.type}, {"default", key.standard}, {"help", both(key.help)}}; }

/// Rows of cells under a heading, for people and for Markdown.
struct Sheet {
    std::vector<std::string> heading;
    std::vector<std::vector<std::string>> rows;
};

Sheet surface_sheet() {
    Sheet sheet{{"id", "name", "formula", "source"}, {}};
    for (const SurfaceEntry& entry : surface_catalogue()) {
        sheet.rows.push_back({entry.id, entry.name.en, entry.formula, entry.source});
    }
    return sheet;
}

/// As short as it can be, 1/3 to six digits.
std::string default_text(const Parameter& parameter) {
    if (parameter.scale == Scale::toggle) return parameter.standard != 0 ? "true" : "false";
    const std::string exact = fmt::format("{}", parameter.standard);
    return exact.size() > 10 ? fmt::format("{:.6g}", parameter.standard) : exact;
}

/// "lr 0.01, momentum 0, nesterov false".
std::string with_defaults(std::span<const Parameter> parameters) {
    std::string text;
    for (const Parameter& parameter : parameters) {
        if (!text.empty()) text += ", ";
        text += parameter.id;
        if (parameter.element >= 0) text += fmt::format(".{}", parameter.element);
        text += " " + default_text(parameter);
    }
    return text;
}

Sheet rule_sheet() {
    Sheet sheet{{"id", "name", "parameters and defaults", "source"}, {}};
    for (const RuleEntry& entry : rule_catalogue()) {
        const std::string inner = entry.wrapping ? ", inner " + entry.wrapping->inner : "";
        sheet.rows.push_back({entry.id, entry.name.en, with_defaults(own_parameters(entry)) + inner, entry.source});
    }
    return sheet;
}

Sheet schedule_sheet() {
    Sheet sheet{{"id", "name", "rate of the update k → k + 1", "parameters and defaults", "source"}, {}};
    for (const ScheduleEntry& entry : schedule_catalogue()) {
        sheet.rows.push_back({entry.id, entry.name.en, entry.formula, with_defaults(entry.parameters), entry.source});
    }
    return sheet;
}

/// "2 numbers", "12 × 12 picture", "3 × 12 × 12 picture".
std::string input_text(const Shape& input) {
    if (!input.picture()) return fmt::format("{} number{}", input.channels, input.channels == 1 ? "" : "s");
    const std::string channels = input.channels == 1 ? "" : fmt::format("{} × ", input.channels);
    return fmt::format("{}{} × {} picture", channels, input.height, input.width);
}

/// "3 classes", "3 labels", "1 number".
std::string target_text(const DataOutline& outline) {
    if (outline.kind == TargetKind::classes) return fmt::format("{} classes", outline.classes);
    if (outline.kind == TargetKind::labels) return fmt::format("{} labels", outline.targets);
    return fmt::format("{} number{}", outline.targets, outline.targets == 1 ? "" : "s");
}

Sheet dataset_sheet() {
    Sheet sheet{{"id", "name", "input", "target", "parameters and defaults", "source"}, {}};
    for (const DatasetEntry& entry : dataset_catalogue()) {
        const DataOutline outline = entry.outline(default_settings(entry));
        sheet.rows.push_back({entry.id, entry.name.en, input_text(outline.input), target_text(outline), with_defaults(entry.parameters), entry.source});
    }
    return sheet;
}

Sheet experiment_sheet() {
    Sheet sheet{{"name", "title", "caption"}, {}};
    for (const studio::Bundled& bundled : studio::bundled_experiments()) {
        const Plan meaning = plan(studio::load_bundled(bundled));
        sheet.rows.push_back({bundled.id, meaning.title.en, meaning.caption.en});
    }
    return sheet;
}

Sheet key_sheet() {
    Sheet sheet{{"key", "type", "default", "what it does"}, {}};
    for (const KeyHelp& key : experiment_keys()) sheet.rows.push_back({key.path, key.type, key.standard, key.help.en});
    return sheet;
}

/// Of layers, activations, losses and initializers.
template <class Entry>
Sheet part_sheet(std::span<const Entry> catalogue) {
    Sheet sheet{{"id", "name", "formula", "parameters and defaults", "what it does", "source"}, {}};
    for (const Entry& entry : catalogue) {
        sheet.rows.push_back({entry.id, entry.name.en, entry.formula, with_defaults(entry.parameters), entry.help.en, entry.source});
    }
    return sheet;
}

template <class Entries>
Json json_list(const Entries& entries) {
    Json list = Json::array();
    for (const auto& entry : entries) list.push_back(json_of(entry));
    return list;
}

/// What can be listed, for people and for programs.
struct Listed {
    std::string name;
    Sheet (*sheet)();
    Json (*json)();
};

const std::vector<Listed>& listed() {
    static const std::vector<Listed> all = {
        {"optimizers", rule_sheet, [] { return json_list(rule_catalogue()); }},
        {"schedules", schedule_sheet, [] { return json_list(schedule_catalogue()); }},
        {"surfaces", surface_sheet, [] { return json_list(surface_catalogue()); }},
        {"layers", [] { return part_sheet(layer_catalogue()); }, [] { return json_list(layer_catalogue()); }},
        {"activations", [] { return part_sheet(activation_catalogue()); }, [] { return json_list(activation_catalogue()); }},
        {"losses", [] { return part_sheet(loss_catalogue()); }, [] { return json_list(loss_catalogue()); }},
        {"initializers", [] { return part_sheet(initializer_catalogue()); }, [] { return json_list(initializer_catalogue()); }},
        {"datasets", dataset_sheet, [] { return json_list(dataset_catalogue()); }},
        {"experiments", experiment_sheet, [] { return json_list(studio::bundled_experiments()); }},
        {"keys", key_sheet, [] { return json_list(experiment_keys()); }},
    };
    return all;
}

void print_markdown(const Sheet& sheet) {
    const auto print_row = [](const std::vector<std::string>& cells) {
        for (const std::string& cell : cells) {
            fmt::print("| ");
            for (const char c : cell) fmt::print("{}{}", c == '|' ? "\\" : "", c);
            fmt::print(" ");
        }
        fmt::print("|\n");
    };
    print_row(sheet.heading);
    print_row(std::vector<std::string>(sheet.heading.size(), "---"));
    for (const auto& row : sheet.rows) print_row(row);
}

void print_table(const Sheet& sheet) {
    std::vector<std::size_t> width(sheet.heading.size());
    const auto widen = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i + 1 < row.size(); ++i) width[i] = std::max(width[i], row[i].size());
    };
    widen(sheet.heading);
    for (const auto& row : sheet.rows) widen(row);
    const auto print_row = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            fmt::print("{:<{}}{}", row[i], i + 1 < row.size() ? width[i] : 0, i + 1 < row.size() ? "  " : "\n");
        }
    };
    print_row(sheet.heading);
    for (const auto& row : sheet.rows) print_row(row);
}

}  // namespace

std::vector<std::string> list_names() {
    std::vector<std::string> names;
    for (const Listed& one : listed()) names.push_back(one.name);
    return names;
}

int list_verb(const ListWords& words) {
    const std::vector<std::string> names = list_names();
    if (words.what.empty()) {
        fmt::print("tani list {} [--json|--markdown]\n", fmt::join(names, "|"));
        return 0;
    }
    const auto found = std::ranges::find(listed(), words.what, &Listed::name);
    if (found == listed().end()) {
        throw WrongUsage(fmt::format("tani list {}: expected one of {}{}", words.what, fmt::join(names, ", "), did_you_mean(words.what, names)));
    }
    if (words.json) {
        fmt::print("{}\n", found->json().dump(2));
        return 0;
    }
    words.markdown ? print_markdown(found->sheet()) : print_table(found->sheet());
    return 0;
}

}  // namespace tani
