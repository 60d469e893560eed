// A card per run: its colour and marker, rule, parameters, clipping and changes on the way.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "app/plot/strokes.h"
#include "app/plot/text.h"
#include "app/studio/panels/panels.h"
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

void rule_combo(const Ui& ui, int run, const RuleEntry& current, float width) {
    combo_of_rules(ui, {"##rule", &current, Group::around}, width, [&](const RuleEntry& rule) {
        ui.studio.edit([&](Experiment& e) { set_rule(e, ui.studio.plan(), run, rule); });
    });
}

/// Marker and rule.
void header(const Ui& ui, int run, const RuleEntry& rule, float width) {
    const bool hidden = plan_of(ui, run).hidden;
    const RunStyle style = run_style(ui.theme, run);
    const float left = ui.px(22);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    draw_marker(*ImGui::GetWindowDrawList(), style.marker,
                {corner.x + ui.px(8), corner.y + ui.line() / 2}, ui.px(13),
                hidden ? with_alpha(style.colour, 0.35f) : style.colour);
    ImGui::SetCursorScreenPos({corner.x + left, corner.y});
    rule_combo(ui, run, rule, width - left);
}

std::string label_id(int run) { return fmt::format("runs.{}.label", run); }

/// The run's name, where it is not just the rule's or is being typed.
void label_line(const Ui& ui, int run, const RuleEntry& rule, float width) {
    const std::string shown = plan_of(ui, run).shown.in(ui.language);
    if (shown == rule.name.in(ui.language) && ui.session().typing.id != label_id(run)) return;
    std::string typed;
    if (text_field(ui, label_id(run), width, shown, typed)) {
        if (!ui.studio.edit([&](Experiment& e) { set_label(e, run, typed); }))
            ui.studio.report_error(ui.session().edit_error);
    }
    tooltip(ui, ui.text("card.rename_help"));
}

/// "From the start" or "from step 40 on": where a setting that is moved now is written.
void mode_button(const Ui& ui, float width, float height) {
    const bool here = ui.studio.from_here();
    const int step = ui.studio.place_for(ui.studio.selected()).from;
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    if (ImGui::InvisibleButton("mode", {width, height})) {
        ui.session().from_here = !ui.session().from_here;
    }
    const ImU32 still = ImGui::IsItemHovered() ? ui.colours.text : ui.colours.faint_text;
    const ImU32 colour = here ? ui.colours.warning : still;
    tooltip(ui, ui.text("card.mode_help"));
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float middle = corner.y + height / 2;
    draw_icon(list, ui.session().from_here ? Icon::lock : Icon::unlock,
              {corner.x + ui.px(7), middle}, ui.px(12), colour);
    const std::string text = here ? ui.text("card.from_here", step) : ui.text("card.from_start");
    draw_text(list, *ui.small, {corner.x + ui.px(20), middle}, colour, text, {0, 0.5f});
}

/// The mode, and what can be done with the run as a whole.
void mode_line(const Ui& ui, int run, float width) {
    const float size = ui.px(24);
    const bool hidden = plan_of(ui, run).hidden, several = ui.studio.plan().runs.size() > 1;
    const auto small = [&](const char* id, Icon icon, const std::string& help,
                           bool enabled = true) {
        ImGui::SameLine(0, 0);
        const bool pressed = button(ui, {.id = id,
                                         .icon = icon,
                                         .text = "",
                                         .width = size,
                                         .height = size,
                                         .enabled = enabled});
        tooltip(ui, help);
        return pressed;
    };
    mode_button(ui, width - 4 * size, size);
    if (small("rename", Icon::pen, ui.text("card.rename"))) {
        ui.session().typing = {label_id(run), plan_of(ui, run).shown.in(ui.language), false};
    }
    if (small("eye", hidden ? Icon::eye_off : Icon::eye,
              ui.text(hidden ? "card.show" : "card.hide", run + 1))) {
        ui.studio.edit([&](Experiment& e) { set_hidden(e, run, !hidden); });
    }
    const bool copy = small("copy", Icon::copy, ui.text("card.copy"));
    const bool remove = small("remove", Icon::trash, ui.text("card.remove"), several);
    if (copy) ui.studio.edit([&](Experiment& e) { copy_run(e, run); });
    if (remove) ui.studio.edit([&](Experiment& e) { remove_run(e, run); });
}

/// A parameter with its value; `write` is called with another one.
template <class Write>
void value_row(const Ui& ui, const std::string& id, const Parameter& parameter, double value,
               float width, const Write& write) {
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
    const SliderEvent event = slider(ui, slider_for(parameter, id), width - name_width, value);
    tooltip(ui, help);
    if (event == SliderEvent::reset) value = parameter.standard;
    if (event != SliderEvent::none) write(value);
}

void parameter_row(const Ui& ui, int run, const RuleEntry& rule, std::size_t index, float width) {
    const Parameter& parameter = rule.parameters[index];
    const EditPlace place = ui.studio.place_for(run);
    const double value = settings_in_force(plan_of(ui, run), place.from).optimizer.settings[index];
    const std::string id = fmt::format("runs.{}.{}.{}", run, parameter.id, parameter.element);
    value_row(ui, id, parameter, value, width, [&](double number) {
        const EditPlace now = ui.studio.place_for(run);
        ui.studio.edit(
            [&](Experiment& e) { set_parameter(e, ui.studio.plan(), now, parameter, number); });
    });
}

/// The rule inside a rule around another.
void inner_combo(const Ui& ui, int run, const RuleEntry& rule, float width) {
    const float name_width = ui.px(124);
    label(ui, ui.text("card.inner"), name_width - ui.px(6), ui.colours.text);
    ImGui::SameLine(0, ui.px(6));
    combo_of_rules(ui, {"##inner", find_rule(rule.wrapping->inner), Group::per_coordinate},
                   width - name_width, [&](const RuleEntry& inner) {
                       ui.studio.edit([&](Experiment& e) {
                           set_inner_rule(e, ui.studio.plan(), run, inner);
                       });
                   });
}

/// All parameters; of a rule around another its own, then the rule inside and its.
void parameter_rows(const Ui& ui, int run, const RuleEntry& rule, float width) {
    const std::size_t own = rule.wrapping ? rule.wrapping->own : 0;
    for (std::size_t i = own; i < rule.parameters.size(); ++i)
        parameter_row(ui, run, rule, i, width);
    if (!rule.wrapping) return;
    inner_combo(ui, run, rule, width);
    // Chosen this very frame: what is in force now.
    const RuleEntry& now = *find_rule(plan_of(ui, run).settings.optimizer);
    const std::size_t inside = now.wrapping ? now.wrapping->own : 0;
    for (std::size_t i = 0; i < inside; ++i) parameter_row(ui, run, now, i, width);
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
        const auto from = on ? std::optional(std::max(place.from, plan_of(ui, run).steps / 4))
                             : std::nullopt;
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
    value_row(ui, fmt::format("runs.{}.average.from", run), from, average->from, width,
              [&](double number) {
                  const EditPlace now = ui.studio.place_for(run);
                  ui.studio.edit(
                      [&](Experiment& e) { set_average(e, now, static_cast<int>(number)); });
              });
}

/// What a closed card leaves out, where it is not the default.
void other_settings(const Ui& ui, int run, const RuleEntry& rule) {
    const OptimizerSpec& spec =
        settings_in_force(plan_of(ui, run), ui.studio.place_for(run).from).optimizer;
    std::string text;
    const auto add = [&text](const std::string& part) {
        text += (text.empty() ? "" : "  ·  ") + part;
    };
    for (std::size_t i = 1; i < rule.parameters.size(); ++i) {
        const Parameter& parameter = rule.parameters[i];
        // The first ones make the rule what it is, even at their defaults.
        const bool first = i <= 2 || (rule.wrapping && i >= rule.wrapping->own);
        if (spec.settings[i] == parameter.standard && (!first || spec.settings[i] == 0)) continue;
        const std::string name =
            parameter.symbol.empty() ? parameter.name.in(ui.language) : parameter.symbol;
        if (parameter.scale != Scale::toggle)
            add(fmt::format("{} = {:.6g}", name, spec.settings[i]));
        if (parameter.scale == Scale::toggle && spec.settings[i] != 0) add(name);
    }
    if (const ScheduleEntry* schedule = find_schedule(spec.schedule.name))
        add(schedule->name.in(ui.language));
    if (spec.average) add(ui.text("card.averaged", spec.average->from));
    if (spec.clip.norm) add(ui.text("card.clip") + fmt::format(" {:.4g}", *spec.clip.norm));
    if (spec.clip.value) add(ui.text("card.clip") + fmt::format(" ±{:.4g}", *spec.clip.value));
    if (!text.empty()) paragraph(ui, text, ui.colours.faint_text);
}

std::string value_text(const Value& value) {
    if (const auto* flag = std::get_if<bool>(&value.data)) return *flag ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&value.data))
        return fmt::format("{}", *whole);
    if (const auto* number = std::get_if<double>(&value.data))
        return fmt::format("{:.6g}", *number);
    if (const auto* text = std::get_if<std::string>(&value.data)) return *text;
    if (const auto* list = std::get_if<Array>(&value.data)) {
        std::string all;
        for (const Value& element : *list) all += (all.empty() ? "" : ", ") + value_text(element);
        return "(" + all + ")";
    }
    const Table* table = std::get_if<Table>(&value.data);
    return table && table->empty() ? "{}" : "…";
}

/// "η = 0.01": the symbol where the rule has one for the key.
std::string change_text(const Ui& ui, const RuleEntry& rule, const std::string& key,
                        const Value& value) {
    constexpr std::string_view prefix = "optimizer.";
    const std::string schedule =
        rule.wrapping ? "optimizer.inner.schedule" : "optimizer.schedule";
    if (key == schedule || key == schedule + ".name") {
        const std::string* id = std::get_if<std::string>(&value.data);
        const ScheduleEntry* entry = id ? find_schedule(*id) : nullptr;
        return ui.text("card.schedule") + ": " +
               (entry ? entry->name.in(ui.language) : ui.text("card.schedule_none"));
    }
    if (key.starts_with(schedule))
        return key.substr(schedule.size() + 1) + " = " + value_text(value);
    std::string name = key.starts_with(prefix) ? key.substr(prefix.size()) : key;
    const int index = parameter_index(rule, name);
    if (index >= 0 && !rule.parameters[static_cast<std::size_t>(index)].symbol.empty())
        name = rule.parameters[static_cast<std::size_t>(index)].symbol;
    return name + " = " + value_text(value);
}

void change_lines(const Ui& ui, int run, const RuleEntry& rule, float width) {
    const std::vector<ChangeLine> changes = changes_of(ui.studio.experiment(), run);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        std::string what;
        for (const auto& [key, value] : changes[i].values)
            what += (what.empty() ? "" : ", ") + change_text(ui, rule, key, value);
        if (changes[i].reset) what += (what.empty() ? "" : ", ") + ui.text("card.reset_state");
        const std::string line = ui.text("card.change", changes[i].step, what);
        ImGui::PushID(static_cast<int>(i));
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        const float height = ui.px(22);
        if (ImGui::InvisibleButton("change", {width - height, height}))
            ui.session().transport.go(changes[i].step);
        const ImU32 colour = ImGui::IsItemHovered() ? ui.colours.text : ui.colours.warning;
        tooltip(ui, line + "\n" + ui.text("card.change_help"));
        draw_text(*ImGui::GetWindowDrawList(), *ui.small, {corner.x, corner.y + height / 2}, colour,
                  shortened(*ui.small, line, width - height - ui.px(4)), {0, 0.5f});
        ImGui::SameLine(0, 0);
        const bool remove = button(
            ui,
            {.id = "remove", .icon = Icon::close, .text = "", .width = height, .height = height});
        tooltip(ui, ui.text("card.remove_change"));
        ImGui::PopID();
        if (remove) {
            ui.studio.edit([&](Experiment& e) { remove_change(e, run, static_cast<int>(i)); });
            return;
        }
    }
}

}  // namespace

void run_card(const Ui& ui, int run) {
    const RuleEntry* rule = find_rule(plan_of(ui, run).settings.optimizer);
    if (!rule) return;
    const bool selected = run == ui.studio.selected();
    const Card card(ui, fmt::format("run {}", run), run_style(ui.theme, run).colour, selected);
    if (card.clicked()) ui.studio.select(run);
    const float width = card.width();
    const std::size_t count = ui.studio.plan().runs.size();
    header(ui, run, *rule, width);
    if (ui.studio.plan().runs.size() != count)
        return;  // copied or removed: the next frame shows it
    rule = find_rule(plan_of(ui, run).settings.optimizer);
    label_line(ui, run, *rule, width);
    mode_line(ui, run, width);
    if (ui.studio.plan().runs.size() != count)
        return;  // copied or removed: the next frame shows it
    // Cards that are not selected keep to the first parameter, the rate, so that all of them stay
    // in sight.
    if (selected) {
        parameter_rows(ui, run, *rule, width);
        clipping(ui, run, width);
        scheduling(ui, run, width);
        averaging(ui, run, width);
    } else {
        if (!rule->parameters.empty()) parameter_row(ui, run, *rule, 0, width);
        other_settings(ui, run, *find_rule(plan_of(ui, run).settings.optimizer));
    }
    change_lines(ui, run, *rule, width);
    const Recording& recording = ui.studio.recording();
    if (static_cast<std::size_t>(run) < recording.runs.size()) {
        const Outcome& outcome = recording.runs[static_cast<std::size_t>(run)].outcome();
        if (outcome.diverged)
            paragraph(ui, "✕ " + outcome.sentence().in(ui.language), ui.colours.error);
    }
}

void add_run_button(const Ui& ui) {
    const float width = ImGui::GetContentRegionAvail().x;
    if (button(ui, {.id = "add run",
                    .icon = Icon::plus,
                    .text = ui.text("card.add_run"),
                    .look = ButtonLook::framed,
                    .width = width,
                    .height = ui.px(32)})) {
        ui.studio.edit([&](Experiment& e) { add_run(e, ui.studio.plan()); });
        ui.session().scroll_to_selected = true;
    }
    tooltip(ui, ui.text("card.add_run_help"));
}

}  // namespace tani::studio
