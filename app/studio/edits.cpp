// Edits on runs: settings, changes at steps, rules, starts.
#include "app/studio/edits.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "core/optimizer/schedule.h"
#include "core/recording/recording.h"

namespace tani::studio {

namespace {

constexpr int probe_steps = 300;  // how far a rate is tried before it is offered

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

/// "runs.2.optimizer.lr", or "optimizer.lr" in a file without runs.
std::string path_in_run(const Experiment& experiment, int run, std::string_view key) {
    return run_table(experiment, run) ? fmt::format("runs.{}.{}", run, key) : std::string(key);
}

/// The table that holds the run's changes: the run, or the base in a file without runs. A run that
/// follows the base's changes gets a copy of them first.
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

void drop_empty_changes(Table& owner) {
    Array& changes = changes_array(owner);
    std::erase_if(changes, [](const Value& change) {
        const Table* table = std::get_if<Table>(&change.data);
        return !table || table->entries().size() <= 1;
    });
    if (changes.empty()) owner.erase("changes");
}

Value typed_value(const Parameter& parameter, double value) {
    if (parameter.scale == Scale::toggle) return Value(value != 0);
    if (parameter.scale == Scale::whole)
        return Value(static_cast<std::int64_t>(std::llround(value)));
    return Value(value);
}

Value point_value(Point p) { return Value(Array{Value(p[0]), Value(p[1])}); }

/// The name, and what is not its default.
Table schedule_table(const ScheduleEntry& entry, const std::vector<double>& settings) {
    Table table;
    table["name"] = Value(entry.id);
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        const Parameter& parameter = entry.parameters[i];
        if (settings[i] != parameter.standard)
            table[parameter.id] = typed_value(parameter, settings[i]);
    }
    return table;
}

/// The parameters first … last that are not their defaults; lists whole.
void put_settings(Table& table, const RuleEntry& rule, std::span<const double> settings,
                  std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
        const Parameter& parameter = rule.parameters[i];
        if (settings[i] == parameter.standard) continue;
        const bool inside = parameter.id.starts_with(inner_prefix);
        const std::string key = parameter.id.substr(inside ? inner_prefix.size() : 0);
        if (parameter.element < 0) {
            table[key] = typed_value(parameter, settings[i]);
            continue;
        }
        Array list;
        for (std::size_t k = first; k < last; ++k) {
            if (rule.parameters[k].id == parameter.id)
                list.push_back(typed_value(rule.parameters[k], settings[k]));
        }
        table[key] = Value(list);
    }
}

/// A rule that stands alone or inside, with the clipping and the schedule of the run.
Table plain_table(const RunPlan& run, const RuleEntry& rule, double rate) {
    Table table;
    table["name"] = Value(rule.id);
    if (rate_index(rule) >= 0) table["lr"] = Value(rate);
    Table clip;
    if (const auto norm = run.settings.optimizer.clip.norm) clip["norm"] = Value(*norm);
    if (const auto value = run.settings.optimizer.clip.value) clip["value"] = Value(*value);
    if (!clip.empty()) table["clip"] = Value(clip);
    const ScheduleSpec& schedule = run.settings.optimizer.schedule;
    if (const ScheduleEntry* entry = find_schedule(schedule.name))
        table["schedule"] = Value(schedule_table(*entry, schedule.settings));
    return table;
}

/// The run's rule as it stands inside another, with its settings.
Table inside_table(const RunPlan& run) {
    const OptimizerSpec& spec = run.settings.optimizer;
    const RuleEntry& rule = *find_rule(spec);
    const RuleEntry& inner = *find_rule(spec.inner.empty() ? spec.name : spec.inner);
    const int lr = rate_index(rule);
    const double rate = lr < 0 ? 0 : spec.settings[static_cast<std::size_t>(lr)];
    Table table = plain_table(run, inner, rate);
    put_settings(table, rule, spec.settings, 0, inner.parameters.size());
    return table;
}

Table plain_table(const RunPlan& run, const RuleEntry& rule) {
    return plain_table(run, rule, teaching_rate_for(run, rule));
}

void put_average(Table& table, const std::optional<Averaging>& average) {
    if (!average) return;
    Table inside;
    inside["from"] = Value(average->from);
    table["average"] = Value(inside);
}

Table rule_table(const RunPlan& run, const RuleEntry& rule) {
    Table table;
    if (rule.wrapping) {
        table["name"] = Value(rule.id);
        table["inner"] = Value(inside_table(run));
    } else {
        table = plain_table(run, rule);
    }
    put_average(table, run.settings.optimizer.average);
    return table;
}

const RunPlan& selected_run(const Plan& plan) {
    const int last = static_cast<int>(plan.runs.size()) - 1;
    return plan.runs[static_cast<std::size_t>(std::clamp(plan.view.selected, 0, last))];
}

}  // namespace

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

std::string rule_key(const OptimizerSpec& spec, std::string_view key) {
    return fmt::format("optimizer.{}{}", spec.inner.empty() ? "" : inner_prefix, key);
}

void set_schedule(Experiment& experiment, const Plan& plan, EditPlace place, std::string_view id) {
    const auto run = static_cast<std::size_t>(place.run);
    const std::string key =
        rule_key(settings_in_force(plan.runs[run], place.from).optimizer, "schedule");
    const ScheduleEntry* entry = find_schedule(id);
    if (entry) {
        std::vector<double> settings = default_settings(*entry);
        const int steps = plan.runs[run].steps;
        for (std::size_t i = 0; i < settings.size(); ++i) {
            if (entry->parameters[i].scale == Scale::whole && settings[i] >= steps)
                settings[i] = std::max(1, steps / 8);
        }
        set_setting(experiment, place, key, Value(schedule_table(*entry, settings)));
        return;
    }
    erase_setting(experiment, place, key);
    const Plan bare = tani::plan(experiment);
    const Settings& left = settings_in_force(bare.runs[run], place.from);
    if (!left.optimizer.schedule.name.empty())  // the base's, or an earlier change's
        set_setting(experiment, place, key, Value(Table{}));
}

double teaching_rate_for(const RunPlan& run, const RuleEntry& rule) {
    Plan trial;
    trial.runs = {run};
    RunPlan& only = trial.runs.front();
    only.changes.clear();
    only.steps = std::min(only.steps, probe_steps);
    only.settings.optimizer = {.name = rule.id,
                               .settings = default_settings(rule),
                               .clip = run.settings.optimizer.clip,
                               .schedule = run.settings.optimizer.schedule};
    const int lr = rate_index(rule);
    if (lr < 0) return rule.teaching_rate;
    double rate = rule.teaching_rate;
    for (const double share : {1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 1e-3, 1e-4, 1e-5}) {
        const double tried = rule.teaching_rate * share;
        only.settings.optimizer.settings[static_cast<std::size_t>(lr)] = tried;
        if (record(trial).runs.front().outcome().diverged) continue;
        rate = tried;
        break;
    }
    const double unit = std::pow(10, std::floor(std::log10(rate)) - 1);
    return std::stod(fmt::format("{:.2g}", std::round(rate / unit) * unit));
}

void set_rule(Experiment& experiment, const Plan& plan, int run, const RuleEntry& rule) {
    set_value(experiment, path_in_run(experiment, run, "optimizer"),
              Value(rule_table(plan.runs[static_cast<std::size_t>(run)], rule)));
}

void set_inner_rule(Experiment& experiment, const Plan& plan, int run, const RuleEntry& inner) {
    set_value(experiment, path_in_run(experiment, run, "optimizer.inner"),
              Value(plain_table(plan.runs[static_cast<std::size_t>(run)], inner)));
}

void set_average(Experiment& experiment, EditPlace place, std::optional<int> from) {
    const std::string_view key = "optimizer.average";
    if (from) {
        set_setting(experiment, place, std::string(key) + ".from", Value(*from));
        return;
    }
    erase_setting(experiment, place, key);
    const Plan bare = tani::plan(experiment);
    const auto run = static_cast<std::size_t>(place.run);
    if (settings_in_force(bare.runs[run], place.from).optimizer.average)
        set_setting(experiment, place, key, Value(Table{}));
}

void add_run(Experiment& experiment, const Plan& plan) {
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
