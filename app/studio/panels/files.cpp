// Opening and saving: a small file browser.
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "app/plot/text.h"
#include "app/studio/browser.h"
#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

namespace fs = std::filesystem;

void place(const Ui& ui, Browser& browser, float width) {
    if (button(ui, {.id = "up", .icon = Icon::up, .text = "", .look = ButtonLook::framed}))
        go_to_folder(browser, "..");
    tooltip(ui, ui.text("files.up"));
    ImGui::SameLine(0, ui.px(4));
    if (button(ui, {.id = "home", .icon = Icon::home, .text = "", .look = ButtonLook::framed})) {
        const char* home =
            std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): nothing writes the environment
        if (home) go_to_folder(browser, home);
    }
    tooltip(ui, ui.text("files.home"));
    ImGui::SameLine(0, ui.px(8));
    std::string typed = browser.folder;
    ImGui::SetNextItemWidth(width - 2 * ui.line() - ui.px(12));
    if (input_text("##folder", typed, ImGuiInputTextFlags_EnterReturnsTrue))
        go_to_folder(browser, typed);
}

/// The list; true when a file was chosen with a double click.
bool entries(const Ui& ui, Browser& browser, float width, float height) {
    bool chosen = false;
    ImGui::PushStyleColor(ImGuiCol_ChildBg, ui.colours.panel);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(6), ui.px(6)});
    ImGui::PushStyleVar(ImGuiStyleVar_ChildRounding, ui.px(5));
    if (ImGui::BeginChild("entries", {width, height}, false,
                          ImGuiWindowFlags_AlwaysUseWindowPadding)) {
        std::string enter;
        const auto row = [&](const std::string& name, Icon icon, bool selected) {
            const ImVec2 corner = ImGui::GetCursorScreenPos();
            const bool pressed =
                ImGui::Selectable(("##" + name).c_str(), selected,
                                  ImGuiSelectableFlags_AllowDoubleClick, {0, ui.px(22)});
            ImDrawList& list = *ImGui::GetWindowDrawList();
            const float middle = corner.y + ui.px(11);
            draw_icon(list, icon, {corner.x + ui.px(12), middle}, ui.px(14), ui.colours.faint_text);
            draw_text(list, *ui.font, {corner.x + ui.px(28), middle}, ui.colours.text, name,
                      {0, 0.5f});
            return pressed;
        };
        for (const std::string& folder : browser.folders) {
            if (row(folder, Icon::folder, false)) enter = folder;
        }
        for (const std::string& file : browser.files) {
            if (!row(file, Icon::file, file == browser.name)) continue;
            browser.name = file;
            chosen = ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
        }
        if (browser.folders.empty() && browser.files.empty() && browser.error.empty())
            faint(ui, ui.text("files.empty"));
        if (!enter.empty()) go_to_folder(browser, enter);
    }
    ImGui::EndChild();
    ImGui::PopStyleVar(2);
    ImGui::PopStyleColor();
    return chosen;
}

/// Both dialogs: the place, the list, the name, two buttons; true when the name is to be used.
bool browse(const Ui& ui, const std::string& title, const std::string& action) {
    Browser& browser = ui.session().browser;
    if (browser.folder.empty()) browser.folder = starting_folder(ui.studio);
    browser.grids = ui.session().dialog != Dialog::save;
    list_folder(browser);
    const float width = ImGui::GetContentRegionAvail().x;
    dialog_title(ui, title);
    place(ui, browser, width);
    bool done = entries(ui, browser, width, ui.px(270));
    label(ui, ui.text("files.name"), ui.px(70), ui.colours.text);
    ImGui::SameLine(0, ui.px(6));
    ImGui::SetNextItemWidth(width - ui.px(76));
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    done = input_text("##name", browser.name, ImGuiInputTextFlags_EnterReturnsTrue) || done;
    if (!browser.error.empty()) paragraph(ui, browser.error, ui.colours.error);
    if (ui.session().dialog == Dialog::save && !browser.name.empty()) {
        std::error_code ignored;
        if (fs::exists(chosen_path(browser), ignored))
            paragraph(ui, ui.text("files.replaces", browser.name), ui.colours.warning);
        if (ui.studio.experiment().has_comments)
            paragraph(ui, ui.text("files.comments_not_kept"), ui.colours.warning);
    }
    ImGui::Dummy({0, ui.px(4)});
    done = button(ui, {.id = "do",
                       .icon = {},
                       .text = action,
                       .look = ButtonLook::accent,
                       .enabled = !browser.name.empty()}) ||
           done;
    ImGui::SameLine();
    if (button(ui, {.id = "cancel",
                    .icon = {},
                    .text = ui.text("files.cancel"),
                    .look = ButtonLook::framed}))
        ui.session().dialog = Dialog::none;
    if (ui.session().confirmed) done = true;
    return done && !browser.name.empty();
}

}  // namespace

void open_dialog(const Ui& ui) {
    if (!browse(ui, ui.text("files.open_title"), ui.text("files.open"))) return;
    Browser& browser = ui.session().browser;
    try {
        ui.studio.open(load_experiment(chosen_path(browser)));
    } catch (const Error& error) {
        browser.error = error.what();
    }
}

void save_dialog(const Ui& ui) {
    Browser& browser = ui.session().browser;
    if (browser.name.empty() && ImGui::IsWindowAppearing())
        browser.name = ui.studio.file_stem() + ".toml";
    if (browse(ui, ui.text("files.save_title"), ui.text("files.save")))
        ui.studio.save_to(chosen_path(browser));
}

}  // namespace tani::studio
