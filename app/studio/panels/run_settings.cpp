// The settings of a run on its card.
#include "app/studio/panels/run_settings.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "app/studio/panels/panels.h"
#include "app/studio/panels/range_chart.h"
#include "core/optimizer/schedule.h"

namespace tani::studio {

namespace {

constexpr double most_steps = 1e6;  // as in experiment files

const RunPlan& plan_of(const Ui& ui, int run) {
    return ui.studio.plan().runs[static_cast<std::size_t>(run)];
}

std::string name_of(const Parameter& parameter, Language language) {
    const std::string& name = parameter.name.in(language);
    if (parameter.symbol.empty() || parameter.symbol == name)
        return name.empty() ? parameter.id : name;
    return name.empty() ? parameter.symbol : name + " " + parameter.symbol;
}

/// How the list of rules is divided, in its order.
enum class Group { one_rate, per_coordinate, around };

Group group_of(const RuleEntry& rule) {
    if (rule.wrapping) return Group::around;
    const bool scales = std::any_of(rule.derived.begin(), rule.derived.end(),
                                    [](const Derived& d) { return d.id == "effective_rate"; });
    return scales ? Group::per_coordinate : Group::one_rate;
}

struct RuleCombo {
    const char* id;
    const RuleEntry* current;
    Group last;  ///< groups up to this one are offered
};

template <class Choose>
void combo_of_rules(const Ui& ui, const RuleCombo& combo, float width, const Choose& choose) {
    const RuleEntry& current = *combo.current;
    if (begin_combo(ui, combo.id, current.name.in(ui.language), width)) {
        constexpr std::array<const char*, 3> headings = {
            "card.rules_one_rate", "card.rules_per_coordinate", "card.rules_around"};
        for (const Group group : {Group::one_rate, Group::per_coordinate, Group::around}) {
            if (group > combo.last) break;
            faint(ui, ui.text(headings[static_cast<std::size_t>(group)]));
            for (const RuleEntry& rule : rule_catalogue()) {
                if (group_of(rule) != group) continue;
                const std::string line = "  " + rule.name.in(ui.language) + "##" + rule.id;
                const bool is_current = rule.id == current.id;
                if (ImGui::Selectable(line.c_str(), is_current) && !is_current) choose(rule);
                tooltip(ui, rule.help.in(ui.language) +
                                (rule.source.empty() ? "" : "\n" + rule.source) +
                                (rule.pytorch.empty() ? "" : "\n" + rule.pytorch));
            }
        }
        end_combo();
    } else {
        tooltip(ui, current.help.in(ui.language) +
                        (current.source.empty() ? "" : "\n" + current.source));
    }
}

/// A parameter with its value; `write` is called with another one.
template <class Write>
void value_row(const Ui& ui, const std::string& id, const Parameter& parameter, double value,
               float width, const Write& write, std::vector<double> marks = {}) {
    const std::string help = parameter.help.in(ui.language) + "\n" +
                             ui.text("card.slider_help", fmt::format("{:.4g}", parameter.standard));
    const float name_width = ui.px(124);
    if (parameter.scale == Scale::toggle) {
        bool on = value != 0;
        label(ui, name_of(parameter, ui.language), width - ui.px(46), ui.colours.text);
        ImGui::SameLine(0, ui.px(6));
        if (toggle(ui, id, on)) write(on ? 1 : 0);
        tooltip(ui, parameter.help.in(ui.language));
        return;
    }
    label(ui, name_of(parameter, ui.language), name_width - ui.px(6), ui.colours.text);
    ImGui::SameLine(0, ui.px(6));
    SliderSpec spec = slider_for(parameter, id);
    spec.marks = std::move(marks);
    const SliderEvent event = slider(ui, spec, width - name_width, value);
    tooltip(ui, help);
    if (event == SliderEvent::reset) value = parameter.standard;
    if (event != SliderEvent::none) write(value);
}

double value_in_force(const Ui& ui, int run, std::size_t index) {
    return settings_in_force(plan_of(ui, run), ui.studio.place_for(run).from)
        .optimizer.settings[index];
}

/// One parameter of a run's rule.
struct OneParameter {
    int run;
    const RuleEntry& rule;
    std::size_t index;
    const Parameter& described() const { return rule.parameters[index]; }
};

void write_parameter(const Ui& ui, const OneParameter& one, double value) {
    const EditPlace place = ui.studio.place_for(one.run);
    ui.studio.edit([&](Experiment& e) {
        set_parameter(e, ui.studio.plan(), place, one.described(), value);
    });
}

void marked_row(const Ui& ui, const OneParameter& one, float width, std::vector<double> marks) {
    const Parameter& parameter = one.described();
    const std::string id = fmt::format("runs.{}.{}.{}", one.run, parameter.id, parameter.element);
    value_row(
        ui, id, parameter, value_in_force(ui, one.run, one.index), width,
        [&](double number) { write_parameter(ui, one, number); }, std::move(marks));
}

/// The rate with its range test below: the marks of the test stand on the slider as well.
void rate_rows(const Ui& ui, const OneParameter& one, float width) {
    const TestedRates* test = ui.session().range_test ? ui.studio.range_test(one.run) : nullptr;
    std::vector<double> marks;
    if (test) {
        for (const RateMark& mark : test->marks) marks.push_back(mark.rate);
    }
    marked_row(ui, one, width, std::move(marks));
    range_test_row(ui, width);
    if (!test) return;
    const auto chosen = range_chart(ui, *test, value_in_force(ui, one.run, one.index), width);
    if (chosen && one.described().bounds.contains(*chosen)) write_parameter(ui, one, *chosen);
}

/// Of the selected run's card.
void selected_row(const Ui& ui, const OneParameter& one, float width) {
    if (static_cast<int>(one.index) == rate_index(one.rule)) {
        rate_rows(ui, one, width);
    } else {
        marked_row(ui, one, width, {});
    }
}

}  // namespace

void rule_combo(const Ui& ui, int run, const RuleEntry& current, float width) {
    combo_of_rules(ui, {"##rule", &current, Group::around}, width, [&](const RuleEntry& rule) {
        ui.studio.edit([&](Experiment& e) { set_rule(e, ui.studio.plan(), run, rule); });
    });
}

void parameter_row(const Ui& ui, int run, const RuleEntry& rule, std::size_t index, float width) {
    marked_row(ui, {run, rule, index}, width, {});
}

namespace {

/// The rule inside a rule around another.
void inner_combo(const Ui& ui, int run, const RuleEntry& rule, float width) {
    const float name_width = ui.px(124);
    label(ui, ui.text("card.inner"), name_width - ui.px(6), ui.colours.text);
    ImGui::SameLine(0, ui.px(6));
    combo_of_rules(
        ui, {"##inner", find_rule(rule.wrapping->inner), Group::per_coordinate}, width - name_width,
        [&](const RuleEntry& inner) {
            ui.studio.edit([&](Experiment& e) { set_inner_rule(e, ui.studio.plan(), run, inner); });
        });
}

/// All parameters; of a rule around another its own, then the rule inside and its.
void parameter_rows(const Ui& ui, int run, const RuleEntry& rule, float width) {
    const std::size_t own = rule.wrapping ? rule.wrapping->own : 0;
    for (std::size_t i = own; i < rule.parameters.size(); ++i)
        selected_row(ui, {run, rule, i}, width);
    if (!rule.wrapping) return;
    inner_combo(ui, run, rule, width);
    // Chosen this very frame: what is in force now.
    const RuleEntry& now = *find_rule(plan_of(ui, run).settings.optimizer);
    const std::size_t inside = now.wrapping ? now.wrapping->own : 0;
    for (std::size_t i = 0; i < inside; ++i) selected_row(ui, {run, now, i}, width);
}

const ScheduleSpec& schedule_of(const Ui& ui, int run) {
    const EditPlace place = ui.studio.place_for(run);
    return settings_in_force(plan_of(ui, run), place.from).optimizer.schedule;
}

void schedule_combo(const Ui& ui, int run, const ScheduleEntry* current, float width) {
    const auto choose = [&](std::string_view id) {
        const EditPlace place = ui.studio.place_for(run);
        ui.studio.edit([&](Experiment& e) { set_schedule(e, ui.studio.plan(), place, id); });
    };
    const std::string none = ui.text("card.schedule_none");
    if (begin_combo(ui, "##schedule", current ? current->name.in(ui.language) : none, width)) {
        if (ImGui::Selectable(none.c_str(), !current) && current) choose("");
        for (const ScheduleEntry& entry : schedule_catalogue()) {
            const std::string line = entry.name.in(ui.language) + "##" + entry.id;
            if (ImGui::Selectable(line.c_str(), &entry == current) && &entry != current)
                choose(entry.id);
            tooltip(ui, entry.help.in(ui.language) + "\n" + entry.formula + "\n" + entry.source);
        }
        end_combo();
    } else {
        tooltip(ui, current ? current->help.in(ui.language) + "\n" + current->formula
                            : ui.text("card.schedule_help"));
    }
}

void scheduling(const Ui& ui, int run, float width) {
    const float name_width = ui.px(124);
    label(ui, ui.text("card.schedule"), name_width - ui.px(6), ui.colours.text);
    ImGui::SameLine(0, ui.px(6));
    schedule_combo(ui, run, find_schedule(schedule_of(ui, run).name), width - name_width);
    // Chosen this very frame: what is in force now.
    const ScheduleSpec spec = schedule_of(ui, run);
    const ScheduleEntry* entry = find_schedule(spec.name);
    for (std::size_t i = 0; entry && i < entry->parameters.size(); ++i) {
        const Parameter& parameter = entry->parameters[i];
        const std::string id = fmt::format("runs.{}.schedule.{}", run, parameter.id);
        value_row(ui, id, parameter, spec.settings[i], width, [&](double number) {
            const EditPlace now = ui.studio.place_for(run);
            const bool whole = parameter.scale == Scale::whole;
            const Value value =
                whole ? Value(static_cast<std::int64_t>(std::llround(number))) : Value(number);
            const std::string key =
                rule_key(plan_of(ui, run).settings.optimizer, "schedule." + parameter.id);
            ui.studio.edit([&](Experiment& e) { set_setting(e, now, key, value); });
        });
    }
}

void clipping(const Ui& ui, int run, float width) {
    const EditPlace place = ui.studio.place_for(run);
    const OptimizerSpec& spec = settings_in_force(plan_of(ui, run), place.from).optimizer;
    const Clip clip = spec.clip;
    const std::array<std::string, 3> names = {ui.text("card.clip_none"), ui.text("card.clip_norm"),
                                              ui.text("card.clip_value")};
    const std::array<std::string, 3> keys = {rule_key(spec, "clip"), rule_key(spec, "clip.norm"),
                                             rule_key(spec, "clip.value")};
    const std::size_t current = clip.norm ? 1 : clip.value ? 2 : 0;
    const float name_width = ui.px(124);
    label(ui, ui.text("card.clip"), name_width - ui.px(6), ui.colours.text);
    ImGui::SameLine(0, ui.px(6));
    if (begin_combo(ui, "##clip", names[current], width - name_width)) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!ImGui::Selectable(names[i].c_str(), i == current) || i == current) continue;
            const double limit = clip.norm.value_or(clip.value.value_or(1.0));
            ui.studio.edit([&](Experiment& e) {
                erase_setting(e, place, keys[0]);
                if (i > 0) set_setting(e, place, keys[i], Value(limit));
            });
        }
        end_combo();
    } else {
        tooltip(ui, ui.text("card.clip_help"));
    }
    if (current == 0) return;
    label(ui, ui.text("card.clip_limit"), name_width - ui.px(6), ui.colours.text);
    ImGui::SameLine(0, ui.px(6));
    double value = current == 1 ? *clip.norm : *clip.value;
    const SliderEvent event = slider(ui,
                                     {.id = fmt::format("runs.{}.clip", run),
                                      .from = 0.01,
                                      .to = 100,
                                      .scale = Scale::log,
                                      .bounds = {0, 1e300, true, false},
                                      .whole = false,
                                      .shown = ""},
                                     width - name_width, value);
    if (event == SliderEvent::reset) value = 1;
    const EditPlace now = ui.studio.place_for(run);
    if (event != SliderEvent::none)
        ui.studio.edit([&](Experiment& e) { set_setting(e, now, keys[current], Value(value)); });
}

/// Polyak–Ruppert averaging: off, or from a step on.
void averaging(const Ui& ui, int run, float width) {
    const EditPlace place = ui.studio.place_for(run);
    const auto average = settings_in_force(plan_of(ui, run), place.from).optimizer.average;
    bool on = average.has_value();
    label(ui, ui.text("card.average"), width - ui.px(46), ui.colours.text);
    ImGui::SameLine(0, ui.px(6));
    if (toggle(ui, fmt::format("runs.{}.average", run), on)) {
        const auto from =
            on ? std::optional(std::max(place.from, plan_of(ui, run).steps / 4)) : std::nullopt;
        ui.studio.edit([&](Experiment& e) { set_average(e, place, from); });
    }
    tooltip(ui, ui.text("card.average_help"));
    if (!average) return;
    Parameter from{.id = "average.from",
                   .symbol = "",
                   .name = {ui.text("card.average_from"), ui.text("card.average_from")},
                   .help = {ui.text("card.average_help"), ui.text("card.average_help")},
                   .standard = 0,
                   .bounds = {.least = 0, .most = most_steps},
                   .slider_from = 0,
                   .slider_to = static_cast<double>(plan_of(ui, run).steps),
                   .scale = Scale::whole};
    value_row(
        ui, fmt::format("runs.{}.average.from", run), from, average->from, width,
        [&](double number) {
            const EditPlace now = ui.studio.place_for(run);
            ui.studio.edit([&](Experiment& e) { set_average(e, now, static_cast<int>(number)); });
        });
}

}  // namespace

void run_settings(const Ui& ui, int run, const RuleEntry& rule, float width) {
    parameter_rows(ui, run, rule, width);
    clipping(ui, run, width);
    scheduling(ui, run, width);
    if (!plan_of(ui, run).training) averaging(ui, run, width);
}

}  // namespace tani::studio
