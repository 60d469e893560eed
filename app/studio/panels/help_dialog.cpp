// F1: the keys, from the table of commands, and a tour in five steps.
#include <array>
#include <vector>

#include "app/plot/text.h"
#include "app/studio/commands.h"
#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

void key_line(const Ui& ui, const std::string& keys, const std::string& name, float width) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float height = ui.px(20), keys_width = ui.px(116);
    ImGui::Dummy({width, height});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    draw_text(list, *ui.small, {corner.x, corner.y + height / 2}, ui.colours.accent,
              shortened(*ui.small, keys, keys_width - ui.px(6)), {0, 0.5f});
    draw_text(list, *ui.small, {corner.x + keys_width, corner.y + height / 2}, ui.colours.text,
              shortened(*ui.small, name, width - keys_width), {0, 0.5f});
}

void group_lines(const Ui& ui, Group group, float width) {
    card_title(ui, ui.text(group_key(group)));
    for (const Command& command : commands()) {
        if (command.group != group) continue;
        const bool one_of_runs = command.id.starts_with("run_");
        if (one_of_runs && command.id != "run_1") continue;
        std::string keys;
        for (const Chord& chord : command.chords) {
            // The same key with Shift is for other keyboards.
            const bool again =
                &chord != &command.chords.front() && chord.key == command.chords.front().key;
            if (!again) keys += (keys.empty() ? "" : ", ") + chord_text(chord);
        }
        key_line(ui, one_of_runs ? "1 – 9" : keys,
                 ui.text(one_of_runs ? std::string("help.toggle_runs")
                                     : "command." + std::string(command.id)),
                 width);
    }
    ImGui::Dummy({0, ui.px(6)});
}

void mouse_lines(const Ui& ui, float width) {
    card_title(ui, ui.text("help.mouse"));
    for (const char* key : {"click", "right_drag", "wheel", "double_click", "shift"}) {
        key_line(ui, ui.text(std::string("help.mouse_") + key),
                 ui.text(std::string("help.mouse_") + key + "_does"), width);
    }
    ImGui::Dummy({0, ui.px(6)});
}

void tour(const Ui& ui, float width) {
    card_title(ui, ui.text("help.tour"));
    for (int i = 1; i <= 5; ++i) {
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        ImDrawList& list = *ImGui::GetWindowDrawList();
        const float radius = ui.px(10);
        list.AddCircleFilled({corner.x + radius, corner.y + radius}, radius, ui.colours.accent, 28);
        draw_text(list, *ui.small, {corner.x + radius, corner.y + radius},
                  ink_on(ui.colours.accent), std::to_string(i), {0.5f, 0.5f});
        float y = corner.y + ui.px(2);
        for (const std::string& line :
             wrapped(*ui.small, ui.text("help.tour_" + std::to_string(i)), width - ui.px(30))) {
            draw_text(list, *ui.small, {corner.x + ui.px(28), y}, ui.colours.text, line);
            y += std::round(ui.small->FontSize * 1.35f);
        }
        ImGui::SetCursorScreenPos({corner.x, std::max(y, corner.y + 2 * radius) + ui.px(5)});
    }
    ImGui::Dummy({width, ui.px(2)});
}

}  // namespace

void help_dialog(const Ui& ui) {
    const float all = ImGui::GetContentRegionAvail().x, gap = ui.px(24);
    const float column = std::floor((all - 2 * gap) / 3);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    dialog_title(ui, ui.text("help.title"));
    const ImVec2 top = ImGui::GetCursorScreenPos();
    ImGui::SetCursorScreenPos({corner.x + all - ui.line(), corner.y});
    if (button(ui, {.id = "close", .icon = Icon::close, .text = ""}))
        ui.session().dialog = Dialog::none;
    const auto column_at = [&](int index) {
        ImGui::SetCursorScreenPos({top.x + (column + gap) * static_cast<float>(index), top.y});
    };
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, ui.px(1)});
    column_at(0);
    ImGui::BeginGroup();
    tour(ui, column);
    group_lines(ui, Group::help, column);
    ImGui::EndGroup();
    column_at(1);
    ImGui::BeginGroup();
    group_lines(ui, Group::play, column);
    group_lines(ui, Group::edit, column);
    group_lines(ui, Group::file, column);
    ImGui::EndGroup();
    column_at(2);
    ImGui::BeginGroup();
    group_lines(ui, Group::look, column);
    mouse_lines(ui, column);
    ImGui::EndGroup();
    ImGui::PopStyleVar();
}

}  // namespace tani::studio
