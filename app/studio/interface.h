// ImGui made ready for a picture: context, fonts, style, OpenGL backend. The window and the shot
// share it.
#pragma once
#include <array>
#include <memory>
#include <span>
#include <string>

#include "app/figure/figure.h"
#include "app/plot/theme.h"

struct ImGuiContext;

namespace tani::studio {

/// What the look of a frame follows from.
struct InterfaceLook {
    float width = 1280, height = 720;  ///< pixels
    float scale = 1;
    Theme theme = Theme::dark;
    bool presenter = false;
    bool operator==(const InterfaceLook&) const = default;
};

/// A part of the screen in one colour. It is cleared, not drawn: a layer of triangles costs a
/// software renderer as much as the picture on it.
struct Background {
    Rect rect;
    ImU32 colour = 0;
};

class Interface {
  public:
    /// Makes the ImGui context and makes it current. OpenGL is needed from `prepare` on.
    Interface();
    ~Interface();
    Interface(const Interface&) = delete;
    Interface& operator=(const Interface&) = delete;

    /// Before ImGui::NewFrame: builds fonts anew where sizes changed or `text` has characters that
    /// the atlas lacks.
    void prepare(const InterfaceLook& look, const std::string& text);
    /// After ImGui::Render, into the current framebuffer: what lies behind everything, then ImGui's
    /// picture.
    void render(std::span<const Background> backgrounds) const;

    const Fonts& fonts() const { return *fonts_; }
    const InterfaceLook& look() const { return look_; }
    /// Pixels of one unit of the panels' layout.
    float unit() const { return unit_; }

  private:
    void build_fonts();

    ImGuiContext* context_ = nullptr;
    std::unique_ptr<Fonts> fonts_;
    InterfaceLook look_;
    std::array<float, 3> heights_{};
    std::string text_;
    float unit_ = 1;
    bool backend_ = false;
};

}  // namespace tani::studio
