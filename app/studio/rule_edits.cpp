// Edits of a run's optimizer: its rule, the rule inside, schedule, averaging.
#include "app/studio/rule_edits.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "core/optimizer/schedule.h"
#include "core/recording/recording.h"

namespace tani::studio {

namespace {

constexpr int probe_steps = 300;  // how far a rate is tried before it is offered

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

/// What a change says of a rule, said of the rule inside, or the other way round.
void move_keys(Table& optimizer, bool out) {
    Table moved, inner;
    for (const auto& [key, value] : optimizer.entries()) {
        if (key == "average") {
            moved[key] = value;
        } else if (!out) {
            inner[key] = value;
        } else if (const Table* inside = std::get_if<Table>(&value.data); key == "inner" && inside) {
            for (const auto& [name, setting] : inside->entries()) moved[name] = setting;
        }
    }
    if (!inner.empty()) moved["inner"] = Value(inner);
    optimizer = std::move(moved);
}

/// A run's changes follow its rule into another one, or out of it.
void move_changes(Experiment& experiment, int run, bool out) {
    Table& owner = change_owner(experiment, run);
    for (Value& change : changes_array(owner)) {
        Table& table = std::get<Table>(change.data);
        Value* said = table.find("optimizer");
        Table* optimizer = said ? std::get_if<Table>(&said->data) : nullptr;
        if (!optimizer || optimizer->find("name")) continue;
        move_keys(*optimizer, out);
        if (optimizer->empty()) table.erase("optimizer");
    }
    drop_empty_changes(owner);
}

}  // namespace

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

namespace {

bool diverges(const Plan& trial) {
    const Recording recording = record(trial);
    return recording.runs.empty() ? recording.trainings.front().diverged()
                                  : recording.runs.front().outcome().diverged;
}

}  // namespace

double teaching_rate_for(const RunPlan& run, const RuleEntry& rule) {
    Plan trial;
    trial.lab = run.training ? "network" : "surface";
    trial.runs = {run};
    RunPlan& only = trial.runs.front();
    if (only.training) only.training->wall.reset();
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
        if (diverges(trial)) continue;
        rate = tried;
        break;
    }
    const double unit = std::pow(10, std::floor(std::log10(rate)) - 1);
    return std::stod(fmt::format("{:.2g}", std::round(rate / unit) * unit));
}

void set_rule(Experiment& experiment, const Plan& plan, int run, const RuleEntry& rule) {
    const RunPlan& before = plan.runs[static_cast<std::size_t>(run)];
    set_value(experiment, path_in_run(experiment, run, "optimizer"),
              Value(rule_table(before, rule)));
    const bool was_around = !before.settings.optimizer.inner.empty();
    if (!before.changes.empty() && was_around != rule.wrapping.has_value())
        move_changes(experiment, run, was_around);
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

}  // namespace tani::studio
