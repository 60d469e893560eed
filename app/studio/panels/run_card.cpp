// A card per run: its colour and marker, rule, settings and changes on the way.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/plot/strokes.h"
#include "app/plot/text.h"
#include "app/studio/panels/initializer_rows.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/run_settings.h"
#include "core/optimizer/schedule.h"

namespace tani::studio {

namespace {

const RunPlan& plan_of(const Ui& ui, int run) {
    return ui.studio.plan().runs[static_cast<std::size_t>(run)];
}

/// The run is one of the initializer lab: what tells it from the others is how its weights begin.
bool has_wall(const Ui& ui, int run) {
    const auto& training = plan_of(ui, run).training;
    return training && training->wall;
}

/// Marker and rule, or initializer.
void header(const Ui& ui, int run, const RuleEntry& rule, float width) {
    const bool hidden = plan_of(ui, run).hidden;
    const RunStyle style = run_style(ui.theme, run);
    const float left = ui.px(22);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    draw_marker(*ImGui::GetWindowDrawList(), style.marker,
                {corner.x + ui.px(8), corner.y + ui.line() / 2}, ui.px(13),
                hidden ? with_alpha(style.colour, 0.35f) : style.colour);
    ImGui::SetCursorScreenPos({corner.x + left, corner.y});
    if (has_wall(ui, run)) {
        initializer_combo(ui, run, width - left);
    } else {
        rule_combo(ui, run, rule, width - left);
    }
}

std::string label_id(int run) { return fmt::format("runs.{}.label", run); }

/// The run's name, where it is not just the rule's or is being typed.
void label_line(const Ui& ui, int run, const RuleEntry& rule, float width) {
    const std::string shown = plan_of(ui, run).shown.in(ui.language);
    const Text& said = has_wall(ui, run) ? initializer_of(ui, run).name : rule.name;
    if (shown == said.in(ui.language) && ui.session().typing.id != label_id(run)) return;
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

/// The first parameter, and what differs from the defaults in words.
void rate_and_others(const Ui& ui, int run, float width) {
    const RuleEntry* rule = find_rule(plan_of(ui, run).settings.optimizer);
    if (!rule->parameters.empty()) parameter_row(ui, run, *rule, 0, width);
    other_settings(ui, run, *find_rule(plan_of(ui, run).settings.optimizer));
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
    if (has_wall(ui, run)) {
        initializer_rows(ui, run, width, selected);
        if (selected) {
            faint(ui, ui.text("card.trained_with"));
            rule_combo(ui, run, *rule, width);
            rate_and_others(ui, run, width);
        }
    } else if (selected) {
        run_settings(ui, run, *rule, width);
    } else {
        rate_and_others(ui, run, width);
    }
    change_lines(ui, run, *rule, width);
    const Recording& recording = ui.studio.recording();
    if (static_cast<std::size_t>(run) < recording.trainings.size()) {
        if (recording.trainings[static_cast<std::size_t>(run)].diverged())
            paragraph(ui, "✕ " + ui.text("training.diverged"), ui.colours.error);
    }
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
