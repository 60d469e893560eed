// The lines of a run's card that say what changes on the way.
#include <fmt/format.h>

#include "app/plot/text.h"
#include "app/studio/panels/panels.h"
#include "core/optimizer/schedule.h"

namespace tani::studio {

namespace {

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

}  // namespace

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

}  // namespace tani::studio
