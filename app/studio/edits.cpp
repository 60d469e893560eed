// Edits on runs: settings, changes at steps, rules, starts.
#include "app/studio/edits.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "core/network/initializer.h"

#include "app/studio/rule_edits.h"

namespace tani::studio {

namespace {

Array* runs_of(Experiment& experiment) {
    Value* runs = experiment.document.find("runs");
    return runs ? std::get_if<Array>(&runs->data) : nullptr;
}

const Table* run_table(const Experiment& experiment, int run) {
    const Value* runs = experiment.document.find("runs");
    const Array* list = runs ? std::get_if<Array>(&runs->data) : nullptr;
    if (!list || run < 0 || static_cast<std::size_t>(run) >= list->size()) return nullptr;
    return std::get_if<Table>(&(*list)[static_cast<std::size_t>(run)].data);
}

/// Writes the one run of a file without `runs` as a run of its own, so that it can have a label and
/// company.
void make_runs(Experiment& experiment) {
    if (runs_of(experiment)) return;
    Table only;
    for (const char* key : {"optimizer", "changes"}) {
        if (const Value* value = experiment.document.find(key)) {
            only[key] = *value;
            experiment.document.erase(key);
        }
    }
    experiment.document["runs"] = Value(Array{Value(only)});
}

int step_of(const Value& change) {
    const Table* table = std::get_if<Table>(&change.data);
    const Value* step = table ? table->find("step") : nullptr;
    if (!step) return 0;
    if (const auto* whole = std::get_if<std::int64_t>(&step->data)) return static_cast<int>(*whole);
    if (const auto* number = std::get_if<double>(&step->data)) return static_cast<int>(*number);
    return 0;
}

Table& change_at(Array& changes, int step) {
    auto place = std::find_if(changes.begin(), changes.end(),
                              [step](const Value& c) { return step_of(c) >= step; });
    if (place == changes.end() || step_of(*place) != step) {
        Table fresh;
        fresh["step"] = Value(step);
        place = changes.insert(place, Value(fresh));
    }
    return std::get<Table>(place->data);
}

void put(Table& table, std::string_view path, Value value) {
    const auto dot = path.find('.');
    Value& here = table[path.substr(0, dot)];
    if (dot == std::string_view::npos) {
        here = std::move(value);
        return;
    }
    if (const auto* name = std::get_if<std::string>(&here.data)) {
        Table named;
        named["name"] = Value(*name);
        here.data = std::move(named);
    }
    if (!std::holds_alternative<Table>(here.data)) here.data = Table{};
    put(std::get<Table>(here.data), path.substr(dot + 1), std::move(value));
}

void take(Table& table, std::string_view path) {
    const auto dot = path.find('.');
    Value* here = table.find(path.substr(0, dot));
    if (!here) return;
    Table* inner = std::get_if<Table>(&here->data);
    if (dot != std::string_view::npos && inner) take(*inner, path.substr(dot + 1));
    if (dot == std::string_view::npos || (inner && inner->empty()))
        table.erase(path.substr(0, dot));
}

void gather(const Table& table, const std::string& prefix,
            std::vector<std::pair<std::string, Value>>& out) {
    for (const auto& [key, value] : table.entries()) {
        const std::string path = prefix.empty() ? key : prefix + "." + key;
        const Table* inner = std::get_if<Table>(&value.data);
        if (inner && !inner->empty()) {
            gather(*inner, path, out);
        } else if (path != "step" && path != "reset") {
            out.emplace_back(path, value);
        }
    }
}

Value point_value(Point p) { return Value(Array{Value(p[0]), Value(p[1])}); }

}  // namespace

const RunPlan& selected_run(const Plan& plan) {
    const int last = static_cast<int>(plan.runs.size()) - 1;
    return plan.runs[static_cast<std::size_t>(std::clamp(plan.view.selected, 0, last))];
}

/// "runs.2.optimizer.lr", or "optimizer.lr" in a file without runs.
std::string path_in_run(const Experiment& experiment, int run, std::string_view key) {
    return run_table(experiment, run) ? fmt::format("runs.{}.{}", run, key) : std::string(key);
}

Value typed_value(const Parameter& parameter, double value) {
    if (parameter.scale == Scale::toggle) return Value(value != 0);
    if (parameter.scale == Scale::whole)
        return Value(static_cast<std::int64_t>(std::llround(value)));
    return Value(value);
}

Table& change_owner(Experiment& experiment, int run) {
    Array* runs = runs_of(experiment);
    if (!runs) return experiment.document;
    Table& own = std::get<Table>((*runs)[static_cast<std::size_t>(run)].data);
    if (!own.find("changes")) {
        if (const Value* base = experiment.document.find("changes")) own["changes"] = *base;
    }
    return own;
}

Array& changes_array(Table& owner) {
    Value& changes = owner["changes"];
    if (!std::holds_alternative<Array>(changes.data)) changes.data = Array{};
    return std::get<Array>(changes.data);
}

void drop_empty_changes(Table& owner) {
    Array& changes = changes_array(owner);
    std::erase_if(changes, [](const Value& change) {
        const Table* table = std::get_if<Table>(&change.data);
        return !table || table->entries().size() <= 1;
    });
    if (changes.empty()) owner.erase("changes");
}

const Settings& settings_in_force(const RunPlan& run, int step) {
    const Settings* settings = &run.settings;
    for (const Change& change : run.changes) {
        if (change.step <= step) settings = &change.settings;
    }
    return *settings;
}

void set_setting(Experiment& experiment, EditPlace place, std::string_view key, Value value) {
    if (place.from <= 0) {
        set_value(experiment, path_in_run(experiment, place.run, key), std::move(value));
        return;
    }
    put(change_at(changes_array(change_owner(experiment, place.run)), place.from), key,
        std::move(value));
}

void erase_setting(Experiment& experiment, EditPlace place, std::string_view key) {
    if (place.from <= 0) {
        erase_value(experiment, path_in_run(experiment, place.run, key));
        return;
    }
    Table& owner = change_owner(experiment, place.run);
    take(change_at(changes_array(owner), place.from), key);
    drop_empty_changes(owner);
}

void set_parameter(Experiment& experiment, const Plan& plan, EditPlace place,
                   const Parameter& parameter, double value) {
    const std::string key = "optimizer." + parameter.id;
    if (parameter.element < 0) {
        set_setting(experiment, place, key, typed_value(parameter, value));
        return;
    }
    const OptimizerSpec& spec =
        settings_in_force(plan.runs[static_cast<std::size_t>(place.run)], place.from).optimizer;
    const RuleEntry* rule = find_rule(spec);
    if (!rule) return;
    Array elements;
    for (std::size_t i = 0; i < rule->parameters.size(); ++i) {
        const Parameter& other = rule->parameters[i];
        if (other.id != parameter.id) continue;
        elements.push_back(
            typed_value(other, other.element == parameter.element ? value : spec.settings[i]));
    }
    set_setting(experiment, place, key, Value(elements));
}

namespace {

/// The selected run again, with the next initializer that no run has.
void add_initializer(Experiment& experiment, const Plan& plan) {
    std::set<std::string> used;
    for (const RunPlan& run : plan.runs) used.insert(run.training->network.initializer.name);
    const auto all = initializer_catalogue();
    auto next = std::ranges::find_if(
        all, [&](const InitializerEntry& entry) { return !used.contains(entry.id); });
    if (next == all.end()) next = all.begin();
    make_runs(experiment);
    const int run = static_cast<int>(&selected_run(plan) - plan.runs.data());
    const int added = static_cast<int>(runs_of(experiment)->size());
    Value copy = (*runs_of(experiment))[static_cast<std::size_t>(run)];
    std::get<Table>(copy.data).erase("label");
    runs_of(experiment)->push_back(std::move(copy));
    set_value(experiment, fmt::format("runs.{}.network.initializer", added), Value(next->id));
    set_value(experiment, "view.selected", Value(added));
}

}  // namespace

void add_run(Experiment& experiment, const Plan& plan) {
    if (plan.lab == "initializer") return add_initializer(experiment, plan);
    std::set<std::string> used;
    for (const RunPlan& run : plan.runs) used.insert(run.settings.optimizer.name);
    const auto rules = rule_catalogue();
    auto next = std::find_if(rules.begin(), rules.end(), [&](const RuleEntry& rule) {
        return !rule.wrapping && !used.contains(rule.id);
    });
    if (next == rules.end()) next = rules.begin();
    make_runs(experiment);
    Array& runs = *runs_of(experiment);
    const RunPlan& model = selected_run(plan);
    Table fresh;
    const auto model_index = static_cast<std::size_t>(&model - plan.runs.data());
    if (const Table* like = run_table(experiment, static_cast<int>(model_index))) {
        for (const char* key : {"surface", "start", "noise", "stop"}) {
            if (const Value* value = like->find(key)) fresh[key] = *value;
        }
    }
    fresh["optimizer"] = Value(rule_table(model, *next));
    runs.push_back(Value(fresh));
    set_value(experiment, "view.selected", Value(static_cast<std::int64_t>(runs.size()) - 1));
}

void copy_run(Experiment& experiment, int run) {
    make_runs(experiment);
    Array& runs = *runs_of(experiment);
    const auto index = static_cast<std::size_t>(run);
    Value copy = runs[index];
    std::get<Table>(copy.data).erase(
        "label");  // labels are unique; without one the rule's name is numbered
    runs.insert(runs.begin() + run + 1, std::move(copy));
    set_value(experiment, "view.selected", Value(run + 1));
}

void remove_run(Experiment& experiment, int run) {
    Array* runs = runs_of(experiment);
    if (!runs || runs->size() < 2) return;
    runs->erase(runs->begin() + run);
    const Value* selected = find_value(experiment, "view.selected");
    const auto* index = selected ? std::get_if<std::int64_t>(&selected->data) : nullptr;
    if (index && *index >= run)
        set_value(experiment, "view.selected", Value(std::max<std::int64_t>(0, *index - 1)));
}

void set_hidden(Experiment& experiment, int run, bool hidden) {
    make_runs(experiment);
    const std::string path = path_in_run(experiment, run, "hidden");
    if (hidden) {
        set_value(experiment, path, Value(true));
    } else {
        erase_value(experiment, path);
    }
}

void set_label(Experiment& experiment, int run, const std::string& label) {
    make_runs(experiment);
    const std::string path = path_in_run(experiment, run, "label");
    if (label.empty()) {
        erase_value(experiment, path);
    } else {
        set_value(experiment, path, Value(label));
    }
}

Point rounded_start(Point start, const SurfaceSpec& surface) {
    const auto rounded = [](double value, const Range& range) {
        const double unit = std::pow(10, std::floor(std::log10(range.to - range.from)) - 2);
        return std::stod(fmt::format("{:.10g}", std::round(value / unit) * unit));
    };
    return {rounded(start[0], surface.x) + 0.0, rounded(start[1], surface.y) + 0.0};
}

void set_start(Experiment& experiment, const Plan& plan, Point start) {
    const RunPlan& model = selected_run(plan);
    const auto moves = [&](const RunPlan& run) {
        return run.start == model.start && run.settings.surface == model.settings.surface;
    };
    if (std::all_of(plan.runs.begin(), plan.runs.end(), moves)) {
        set_value(experiment, "start", point_value(start));
        for (int i = 0; i < static_cast<int>(plan.runs.size()); ++i) {
            if (run_table(experiment, i)) erase_value(experiment, fmt::format("runs.{}.start", i));
        }
        return;
    }
    for (int i = 0; i < static_cast<int>(plan.runs.size()); ++i) {
        if (moves(plan.runs[static_cast<std::size_t>(i)])) {
            set_value(experiment, path_in_run(experiment, i, "start"), point_value(start));
        }
    }
}

std::vector<ChangeLine> changes_of(const Experiment& experiment, int run) {
    const Table* own = run_table(experiment, run);
    const Value* changes = own ? own->find("changes") : nullptr;
    if (!changes) changes = experiment.document.find("changes");
    const Array* list = changes ? std::get_if<Array>(&changes->data) : nullptr;
    std::vector<ChangeLine> lines;
    if (!list) return lines;
    for (const Value& change : *list) {
        const Table* table = std::get_if<Table>(&change.data);
        if (!table) continue;
        ChangeLine& line = lines.emplace_back();
        line.step = step_of(change);
        const Value* reset = table->find("reset");
        line.reset =
            reset && std::holds_alternative<bool>(reset->data) && std::get<bool>(reset->data);
        gather(*table, "", line.values);
    }
    return lines;
}

void remove_change(Experiment& experiment, int run, int index) {
    Table& owner = change_owner(experiment, run);
    Array& changes = changes_array(owner);
    if (index < 0 || static_cast<std::size_t>(index) >= changes.size()) return;
    changes.erase(changes.begin() + index);
    // An empty list stays where it hides the base's changes.
    const bool hides = &owner != &experiment.document && experiment.document.find("changes");
    if (changes.empty() && !hides) owner.erase("changes");
}

std::vector<int> change_steps(const Plan& plan) {
    std::set<int> steps;
    for (const RunPlan& run : plan.runs) {
        if (run.hidden) continue;
        for (const Change& change : run.changes) steps.insert(change.step);
    }
    return {steps.begin(), steps.end()};
}

void set_text(Experiment& experiment, std::string_view key, const Text& old, Language language,
              const std::string& text) {
    Text next = old;
    (language == Language::ja ? next.ja : next.en) = text;
    Table table;
    if (!next.en.empty()) table["en"] = Value(next.en);
    if (!next.ja.empty()) table["ja"] = Value(next.ja);
    if (table.empty()) {
        experiment.document.erase(key);
    } else {
        experiment.document[key] = Value(table);
    }
}

}  // namespace tani::studio
