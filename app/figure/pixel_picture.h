// A picture of our own in a draw list, copied a texel a pixel: in software OpenGL several times
// faster than a textured rectangle.
#pragma once
#include <span>

#include <imgui.h>

#include "app/plot/axes.h"

namespace tani::figure {

/// Colours as a texture, rows from the bottom.
class PixelTexture {
  public:
    PixelTexture() = default;
    ~PixelTexture();
    PixelTexture(const PixelTexture&) = delete;
    PixelTexture& operator=(const PixelTexture&) = delete;

    void upload(int width, int height, std::span<const ImU32> texels);
    unsigned id() const { return id_; }

  private:
    unsigned id_ = 0;
};

class PixelPicture {
  public:
    PixelPicture() = default;
    ~PixelPicture();
    PixelPicture(const PixelPicture&) = delete;
    PixelPicture& operator=(const PixelPicture&) = delete;

    /// Adds the texture to the list, which must be rendered before the next put() and while both the
    /// texture and this live. `rect` has whole numbers and the texture's size; the texture's rows
    /// go upwards, as OpenGL's do.
    void put(ImDrawList& list, Rect rect, unsigned texture);

  private:
    void copy(const ImVec4& clip) const;

    Rect rect_{};
    unsigned frame_ = 0;
};

}  // namespace tani::figure
