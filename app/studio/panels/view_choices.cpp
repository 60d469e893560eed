#include "app/studio/panels/view_choices.h"

#include <algorithm>
#include <array>

namespace tani::studio {

void set_view(const Ui& ui, const std::string& key, const Value& value) {
    ui.studio.edit([&](Experiment& e) { set_value(e, "view." + key, value); });
}

void ticks(const Ui& ui, const char* key, std::span<const char* const> all,
           const std::vector<std::string>& on, const OtherWords& other) {
    for (const char* name : all) {
        const std::string words =
            name == other.name ? std::string(other.words) : std::string("view.") + key + "_" + name;
        bool ticked = std::find(on.begin(), on.end(), name) != on.end();
        if (!ImGui::Checkbox(ui.text(words).c_str(), &ticked)) continue;
        Array names;
        for (const char* each : all) {
            const bool was = std::find(on.begin(), on.end(), each) != on.end();
            if (each == name ? ticked : was) names.push_back(Value(each));
        }
        set_view(ui, key, Value(names));
    }
}

void radio(const Ui& ui, const char* key, std::span<const char* const> all, std::size_t current,
           const char* words, Help help) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        const char* name = all[i];
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

void loss_scale_choices(const Ui& ui, HeightScale now) {
    ImGui::PushID("loss");
    radio(ui, "loss_scale", scale_names, static_cast<std::size_t>(now), "view.scale");
    ImGui::PopID();
}

void caption_choice(const Ui& ui, bool now) {
    bool caption = now;
    if (ImGui::Checkbox(ui.text("view.caption").c_str(), &caption))
        set_view(ui, "caption", Value(caption));
}

}  // namespace tani::studio
