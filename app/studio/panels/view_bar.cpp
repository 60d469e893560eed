// How the figure is shown: a row of choices above it.
#include <algorithm>
#include <array>
#include <functional>

#include "app/plot/text.h"
#include "app/studio/commands.h"
#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

void set_view(const Ui& ui, const std::string& key, const Value& value) {
    ui.studio.edit([&](Experiment& e) { set_value(e, "view." + key, value); });
}

/// Ticks for a list of names in the view.
void ticks(const Ui& ui, const char* key, std::span<const char* const> all,
           const std::vector<std::string>& on) {
    for (const char* name : all) {
        bool ticked = std::find(on.begin(), on.end(), name) != on.end();
        if (!ImGui::Checkbox(ui.text(std::string("view.") + key + "_" + name).c_str(), &ticked))
            continue;
        Array names;
        for (const char* other : all) {
            const bool was = std::find(on.begin(), on.end(), other) != on.end();
            if (other == name ? ticked : was) names.push_back(Value(other));
        }
        set_view(ui, key, Value(names));
    }
}

enum class Help { none, each };

void radio(const Ui& ui, const char* key, std::span<const char* const> all, int current,
           const char* words, Help help = Help::none) {
    for (int i = 0; i < static_cast<int>(all.size()); ++i) {
        const char* name = all[static_cast<std::size_t>(i)];
        if (ImGui::RadioButton(ui.text(std::string(words) + "_" + name).c_str(), current == i) &&
            current != i)
            set_view(ui, key, name);
        if (help == Help::each) tooltip(ui, ui.text(std::string(words) + "_" + name + "_help"));
    }
}

void popup(const Ui& ui, const std::string& id, const std::string& text,
           const std::function<void()>& content) {
    if (button(ui, {.id = id, .icon = {}, .text = text})) ImGui::OpenPopup((id + " popup").c_str());
    const ImVec2 below(ImGui::GetItemRectMin().x, ImGui::GetItemRectMax().y + ui.px(4));
    ImGui::SetNextWindowPos(below, ImGuiCond_Appearing);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(12), ui.px(10)});
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {ui.px(6), ui.px(2)});
    if (ImGui::BeginPopup((id + " popup").c_str())) {
        content();
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar(2);
    ImGui::SameLine(0, ui.px(4));
}

constexpr std::array<const char*, 3> heights = {"automatic", "linear", "log"};
constexpr std::array<const char*, 4> panels = {"loss", "distance", "grad_norm", "formula"};
constexpr std::array<const char*, 3> overs = {"steps", "evaluations", "rate"};
constexpr std::array<const char*, 3> arrows = {"gradient", "velocity", "update"};
constexpr std::array<const char*, 2> paths = {"markers", "line"};
constexpr std::array<int, 5> trails = {0, 10, 30, 100, 300};

void trail_choices(const Ui& ui, int current) {
    for (const int trail : trails) {
        const std::string text =
            trail == 0 ? ui.text("view.trail_all") : ui.text("view.trail_steps", trail);
        if (ImGui::RadioButton(text.c_str(), current == trail) && current != trail)
            set_view(ui, "trail", Value(trail));
    }
}

}  // namespace

void view_bar(const Ui& ui, float width) {
    const View view = ui.studio.plan().view;
    const std::array<std::string, 3> shows = {
        ui.text("view.show_surface"), ui.text("view.show_both"), ui.text("view.show_contours")};
    constexpr std::array<const char*, 3> keys = {"surface", "both", "contours"};
    int show = view.show == ShowMode::surface ? 0 : view.show == ShowMode::both ? 1 : 2;
    ImGui::SetCursorPos({ui.px(10), std::round((ui.px(36) - ui.line()) / 2)});
    if (segments(ui, "show", shows, show, std::min(ui.px(270), width * 0.36f)))
        set_view(ui, "show", keys[static_cast<std::size_t>(show)]);
    ImGui::SameLine(0, ui.px(10));
    popup(ui, "height", ui.text("view.height"), [&] {
        faint(ui, ui.text("view.height_of_surface"));
        ImGui::PushID("surface");
        radio(ui, "height", heights, static_cast<int>(view.height), "view.scale");
        ImGui::PopID();
        ImGui::Dummy({0, ui.px(4)});
        faint(ui, ui.text("view.height_of_loss"));
        ImGui::PushID("loss");
        radio(ui, "loss_scale", heights, static_cast<int>(view.loss_scale), "view.scale");
        ImGui::PopID();
    });
    popup(ui, "panels", ui.text("view.panels"), [&] {
        ticks(ui, "panels", panels, view.panels);
        bool caption = view.caption;
        if (ImGui::Checkbox(ui.text("view.caption").c_str(), &caption))
            set_view(ui, "caption", Value(caption));
        ImGui::Dummy({0, ui.px(4)});
        faint(ui, ui.text("view.over"));
        command_tooltip(ui, "curves_over");
        radio(ui, "curves_over", overs, static_cast<int>(view.curves_over), "view.over",
              Help::each);
    });
    popup(ui, "arrows", ui.text("view.arrows"), [&] { ticks(ui, "arrows", arrows, view.arrows); });
    popup(ui, "paths", ui.text("view.paths"), [&] {
        radio(ui, "paths", paths, static_cast<int>(view.paths), "view.paths");
        ImGui::Dummy({0, ui.px(4)});
        faint(ui, ui.text("view.trail"));
        trail_choices(ui, view.trail);
    });
    popup(ui, "map", ui.text("map.menu"), [&] { map_choices(ui); });
    if (view.camera == Camera{}) return;
    const ButtonSpec reset{.id = "camera", .icon = Icon::reset, .text = ""};
    ImGui::SetCursorPosX(width - button_width(ui, reset) - ui.px(10));
    if (button(ui, reset)) ui.studio.edit([](Experiment& e) { erase_value(e, "view.camera"); });
    tooltip(ui, ui.text("view.reset_camera"));
}

}  // namespace tani::studio
