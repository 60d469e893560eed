// The top bar: menu, files, experiment, undo; language, theme, scale, presenter, export, help.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/plot/text.h"
#include "app/studio/commands.h"
#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

void menu(const Ui& ui) {
    if (button(ui, {.id = "menu", .icon = Icon::menu, .text = ""})) ImGui::OpenPopup("commands");
    tooltip(ui, ui.text("menu.commands"));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(8), ui.px(8)});
    if (ImGui::BeginPopup("commands")) {
        for (const Group group :
             {Group::file, Group::edit, Group::play, Group::look, Group::help}) {
            if (!ImGui::BeginMenu(ui.text(group_key(group)).c_str())) continue;
            for (const Command& command : commands()) {
                if (command.group != group || command.id == "escape") continue;
                const bool enabled = !command.enabled || command.enabled(ui.studio);
                const bool on = command.on && command.on(ui.studio);
                const std::string name = ui.text("command." + std::string(command.id));
                if (ImGui::MenuItem(name.c_str(), chord_text(command.chords.front()).c_str(), on,
                                    enabled))
                    run_command(command, ui.studio);
            }
            ImGui::EndMenu();
        }
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
}

void chooser(const Ui& ui, float width) {
    const std::string title = ui.studio.plan().title.in(ui.language);
    const std::string shown =
        (title.empty() ? ui.studio.file_stem() : title) + (ui.studio.modified() ? " •" : "");
    if (begin_combo(ui, "##experiment", shown, width, ImGuiComboFlags_HeightLargest)) {
        int number = 0;
        std::string lab;
        for (const Bundled& bundled : ui.studio.bundled()) {
            if (!bundled.lab.empty() && bundled.lab != lab) {
                if (!lab.empty()) ImGui::Dummy({0, ui.px(4)});
                lab = bundled.lab;
                faint(ui, ui.text("lab." + lab));
            }
            const bool current = bundled.path == ui.studio.experiment().file;
            const std::string line =
                fmt::format("{:>2}  {}##{}", ++number, bundled.title.in(ui.language), bundled.id);
            if (ImGui::Selectable(line.c_str(), current)) ui.studio.open_bundled(bundled);
            if (current && ImGui::IsWindowAppearing()) ImGui::SetScrollHereY();
        }
        end_combo();
    } else {
        tooltip(ui, ui.text("menu.experiment") + (ui.studio.experiment().file.empty()
                                                      ? ""
                                                      : "\n" + ui.studio.experiment().file));
    }
}

/// A small combo of words; the index of a newly chosen one, or -1.
int choice(const Ui& ui, const char* id, std::span<const std::string> words, int current,
           const std::string& preview, float width) {
    int chosen = -1;
    if (begin_combo(ui, id, preview, width)) {
        for (int i = 0; i < static_cast<int>(words.size()); ++i) {
            if (ImGui::Selectable(words[static_cast<std::size_t>(i)].c_str(), i == current))
                chosen = i;
        }
        end_combo();
    }
    return chosen;
}

void language_choice(const Ui& ui, float width) {
    const std::array<std::string, 2> names = {ui.text("menu.english"), ui.text("menu.japanese")};
    const int current = ui.language == Language::ja ? 1 : 0;
    const int chosen =
        choice(ui, "##language", names, current, names[static_cast<std::size_t>(current)], width);
    if (chosen < 0) tooltip(ui, ui.text("menu.language"));
    if (chosen >= 0) ui.studio.choose_language(chosen == 1 ? Language::ja : Language::en);
}

void theme_choice(const Ui& ui, float width) {
    const std::array<std::string, 3> names = {ui.text("theme.dark"), ui.text("theme.light"),
                                              ui.text("theme.projector")};
    const int current = static_cast<int>(ui.theme);
    const int chosen =
        choice(ui, "##theme", names, current, names[static_cast<std::size_t>(current)], width);
    if (chosen < 0) tooltip(ui, ui.text("menu.theme"));
    if (chosen >= 0) ui.studio.choose_theme(static_cast<Theme>(chosen));
}

void scale_choice(const Ui& ui, float width) {
    constexpr std::array<double, 10> scales = {0, 0.75, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3};
    std::array<std::string, scales.size()> names;
    int current = -1;
    for (std::size_t i = 0; i < scales.size(); ++i) {
        names[i] = scales[i] == 0 ? ui.text("menu.automatic_scale")
                                  : fmt::format("{:.0f} %", scales[i] * 100);
        if (scales[i] == ui.studio.settings.scale) current = static_cast<int>(i);
    }
    const int chosen =
        choice(ui, "##scale", names, current, fmt::format("{:.0f} %", ui.scale * 100), width);
    if (chosen < 0) tooltip(ui, ui.text("menu.scale"));
    if (chosen >= 0) ui.studio.settings.scale = scales[static_cast<std::size_t>(chosen)];
}

void right_side(const Ui& ui) {
    language_choice(ui, ui.px(96));
    ImGui::SameLine();
    theme_choice(ui, ui.px(ui.language == Language::ja ? 136 : 104));
    ImGui::SameLine();
    scale_choice(ui, ui.px(82));
    ImGui::SameLine();
    command_button(ui, "presenter", Icon::screen);
    ImGui::SameLine();
    command_button(ui, "help", Icon::help);
    ImGui::SameLine();
    if (button(ui, {.id = "export",
                    .icon = Icon::film,
                    .text = ui.text("menu.export"),
                    .look = ButtonLook::accent})) {
        run_command(*find_command("export"), ui.studio);
    }
    command_tooltip(ui, "export");
}

float right_width(const Ui& ui) {
    const float gap = ImGui::GetStyle().ItemSpacing.x;
    const float theme = ui.px(ui.language == Language::ja ? 136 : 104);
    return ui.px(96) + theme + ui.px(82) + 2 * ui.line() + 5 * gap +
           button_width(ui, {.id = "", .icon = Icon::film, .text = ui.text("menu.export")});
}

}  // namespace

void top_bar(const Ui& ui, float width) {
    const float padding = ui.px(10);
    const float y = std::round((ui.px(44) - ui.line()) / 2);
    ImGui::SetCursorPos({padding, y});
    menu(ui);
    for (const auto& [id, icon] : {std::pair{"open", Icon::folder},
                                   {"save", Icon::save},
                                   {"undo", Icon::undo},
                                   {"redo", Icon::redo}}) {
        ImGui::SameLine(0, ui.px(2));
        command_button(ui, id, icon);
    }
    ImGui::SameLine(0, ui.px(10));
    const float right = right_width(ui);
    const float room = width - ImGui::GetCursorPosX() - right - padding - ui.px(16);
    chooser(ui, std::clamp(room, ui.px(80), ui.px(560)));
    ImGui::SetCursorPos({width - right - padding, y});
    right_side(ui);
}

void error_bar(const Ui& ui) {
    auto& messages = ui.session().messages;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (messages[i].kind != Message::Kind::error) continue;
        ImGui::PushID(static_cast<int>(i));
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        const float width = ImGui::GetContentRegionAvail().x;
        const float inner = width - ui.px(60);
        const std::vector<std::string> lines = wrapped(*ui.font, messages[i].text, inner);
        const float step = std::round(ui.font->FontSize * 1.3f);
        const float height =
            std::max(ui.line(), step * static_cast<float>(lines.size())) + ui.px(8);
        ImDrawList& list = *ImGui::GetWindowDrawList();
        list.AddRectFilled(corner, {corner.x + width, corner.y + height},
                           mixed(ui.colours.panel, ui.colours.error, 0.22f));
        list.AddRectFilled(corner, {corner.x + ui.px(4), corner.y + height}, ui.colours.error);
        for (std::size_t k = 0; k < lines.size(); ++k) {
            draw_text(list, *ui.font,
                      {corner.x + ui.px(16), corner.y + ui.px(7) + step * static_cast<float>(k)},
                      ui.colours.text, lines[k]);
        }
        ImGui::SetCursorScreenPos({corner.x + width - ui.line() - ui.px(8), corner.y + ui.px(4)});
        const bool dismissed = button(ui, {.id = "dismiss", .icon = Icon::close, .text = ""});
        ImGui::SetCursorScreenPos({corner.x, corner.y + height + 1});
        ImGui::PopID();
        if (dismissed) {
            messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(i));
            return;
        }
    }
}

}  // namespace tani::studio
