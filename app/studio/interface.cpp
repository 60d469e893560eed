// ImGui's context, atlas and backend.
#include "app/studio/interface.h"

#include <algorithm>
#include <cmath>

#include <imgui.h>
#if __has_include(<backends/imgui_impl_opengl3.h>)
#include <backends/imgui_impl_opengl3.h>
#else
#include <imgui_impl_opengl3.h>
#endif

#include <glad/gl.h>

#include "app/studio/ui.h"

namespace tani::studio {

namespace {

constexpr float bars = 154;            // units of height that are not the figure's
constexpr float figure_share = 0.74f;  // of the width
constexpr float row_units = 26;        // Ui::line()
constexpr float text_units = 16, presenter_text_units = 20;

std::array<float, 3> heights_for(const InterfaceLook& look) {
    const Sizes sizes = look.presenter
                            ? sizes_for(look.width, look.height, look.scale, true)
                            : sizes_for(look.width * figure_share, look.height - bars * look.scale,
                                        look.scale, false);
    return {std::round(sizes.text), std::round(sizes.small), std::round(sizes.large)};
}

}  // namespace

Interface::Interface() {
    context_ = ImGui::CreateContext();
    ImGui::SetCurrentContext(context_);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigInputTextCursorBlink = false;  // a still window draws nothing
}

Interface::~Interface() {
    ImGui::SetCurrentContext(context_);
    if (backend_) ImGui_ImplOpenGL3_Shutdown();
    ImGui::DestroyContext(context_);
}

void Interface::build_fonts() {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.Clear();
    fonts_ = std::make_unique<Fonts>(atlas, heights_, text_);
    ImGui::GetIO().FontDefault = look_.presenter ? fonts_->small() : fonts_->text();
#if IMGUI_VERSION_NUM < 19200
    if (backend_) {
        ImGui_ImplOpenGL3_DestroyFontsTexture();
        ImGui_ImplOpenGL3_CreateFontsTexture();
    }
#endif
}

void Interface::prepare(const InterfaceLook& look, const std::string& text) {
    ImGui::SetCurrentContext(context_);
    bool restyle = !fonts_ || !(look == look_);
    look_ = look;
    const std::array<float, 3> heights = heights_for(look);
    const bool covered = fonts_ && (text == text_ || fonts_->covers(text));
    if (!covered || heights != heights_) {
        heights_ = heights;
        text_ = text;
        build_fonts();
        restyle = true;
    }
    if (!backend_) backend_ = ImGui_ImplOpenGL3_Init("#version 330 core");
    unit_ = look.presenter ? heights_[1] / presenter_text_units : heights_[0] / text_units;
    if (restyle) {
        ImGuiStyle& style = ImGui::GetStyle();
        apply_style(style, palette(look.theme), unit_);
        style.FramePadding.y = std::round(
            std::max(0.0f, row_units * unit_ - ImGui::GetIO().FontDefault->FontSize) / 2);
    }
    ImGui_ImplOpenGL3_NewFrame();
}

void Interface::render(std::span<const Background> backgrounds) const {
    const ImDrawData& data = *ImGui::GetDrawData();
    const float sx = data.FramebufferScale.x, sy = data.FramebufferScale.y;
    const auto pixel = [](float at) { return static_cast<GLint>(std::lround(at)); };
    glViewport(0, 0, pixel(data.DisplaySize.x * sx), pixel(data.DisplaySize.y * sy));
    const auto clear = [](ImU32 colour) {
        const ImVec4 c = ImGui::ColorConvertU32ToFloat4(colour);
        glClearColor(c.x, c.y, c.z, 1);
        glClear(GL_COLOR_BUFFER_BIT);
    };
    glDisable(GL_SCISSOR_TEST);
    clear(palette(look_.theme).figure);
    glEnable(GL_SCISSOR_TEST);
    for (const Background& part : backgrounds) {
        const Rect& r = part.rect;
        const GLint left = pixel(r.x * sx), right = pixel((r.x + r.width) * sx);
        const GLint top = pixel(r.y * sy), bottom = pixel((r.y + r.height) * sy);
        glScissor(left, pixel(data.DisplaySize.y * sy) - bottom, right - left, bottom - top);
        clear(part.colour);
    }
    glDisable(GL_SCISSOR_TEST);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

}  // namespace tani::studio
