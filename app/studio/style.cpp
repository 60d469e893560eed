// ImGui's style from a theme's palette.
#include <algorithm>
#include <cmath>

#include "app/studio/ui.h"

namespace tani::studio {

namespace {

ImVec4 vec(ImU32 colour) { return ImGui::ColorConvertU32ToFloat4(colour); }

double luminance(ImU32 colour) {
    const ImVec4 c = vec(colour);
    const auto linear = [](float v) {
        return v <= 0.04045f ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(c.x) + 0.7152 * linear(c.y) + 0.0722 * linear(c.z);
}

void apply_sizes(ImGuiStyle& style, float u) {
    style.WindowPadding = {0, 0};
    style.WindowBorderSize = 0;
    style.ChildBorderSize = 0;
    style.PopupBorderSize = 1;
    style.FrameBorderSize = 0;
    style.WindowRounding = 0;
    style.ChildRounding = 0;
    style.FrameRounding = std::round(5 * u);
    style.PopupRounding = std::round(7 * u);
    style.ScrollbarRounding = std::round(5 * u);
    style.GrabRounding = std::round(4 * u);
    style.FramePadding = {std::round(8 * u), std::round(5 * u)};
    style.ItemSpacing = {std::round(8 * u), std::round(6 * u)};
    style.ItemInnerSpacing = {std::round(6 * u), std::round(4 * u)};
    style.ScrollbarSize = std::round(11 * u);
    style.GrabMinSize = std::round(10 * u);
    style.IndentSpacing = std::round(12 * u);
    style.DisplaySafeAreaPadding = {0, 0};
    style.AntiAliasedLinesUseTex = true;
    style.CircleTessellationMaxError = 0.2f;
}

}  // namespace

ImU32 with_alpha(ImU32 colour, float alpha) {
    ImVec4 c = vec(colour);
    c.w *= alpha;
    return ImGui::ColorConvertFloat4ToU32(c);
}

ImU32 mixed(ImU32 a, ImU32 b, float t) {
    const ImVec4 p = vec(a), q = vec(b);
    return ImGui::ColorConvertFloat4ToU32({p.x + (q.x - p.x) * t, p.y + (q.y - p.y) * t,
                                           p.z + (q.z - p.z) * t, p.w + (q.w - p.w) * t});
}

ImU32 ink_on(ImU32 colour) {
    return luminance(colour) > 0.28 ? IM_COL32(12, 15, 20, 255) : IM_COL32(255, 255, 255, 255);
}

void apply_style(ImGuiStyle& style, const Palette& p, float unit) {
    style = ImGuiStyle();
    apply_sizes(style, unit);
    const ImU32 frame = mixed(p.card, p.text, p.dark ? 0.07f : 0.06f);
    const ImU32 hovered = mixed(p.card, p.text, p.dark ? 0.13f : 0.11f);
    const ImU32 active = mixed(p.card, p.accent, 0.35f);
    const auto set = [&style](ImGuiCol_ index, ImU32 colour) { style.Colors[index] = vec(colour); };
    set(ImGuiCol_Text, p.text);
    set(ImGuiCol_TextDisabled, p.faint_text);
    set(ImGuiCol_WindowBg, p.window);
    set(ImGuiCol_ChildBg, with_alpha(p.panel, 0));
    set(ImGuiCol_PopupBg, p.card);
    set(ImGuiCol_Border, p.border);
    set(ImGuiCol_BorderShadow, 0);
    set(ImGuiCol_FrameBg, frame);
    set(ImGuiCol_FrameBgHovered, hovered);
    set(ImGuiCol_FrameBgActive, hovered);
    set(ImGuiCol_ScrollbarBg, 0);
    set(ImGuiCol_ScrollbarGrab, mixed(p.panel, p.text, 0.2f));
    set(ImGuiCol_ScrollbarGrabHovered, mixed(p.panel, p.text, 0.32f));
    set(ImGuiCol_ScrollbarGrabActive, mixed(p.panel, p.text, 0.45f));
    set(ImGuiCol_CheckMark, p.accent);
    set(ImGuiCol_SliderGrab, p.accent);
    set(ImGuiCol_SliderGrabActive, p.accent);
    set(ImGuiCol_Button, frame);
    set(ImGuiCol_ButtonHovered, hovered);
    set(ImGuiCol_ButtonActive, active);
    set(ImGuiCol_Header, mixed(p.card, p.accent, 0.28f));
    set(ImGuiCol_HeaderHovered, hovered);
    set(ImGuiCol_HeaderActive, active);
    set(ImGuiCol_Separator, p.border);
    set(ImGuiCol_TextSelectedBg, with_alpha(p.accent, 0.4f));
    set(ImGuiCol_NavHighlight, p.accent);
    set(ImGuiCol_PlotHistogram, p.accent);
    set(ImGuiCol_ModalWindowDimBg, IM_COL32(0, 0, 0, p.dark ? 140 : 90));
}

}  // namespace tani::studio
