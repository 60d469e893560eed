// Pictures without a window: an atlas, a draw list and an ImGui context of our own for the OpenGL backend, which keeps its objects in the current context.
#include <algorithm>
#include <array>
#include <cmath>

#include <backends/imgui_impl_opengl3.h>
#include <glad/gl.h>
#include <imgui.h>
#include <imgui_internal.h>

#include "app/figure/canvas.h"
#include "app/figure/figure.h"
#include "app/gl/context.h"
#include "app/gl/objects.h"

namespace tani {

namespace {

/// Makes an ImGui context current, and the one before again.
class CurrentContext {
  public:
    explicit CurrentContext(ImGuiContext* context) : before_(ImGui::GetCurrentContext()) { ImGui::SetCurrentContext(context); }
    ~CurrentContext() { ImGui::SetCurrentContext(before_); }
    CurrentContext(const CurrentContext&) = delete;
    CurrentContext& operator=(const CurrentContext&) = delete;

  private:
    ImGuiContext* before_;
};

}  // namespace

struct Canvas::Parts {
    int width, height;
    float scale;
    std::string extra_text;
    ImGuiContext* context = nullptr;
    std::optional<Fonts> fonts;
    std::optional<Framebuffer> target;
    bool presenter = false;

    Parts(int w, int h, float s, std::string_view text) : width(w), height(h), scale(s), extra_text(text) {
        ImGuiContext* before = ImGui::GetCurrentContext();
        context = ImGui::CreateContext();
        ImGui::SetCurrentContext(before);
        target.emplace(width, height, 1);
    }
    ~Parts() {
        {
            const CurrentContext current(context);
            if (fonts) ImGui_ImplOpenGL3_Shutdown();
        }
        ImGuiContext* before = ImGui::GetCurrentContext();
        ImGui::DestroyContext(context);
        ImGui::SetCurrentContext(before);
    }

    /// Fonts for the mode; the first time, and when it changes.
    void prepare(bool presenter_mode) {
        if (fonts && presenter == presenter_mode) return;
        presenter = presenter_mode;
        if (fonts) ImGui_ImplOpenGL3_Shutdown();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.LogFilename = nullptr;
        io.Fonts->Clear();
        const Sizes sizes = sizes_for(static_cast<float>(width), static_cast<float>(height), scale, presenter);
        fonts.emplace(*io.Fonts, std::array<float, 3>{sizes.text, sizes.small, sizes.large}, extra_text);
        ImGui_ImplOpenGL3_Init("#version 330 core");
    }

    void draw(Theme theme, const Canvas::Draw& content) {
        ImGuiIO& io = ImGui::GetIO();
        io.DisplaySize = ImVec2(static_cast<float>(width), static_cast<float>(height));
        io.DeltaTime = 1.0f / 60;
        ImGui_ImplOpenGL3_NewFrame();
        ImGui::NewFrame();
        content(*ImGui::GetBackgroundDrawList(), *fonts, {0, 0, static_cast<float>(width), static_cast<float>(height)});
        ImGui::Render();
        target->bind();
        // Clearing is many times cheaper than a filled rectangle in software OpenGL.
        const ImVec4 ground = ImGui::ColorConvertU32ToFloat4(palette(theme).figure);
        glDisable(GL_SCISSOR_TEST);
        glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
        glClearColor(ground.x, ground.y, ground.z, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    }
};

Canvas::Canvas(int width, int height, float scale, std::string_view extra_text)
    : parts_(std::make_unique<Parts>(width, height, scale, extra_text)) {}
Canvas::~Canvas() = default;
int Canvas::width() const { return parts_->width; }
int Canvas::height() const { return parts_->height; }
float Canvas::scale() const { return parts_->scale; }

void Canvas::render(bool presenter, Theme theme, const Draw& content, std::vector<unsigned char>& rgba) {
    const DrawingGuard guard;
    const CurrentContext current(parts_->context);
    parts_->prepare(presenter);
    parts_->draw(theme, content);
    parts_->target->read(rgba);
}

struct FigureRenderer::Parts {
    Canvas canvas;
    Figure figure;
};

FigureRenderer::FigureRenderer(int width, int height, float scale, std::string_view extra_text)
    : parts_(new Parts{{width, height, scale, extra_text}, {}}) {}
FigureRenderer::~FigureRenderer() = default;
int FigureRenderer::width() const { return parts_->canvas.width(); }
int FigureRenderer::height() const { return parts_->canvas.height(); }

void FigureRenderer::render(const Recording& recording, const FigureInput& input, std::vector<unsigned char>& rgba) {
    const auto draw = [&](ImDrawList& list, const Fonts& fonts, Rect rect) {
        FigureInput here = input;
        here.scale = parts_->canvas.scale();
        here.background = false;
        parts_->figure.draw(list, fonts, rect, recording, here);
    };
    parts_->canvas.render(input.presenter, input.theme, draw, rgba);
}

}  // namespace tani
