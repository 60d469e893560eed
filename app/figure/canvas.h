// A picture without a window: a draw list that ends as pixels.
#pragma once
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "app/plot/axes.h"
#include "app/plot/theme.h"

namespace tani {

/// Own ImGui atlas and draw list, framebuffer, read back as RGBA (rows top down, alpha 255). Needs a current OpenGL context; leaves
/// the binding state as it was.
class Canvas {
  public:
    using Draw = std::function<void(ImDrawList& list, const Fonts& fonts, Rect rect)>;

    Canvas(int width, int height, float scale, std::string_view extra_text);
    ~Canvas();
    int width() const;
    int height() const;
    float scale() const;
    /// On the theme's figure colour. What the content draws with must live until this returns.
    void render(bool presenter, Theme theme, const Draw& content, std::vector<unsigned char>& rgba);

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tani
