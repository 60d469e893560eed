// A card per run: its colour and marker, rule, parameters, clipping and changes on the way.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "app/plot/strokes.h"
#include "app/plot/text.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/range_chart.h"
#include "core/optimizer/schedule.h"

namespace tani::studio {

namespace {

const RunPlan& plan_of(const Ui& ui, int run) {
    return ui.studio.plan().runs[static_cast<std::size_t>(run)];
}

std::string name_of(const Parameter& parameter, Language language) {
    const std::string& name = parameter.name.in(language);
    if (parameter.symbol.empty() || parameter.symbol == name)
        return name.empty() ? parameter.id : name;
    return name.empty() ? parameter.symbol : name + " " + parameter.symbol;
}

bool scales_coordinates(const RuleEntry& rule) {
    return std::any_of(rule.derived.begin(), rule.derived.end(),
                       [](const Derived& d) { return d.id == "effective_rate"; });
}

void rule_combo(const Ui& ui, int run, const RuleEntry& current, float width) {
    if (begin_combo(ui, "##rule", current.name.in(ui.language), width)) {
        for (const bool scaled : {false, true}) {
            faint(ui, ui.text(scaled ? "card.rules_per_coordinate" : "card.rules_one_rate"));
            for (const RuleEntry& rule : rule_catalogue()) {
                if (scales_coordinates(rule) != scaled) continue;
                const std::string line = "  " + rule.name.in(ui.language) + "##" + rule.id;
                if (ImGui::Selectable(line.c_str(), &rule == &current) && &rule != &current) {
                    ui.studio.edit(
                        [&](Experiment& e) { set_rule(e, ui.studio.plan(), run, rule); });
                }
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

void write_parameter(const Ui& ui, int run, const Parameter& parameter, double value) {
    const EditPlace place = ui.studio.place_for(run);
    ui.studio.edit(
        [&](Experiment& e) { set_parameter(e, ui.studio.plan(), place, parameter, value); });
}

void parameter_row(const Ui& ui, int run, const RuleEntry& rule, std::size_t index, float width,
                   std::vector<double> marks = {}) {
    const Parameter& parameter = rule.parameters[index];
    const std::string id = fmt::format("runs.{}.{}.{}", run, parameter.id, parameter.element);
    value_row(
        ui, id, parameter, value_in_force(ui, run, index), width,
        [&](double number) { write_parameter(ui, run, parameter, number); }, std::move(marks));
}

/// The rate with its range test below: the marks of the test stand on the slider as well.
void rate_rows(const Ui& ui, int run, const RuleEntry& rule, std::size_t index, float width) {
    const TestedRates* test = ui.session().range_test ? ui.studio.range_test(run) : nullptr;
    std::vector<double> marks;
    if (test) {
        for (const RateMark& mark : test->marks) marks.push_back(mark.rate);
    }
    parameter_row(ui, run, rule, index, width, std::move(marks));
    range_test_row(ui, width);
    if (!test) return;
    const auto chosen = range_chart(ui, *test, value_in_force(ui, run, index), width);
    if (chosen && rule.parameters[index].bounds.contains(*chosen))
        write_parameter(ui, run, rule.parameters[index], *chosen);
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
            ui.studio.edit([&](Experiment& e) {
                set_setting(e, now, "optimizer.schedule." + parameter.id, value);
            });
        });
    }
}

void clipping(const Ui& ui, int run, float width) {
    const EditPlace place = ui.studio.place_for(run);
    const Clip clip = settings_in_force(plan_of(ui, run), place.from).optimizer.clip;
    const std::array<std::string, 3> names = {ui.text("card.clip_none"), ui.text("card.clip_norm"),
                                              ui.text("card.clip_value")};
    constexpr std::array<const char*, 3> keys = {"", "optimizer.clip.norm", "optimizer.clip.value"};
    const std::size_t current = clip.norm ? 1 : clip.value ? 2 : 0;
    const float name_width = ui.px(124);
    label(ui, ui.text("card.clip"), name_width - ui.px(6), ui.colours.text);
    ImGui::SameLine(0, ui.px(6));
    if (begin_combo(ui, "##clip", names[current], width - name_width)) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!ImGui::Selectable(names[i].c_str(), i == current) || i == current) continue;
            const double limit = clip.norm.value_or(clip.value.value_or(1.0));
            ui.studio.edit([&](Experiment& e) {
                erase_setting(e, place, "optimizer.clip");
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
        if (spec.settings[i] == parameter.standard && (i > 2 || spec.settings[i] == 0)) continue;
        const std::string name =
            parameter.symbol.empty() ? parameter.name.in(ui.language) : parameter.symbol;
        if (parameter.scale != Scale::toggle)
            add(fmt::format("{} = {:.6g}", name, spec.settings[i]));
        if (parameter.scale == Scale::toggle && spec.settings[i] != 0) add(name);
    }
    if (const ScheduleEntry* schedule = find_schedule(spec.schedule.name))
        add(schedule->name.in(ui.language));
    if (spec.clip.norm) add(ui.text("card.clip") + fmt::format(" {:.4g}", *spec.clip.norm));
    if (spec.clip.value) add(ui.text("card.clip") + fmt::format(" ±{:.4g}", *spec.clip.value));
    if (!text.empty()) paragraph(ui, text, ui.colours.faint_text);
}

}  // namespace

void run_card(const Ui& ui, int run) {
    const RuleEntry* rule = find_rule(plan_of(ui, run).settings.optimizer.name);
    if (!rule) return;
    const bool selected = run == ui.studio.selected();
    const Card card(ui, fmt::format("run {}", run), run_style(ui.theme, run).colour, selected);
    if (card.clicked()) ui.studio.select(run);
    const float width = card.width();
    const std::size_t count = ui.studio.plan().runs.size();
    header(ui, run, *rule, width);
    if (ui.studio.plan().runs.size() != count)
        return;  // copied or removed: the next frame shows it
    rule = find_rule(plan_of(ui, run).settings.optimizer.name);
    label_line(ui, run, *rule, width);
    mode_line(ui, run, width);
    if (ui.studio.plan().runs.size() != count)
        return;  // copied or removed: the next frame shows it
    // Cards that are not selected keep to the first parameter, the rate, so that all of them stay
    // in sight.
    const std::size_t shown =
        selected ? rule->parameters.size() : std::min<std::size_t>(1, rule->parameters.size());
    for (std::size_t i = 0; i < shown; ++i) {
        if (selected && rule->parameters[i].id == "lr") {
            rate_rows(ui, run, *rule, i, width);
        } else {
            parameter_row(ui, run, *rule, i, width);
        }
    }
    if (selected) {
        clipping(ui, run, width);
        scheduling(ui, run, width);
    } else {
        other_settings(ui, run, *rule);
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
