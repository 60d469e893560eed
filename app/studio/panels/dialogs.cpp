// Dialogs: which one is open is the Session's; here they are begun, centred and ended.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "app/plot/text.h"
#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

struct Kind {
    Dialog dialog;
    const char* id;
    float width;  ///< units
};

constexpr std::array<Kind, 6> kinds = {{{Dialog::help, "help dialog", 900},
                                        {Dialog::export_film, "export dialog", 520},
                                        {Dialog::open, "open dialog", 620},
                                        {Dialog::save, "save dialog", 620},
                                        {Dialog::overwrite_comments, "comments dialog", 480},
                                        {Dialog::close, "close dialog", 480}}};

void content(const Ui& ui, Dialog dialog, Exporter& exporter) {
    switch (dialog) {
        case Dialog::help:
            help_dialog(ui);
            break;
        case Dialog::export_film:
            export_dialog(ui, exporter);
            break;
        case Dialog::open:
            open_dialog(ui);
            break;
        case Dialog::save:
            save_dialog(ui);
            break;
        case Dialog::overwrite_comments:
            comments_dialog(ui);
            break;
        case Dialog::close:
            close_dialog(ui);
            break;
        case Dialog::none:
            break;
    }
}

/// A question with two or three answers; the index of the one given, or -1.
int question(const Ui& ui, const std::string& text, std::span<const std::string> answers) {
    paragraph(ui, text, ui.colours.text);
    ImGui::Dummy({0, ui.px(6)});
    int given = -1;
    for (int i = 0; i < static_cast<int>(answers.size()); ++i) {
        if (i > 0) ImGui::SameLine();
        const ButtonLook look = i == 0 ? ButtonLook::accent : ButtonLook::framed;
        if (button(ui, {.id = "answer" + std::to_string(i),
                        .icon = {},
                        .text = answers[static_cast<std::size_t>(i)],
                        .look = look}))
            given = i;
    }
    return ui.session().confirmed ? 0 : given;
}

}  // namespace

void dialogs(const Ui& ui, Exporter& exporter) {
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    for (const Kind& kind : kinds) {
        const bool wanted = ui.session().dialog == kind.dialog;
        if (wanted && !ImGui::IsPopupOpen(kind.id)) ImGui::OpenPopup(kind.id);
        if (!wanted && !ImGui::IsPopupOpen(kind.id)) continue;
        ImGui::SetNextWindowPos({screen.x / 2, screen.y / 2}, ImGuiCond_Always, {0.5f, 0.5f});
        ImGui::SetNextWindowSize({std::min(ui.px(kind.width), screen.x - ui.px(24)), 0});
        ImGui::SetNextWindowSizeConstraints({0, 0}, {screen.x, screen.y - ui.px(16)});
        ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(20), ui.px(18)});
        ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(9));
        ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 1.0f);
        // The frame in which it closes shows nothing of it.
        ImGui::PushStyleVar(ImGuiStyleVar_Alpha, wanted ? 1.0f : 0.0f);
        constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                                           ImGuiWindowFlags_NoMove |
                                           ImGuiWindowFlags_NoSavedSettings;
        if (ImGui::BeginPopupModal(kind.id, nullptr, flags)) {
            if (ui.session().dialog == kind.dialog) content(ui, kind.dialog, exporter);
            if (ui.session().dialog != kind.dialog) ImGui::CloseCurrentPopup();
            ImGui::EndPopup();
        }
        ImGui::PopStyleVar(4);
    }
}

void comments_dialog(const Ui& ui) {
    const std::array<std::string, 3> answers = {ui.text("files.overwrite"),
                                                ui.text("files.save_as"), ui.text("files.cancel")};
    const std::string file = ui.studio.experiment().file;
    const int given = question(ui, ui.text("files.comments_lost", file), answers);
    if (given == 0) ui.studio.save_to(file);
    if (given == 1) ui.session().dialog = Dialog::save;
    if (given == 2) ui.session().dialog = Dialog::none;
}

void close_dialog(const Ui& ui) {
    const std::array<std::string, 3> answers = {ui.text("files.save"), ui.text("files.discard"),
                                                ui.text("files.cancel")};
    const int given = question(ui, ui.text("files.unsaved", ui.studio.experiment().file), answers);
    if (given == 0) {
        ui.session().dialog = Dialog::none;
        ui.studio.save();
        if (!ui.studio.modified()) ui.session().close_asked = true;
    }
    if (given == 1) ui.session().close_asked = true;
    if (given == 2) ui.session().dialog = Dialog::none;
}

}  // namespace tani::studio
