// Buttons, labels, cards and tooltips.
#include "app/studio/ui.h"

#include <algorithm>
#include <cmath>

#include <imgui_internal.h>

#include "app/plot/text.h"
#include "app/studio/commands.h"

namespace tani::studio {

namespace {

constexpr float tooltip_seconds = 0.45f;

struct Look {
    ImU32 fill, ink;
};

Look look_of(const Ui& ui, const ButtonSpec& spec, bool hovered, bool held) {
    const Palette& p = ui.colours;
    const float over = held ? 0.2f : hovered ? 0.11f : 0.0f;
    Look look{with_alpha(p.text, over), p.text};
    if (spec.look == ButtonLook::framed)
        look.fill = mixed(mixed(p.card, p.text, p.dark ? 0.07f : 0.06f), p.text, over);
    if (spec.look == ButtonLook::accent)
        look = {mixed(p.accent, p.text, over * 0.8f), ink_on(p.accent)};
    if (spec.look == ButtonLook::on)
        look = {mixed(mixed(p.card, p.accent, 0.3f), p.text, over * 0.5f), p.text};
    if (!spec.enabled) look.ink = with_alpha(look.ink, 0.35f);
    return look;
}

}  // namespace

void tooltip(const Ui& ui, const std::string& text) {
    if (text.empty() || !ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
    const ImGuiContext& context = *ImGui::GetCurrentContext();
    if (ImGui::IsMouseDown(ImGuiMouseButton_Left) || context.HoveredIdTimer < tooltip_seconds)
        return;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(10), ui.px(7)});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, ui.px(3)});
    ImGui::BeginTooltip();
    ImGui::PushFont(ui.small);
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        for (const std::string& line :
             wrapped(*ui.small, std::string_view(text).substr(from, end - from), ui.px(330))) {
            ImGui::TextUnformatted(line.c_str());
        }
        from = end + 1;
    }
    ImGui::PopFont();
    ImGui::EndTooltip();
    ImGui::PopStyleVar(2);
}

void command_tooltip(const Ui& ui, std::string_view command) {
    const std::string keys = shortcut(command);
    tooltip(ui,
            ui.text("command." + std::string(command)) + (keys.empty() ? "" : "  (" + keys + ")"));
}

float button_width(const Ui& ui, const ButtonSpec& spec) {
    if (spec.width > 0) return spec.width;
    const float height = spec.height > 0 ? spec.height : ui.line();
    if (spec.text.empty()) return height;
    return text_width(*ui.font, spec.text) + ui.px(20) + (spec.icon ? ui.px(22) : 0);
}

bool button(const Ui& ui, const ButtonSpec& spec) {
    const float height = spec.height > 0 ? spec.height : ui.line();
    const ImVec2 size(button_width(ui, spec), height);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const bool pressed = ImGui::InvisibleButton(spec.id.c_str(), size) && spec.enabled;
    const Look look = look_of(ui, spec, spec.enabled && ImGui::IsItemHovered(),
                              spec.enabled && ImGui::IsItemActive());
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(corner, {corner.x + size.x, corner.y + size.y}, look.fill, ui.px(5));
    const float middle = corner.y + size.y / 2;
    const float icon = std::min(ui.px(15), height * 0.62f);
    if (spec.text.empty() && spec.icon) {
        draw_icon(list, *spec.icon, {corner.x + size.x / 2, middle}, icon, look.ink);
        return pressed;
    }
    const float left = spec.icon ? ui.px(22) : 0;
    const std::string text = shortened(*ui.font, spec.text, size.x - left - ui.px(8));
    const float content = left + text_width(*ui.font, text);
    const float x = std::round(corner.x + (size.x - content) / 2);
    if (spec.icon) draw_icon(list, *spec.icon, {x + ui.px(8), middle}, icon, look.ink);
    draw_text(list, *ui.font, {x + left, middle}, look.ink, text, {0, 0.5f});
    return pressed;
}

bool command_button(const Ui& ui, std::string_view id, Icon icon, ButtonLook look) {
    const Command* command = find_command(id);
    if (!command) return false;
    const bool enabled = !command->enabled || command->enabled(ui.studio);
    if (look == ButtonLook::plain && command->on && command->on(ui.studio)) look = ButtonLook::on;
    const bool pressed = button(
        ui, {.id = std::string(id), .icon = icon, .text = "", .look = look, .enabled = enabled});
    command_tooltip(ui, id);
    if (pressed) run_command(*command, ui.studio);
    return pressed;
}

bool segments(const Ui& ui, const std::string& id, std::span<const std::string> words, int& chosen,
              float width) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float height = ui.line(), each = width / static_cast<float>(words.size());
    list.AddRectFilled(corner, {corner.x + width, corner.y + height},
                       mixed(ui.colours.card, ui.colours.text, ui.colours.dark ? 0.07f : 0.06f),
                       ui.px(5));
    bool changed = false;
    ImGui::PushID(id.c_str());
    for (int i = 0; i < static_cast<int>(words.size()); ++i) {
        const ImVec2 from(std::round(corner.x + each * static_cast<float>(i)), corner.y);
        const ImVec2 to(std::round(from.x + each), corner.y + height);
        ImGui::SetCursorScreenPos(from);
        ImGui::PushID(i);
        if (ImGui::InvisibleButton("part", {to.x - from.x, height}) && chosen != i) {
            chosen = i;
            changed = true;
        }
        ImGui::PopID();
        const bool on = chosen == i;
        if (on || ImGui::IsItemHovered()) {
            const float inset = ui.px(2);
            const ImU32 fill = on ? ui.colours.accent : with_alpha(ui.colours.text, 0.1f);
            list.AddRectFilled({from.x + inset, from.y + inset}, {to.x - inset, to.y - inset}, fill,
                               ui.px(4));
        }
        const std::string text =
            shortened(*ui.font, words[static_cast<std::size_t>(i)], to.x - from.x - ui.px(6));
        draw_text(list, *ui.font, {(from.x + to.x) / 2, corner.y + height / 2},
                  on ? ink_on(ui.colours.accent) : ui.colours.text, text, {0.5f, 0.5f});
    }
    ImGui::PopID();
    return changed;
}

bool begin_combo(const Ui& ui, const char* id, const std::string& preview, float width,
                 ImGuiComboFlags flags) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::SetNextItemWidth(width);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(8), ui.px(8)});
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                        {ui.px(8), (ui.line() - ui.font->FontSize) / 2});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const bool open = ImGui::BeginCombo(id, "", flags | ImGuiComboFlags_NoArrowButton);
    const float middle = corner.y + ui.line() / 2, x = corner.x + width - ui.px(13);
    const float room = width - ui.px(30);
    const ImFont& font = text_width(*ui.font, preview) <= room ? *ui.font : *ui.small;
    draw_text(list, font, {corner.x + ui.px(8), middle}, ui.colours.text,
              shortened(font, preview, room), {0, 0.5f});
    list.PathLineTo({x - ui.px(4), middle - ui.px(2)});
    list.PathLineTo({x, middle + ui.px(2.5f)});
    list.PathLineTo({x + ui.px(4), middle - ui.px(2)});
    list.PathStroke(ui.colours.faint_text, ImDrawFlags_None, std::max(1.0f, ui.px(1.6f)));
    if (!open) ImGui::PopStyleVar(2);
    return open;
}

void end_combo() {
    ImGui::EndCombo();
    ImGui::PopStyleVar(2);
}

bool toggle(const Ui& ui, const std::string& id, bool& on) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float width = ui.px(40), height = ui.line(), radius = ui.px(8);
    const bool pressed = ImGui::InvisibleButton(id.c_str(), {width, height});
    if (pressed) on = !on;
    const float y = std::round(corner.y + height / 2), right = corner.x + width,
                left = right - ui.px(32);
    const ImU32 fill =
        on ? ui.colours.accent
           : mixed(ui.colours.card, ui.colours.text, ImGui::IsItemHovered() ? 0.34f : 0.26f);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({left, y - radius}, {right, y + radius}, fill, radius);
    list.AddCircleFilled({on ? right - radius : left + radius, y}, radius - ui.px(2),
                         on ? ink_on(ui.colours.accent) : ui.colours.card, 24);
    return pressed;
}

void label(const Ui& ui, std::string_view text, float width, ImU32 colour) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImFont& font = text_width(*ui.font, text) <= width ? *ui.font : *ui.small;
    const std::string cut = shortened(font, text, width);
    ImGui::Dummy({width, ui.line()});
    draw_text(*ImGui::GetWindowDrawList(), font, {corner.x, corner.y + ui.line() / 2}, colour, cut,
              {0, 0.5f});
    if (cut != text) tooltip(ui, std::string(text));
}

void faint(const Ui& ui, const std::string& text) {
    ImGui::PushFont(ui.small);
    ImGui::PushStyleColor(ImGuiCol_Text, ui.colours.faint_text);
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopStyleColor();
    ImGui::PopFont();
}

void paragraph(const Ui& ui, const std::string& text, ImU32 colour) {
    const float width =
        std::max(ImGui::GetContentRegionAvail().x - ImGui::GetStyle().WindowPadding.x, ui.px(60));
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    float y = 0;
    for (const std::string& line : wrapped(*ui.small, text, width)) {
        draw_text(*ImGui::GetWindowDrawList(), *ui.small, {corner.x, corner.y + y}, colour, line);
        y += std::round(ui.small->FontSize * 1.3f);
    }
    ImGui::Dummy({width, y});
}

Card::Card(const Ui& ui, const std::string& id, ImU32 edge, bool selected)
    : ui_(ui), edge_(edge), selected_(selected) {
    ImGui::PushID(id.c_str());
    const float pad = ui.px(10), left = edge ? ui.px(14) : pad;
    corner_ = ImGui::GetCursorScreenPos();
    outer_ = ImGui::GetContentRegionAvail().x;
    width_ = outer_ - left - pad;
    // ImGui's own storage keeps a card's height from frame to frame: layout, no state of ours.
    const float height = ImGui::GetStateStorage()->GetFloat(ImGui::GetID("height"));
    const ImVec2 to(corner_.x + outer_, corner_.y + height);
    clicked_ = ImGui::IsMouseReleased(ImGuiMouseButton_Left) &&
               ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) &&
               ImGui::IsMouseHoveringRect(corner_, to);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.ChannelsSplit(2);
    list.ChannelsSetCurrent(1);
    ImGui::SetCursorScreenPos({corner_.x + left, corner_.y + ui.px(8)});
    ImGui::BeginGroup();
    ImGui::PushItemWidth(width_);
}

Card::~Card() {
    ImGui::PopItemWidth();
    ImGui::EndGroup();
    const float bottom = ImGui::GetItemRectMax().y + ui_.px(8);
    ImGui::GetStateStorage()->SetFloat(ImGui::GetID("height"), bottom - corner_.y);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.ChannelsSetCurrent(0);
    const ImVec2 to(corner_.x + outer_, bottom);
    list.AddRectFilled(corner_, to, ui_.colours.card, ui_.px(7));
    if (edge_) {
        list.AddRectFilled(corner_, {corner_.x + ui_.px(5), bottom}, edge_, ui_.px(7),
                           ImDrawFlags_RoundCornersLeft);
    }
    list.AddRect(corner_, to, selected_ ? ui_.colours.accent : ui_.colours.border, ui_.px(7),
                 ImDrawFlags_None, selected_ ? std::max(1.5f, ui_.px(1.5f)) : 1.0f);
    list.ChannelsMerge();
    ImGui::SetCursorScreenPos({corner_.x, bottom});
    ImGui::Dummy({outer_, ui_.px(8)});
    ImGui::PopID();
}

void dialog_title(const Ui& ui, const std::string& text) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImFont& font = ui.session().presenter ? *ui.font : *ui.fonts.large();
    draw_text(*ImGui::GetWindowDrawList(), font, corner, ui.colours.text, text);
    ImGui::Dummy({text_width(font, text), font.FontSize + ui.px(8)});
}

void card_title(const Ui& ui, const std::string& text) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    draw_text(*ImGui::GetWindowDrawList(), *ui.small, corner, ui.colours.faint_text, text);
    ImGui::Dummy({text_width(*ui.small, text), ui.small->FontSize + ui.px(2)});
}

}  // namespace tani::studio
